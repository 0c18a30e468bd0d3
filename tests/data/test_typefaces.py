import csv
import os
import shutil
import string
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from latent.data import load, rendering, typefaces
from latent.data.characters import CHARACTERS
from latent.data.font_choice import FontChoice
from latent.data.font_files import bundled_folder, find_font_files
from latent.data.rendering import Recipe, count_recognised, looks_like_letters, render_file
from latent.tools.check import UserError
from latent.tools.processes import Lost, map_safely
from tests.helpers.fonts import (
    EXTRA_WIDTH,
    builder_of,
    sides_of,
    write_collection,
    write_truetype,
    write_type1,
    write_variable,
)
from tests.helpers.refusals import refusal_of

SOME_FONTS = ("DejaVuSans.ttf", "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf")
SYMBOL_FONTS = ("cmsy10.ttf", "STIXNonUni.ttf")


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def fonts(tmp_path):
    """Return a folder with three typefaces, one twice, symbol fonts, and a file that is none."""
    folder = tmp_path / "fonts"
    (folder / "inner").mkdir(parents=True)
    for name in SOME_FONTS + SYMBOL_FONTS:
        shutil.copy(bundled_folder() / name, folder)
    shutil.copy(bundled_folder() / SOME_FONTS[0], folder / "inner" / "copy.ttf")
    (folder / "broken.ttf").write_bytes(b"no font")
    (folder / "README.txt").write_text("no font at all")
    return folder


def act(item):
    """Do what the item says, in a worker."""
    if item == "crash":
        os.abort()
    if item == "hang":
        time.sleep(600)
    return item.upper()


def test_workers_give_every_result_though_some_crash_or_hang():
    items = ["a", "crash", "b", "hang", "c", "crash"]
    results = list(map_safely(act, items, seconds=2, n_workers=2))
    assert sorted(item for item, _ in results) == sorted(items)
    done = {item: result for item, result in results if not isinstance(result, Lost)}
    assert done == {"a": "A", "b": "B", "c": "C"}
    reasons = {item: result.reason for item, result in results if isinstance(result, Lost)}
    assert reasons == {
        "crash": "crashes what reads it",
        "hang": "takes what reads it more than 2 seconds",
    }


def test_no_items_need_no_workers():
    assert list(map_safely(act, [], seconds=1)) == []


def test_a_font_file_becomes_94_glyphs_in_the_format_of_tmnist():
    rendered = render_file(str(bundled_folder() / "DejaVuSans.ttf"))
    assert rendered.names == ("DejaVuSans-Book",)
    assert rendered.glyphs.shape == (1, 94, 28, 28)
    for image in rendered.glyphs[0]:
        rows, columns = np.nonzero(image.any(1))[0], np.nonzero(image.any(0))[0]
        assert max(np.ptp(rows), np.ptp(columns)) + 1 <= 20
        middle = (image.sum(1) * (np.arange(28) + 0.5)).sum() / image.sum()
        assert abs(middle - 14) <= 0.5


def assert_rectangles(glyphs, extra_width=0):
    """Check that glyphs (94, 28, 28) are those of font_makers: the longest side has 20 pixels."""
    for character in "A~":
        glyph = glyphs[CHARACTERS.index(character)]
        width, height = sides_of(character)
        expected = np.array([width + extra_width, height])
        expected = expected * 20 / expected.max()
        drawn = [glyph.any(0).sum(), glyph.any(1).sum()]
        assert np.abs(drawn - expected).max() <= 2, character  # the middle falls between pixels


def test_a_variable_font_gives_its_named_instances(tmp_path):
    rendered = render_file(str(write_variable(tmp_path / "boxes.ttf")))
    assert rendered.names == ("Boxes-Regular", "Boxes-Bold")
    assert_rectangles(rendered.glyphs[0])
    assert_rectangles(rendered.glyphs[1], EXTRA_WIDTH)


def test_a_collection_gives_all_of_its_typefaces(tmp_path):
    rendered = render_file(str(write_collection(tmp_path / "two.ttc", ["Boxes", "Crates"])))
    assert rendered.names == ("Boxes-Regular", "Crates-Regular")
    assert_rectangles(rendered.glyphs[1])


@pytest.mark.parametrize("flavor", ["woff", "woff2"])
def test_a_web_font_gives_the_pixels_of_the_font_that_is_packed_in_it(tmp_path, flavor):
    if flavor == "woff2":
        pytest.importorskip("brotli")  # with which fontTools packs it
    write_truetype(tmp_path / "a.ttf")
    font = TTFont(tmp_path / "a.ttf")
    font.flavor = flavor
    font.save(tmp_path / f"a.{flavor}")
    plain, packed = (render_file(str(tmp_path / f"a.{ending}")) for ending in ("ttf", flavor))
    assert packed.names == plain.names
    np.testing.assert_array_equal(packed.glyphs, plain.glyphs)
    assert tmp_path / f"a.{flavor}" in find_font_files((str(tmp_path),))


def test_a_typeface_is_named_after_its_typographic_family_where_it_has_one(tmp_path):
    builder = builder_of("Boxes Light")
    names = {"familyName": "Boxes Light", "styleName": "Regular"}
    names |= {"typographicFamily": "Boxes", "typographicSubfamily": "Light"}
    builder.setupNameTable(names)
    builder.save(tmp_path / "a.ttf")
    assert render_file(str(tmp_path / "a.ttf")).names == ("Boxes-Light",)


def test_a_type_1_font_is_a_typeface_like_any_other(tmp_path):
    rendered = render_file(str(write_type1(tmp_path / "boxes.pfa")))
    assert rendered.problem == ""
    assert rendered.names == ("Boxes-Medium",)
    assert_rectangles(rendered.glyphs[0])


@pytest.mark.parametrize("write", [write_truetype, write_variable, write_type1])
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_font_file_cut_short_is_a_problem_in_words(tmp_path, write, share):
    path = write(tmp_path / ("boxes.pfa" if write is write_type1 else "boxes.ttf"))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    rendered = render_file(str(path))
    assert rendered.problem
    assert rendered.glyphs.shape == (0, 94, 28, 28)


def test_a_font_without_any_of_the_characters_gives_no_typeface():
    rendered = render_file(str(bundled_folder() / "STIXNonUni.ttf"))
    assert rendered.names == ()
    assert rendered.problem == "has none of the 94 characters from ! to ~"


def test_a_font_that_lacks_characters_gives_those_that_it_has(tmp_path):
    rendered = render_file(str(write_truetype(tmp_path / "a.ttf", characters="ABZ")))
    (there,) = rendered.there
    assert [CHARACTERS[k] for k in np.flatnonzero(there)] == ["A", "B", "Z"]
    np.testing.assert_array_equal(rendered.glyphs[0].any((1, 2)), there)


def test_plain_letters_are_recognised_and_shuffled_ones_are_not():
    references = typefaces._references()
    assert len(references) == len(typefaces.REFERENCES)
    serif = render_file(str(bundled_folder() / "STIXGeneral.ttf")).glyphs[0]
    assert count_recognised(serif, references) > 30
    shifted = np.roll(serif, 1, axis=0)
    assert count_recognised(shifted, references) < rendering.LEAST_RECOGNISED
    everywhere, nowhere = np.ones(94, bool), np.zeros(94, bool)
    assert looks_like_letters(serif, everywhere, references)
    assert not looks_like_letters(shifted, everywhere, references)
    assert looks_like_letters(shifted, nowhere, references)  # there is nothing to go by
    large = render_file(str(bundled_folder() / "STIXGeneral.ttf"), Recipe(image_size=(48, 48)))
    assert looks_like_letters(large.glyphs[0], everywhere, references)


def test_a_folder_gives_its_typefaces_once_each_and_leaves_the_rest_out(fonts, caplog):
    glyphs = typefaces.load_typefaces(FontChoice((str(fonts),)))
    assert glyphs.font_names == ("DejaVuSans-Book", "DejaVuSerif-Bold", "DejaVuSerif-Book")
    assert len(glyphs.images) == 3 * 94
    assert bytes(glyphs.characters[:94]) == CHARACTERS.encode()
    said = caplog.text
    for words in ("3 fonts", "1 cannot be read", "1 has none", "1 draws symbols"):
        assert words in said


def test_fonts_are_rendered_once_and_again_when_their_file_changes(fonts, monkeypatch):
    folders = FontChoice((str(fonts),))
    first = typefaces.load_typefaces(folders)
    rendered = []

    def render(paths, recipe):
        rendered.extend(paths)
        return {path: render_file(path, recipe) for path in paths}

    monkeypatch.setattr(typefaces, "_render", render)
    again = typefaces.load_typefaces(folders)
    assert rendered == []
    assert np.array_equal(again.images, first.images)
    os.utime(fonts / "DejaVuSerif.ttf", ns=(1, 1))
    typefaces.load_typefaces(folders)
    assert rendered == [str(fonts / "DejaVuSerif.ttf")]


def test_a_font_that_crashes_the_renderer_is_left_out(fonts, monkeypatch, caplog):
    def crash_some(function, paths, seconds):
        for path in paths:
            yield path, Lost("crashes what reads it") if "Serif" in path else function(path)

    monkeypatch.setattr(typefaces, "map_safely", crash_some)
    choice = FontChoice((str(fonts),))
    assert typefaces.load_typefaces(choice).font_names == ("DejaVuSans-Book",)
    assert "DejaVuSerif.ttf crashes what reads it and is left out" in caplog.text


def test_typefaces_are_a_data_set_of_two_parts(fonts):
    dataset = load("typefaces", charset="AB", fonts=(str(fonts),))
    assert dataset.label_names == ("A", "B")
    assert len(dataset.x_train) + len(dataset.x_test) == 6
    families = [
        {name.split("-")[0] for name in part} for part in (dataset.font_train, dataset.font_test)
    ]
    assert not families[0] & families[1]


@pytest.fixture
def draft_folder(tmp_path):
    """Return a folder with two whole fonts and a draft that has only capitals."""
    folder = tmp_path / "with-draft"
    folder.mkdir()
    for name in SOME_FONTS[:2]:
        shutil.copy(bundled_folder() / name, folder)
    letters = string.ascii_uppercase
    plain = TTFont(bundled_folder() / "DejaVuSans.ttf")
    subsetter = Subsetter(Options(notdef_outline=True, name_IDs=["*"]))
    subsetter.populate(text=letters)
    subsetter.subset(plain)
    for record in plain["name"].names:
        record.string = str(record).replace("DejaVu Sans", "Draft")
    plain.save(folder / "Draft.ttf")
    return folder


def test_a_draft_takes_part_where_only_its_characters_are_chosen(draft_folder, caplog):
    capitals = load("typefaces", charset="capitals", fonts=(str(draft_folder),))
    fonts = {*capitals.font_train, *capitals.font_test}
    # The draft draws what its original draws, but has fewer characters, so it is no twin of it.
    assert fonts == {"DejaVuSans-Book", "DejaVuSerif-Book", "Draft-Book"}
    assert "Draft" not in caplog.text
    assert capitals.label_names == tuple(string.ascii_uppercase)
    whole = load("typefaces", charset="all", fonts=(str(draft_folder),))
    assert {*whole.font_train, *whole.font_test} == {"DejaVuSans-Book", "DejaVuSerif-Book"}
    assert "1 font gives no typeface: 1 lacks characters" in caplog.text
    assert "Draft.ttf lacks ! \" # $ % & ' ( ) * … and 58 more" in caplog.text


def test_of_many_left_out_fonts_the_first_are_named_and_the_others_counted(fonts, caplog):
    for number in range(25):
        (fonts / f"junk{number:02}.ttf").write_text("junk")
    typefaces.load_typefaces(FontChoice((str(fonts),)))
    named = [line for line in caplog.text.splitlines() if ".ttf" in line]
    assert len(named) == typefaces.MOST_NAMED
    assert caplog.text.rstrip().endswith("and 8 more")


def test_a_charset_that_no_typeface_has_is_refused_in_one_line(tmp_path):
    write_truetype(tmp_path / "a.ttf", characters="AB")
    said = refusal_of(load, "typefaces", charset="ABC", fonts=(str(tmp_path),))
    assert "no typeface has all ABC characters" in said
    said = refusal_of(typefaces.load_typefaces, FontChoice((str(tmp_path),)))
    assert "no typeface has all 94 characters, give other --fonts" in said


def test_glyphs_that_would_take_all_memory_are_refused(fonts, monkeypatch):
    monkeypatch.setattr(typefaces, "MOST_BYTES", 94 * 60 * 60)
    choice = FontChoice((str(fonts),), image_size=(64, 64))
    assert "smaller --image_size" in refusal_of(typefaces.load_typefaces, choice)


def test_each_size_has_a_cache_of_its_own(fonts):
    folders = (str(fonts),)
    sizes = (None, (40, 32), None)
    shapes = [
        typefaces.load_typefaces(FontChoice(folders, image_size=size)).images.shape[1:]
        for size in sizes
    ]
    assert shapes == [(28, 28), (40, 32), (28, 28)]


@pytest.mark.parametrize("content", [None, "empty"])
def test_a_folder_that_is_missing_or_without_fonts_is_refused(tmp_path, content):
    if content:
        (tmp_path / "fonts").mkdir()
    with pytest.raises(UserError, match=r"no such folder|holds no font file"):
        find_font_files((str(tmp_path / "fonts"),))


@pytest.mark.parametrize("n_calls", [1, 2])
def test_a_folder_without_a_usable_font_is_refused_in_one_line(tmp_path, n_calls, caplog):
    (tmp_path / "junk.ttf").write_text("junk")
    (tmp_path / "empty.otf").write_bytes(b"")
    for _ in range(n_calls):  # the second time from the cache
        said = refusal_of(typefaces.load_typefaces, FontChoice((str(tmp_path),)))
    assert "no font file there can be used, give other --fonts" in said
    assert "2 fonts give no typeface: 2 cannot be read" in caplog.text
    assert "junk.ttf cannot be read" in caplog.text


def test_without_folders_the_fonts_of_matplotlib_are_found_at_least():
    found = find_font_files()
    assert {"DejaVuSans.ttf", "STIXGeneral.ttf"} <= {path.name for path in found}
    assert len(found) == len(set(found))


needs_data = pytest.mark.skipif(
    not os.environ.get("LATENT_DATA"), reason="needs TMNIST in $LATENT_DATA"
)
DEBIAN_FONTS = {
    "Lato-Regular": "lato/Lato-Regular.ttf",
    "OpenSans-Bold": "open-sans/OpenSans-Bold.ttf",
    "Carlito-Italic": "crosextra/Carlito-Italic.ttf",
    "DejaVuSans-Book": "dejavu/DejaVuSans.ttf",
    "DejaVuSerif-Bold": "dejavu/DejaVuSerif-Bold.ttf",
    "LiberationSans-BoldItalic": "liberation/LiberationSans-BoldItalic.ttf",
    "NotoSansMono-Regular": "noto/NotoSansMono-Regular.ttf",
}


@needs_data
@pytest.mark.parametrize("name", DEBIAN_FONTS)
def test_glyphs_are_those_of_tmnist_where_debian_has_the_font(name, request):
    path = Path("/usr/share/fonts/truetype") / DEBIAN_FONTS[name]
    if not path.is_file():
        pytest.skip(f"{path} is not installed")
    expected = request.getfixturevalue("tmnist")[name]
    rendered = render_file(str(path))
    assert rendered.names == (name,)
    differences = np.abs(rendered.glyphs[0].astype(int) - expected)
    assert differences.max() <= 1


@pytest.fixture(scope="module")
def tmnist():
    """Return TMNIST's glyphs of DEBIAN_FONTS by name, (94, 28, 28) each, without our reader."""
    path = Path(os.environ["LATENT_DATA"]) / "94_character_TMNIST.csv.zip"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    wanted = tuple(f"{name},".encode() for name in DEBIAN_FONTS)
    with zipfile.ZipFile(path) as archive, archive.open("94_character_TMNIST.csv") as file:
        lines = [line.decode() for line in file if line.startswith(wanted)]
    glyphs = {name: np.zeros((94, 28, 28), int) for name in DEBIAN_FONTS}
    for name, label, *cells in csv.reader(lines):
        glyphs[name][CHARACTERS.index(label)] = np.array(cells, float).reshape(28, 28)
    return glyphs
