from latent.figures.text import fitting_text, wrapped_lines
from tests.helpers.figures import LONG_TITLE


def test_a_short_text_stays_on_one_line_at_full_size():
    assert fitting_text("short", width=3, height=1, largest=12) == ("short", 12)


def test_a_long_text_is_wrapped_and_loses_nothing():
    wrapped, size = fitting_text(LONG_TITLE, width=5, height=0.6)
    assert wrapped.count("\n") >= 2 and size < 12
    assert "".join(wrapped.split()) == "".join(LONG_TITLE.split())


def test_a_text_of_two_lines_keeps_them():
    assert fitting_text("one\ntwo", width=5, height=1)[0] == "one\ntwo"


def test_wrapped_lines_are_about_equally_long():
    assert wrapped_lines("aaaa bbbb cccc dddd", width=0.9, size=10) == ["aaaa bbbb", "cccc dddd"]


def test_a_box_too_narrow_for_any_letter_still_gives_every_letter():
    assert wrapped_lines("abc", width=0.001, size=10) == ["a", "b", "c"]


def test_an_empty_text_is_no_problem():
    assert fitting_text("", width=1, height=1)[0] == ""
