"""Whole typefaces from font files to a map, as a user makes it."""

import shutil

import numpy as np
import pytest

from latent.data.alphabet_grid import AlphabetGrid
from latent.data.font_files import bundled_folder
from latent.data.style_names import style_of
from latent.maps.embedding_file import load_embedding
from latent.training.weights_file import load_weights
from tests.helpers.scripts import load_script

FONTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSansMono")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the weights and a map of a few typefaces, trained for one epoch."""
    folder = tmp_path_factory.mktemp("whole")
    fonts = folder / "fonts"
    fonts.mkdir()
    for name in FONTS:
        shutil.copy(bundled_folder() / f"{name}.ttf", fonts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_CACHE", str(folder / "cache"))
        patch.setenv("MPLBACKEND", "Agg")
        data = ["--dataset", "typefaces", "--fonts", str(fonts), "--unit", "typeface"]
        network = ["--charset", "gaRQ2", "--layers", "8", "--d_latent", "2", "--epochs", "1"]
        files = ["--no_plot", "--name", "whole", "--out", str(folder)]
        figures = ["--figures", "reconstructions", "manifold"]
        assert load_script("dense").main([*data, *network, *files, *figures]) in (None, 0)
        weights = folder / "whole.weights.h5"
        maps = ["--methods", "PCA", "--map_size", "200", "--out", str(folder)]
        assert load_script("embed").main([str(weights), *maps, "--specimen", "aQ"]) in (None, 0)
    return folder


def test_the_unit_is_kept_with_the_weights(made):
    settings = load_weights(made / "whole.weights.h5").model.settings
    assert settings.unit == "typeface"
    assert AlphabetGrid.of_settings(settings) == AlphabetGrid("2QRag")
    assert settings.image_shape == (56, 84, 1)
    assert "unittypeface" in settings.name


def test_every_typeface_for_training_is_one_point_of_the_map(made):
    content = load_embedding(made / "whole.weights.h5.embed-PCA.pkl")
    n = len(content.images)
    assert 1 <= n < len(FONTS)
    assert len({*content.font_names}) == n
    assert content.specimen == "aQ"
    assert content.images.shape[1:] == content.grid.shape
    names = [content.label_names[label] for label in content.labels]
    assert names == [style_of(font).name for font in content.font_names]
    assert content.pictures(content.images).shape == (n, 28, 48)
    assert np.count_nonzero(content.images[:, :28, :28]) > 0


def test_figures_and_the_picture_of_the_map_are_there(made):
    names = {path.name for path in made.iterdir()}
    figures = ("reconstructions.png", "manifold.png")
    assert {f"whole.{figure}" for figure in figures} <= names
    assert "whole.weights.h5.embed-PCA.pkl.map.png" in names


@pytest.mark.parametrize(
    ("script", "words", "said"),
    [
        ("dense", ["--dataset", "digits"], "--unit typeface: goes with typefaces"),
        ("conv", ["--dataset", "numeric"], "--unit typeface: goes with typefaces"),
        ("draw_tiles", ["--dataset", "fashion"], "--unit typeface: goes with typefaces"),
        ("embed", ["a.weights.h5"], "--unit: goes with --raw; weights know"),
    ],
)
def test_other_data_are_refused_in_one_line(script, words, said, capsys):
    with pytest.raises(SystemExit) as stopped:
        load_script(script).main([*words, "--unit", "typeface"])
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err
