import numpy as np

from latent.data.characters import CHARACTERS
from latent.data.glyph_table import write_glyph_table
from latent.data.tmnist import SOURCES, read_tmnist


def test_what_is_written_is_read_again_as_a_typeface_of_tmnist(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_CACHE", str(tmp_path / "cache"))
    images = np.random.default_rng(0).integers(0, 256, (94, 28, 28), dtype=np.uint8)
    source = SOURCES["alphanumeric"]
    write_glyph_table(tmp_path / source.file_name, 'Own, "draft"', CHARACTERS, images)
    glyphs = read_tmnist(source, tmp_path)
    assert glyphs.font_names == ('Own, "draft"',)
    assert bytes(glyphs.characters).decode() == CHARACTERS
    np.testing.assert_array_equal(glyphs.images, images)
