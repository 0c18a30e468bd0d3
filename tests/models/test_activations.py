import numpy as np
import pytest

from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.models.activations import layer_activations
from latent.settings import ConvSettings, DenseSettings, SparseSettings, VaeSettings
from tests.helpers.runs import images_of_two_kinds

IMAGES = images_of_two_kinds(20)


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (DenseSettings(layers=(), d_latent=4), ["pixels", "code", "image"]),
        (
            DenseSettings(layers=(30, 20), d_latent=4, dec_layers=(25,)),
            ["pixels", "encoder_0", "encoder_1", "code", "decoder_0", "image"],
        ),
        (VaeSettings(layers=(9,)), ["pixels", "encoder_0", "code_mean", "decoder_0", "image"]),
        (
            SparseSettings(layers=(9,), d_latent=50),
            ["pixels", "encoder_0", "units", "bits", "decoder_0", "image"],
        ),
    ],
)
def test_layers_come_in_order_from_the_pixels_to_the_image(settings, names):
    model = build(settings, fit_preprocessing(IMAGES))
    found = layer_activations(model, IMAGES)
    assert [layer.name for layer in found] == names
    assert [layer.is_encoder for layer in found] == [
        not name.startswith(("decoder", "image")) for name in names
    ]
    np.testing.assert_array_equal(found[0].values, IMAGES.reshape(20, -1) / np.float32(255))
    reconstructed = model.reconstruct(IMAGES).reshape(20, -1)
    np.testing.assert_allclose(found[-1].values, reconstructed, atol=1e-6)


def test_the_code_is_that_which_the_model_gives():
    model = build(DenseSettings(layers=(30,), d_latent=4), fit_preprocessing(IMAGES))
    codes = {layer.name: layer.values for layer in layer_activations(model, IMAGES)}["code"]
    np.testing.assert_allclose(codes, model.encode(IMAGES), atol=1e-6)


def test_convolutions_have_their_layers_too():
    settings = ConvSettings.with_preset(preset="hybrid")
    model = build(settings, fit_preprocessing(IMAGES))
    found = layer_activations(model, IMAGES)
    names = [layer.name for layer in found]
    assert "encoder_convolution_0" in names
    assert "decoder_convolution_0" in names
    assert not {"picture", "flat", "last_convolution"} & {*names}
    np.testing.assert_allclose(
        found[-1].values, model.reconstruct(IMAGES).reshape(20, -1), atol=1e-6
    )
