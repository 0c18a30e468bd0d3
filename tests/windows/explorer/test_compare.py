import numpy as np
import pytest

from latent.maps.embedding_file import EmbeddingFile
from latent.tools.check import UserError
from latent.windows.explorer.choice import FADED
from latent.windows.explorer.experiments.compare import (
    COMPARE,
    N_SOURCES,
    STEPS,
    TARGET,
    check_same_images,
    model_names,
)
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
    other = Explorer(other_map(), 300, 300, name=names[1])
    first = Explorer(grid_map(), 300, 300, [other], names[0])
    first.take_decoder(fake_decode)
    other.take_decoder(brighter)
    first.choose_experiment(COMPARE)
    return first, other


def test_only_several_maps_are_compared():
    assert COMPARE not in [tab.experiment for tab in Explorer(grid_map(), 9, 9).tabs.all]
    assert COMPARE in [tab.experiment for tab in compared()[0].tabs.all]


def test_each_source_has_a_row_for_each_model_with_its_error():
    first, other = compared()
    for pick in (*range(N_SOURCES), 50):
        first.board.pick(pick)
    first.tabs.finish()
    cells = first.tabs.sheet.cells
    rows = sorted({cell.row for cell in cells})
    assert len(rows) == 2 * N_SOURCES
    for model, (explorer, decode) in enumerate(((first, fake_decode), (other, brighter))):
        row = [cell for cell in cells if cell.row == rows[2 + model] and cell.slot is None]
        codes = explorer.content.codes
        assert [cell.model for cell in row] == [model] * len(STEPS)
        for cell, t in zip(row, STEPS, strict=True):
            np.testing.assert_allclose(cell.code, (1 - t) * codes[1] + t * codes[50], atol=1e-6)
        image = explorer.content.images[1] / 255
        decoded = np.rint(decode(codes[[1]])[0] * 255) / 255
        words = f"error {np.square(image - decoded).mean():.4f}"
        assert words in [label.words for label in first.tabs.sheet.labels]
    words = [label.words for label in first.tabs.sheet.labels]
    assert words.count("A dense") == words.count("B vae") == N_SOURCES


def test_lines_are_drawn_on_the_map_of_their_model():
    first, other = compared()
    for pick in (*range(N_SOURCES), 50):
        first.board.pick(pick)
    first.tabs.finish()
    for explorer in (first, other):
        assert len(explorer.lines) == N_SOURCES
        np.testing.assert_array_equal(explorer.lines[2][0], explorer.content.positions[2])
        np.testing.assert_array_equal(explorer.lines[2][-1], explorer.content.positions[50])


def test_what_is_picked_pointed_at_and_chosen_on_one_map_is_so_on_the_other():
    first, other = compared()
    other.point_at(*other.view.to_pixels(other.content.positions[9]))
    assert first.hovered == other.hovered == 9
    first.point_at_image(4)
    assert other.hovered == 4
    assert other.pick()
    assert first.board.picks[0] == 4
    first.toggle_only("class")
    assert (other.choice.layers == FADED).sum() == 43
    assert other._seen.look.layers is other.choice.layers
    first.color_by("typeface family")
    assert other.color_of(4) == first.color_of(4)


def test_a_row_s_image_lights_up_on_its_own_map_alone():
    first, other = compared()
    first.board.pick(3)
    first.board.choose(TARGET)
    first.board.pick(8)
    first.tabs.finish()
    (cell,) = [
        cell for cell in first.tabs.sheet.cells if cell.model == 1 and cell.name.endswith("0.25")
    ][:1]
    first.point_at_cell(cell)
    assert first.ringed() is None
    _, place, _ = other.ringed()
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
