import numpy as np
import pytest

from latent.maps.embedding_file import EmbeddingFile
from latent.tools.check import UserError
from latent.windows.explorer.experiments.compare import (
    COMPARE,
    N_SOURCES,
    STEPS,
    TARGET,
    check_same_images,
    model_names,
)
from latent.windows.explorer.layers import FADED
from latent.windows.explorer.state import Explorer
from tests.helpers.maps import fake_decode, grid_map


def brighter(codes):
    return np.clip(fake_decode(codes) + 0.25, 0, 1)


def other_map(**changes) -> EmbeddingFile:
    """Return a map of the same images by another model: other codes, in other places."""
    whole = grid_map()
    values = {"codes": -whole.codes, "positions": whole.positions[::-1].copy()}
    return grid_map(**values | {"weights_path": "/nowhere/vae.weights.h5", **changes})


def compared():
    names = model_names([grid_map(), other_map()])
    explored = Explorer(grid_map(), 300, 300, [other_map()], names)
    for coder, decode in zip(explored.tabs.coders, (fake_decode, brighter), strict=True):
        coder.take_decoder(decode)
    explored.tabs.choose(COMPARE)
    return explored


def test_only_several_maps_are_compared():
    assert COMPARE not in [tab.experiment for tab in Explorer(grid_map(), 9, 9).tabs.all]
    assert COMPARE in [tab.experiment for tab in compared().tabs.all]


def test_each_source_has_a_row_for_each_model_with_its_error():
    explored = compared()
    for pick in (*range(N_SOURCES), 50):
        explored.tabs.board.pick(pick)
    explored.tabs.finish()
    cells = explored.tabs.sheet.cells
    rows = sorted({cell.row for cell in cells})
    assert len(rows) == 2 * N_SOURCES
    for model, decode in enumerate((fake_decode, brighter)):
        row = [cell for cell in cells if cell.row == rows[2 + model] and cell.slot is None]
        content = explored.maps[model].content
        assert [cell.model for cell in row] == [model] * len(STEPS)
        codes = content.codes
        for cell, t in zip(row, STEPS, strict=True):
            np.testing.assert_allclose(cell.code, (1 - t) * codes[1] + t * codes[50], atol=1e-6)
        image = content.images[1] / 255
        decoded = np.rint(decode(codes[[1]])[0] * 255) / 255
        words = f"error {np.square(image - decoded).mean():.4f}"
        assert words in [label.words for label in explored.tabs.sheet.labels]
    words = [label.words for label in explored.tabs.sheet.labels]
    assert words.count("A dense") == words.count("B vae") == N_SOURCES


def test_lines_are_drawn_on_the_map_of_their_model():
    explored = compared()
    for pick in (*range(N_SOURCES), 50):
        explored.tabs.board.pick(pick)
    explored.tabs.finish()
    for seen_map in explored.maps:
        lines, positions = explored.tabs.lines(seen_map.model), seen_map.content.positions
        assert len(lines) == N_SOURCES
        np.testing.assert_array_equal(lines[2][0], positions[2])
        np.testing.assert_array_equal(lines[2][-1], positions[50])


def test_what_is_pointed_at_on_one_map_is_ringed_on_each_where_it_lies_there():
    explored = compared()
    other = explored.maps[1]
    explored.pointer.point_at_image(
        other.image_at(*other.view.to_pixels(other.content.positions[9]))
    )
    assert explored.pointer.image == 9
    for seen_map in explored.maps:
        _, place, _ = explored.ringed(seen_map)
        np.testing.assert_array_equal(place, seen_map.content.positions[9])


def test_what_is_chosen_and_coloured_is_so_on_every_map():
    explored = compared()
    explored.pointer.point_at_image(4)
    before = [seen_map.picture().copy() for seen_map in explored.maps]
    explored.choice.toggle_only("class")
    assert (explored.choice.layers == FADED).sum() == 43
    faded = [seen_map.picture().copy() for seen_map in explored.maps]
    explored.colors.color_by("typeface family")
    colored = [seen_map.picture() for seen_map in explored.maps]
    for pictures in zip(before, faded, colored, strict=True):
        assert len({picture.tobytes() for picture in pictures}) == 3


def test_a_row_s_image_lights_up_on_its_own_map_alone():
    explored = compared()
    explored.tabs.board.pick(3)
    explored.tabs.board.choose(TARGET)
    explored.tabs.board.pick(8)
    explored.tabs.finish()
    (cell,) = [
        cell for cell in explored.tabs.sheet.cells if cell.model == 1 and cell.name.endswith("0.25")
    ][:1]
    first, other = explored.maps
    explored.pointer.point_at_cell(cell)
    assert explored.ringed(first) is None
    _, place, _ = explored.ringed(other)
    np.testing.assert_allclose(place, other.content.place(cell.code[None])[0], atol=1e-6)


@pytest.mark.parametrize(
    "changes",
    [
        {"dataset": "fashion"},
        {"labels": np.zeros(64, np.int32)},
        {"label_names": ["one", "two", "four"]},
        {"font_names": None},
    ],
)
def test_maps_of_other_images_are_refused(changes):
    check_same_images(grid_map(), other_map(), "a.pkl", "b.pkl")
    with pytest.raises(UserError, match=r"b\.pkl is a map of 64 images of .* of the same images"):
        check_same_images(grid_map(), other_map(**changes), "a.pkl", "b.pkl")


def test_a_map_of_pixels_is_compared_by_the_name_of_pixels():
    pixels = grid_map(codes=None, linear_map=None, weights_path="", weights_sha256="")
    assert model_names([grid_map(), pixels]) == ["A dense", "B pixels"]
