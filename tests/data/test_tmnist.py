import logging
import os
import zipfile

import numpy as np
import pytest

from latent.data import cache, load, tmnist
from latent.data.export import export_tmnist
from latent.data.tmnist import SOURCES, read_tmnist
from latent.tools.check import UserError

ALPHANUMERIC = SOURCES["alphanumeric"]
HEADER = ",".join(tmnist.HEADER)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_CACHE", str(tmp_path / "cache"))


def row(font, label, first="0.0", rest="0.0"):
    return ",".join([font, label, first, *[rest] * 783])


def write_csv(folder, *rows, name=ALPHANUMERIC.file_name):
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def test_rows_become_images_characters_and_typefaces(tmp_path):
    write_csv(
        tmp_path,
        row("A-Bold", "x", "255.0"),
        row("B-Bold", '","', "7"),
        row("A-Bold", '""""', "12.0", "1"),
    )
    glyphs = read_tmnist(ALPHANUMERIC, tmp_path)
    assert glyphs.images.dtype == np.uint8
    assert glyphs.images[:, 0, 0].tolist() == [255, 7, 12]
    assert glyphs.images[:, 27, 27].tolist() == [0, 0, 1]
    assert bytes(glyphs.characters) == b'x,"'
    assert [glyphs.font_names[k] for k in glyphs.fonts] == ["A-Bold", "B-Bold", "A-Bold"]


def test_pixels_lie_row_by_row(tmp_path):
    cells = [str(k % 256) for k in range(784)]
    write_csv(tmp_path, ",".join(["A-Bold", "x", *cells]))
    image = read_tmnist(ALPHANUMERIC, tmp_path).images[0]
    assert image.ravel().tolist() == [k % 256 for k in range(784)]


def test_a_zip_file_is_read_as_the_file_inside(tmp_path):
    path = write_csv(tmp_path, row("A-Bold", "x", "5"))
    with zipfile.ZipFile(f"{path}.zip", "w") as archive:
        archive.write(path, path.name)
    path.unlink()
    assert read_tmnist(ALPHANUMERIC, tmp_path).images[0, 0, 0] == 5


def test_empty_cells_are_zero_with_one_warning_that_counts_them(tmp_path, caplog):
    write_csv(tmp_path, row("A-Bold", "x", "", "3"), row("A-Bold", "y", "", "3"))
    assert read_tmnist(ALPHANUMERIC, tmp_path).images[:, 0, :2].tolist() == [[0, 3], [0, 3]]
    assert [record.getMessage().split(": ")[1] for record in caplog.records] == [
        "2 empty cells are taken as 0"
    ]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("A-Bold,x,1,2", "it has 4 cells"),
        (row("A-Bold", "x") + ",1", "it has 787 cells"),
        (row("A-Bold", "x", "abc"), "pixel 1 is 'abc'"),
        (row("A-Bold", "x", "256"), "pixel 1 is '256'"),
        (row("A-Bold", "x", "-1"), "pixel 1 is '-1'"),
        (row("A-Bold", "x", "nan"), "pixel 1 is 'nan'"),
        (row("A-Bold", "xy"), "its label 'xy'"),
        (row("A-Bold", "é"), "its label 'é'"),
        (row("A-Bold", ""), "its label ''"),
        (row("", "x"), "no typeface"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_nothing_is_kept(tmp_path, bad, words):
    write_csv(tmp_path, row("A-Bold", "a"), bad, row("A-Bold", "b"))
    with pytest.raises(UserError) as caught:
        read_tmnist(ALPHANUMERIC, tmp_path)
    assert "row 2 below the header" in str(caught.value)
    assert words in str(caught.value)
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("text", ["", HEADER + "\n", "a,b\n1,2\n"])
def test_a_file_without_rows_or_with_another_header_is_refused(tmp_path, text):
    (tmp_path / ALPHANUMERIC.file_name).write_text(text)
    with pytest.raises(UserError, match="download it again"):
        read_tmnist(ALPHANUMERIC, tmp_path)


def test_a_zip_file_that_is_none_or_cut_off_is_refused(tmp_path):
    path = tmp_path / f"{ALPHANUMERIC.file_name}.zip"
    path.write_bytes(b"no zip file")
    with pytest.raises(UserError, match="cannot read"):
        read_tmnist(ALPHANUMERIC, tmp_path)


@pytest.mark.parametrize("name", ["numeric", "alphanumeric"])
def test_a_missing_file_says_where_to_get_it_and_what_works_without(tmp_path, name):
    with pytest.raises(UserError) as caught:
        load(name, tmp_path)
    source = SOURCES[name]
    for words in (source.file_name, source.page, str(tmp_path), "--dataset typefaces"):
        assert words in str(caught.value)


def test_the_second_load_comes_from_the_cache_by_memory_map(tmp_path, monkeypatch):
    write_csv(tmp_path, row("A-Bold", "x", "5"))
    first = read_tmnist(ALPHANUMERIC, tmp_path)
    monkeypatch.setattr(tmnist, "_read", None)
    second = read_tmnist(ALPHANUMERIC, tmp_path)
    assert isinstance(second.images, np.memmap)
    assert np.array_equal(first.images, second.images)
    assert first.font_names == second.font_names


def test_a_file_that_changed_is_read_again(tmp_path):
    path = write_csv(tmp_path, row("A-Bold", "x", "5"))
    read_tmnist(ALPHANUMERIC, tmp_path)
    write_csv(tmp_path, row("A-Bold", "x", "6"))
    os.utime(path, ns=(1, 1))
    assert read_tmnist(ALPHANUMERIC, tmp_path).images[0, 0, 0] == 6


@pytest.mark.parametrize("ending", ["npy", "npz"])
@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "gone"])
def test_a_damaged_cache_is_made_again(tmp_path, ending, damage, caplog):
    write_csv(tmp_path, row("A-Bold", "x", "5"))
    read_tmnist(ALPHANUMERIC, tmp_path)
    (path,) = (tmp_path / "cache").glob(f"*.{ending}")
    data = path.read_bytes()
    middle = len(data) // 2
    damaged = {
        "cut": data[:middle],
        "changed": data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :],
        "emptied": b"",
    }
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(damaged[damage])
    assert read_tmnist(ALPHANUMERIC, tmp_path).images[0, 0, 0] == 5
    assert read_tmnist(ALPHANUMERIC, tmp_path).images.sum() == 5


def test_a_cache_that_cannot_be_written_is_only_a_warning(tmp_path, monkeypatch, caplog):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LATENT_CACHE", str(tmp_path / "file"))
    write_csv(tmp_path, row("A-Bold", "x", "5"))
    with caplog.at_level(logging.WARNING):
        assert read_tmnist(ALPHANUMERIC, tmp_path).images[0, 0, 0] == 5
    assert "from their source each time" in caplog.text


def test_an_array_of_objects_in_a_cache_is_never_unpickled(tmp_path):
    cache.store_cached("x", [1], np.zeros(3, np.uint8), {"names": np.array(["a"])})
    np.save(tmp_path / "cache" / "x.npy", np.array([{}], object), allow_pickle=True)
    assert cache.load_cached("x", [1]) is None


def test_exported_glyphs_come_back_the_same(tmp_path):
    rows = [row(f"{f}-Bold", label, str(k)) for k, f in enumerate("ABC") for label in ("x", '","')]
    write_csv(tmp_path, *rows, row("A-Bold", '""""', "9"))
    dataset = load("alphanumeric", tmp_path, charset="all")
    out = tmp_path / "out" / f"{ALPHANUMERIC.file_name}.zip"
    assert export_tmnist(dataset, out) == 7
    again = load("alphanumeric", out.parent, charset="all")
    assert sorted(again.font_train) == sorted(dataset.font_train)
    for part in ("train", "test"):
        old, new = (
            {
                (font, set_.label_names[label], image.tobytes())
                for font, label, image in zip(
                    getattr(set_, f"font_{part}"),
                    getattr(set_, f"y_{part}"),
                    getattr(set_, f"x_{part}"),
                    strict=True,
                )
            }
            for set_ in (dataset, again)
        )
        assert old == new
    first = out.read_bytes()
    export_tmnist(dataset, out)
    assert out.read_bytes() == first


def test_fonts_and_characters_go_with_typefaces_only(tmp_path):
    with pytest.raises(UserError, match="--charset: goes with typefaces"):
        load("optdigits", tmp_path, charset="all")
    with pytest.raises(UserError, match="--fonts: goes with"):
        load("alphanumeric", tmp_path, fonts=("/fonts",))
