import numpy as np
import pytest

from latent.data.characters import CHARACTERS
from latent.data.dataset import Dataset
from latent.data.glyph_table import export_tmnist, write_glyph_table
from latent.data.one_glyph_table import read_glyph_table
from latent.data.tmnist import SOURCES, read_tmnist
from latent.tools.check import UserError


def test_what_is_written_is_read_again_as_a_typeface_of_tmnist(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_CACHE", str(tmp_path / "cache"))
    images = np.random.default_rng(0).integers(0, 256, (94, 28, 28), dtype=np.uint8)
    source = SOURCES["alphanumeric"]
    write_glyph_table(tmp_path / source.file_name, 'Own, "draft"', CHARACTERS, images)
    glyphs = read_tmnist(source, tmp_path)
    assert glyphs.font_names == ('Own, "draft"',)
    assert bytes(glyphs.characters).decode() == CHARACTERS
    np.testing.assert_array_equal(glyphs.images, images)


def test_glyphs_of_another_size_are_not_written_as_those_of_tmnist(tmp_path):
    images, labels, fonts = np.zeros((2, 64, 64), np.uint8), np.zeros(2, int), np.array(["A", "B"])
    dataset = Dataset("n", "t", "s", images, labels, images, labels, ("A",), fonts, fonts)
    with pytest.raises(UserError, match="28×28 pixels, leave --image_size out"):
        export_tmnist(dataset, tmp_path / "a.csv.zip")
    assert not (tmp_path / "a.csv.zip").exists()


def test_the_glyphs_of_one_typeface_are_read_in_the_order_that_is_asked_for(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (94, 20, 30), dtype=np.uint8)
    write_glyph_table(tmp_path / "a.csv", "Own", CHARACTERS, images)
    found = read_glyph_table(tmp_path / "a.csv", 'gA"', (20, 30))
    np.testing.assert_array_equal(found, images[[CHARACTERS.index(each) for each in 'gA"']])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read"),
        ("names,labels\nOwn,A,0,0,0,0\n", "lacks B"),
        ("names,labels\nOwn,A,0,0,0,0\nOwn,A,0,0,0,0\n", "A stands in it twice"),
        ("names,labels\nOwn,A,0,0,0\nOwn,B,0,0,0,0\n", "A must be 4 grey levels"),
        ("names,labels\nOwn,A,0,0,0,256\nOwn,B,0,0,0,0\n", "from 0 to 255"),
        ("names,labels\nOwn,A,0,0,0,x\n", "is no table of the glyphs"),
        ("names,labels\nOwn\n", "is no table of the glyphs"),
        ("\0\xff", "is no table of the glyphs|lacks"),
    ],
)
def test_what_is_no_table_of_these_glyphs_is_refused_in_one_line(tmp_path, content, message):
    path = tmp_path / "a.csv"
    if content is not None:
        path.write_bytes(content.encode("latin-1"))
    with pytest.raises(UserError, match=message) as problem:
        read_glyph_table(path, "AB", (2, 2))
    assert "\n" not in str(problem.value)
