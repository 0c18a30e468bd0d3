import logging
import os
import zipfile

import numpy as np
import pytest

from latent.data import cache, load, tmnist
from latent.data.glyph_table import export_tmnist
from latent.data.tmnist import SOURCES, read_tmnist
from latent.tools.check import UserError
from tests.helpers.refusals import refusal_of

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


def zipped(folder, text, compression=zipfile.ZIP_DEFLATED):
    """Write a zip file of a CSV file; returns its path, its bytes and where the stream begins."""
    path = folder / f"{ALPHANUMERIC.file_name}.zip"
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr(ALPHANUMERIC.file_name, text)
    return path, path.read_bytes(), 30 + len(ALPHANUMERIC.file_name)


@pytest.mark.parametrize(
    "compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_zip_file_whose_stream_is_damaged_anywhere_is_refused_in_one_line(tmp_path, compression):
    cells = np.random.default_rng(0).integers(0, 256, 784)
    text = "\n".join([HEADER, ",".join(["A-Bold", "x", *map(str, cells)])])
    path, whole, start = zipped(tmp_path, text, compression)
    n_refused, places = 0, range(start, len(whole), 97)
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        try:
            glyphs = read_tmnist(ALPHANUMERIC, tmp_path)
        except UserError as problem:
            assert str(path) in str(problem)
            n_refused += 1
        else:  # a few bytes mean nothing, like the size of LZMA's dictionary
            assert np.array_equal(glyphs.images[0].ravel(), cells)
    assert n_refused > 0.8 * len(places)


@pytest.mark.parametrize("is_zipped", [True, False])
@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b"A-Bold", b"A-\xffold", "row 1 below the header: its typeface is not UTF-8"),
        (b",x,", b",\xff,", "row 1 below the header: its label"),
        (b"names", b"n\xffmes", "cannot read"),
        (b",7", b",\xff", "row 1 below the header: pixel 784"),
    ],
)
def test_bytes_that_are_not_utf8_are_refused_in_one_line(tmp_path, is_zipped, before, after, words):
    text = f"{HEADER}\n{row('A-Bold', 'x')[:-3]}7\n".encode().replace(before, after)
    if is_zipped:
        zipped(tmp_path, text)
    else:
        (tmp_path / ALPHANUMERIC.file_name).write_bytes(text)
    assert words in refusal_of(read_tmnist, ALPHANUMERIC, tmp_path)


def test_a_zip_file_that_unpacks_to_far_more_than_it_holds_is_refused(tmp_path):
    zipped(tmp_path, "0" * 2 * 10**7)
    assert "claims 20,000,000 bytes" in refusal_of(read_tmnist, ALPHANUMERIC, tmp_path)


def test_a_line_without_end_is_refused(tmp_path):
    (tmp_path / ALPHANUMERIC.file_name).write_text(f"{HEADER}\n{'0' * 3 * 10**7}")
    assert "it has 1 cells" in refusal_of(read_tmnist, ALPHANUMERIC, tmp_path)


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


@pytest.mark.parametrize(
    ("ending", "before", "after"),
    [
        ("npy", b"'descr'", b"'de\0cr'"),
        ("npy", b"'|u1'", b"'|(1'"),
        ("npy", b"(1, 28, 28)", b"(9**9**9**9)"[:11]),
        ("npz", b"'descr'", b"(descr'"),
        ("npz", b"PK\x01\x02-\x03-\0\0\0\0\0", b"PK\x01\x02-\x03-\0\0\0\x63\0"),
        ("npz", b"PK\x01\x02-\x03-\0\0\0\0\0", b"PK\x01\x02-\x03-\0\x01\0\0\0"),
    ],
)
def test_a_cache_whose_header_or_compression_is_unknown_is_made_again(
    tmp_path, ending, before, after, caplog
):
    write_csv(tmp_path, row("A-Bold", "x", "5"))
    read_tmnist(ALPHANUMERIC, tmp_path)
    (path,) = (tmp_path / "cache").glob(f"*.{ending}")
    data = path.read_bytes()
    assert before in data
    path.write_bytes(data.replace(before, after))
    assert read_tmnist(ALPHANUMERIC, tmp_path).images[0, 0, 0] == 5
    assert "is damaged" in caplog.text
    assert path.read_bytes() == data


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


def test_a_typeface_with_a_name_that_no_file_could_hold_is_refused(tmp_path):
    write_csv(tmp_path, row("A" * 201, "x"))
    said = refusal_of(read_tmnist, ALPHANUMERIC, tmp_path)
    assert "row 1 below the header: its typeface's name has 201 letters" in said
