import shutil

import numpy as np
import pytest

from latent.cli import choose_data
from latent.data import font_faces, load_for, typefaces
from latent.data.characters import CHARACTERS
from latent.data.font_choice import FontChoice
from latent.data.font_faces import FontAxes, _place_name
from latent.data.font_files import bundled_folder
from latent.data.rendering import Recipe, render_file
from latent.settings import Settings
from latent.settings.axes import Axis, read_axes
from tests.helpers.fonts import EXTRA_WIDTH, sides_of, write_truetype, write_variable
from tests.helpers.refusals import refusal_of

WEIGHTS = "wght=400:700:3"


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def believed(monkeypatch):
    """Take rectangles for letters, which they do not look like."""
    monkeypatch.setattr(typefaces, "looks_like_letters", lambda *_: True)


def width_of(glyph):
    return (glyph >= 128).any(0).sum()


def test_a_variable_font_is_drawn_at_each_place_and_named_after_it(tmp_path):
    path = write_variable(tmp_path / "boxes.ttf")
    recipe = Recipe(read_axes([WEIGHTS]), (200, 200))
    rendered = render_file(str(path), recipe)
    assert rendered.names == ("Boxes-Regular", "Boxes-Wght550", "Boxes-Bold")
    em = 0.75 * 200
    for glyphs, share in zip(rendered.glyphs, (0, 0.5, 1), strict=True):
        expected = (sides_of("A")[0] + share * EXTRA_WIDTH) * em / 1000
        assert abs(width_of(glyphs[CHARACTERS.index("A")]) - expected) <= 1
    assert rendered.ranges == (("wght", 400, 700),)


def test_without_its_tables_a_font_is_still_drawn_at_each_place(tmp_path, monkeypatch):
    path = write_variable(tmp_path / "boxes.ttf")
    recipe = Recipe(read_axes([WEIGHTS]))
    known = render_file(str(path), recipe)

    def refuse(*_):
        raise ImportError("no brotli")

    monkeypatch.setattr(font_faces, "_axes_from_tables", refuse)
    unknown = render_file(str(path), recipe)
    np.testing.assert_array_equal(unknown.glyphs, known.glyphs)
    assert unknown.names == ("Boxes-Wght400", "Boxes-Wght550", "Boxes-Wght700")


def test_a_font_without_the_axis_takes_part_as_it_is(tmp_path, believed):
    write_variable(tmp_path / "boxes.ttf")
    write_truetype(tmp_path / "plain.ttf", family="Crates")
    glyphs = typefaces.load_typefaces(FontChoice((str(tmp_path),), (WEIGHTS,)))
    # Crates is drawn as Boxes-Regular is, so it must differ to count: it comes later by name.
    assert glyphs.font_names == ("Boxes-Bold", "Boxes-Regular", "Boxes-Wght550")
    alone = typefaces.load_typefaces(FontChoice((str(tmp_path),), ("wght=500:700:2",)))
    assert alone.font_names == ("Boxes-Bold", "Boxes-Wght500", "Crates-Regular")


def test_values_outside_of_one_fonts_range_are_left_out_and_said(tmp_path, believed, caplog):
    write_variable(tmp_path / "narrow.ttf", "Boxes")
    write_variable(tmp_path / "wide.ttf", "Crates", least=100)
    names = typefaces.load_typefaces(FontChoice((str(tmp_path),), ("wght=200:700:2",))).font_names
    assert names == ("Boxes-Bold", "Crates-Wght200")
    assert "narrow.ttf: its wght goes from 400 to 700, so it is left out at 200" in caplog.text


@pytest.mark.parametrize("n_calls", [1, 2])
def test_values_outside_of_every_fonts_range_are_refused(tmp_path, believed, n_calls):
    write_variable(tmp_path / "boxes.ttf")
    choice = FontChoice((str(tmp_path),), ("wght=400:800:2",))
    for _ in range(n_calls):  # the second time from the cache
        said = refusal_of(typefaces.load_typefaces, choice)
    assert "800 is outside of every font's range, that of boxes.ttf goes from 400 to 700" in said


def test_an_axis_that_no_font_has_is_refused(tmp_path, believed):
    write_variable(tmp_path / "boxes.ttf")
    shutil.copy(bundled_folder() / "DejaVuSans.ttf", tmp_path)
    choice = FontChoice((str(tmp_path),), ("opsz=8:20:2",))
    said = refusal_of(typefaces.load_typefaces, choice)
    assert "--axes opsz: no font has this axis" in said
    assert "axes that are there: wght" in said


def test_places_on_two_axes_are_combined_in_the_fonts_own_order():
    own = FontAxes({"slnt": (-10, 0, 0), "wght": (100, 400, 900), "opsz": (8, 14, 32)}, {})
    wanted = (Axis("wght", (100.0, 900.0)), Axis("slnt", (-10.0, 0.0, 5.0)))
    expected = [(-10, 100, 14), (-10, 900, 14), (0, 100, 14), (0, 900, 14)]
    assert own.places(wanted) == expected


@pytest.mark.parametrize(
    ("style", "place", "name"),
    [
        ("Regular", (-5, 350), "SlntMinus5Wght350"),
        ("Italic", (0, 350.5), "Slnt0Wght350.5"),
        ("Condensed Extra Bold", (0, 100), "CondensedSlnt0Wght100"),
    ],
)
def test_a_place_is_named_by_its_values_beside_what_the_axes_leave_of_the_style(style, place, name):
    own = FontAxes({"slnt": (-10, 0, 0), "wght": (100, 400, 900)}, {})
    wanted = read_axes(["wght=100:900:2", "slnt=-10:0:2"])
    assert _place_name(style, own, place, wanted) == name


def test_an_italic_font_stays_italic_by_name_where_only_its_weight_changes():
    own = FontAxes({"wght": (100, 400, 900)}, {})
    wanted = read_axes(["wght=100:900:2"])
    assert _place_name("Light Italic", own, (350,), wanted) == "ItalicWght350"


def test_flags_of_fonts_become_settings_that_find_the_same_images_again(tmp_path, believed):
    write_variable(tmp_path / "boxes.ttf")
    write_truetype(tmp_path / "crates.ttf", "Crates")
    shutil.copy(bundled_folder() / "DejaVuSans.ttf", tmp_path)
    flags = {"dataset": "typefaces", "charset": "figures", "fonts": [tmp_path], "color": None}
    choice = choose_data({**flags, "axes": ["wght=500:700:2"], "image_size": [40]})
    settings = Settings(**choice)
    dataset = load_for(Settings.from_dict(settings.to_dict()))
    assert settings.image_shape == (40, 40, 1)
    assert dataset.array_shape == (40, 40)
    fonts = {*dataset.font_train, *dataset.font_test}
    assert fonts == {"Boxes-Wght500", "Boxes-Bold", "Crates-Regular", "DejaVuSans-Book"}


def test_a_size_is_that_of_each_character_of_a_whole_typeface(tmp_path, believed):
    write_truetype(tmp_path / "boxes.ttf")
    shutil.copy(bundled_folder() / "DejaVuSans.ttf", tmp_path)
    flags = {"dataset": "typefaces", "charset": "figures", "fonts": [tmp_path], "unit": "typeface"}
    settings = Settings(**choose_data({**flags, "image_size": [40, 32]}))
    assert load_for(settings).array_shape == settings.image_shape[:2] == (3 * 40, 4 * 32)
    said = refusal_of(choose_data, {**flags, "charset": "all", "image_size": [128]})
    assert "all characters make one image of 1280×1280 pixels" in said
