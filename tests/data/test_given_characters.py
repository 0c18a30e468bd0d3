from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from latent.data.characters import CHARACTERS
from latent.data.given_characters import (
    character_of,
    characters_of_font,
    characters_of_pictures,
)
from latent.data.rendering import render_file
from latent.tools.check import UserError
from tests.helpers.fonts import write_truetype


def picture(path, ground=255, ink=0, box=(30, 10, 60, 90)):
    image = Image.new("L", (100, 100), ground)
    image.paste(ink, box)
    image.save(path)
    return path


def test_a_font_gives_the_glyphs_that_the_data_sets_have(tmp_path):
    path = write_truetype(tmp_path / "a.ttf")
    name, glyphs = characters_of_font(path)
    assert name == "Boxes-Regular"
    assert "".join(glyphs) == CHARACTERS
    np.testing.assert_array_equal(np.stack(list(glyphs.values())), render_file(str(path)).glyphs[0])


def test_a_draft_gives_the_characters_that_it_has(tmp_path):
    font = TTFont(write_truetype(tmp_path / "a.ttf"))
    for table in font["cmap"].tables:
        table.cmap = {code: name for code, name in table.cmap.items() if chr(code) in "RST"}
    font.save(tmp_path / "draft.ttf")
    _, glyphs = characters_of_font(tmp_path / "draft.ttf")
    assert "".join(glyphs) == "RST"


@pytest.mark.parametrize("content", [b"", b"no font", None])
def test_a_file_that_is_no_font_is_refused_by_its_name(tmp_path, content):
    path = tmp_path / "a.ttf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"a\.ttf"):
        characters_of_font(path)


def test_a_cut_font_is_refused_or_read(tmp_path):
    whole = write_truetype(tmp_path / "a.ttf").read_bytes()
    path = tmp_path / "cut.ttf"
    path.write_bytes(whole[: len(whole) // 3])
    with pytest.raises(UserError, match=r"cut\.ttf"):
        characters_of_font(path)


def test_pictures_are_named_after_characters(tmp_path):
    paths = [picture(tmp_path / name) for name in ("B.png", "U+0041.png", "uni002F.png")]
    characters, images = characters_of_pictures(paths)
    assert characters == "/AB"
    assert images.shape == (3, 28, 28)


def test_ink_is_found_dark_on_light_and_light_on_dark(tmp_path):
    dark = picture(tmp_path / "A.png")
    light = picture(tmp_path / "B.png", ground=0, ink=255)
    _, (one, other) = characters_of_pictures([dark, light])
    np.testing.assert_array_equal(one, other)
    rows, columns = np.nonzero(one > 127)
    assert np.ptp(rows) + 1 == 20  # the longest side
    assert 0.3 < (np.ptp(columns) + 1) / 20 < 0.45


def test_the_paper_of_a_scan_is_no_ink(tmp_path):
    rng = np.random.default_rng(0)
    clean = Image.open(picture(tmp_path / "A.png", box=(30, 20, 60, 70)))
    ground = 225 - np.linspace(0, 12, 100) + rng.normal(scale=3, size=(100, 100))
    scan = np.where(np.asarray(clean) == 0, 40 + rng.normal(scale=3, size=(100, 100)), ground)
    Image.fromarray(scan.astype(np.uint8)).save(tmp_path / "B.png")
    Image.fromarray(255 - scan.astype(np.uint8)).save(tmp_path / "C.png")  # chalk on a blackboard
    _, images = characters_of_pictures([tmp_path / f"{letter}.png" for letter in "ABC"])
    true, *found = images.astype(int)
    for image in found:
        assert np.abs(image - true).mean() < 2
        assert ((image > 0) <= (true > 0)).mean() > 0.98


def test_paper_alone_is_no_ink(tmp_path):
    grain = np.random.default_rng(0).normal(225, 3, (100, 100)).astype(np.uint8)
    Image.fromarray(grain).save(tmp_path / "A.png")
    with pytest.raises(UserError, match="no ink"):
        characters_of_pictures([tmp_path / "A.png"])


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["AB.png"], "name a picture after its character"),
        (["é.png"], "name a picture after its character"),
        (["A.png", "U+0041.png"], "A is given twice"),
        (["missing/A.png"], "no such picture"),
    ],
)
def test_wrong_pictures_are_named(tmp_path, names, message):
    paths = [tmp_path / name for name in names]
    for path in paths:
        if path.parent.exists():
            picture(path)
    with pytest.raises(UserError, match=message):
        characters_of_pictures(paths)


def test_a_picture_without_ink_is_refused(tmp_path):
    with pytest.raises(UserError, match="no ink"):
        characters_of_pictures([picture(tmp_path / "A.png", ink=255)])


def test_a_code_beyond_the_94_is_no_character():
    with pytest.raises(UserError, match="one of the 94"):
        character_of(Path("U+00E9.png"))
