"""complete_typeface.py on the typefaces that come with matplotlib, which are always there."""

import csv

import numpy as np
import pytest
from PIL import Image

import complete_typeface
from latent.data.characters import CHARACTERS
from latent.data.font_files import bundled_folder
from tests.helpers.scripts import check_error_line

FONT = bundled_folder() / "DejaVuSerif-Bold.ttf"


@pytest.fixture(autouse=True)
def own_folders(tmp_path, tmp_path_factory, monkeypatch):
    cache = tmp_path_factory.getbasetemp() / "cache-of-complete"
    monkeypatch.setenv("LATENT_CACHE", str(cache))
    monkeypatch.delenv("LATENT_DATA", raising=False)
    monkeypatch.chdir(tmp_path)


def run(*flags):
    fonts = ("--fonts", bundled_folder())
    return complete_typeface.main([*map(str, flags), *map(str, fonts), "--no_plot"])


def error_of(capsys, *flags):
    with pytest.raises(SystemExit) as end:
        run(*flags)
    assert end.value.code == 2
    return check_error_line(capsys.readouterr().err.splitlines()[-1], "complete_typeface.py")


def test_a_font_of_which_a_part_is_given_is_completed_and_compared(tmp_path, capsys):
    assert run(FONT, "--characters", "RSTW", "--out", tmp_path) == 0
    said = capsys.readouterr().out
    assert said.startswith("drawing the other characters as ")  # before the wait
    assert "90 characters drawn from RSTW" in said
    assert "mean squared error over 90 characters" in said
    with (tmp_path / "DejaVuSerif-Bold-from-RSTW.glyphs.csv").open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert "".join(row[1] for row in rows) == CHARACTERS
    with Image.open(tmp_path / "DejaVuSerif-Bold-from-RSTW.specimen.png") as sheet:
        assert sheet.width > 1000


def test_glyphs_on_a_common_baseline_are_completed_too(tmp_path, capsys):
    run(FONT, "--characters", "capitals", "--image_size", 40, "--out", tmp_path)
    assert "68 characters drawn from ABC" in capsys.readouterr().out
    with (tmp_path / "DejaVuSerif-Bold-from-26-characters.glyphs.csv").open(newline="") as file:
        heading, *rows = csv.reader(file)
    assert {len(row) for row in (heading, *rows)} == {2 + 40 * 40}
    images = {row[1]: np.array(row[2:], int).reshape(40, 40) for row in rows}
    comma, bar = (np.flatnonzero((images[c] > 128).any(1)) for c in ",|")
    assert comma[0] > 40 / 2
    assert bar[0] < 40 / 4


def test_pictures_have_no_baseline(tmp_path, capsys):
    said = error_of(capsys, tmp_path / "I.png", "--image_size", 40)
    assert "--image_size: goes with a font file or --from" in said


def test_its_own_family_is_not_learned_from(tmp_path, capsys):
    run("--from", "dejavuserif-bold", "--characters", "R", "--out", tmp_path)
    assert (tmp_path / "DejaVuSerif-Bold-from-R.glyphs.csv").is_file()  # by its right name
    said = capsys.readouterr().out
    nearest = said.partition("nearest typeface, ")[2].partition(",")[0]
    assert nearest
    assert not nearest.startswith("DejaVuSerif-")


def test_pictures_are_completed_without_a_true_alphabet(tmp_path, capsys):
    image = Image.new("L", (50, 80), 255)
    image.paste(0, (10, 10, 20, 70))
    image.save(tmp_path / "I.png")
    assert run(tmp_path / "I.png", "--out", tmp_path) == 0
    said = capsys.readouterr().out
    assert "93 characters drawn from I" in said
    assert "error" not in said


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ((), "give either files"),
        ((FONT, "--from", "DejaVuSans", "--characters", "A"), "give either files"),
        ((FONT,), "has all 94 characters"),
        ((FONT, "--characters", "all"), "nothing is left"),
        ((FONT, "A.png", "--characters", "A"), "one font file"),
        (("A.png", "--characters", "A"), "say by their names"),
        (("--from", "DejaVuSans"), "goes with --characters"),
        (("--from", "Nobody", "--characters", "A"), "no such typeface"),
        (("--from", "DejaVuSerf-Bold", "--characters", "A"), "nearest names are DejaVuSerif-Bold"),
        (("--from", "serif", "--characters", "A"), "nearest names are DejaVuSerif"),
        ((FONT, "--characters", "é"), "not among the 94"),
    ],
)
def test_flags_that_do_not_go_together_are_refused(capsys, flags, message):
    assert message in error_of(capsys, *flags)
