import numpy as np
import pytest

from latent.data.characters import CHARACTERS
from latent.data.common_baseline import BASELINE_SHARE, EM_SHARE
from latent.data.font_files import bundled_folder
from latent.data.rendering import Recipe, render_file
from tests.helpers.fonts import sides_of, write_truetype


def glyphs_of(path, image_size):
    rendered = render_file(str(path), Recipe(image_size=image_size))
    assert rendered.problem == ""
    assert rendered.glyphs.shape == (1, 94, *image_size)
    return rendered.glyphs[0]


def ink_of(glyphs, character):
    """Return the first row with ink, the row after the last, and the same of columns."""
    glyph = glyphs[CHARACTERS.index(character)] >= 128
    rows, columns = np.flatnonzero(glyph.any(1)), np.flatnonzero(glyph.any(0))
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


@pytest.mark.parametrize("image_size", [(64, 64), (28, 28), (100, 60), (60, 100)])
def test_every_character_has_the_height_and_width_that_the_font_says_on_one_baseline(
    tmp_path, image_size
):
    glyphs = glyphs_of(write_truetype(tmp_path / "boxes.ttf"), image_size)
    em = EM_SHARE * min(image_size)
    for character in "!Az~":
        width, height = (side * em / 1000 for side in sides_of(character))
        top, bottom, left, right = ink_of(glyphs, character)
        assert bottom == round(BASELINE_SHARE * image_size[0])
        assert abs(bottom - top - height) < 1.5
        assert abs(right - left - width) < 1.5
        assert abs((left + right) / 2 - image_size[1] / 2) <= 0.5


def test_a_comma_is_low_an_apostrophe_high_and_a_capital_larger_than_a_small_letter():
    glyphs = glyphs_of(bundled_folder() / "DejaVuSans.ttf", (64, 64))
    baseline = round(BASELINE_SHARE * 64)
    assert ink_of(glyphs, "H")[1] == ink_of(glyphs, "x")[1] == baseline
    assert ink_of(glyphs, ",")[0] > ink_of(glyphs, "x")[0]
    assert ink_of(glyphs, "'")[0] < ink_of(glyphs, "x")[0]
    assert ink_of(glyphs, "'")[1] < ink_of(glyphs, ",")[0]
    assert ink_of(glyphs, "g")[1] > baseline
    assert ink_of(glyphs, "H")[0] < ink_of(glyphs, "x")[0]


def test_edges_are_soft_and_ink_is_full(tmp_path):
    glyphs = glyphs_of(bundled_folder() / "DejaVuSans.ttf", (64, 64))
    slash = glyphs[CHARACTERS.index("/")]
    assert slash.max() == 255
    assert len(np.unique(slash)) > 10


def test_a_typeface_that_goes_beyond_the_image_is_drawn_smaller_as_a_whole():
    narrow = (64, 24)  # an em fits, but no letter that is wider than an em
    glyphs = glyphs_of(bundled_folder() / "DejaVuSans-Bold.ttf", narrow)
    usual = glyphs_of(bundled_folder() / "DejaVuSans-Bold.ttf", (64, 64))
    edges = np.concatenate([glyphs[:, 0], glyphs[:, -1]], axis=1)
    assert not edges.any()
    assert not glyphs[:, :, 0].any() and not glyphs[:, :, -1].any()
    ratios = []
    for character in "HxW":
        (top, bottom, *_), (usual_top, usual_bottom, *_) = (
            ink_of(each, character) for each in (glyphs, usual)
        )
        ratios.append((bottom - top) / (usual_bottom - usual_top))
    assert max(ratios) < 0.5
    assert np.ptp(ratios) < 0.05


def test_a_draft_has_the_scale_of_the_whole_font(tmp_path):
    whole = glyphs_of(write_truetype(tmp_path / "whole.ttf"), (48, 48))
    draft = glyphs_of(write_truetype(tmp_path / "draft.ttf", characters="ABC"), (48, 48))
    for character in "ABC":
        edges = zip(ink_of(draft, character), ink_of(whole, character), strict=True)
        assert max(abs(one - other) for one, other in edges) <= 1
    rows = [CHARACTERS.index(character) for character in "ABC"]
    assert not np.delete(draft, rows, axis=0).any()
