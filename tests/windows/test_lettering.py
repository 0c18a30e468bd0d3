import numpy as np
import pytest

from latent.windows.lettering import (
    draw_words,
    fitted_lines,
    fitted_paragraphs,
    shortened_to,
    words_width,
    wrapped_words,
)

PATH = "/a/long/way/to/a/folder/with/the/map.png"


def test_words_that_fit_stay_as_they_are():
    assert shortened_to("short", 200, 14) == "short"
    assert wrapped_words("", 60, 14) == ()


@pytest.mark.parametrize("width", [30, 60, 100, 200])
def test_words_too_wide_lose_their_middle_and_nothing_more_than_they_must(width):
    cut = shortened_to(PATH, width, 12)
    start, end = cut.split("…")
    assert PATH.startswith(start)
    assert PATH.endswith(end)
    assert 0 <= len(start) - len(end) <= 1
    assert words_width(cut, 12) <= width
    n = len(start) + len(end) + 1
    assert words_width(f"{PATH[: n - n // 2]}…{PATH[-(n // 2) :]}", 12) > width


def test_where_no_letter_has_room_nothing_is_written():
    assert shortened_to("word", 2, 12) == ""
    assert fitted_lines("word and more", 2, 12, 3) == ()
    assert fitted_lines("word and more", 60, 12, 0) == ()


def test_words_are_broken_between_words_and_a_longer_one_behind_a_sign():
    lines = wrapped_words("one two three four five six", 60, 14)
    assert " ".join(lines) == "one two three four five six"
    broken = wrapped_words(f"saved {PATH}", 90, 12)
    assert broken[0].startswith("saved /a/")
    assert "".join(broken) == f"saved {PATH}"
    assert all(line.endswith("/") for line in broken[:-1])
    assert all(words_width(line, 12) <= 90 for line in broken)
    assert wrapped_words(f"a long beginning {PATH}", 110, 12)[0] == "a long beginning"


@pytest.mark.parametrize("most", [1, 2, 3])
def test_too_many_lines_lose_the_middle_of_the_words(most):
    whole = f"saved {PATH} and something else beside it, as every time"
    lines = fitted_lines(whole, 120, 12, most)
    assert len(lines) <= most
    assert lines[0].startswith("saved")
    assert lines[-1].endswith("time")
    assert "".join(lines).count("…") == 1
    assert all(words_width(line, 12) <= 120 for line in lines)


def test_long_paths_are_cut_before_the_words_beside_them():
    whole = f"{PATH * 3}: 12 typefaces are in it; train on it: dense.py --dataset {PATH * 3}"
    lines = fitted_lines(whole, 200, 12, 3)
    said = " ".join(lines)
    assert said.count("…") == 2
    assert ": 12 typefaces are in it; train on it: dense.py --dataset /a" in said
    assert len(lines) <= 3


def test_paragraphs_get_the_largest_letters_in_which_all_have_room():
    said = ["class one", "typeface two"]
    assert fitted_paragraphs(said, 200, 100, (14, 12, 9)) == ([(said[0],), (said[1],)], 14, False)
    found, size, is_cut = fitted_paragraphs(said, 200, 26, (14, 12, 9))
    assert (size, is_cut) == (9, False)
    found, size, is_cut = fitted_paragraphs([PATH * 3, "short"], 90, 35, (14, 9))
    assert is_cut
    assert [len(lines) for lines in found] == [2, 1]
    assert found[1] == ("short",)


@pytest.mark.parametrize("size", range(9, 16))
def test_the_last_letter_is_drawn_whole(size):
    def ink_of(words):
        picture = np.full((30, 200, 3), 255, np.uint8)
        assert draw_words(picture, words, 5, 5, size) == words_width(words, size)
        return 255 - picture[..., 0].astype(int)

    # Nothing of an f or an r is lost that it shows with an empty place behind it.
    for word in ("Regular", "shelf"):
        assert ink_of(word).sum() == ink_of(f"{word} ").sum()
