import numpy as np
import pytest

from latent.data.characters import CHARACTERS
from latent.data.dataset import Dataset
from latent.data.glyph_table import export_tmnist, write_glyph_table
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
