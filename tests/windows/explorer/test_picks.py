import json

import pytest

from latent.tools.check import UserError
from latent.windows.explorer.experiments.analogy import ANALOGY
from latent.windows.explorer.experiments.interpolation import INTERPOLATION, TARGET
from latent.windows.explorer.picks import Board, load_picks, save_picks
from latent.windows.explorer.states.history import History


def boards():
    return Board(INTERPOLATION), Board(ANALOGY)


def test_picks_go_from_slot_to_slot():
    board = Board(INTERPOLATION)
    for index in (7, 3):
        board.pick(index)
    assert board.picks[:3] == (7, 3, None)
    assert board.slot == 2


def test_a_chosen_slot_is_changed_and_the_next_pick_goes_to_the_first_empty_one():
    board = Board(INTERPOLATION)
    for index in (7, 3, 5):
        board.pick(index)
    board.choose(0)
    board.pick(9)
    assert board.picks[:4] == (9, 3, 5, None)
    assert board.slot == 3


def test_undo_takes_back_one_pick_after_the_other():
    board = Board(INTERPOLATION)
    board.pick(7)
    board.choose(TARGET)
    board.pick(3)
    assert board.undo()
    assert (board.picks[0], board.picks[TARGET], board.slot) == (7, None, TARGET)
    assert board.undo()
    assert (board.picks[0], board.slot) == (None, 0)
    assert not board.undo()


def test_undo_brings_back_what_was_in_a_slot_before():
    board = Board(ANALOGY)
    board.pick(1)
    board.choose(0)
    board.pick(2)
    board.undo()
    assert board.picks[0] == 1


def test_clearing_is_undone_like_everything_else_however_long_ago():
    board = Board(ANALOGY)
    for index in range(500):
        board.pick(index)
    before = board.picks, board.slot
    board.clear()
    assert board.is_empty
    assert board.slot == 0
    board.clear()  # nothing to clear, so nothing more to undo
    assert board.undo()
    assert (board.picks, board.slot) == before
    assert sum(board.undo() for _ in range(1000)) == 500
    assert board.is_empty


def test_what_stands_with_the_picks_is_cleared_and_undone_with_them():
    board = Board(ANALOGY)
    board.remember()
    board.extra = (1, 2)
    board.pick(3)
    board.clear()
    assert board.extra == ()
    board.undo()
    assert (board.picks[0], board.extra) == (3, (1, 2))
    board.undo()
    board.undo()
    assert board.extra == ()


def test_means_of_several_images_are_saved_and_come_back(tmp_path):
    saved, loaded = boards(), boards()
    saved[1].pick((3, 1))
    save_picks(tmp_path / "p.json", ANALOGY, saved, "digits", 9)
    load_picks(tmp_path / "p.json", loaded, "digits", 9)
    assert loaded[1].picks[0] == (3, 1)


def test_files_of_an_older_kind_still_open(tmp_path):
    path, loaded = tmp_path / "p.json", boards()
    old = {"format": "latent picks", "dataset": "digits", "n_images": 9}
    old |= {"experiment": "analogy", "picks": {"interpolation": [None] * 10 + [3]}}
    path.write_text(json.dumps(old))
    assert load_picks(path, loaded, "digits", 9, {"analogy": lambda values: list}) is ANALOGY
    assert loaded[0].picks[TARGET] == 3


def test_settings_are_taken_only_if_all_of_the_file_is_right(tmp_path):
    path, taken = tmp_path / "p.json", []

    def read(values):
        if values.get("t") == 2:
            raise ValueError("t must be small")
        return lambda: taken.append(values["t"])

    for t in (1, 2):
        save_picks(path, ANALOGY, boards(), "digits", 9, {"analogy": {"t": t}})
        if t == 1:
            load_picks(path, boards(), "digits", 9, {"analogy": read})
        else:
            with pytest.raises(UserError, match="settings of analogy: t must be small"):
                load_picks(path, boards(), "digits", 9, {"analogy": read})
    assert taken == [1]
    content = json.loads(path.read_text()) | {"settings": [3]}
    path.write_text(json.dumps(content))
    with pytest.raises(UserError, match="settings of analogy: they must be an object"):
        load_picks(path, boards(), "digits", 9, {"analogy": read})


def test_boards_with_one_history_each_undo_only_what_is_theirs():
    history = History()
    first, second = Board(INTERPOLATION, history), Board(ANALOGY, history)
    first.pick(1)
    second.pick(2)
    assert first.undo()
    assert (first.picks[0], second.picks[0]) == (None, 2)
    assert not first.undo()


def test_all_picks_can_be_undone_however_many():
    board = Board(INTERPOLATION)
    for index in range(1000):
        board.pick(index)
    assert sum(board.undo() for _ in range(2000)) == 1000
    assert board.is_empty


def test_saved_picks_come_back_with_their_experiment(tmp_path):
    saved, loaded = boards(), boards()
    for index in range(4):
        saved[1].pick(index * 2)
    saved[0].pick(8)
    save_picks(tmp_path / "p.json", ANALOGY, saved, "digits", 9)
    assert load_picks(tmp_path / "p.json", loaded, "digits", 9) is ANALOGY
    assert [board.picks for board in loaded] == [board.picks for board in saved]
    assert [board.slot for board in loaded] == [1, 4]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "other"}, "is not a file of picks"),
        ({"dataset": "fashion"}, "9 images of fashion, this map has 9 of digits"),
        ({"n_images": 10}, "10 images of digits, this map has 9"),
        ({"experiment": "magic"}, "must be one of interpolation, analogy"),
        ({"experiment": ["analogy"]}, "must be one of interpolation, analogy"),
        ({"picks": 3}, "picks of interpolation must be 11"),
        ({"picks": {"interpolation": [1]}}, "must be 11, each null or"),
        ({"picks": {"analogy": [9] + [None] * 8}}, "index from 0 to 8"),
        ({"picks": {"analogy": [True] + [None] * 8}}, "index from 0 to 8"),
        ({"picks": {"analogy": [-1] + [None] * 8}}, "index from 0 to 8"),
        ({"picks": {"analogy": [1.0] + [None] * 8}}, "index from 0 to 8"),
        ({"picks": {"analogy": [[]] + [None] * 8}}, "index from 0 to 8"),
        ({"picks": {"analogy": [[1, 9]] + [None] * 8}}, "index from 0 to 8"),
        ({"picks": {"analogy": [[[1]]] + [None] * 8}}, "index from 0 to 8"),
        ({"experiment": "compare"}, "compares several maps, give them all"),
    ],
)
def test_other_files_are_refused_with_nothing_changed(tmp_path, change, words):
    path = tmp_path / "p.json"
    saved, loaded = boards(), boards()
    saved[0].pick(1)
    save_picks(path, INTERPOLATION, saved, "digits", 9)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(UserError, match=words):
        load_picks(path, loaded, "digits", 9)
    assert all(pick is None for board in loaded for pick in board.picks)


@pytest.mark.parametrize("text", ["", "[]", "3", "{"])
def test_what_is_no_file_of_picks_is_said(tmp_path, text):
    path = tmp_path / "p.json"
    path.write_text(text)
    with pytest.raises(UserError, match="is not a file of picks"):
        load_picks(path, boards(), "digits", 9)
    with pytest.raises(UserError, match="cannot read a file of picks"):
        load_picks(tmp_path / "missing.json", boards(), "digits", 9)
