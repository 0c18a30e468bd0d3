from latent.windows.explorer.states.history import History


def test_the_last_change_of_those_that_are_asked_for_is_taken_back():
    history, done = History(), []
    first, second = object(), object()
    for owner, name in ((first, "a"), (second, "b"), (first, "c")):
        history.note(owner, lambda name=name: done.append(name))
    assert history.undo(second) is second
    assert history.undo(first, second) is first
    assert history.undo(second) is None
    assert history.undo(first, second) is first
    assert history.undo(first, second) is None
    assert done == ["b", "c", "a"]
