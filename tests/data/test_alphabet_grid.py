import json

import numpy as np
import pytest

from latent.data.alphabet_grid import AlphabetGrid, grid_from_json, rows_and_columns
from latent.settings import DenseSettings
from tests.helpers.refusals import refusal_of


@pytest.mark.parametrize("n", range(1, 95))
def test_a_grid_has_room_for_all_characters_and_no_row_or_column_too_many(n):
    n_rows, n_columns = rows_and_columns(n)
    assert n_rows * n_columns >= n
    assert (n_rows - 1) * n_columns < n
    assert n_rows <= n_columns <= n_rows + 1


def some_glyphs(characters, n=2, height=4, width=7):
    shape = (n, len(characters), height, width)
    return np.random.default_rng(0).integers(1, 256, shape, np.uint8)


def test_what_is_laid_out_in_a_grid_is_found_there_again_and_the_rest_is_empty():
    grid = AlphabetGrid("ABCDE", 4, 7)
    glyphs = some_glyphs("ABCDE")
    images = grid.lay_out(glyphs)
    assert images.shape == (2, *grid.shape) == (2, 8, 21)
    assert images.dtype == np.uint8
    assert np.array_equal(grid.glyphs(images), glyphs)
    assert np.array_equal(images[:, :4, 7:14], glyphs[:, 1])  # B stands beside A
    assert np.array_equal(images[:, 4:, :7], glyphs[:, 3])  # and D below it
    assert not images[:, 4:, 14:].any()
    assert np.array_equal(grid.glyphs(images, "DA"), glyphs[:, [3, 0]])
    assert grid.share == 5 / 6


def test_words_are_set_closer_than_cells_and_keep_the_darker_ink():
    grid = AlphabetGrid("AB", 1, 7)
    glyphs = np.zeros((1, 2, 1, 7), np.uint8)
    glyphs[0, 0, 0], glyphs[0, 1, 0] = [0, 0, 9, 9, 9, 5, 1], [3, 7, 0, 0, 0, 0, 0]
    line = grid.words(grid.lay_out(glyphs), "AB")
    assert line[0, 0].tolist() == [0, 0, 9, 9, 9, 5, 7, 0, 0, 0, 0, 0]
    assert line.shape[1:] == grid.words_shape("AB")


def test_words_of_images_in_float_stay_in_float():
    grid = AlphabetGrid("AB", 2, 7)
    images = np.random.default_rng(0).random((3, *grid.shape), np.float32)
    assert grid.words(images, "B").dtype == np.float32
    assert np.array_equal(grid.words(images, "B"), grid.glyphs(images, "B")[:, 0])


@pytest.mark.parametrize(
    ("characters", "specimen"), [("Raghb", "Rag"), ("BDRbd", "Rbd"), ("0123", "012"), ("x", "x")]
)
def test_the_specimen_is_rag_or_else_of_letters_that_are_there(characters, specimen):
    assert AlphabetGrid(characters).choose_specimen() == specimen


def test_letters_of_a_specimen_that_were_not_chosen_are_refused():
    grid = AlphabetGrid("ABC")
    assert grid.choose_specimen("CAB") == "CAB"
    assert refusal_of(grid.choose_specimen, "Rag") == (
        "--specimen Rag: Rag is not among the chosen characters ABC"
    )
    assert refusal_of(grid.choose_specimen, "") == "--specimen : give 1 to 15 letters"


def test_the_grid_follows_from_the_settings_and_the_size_of_the_images():
    settings = DenseSettings(dataset="alphanumeric", unit="typeface", charset="ABCDE")
    assert AlphabetGrid.of_settings(settings.for_images((56, 84))) == AlphabetGrid("ABCDE")
    assert AlphabetGrid.of_settings(settings.for_images((20, 60))) == AlphabetGrid("ABCDE", 10, 20)
    assert AlphabetGrid.of_settings(DenseSettings(dataset="alphanumeric")) is None


def test_an_embeddings_grid_is_read_from_its_settings_only_if_its_images_fit():
    settings = DenseSettings(dataset="alphanumeric", unit="typeface", charset="ABCDE")
    text = json.dumps(settings.for_images((56, 84)).to_dict())
    assert grid_from_json(text, (56, 84)) == AlphabetGrid("ABCDE")
    assert grid_from_json(text, (57, 84)) is None
    assert grid_from_json(text, (1, 1)) is None
    assert grid_from_json(text, (56, 84, 3)) is None
    for other in ("{}", "[", '{"unit": "typeface"}', "[1]", '{"unit": "typeface", "dataset": 3}'):
        assert grid_from_json(other, (56, 84)) is None


def test_images_of_glyphs_have_a_flag_that_says_so():
    assert refusal_of(DenseSettings, dataset="digits", unit="typeface") == (
        "--unit typeface: goes with typefaces, --dataset alphanumeric, typefaces or a font set, "
        "not with digits"
    )
    assert "--unit word: must be" in refusal_of(DenseSettings, dataset="typefaces", unit="word")
