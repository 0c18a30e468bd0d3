import numpy as np
import pytest

from latent import figures
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.reports.architecture import blocks_of
from latent.settings import ConvSettings, DenseSettings, SparseSettings, VaeSettings
from tests.helpers.figures import LONG_TITLE, assert_readable, axes_called, drawn

IMAGES = np.random.default_rng(0).integers(0, 256, (20, 28, 28), dtype=np.uint8)
NETWORKS = {
    "dense": DenseSettings(layers=(20,), batch_norm=True, output_activation="linear"),
    "vae": VaeSettings(layers=(20, 18)),
    "sparse": SparseSettings(layers=(20,), d_latent=100),
    "conv": ConvSettings(pad=1, upsampling="transposed"),
    "deep": ConvSettings.with_preset("deep", residual=True),
}


def blocks_for(name):
    model = build(NETWORKS[name], fit_preprocessing(IMAGES))
    return blocks_of(model.layer_rows(), model.settings.output_activation), model


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_is_drawn_readably_from_the_pixels_to_the_image(name):
    blocks, model = blocks_for(name)
    assert sum(block.is_code for block in blocks) == 1
    assert blocks[0].lines[0] == "pixels"
    assert blocks[-1].lines[-1] == model.settings.output_activation
    figure = drawn(figures.architecture(blocks, LONG_TITLE))
    assert_readable(figure, least_size=4)
    assert len(axes_called(figure, "architecture").patches) >= 2 * len(blocks) - 1


def test_what_belongs_to_a_layer_is_said_with_it():
    blocks, model = blocks_for("dense")
    assert [block.shape for block in blocks] == [(784,), (20,), (16,), (20,), (784,)]
    assert blocks[1].lines == ("fully connected", "normalised")
    assert blocks[1].size == f"20 · {784 * 20 + 4 * 20:,} weights"
    numbers = [int(b.size.split(" · ")[1].split()[0].replace(",", "")) for b in blocks[1:]]
    assert sum(numbers) == model.network.count_params()


def test_a_code_of_two_layers_is_one_block():
    vae, _ = blocks_for("vae")
    assert [b.lines for b in vae if b.is_code] == [("mean of the code", "log variance")]
    sparse, _ = blocks_for("sparse")
    assert [b.lines for b in sparse if b.is_code] == [("sigmoid units", "thresholds")]
