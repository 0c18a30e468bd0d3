import numpy as np
import pytest

from latent.models.upsampled import UpsampledConvolution, saves_products
from latent.tools.quiet_tensorflow import keras, tf

SHAPE = (3, 5, 4, 2)  # images, height, width, channels


@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("factor", [2, 3])
def test_it_gives_what_upsampling_and_a_convolution_give(kernel, factor):
    rng = np.random.default_rng(kernel)
    picture = tf.constant(rng.normal(size=SHAPE), tf.float32)
    at_once = UpsampledConvolution(3, kernel, factor, activation="relu")
    upsampling = keras.layers.UpSampling2D(factor)
    convolution = keras.layers.Conv2D(3, kernel, padding="same", activation="relu")
    one_after_the_other = keras.Sequential([upsampling, convolution])
    results, slopes = [], []
    weights = [rng.normal(size=(kernel, kernel, 2, 3)), rng.normal(size=3)]
    for network, owner in ((at_once, at_once), (one_after_the_other, convolution)):
        network.build(SHAPE)
        owner.set_weights(weights)
        with tf.GradientTape() as tape:
            tape.watch(picture)
            result = network(picture)
            loss = tf.reduce_sum(result**2)
        sources = [picture, *(weight.value for weight in owner.trainable_weights)]
        results.append(result.numpy())
        slopes.append([slope.numpy() for slope in tape.gradient(loss, sources)])
    assert results[0].max() > 1
    np.testing.assert_allclose(*results, atol=1e-4)
    for ours, plain in zip(*slopes, strict=True):
        np.testing.assert_allclose(ours, plain, atol=1e-4 * np.abs(plain).max())
    assert at_once.compute_output_shape(SHAPE) == results[0].shape


def test_it_is_made_again_from_its_settings():
    layer = UpsampledConvolution(3, 5, 2, activation="relu", use_bias=False, name="it")
    again = UpsampledConvolution.from_config(layer.get_config())
    assert (again.filters, again.kernel_size, again.factor) == (3, (5, 5), 2)
    assert (again.activation, again.use_bias, again.name) == (keras.activations.relu, False, "it")


def test_a_weights_file_of_the_two_layers_fits_it(tmp_path):
    path = tmp_path / "a.weights.h5"

    def network_of(*layers):
        return keras.Sequential([keras.Input(SHAPE[1:]), *layers])

    convolution = keras.layers.Conv2D(3, 5, padding="same")
    plain = network_of(keras.layers.UpSampling2D(2), convolution)
    plain.save_weights(path)
    ours = network_of(UpsampledConvolution(3, 5, 2))
    ours.load_weights(path)
    picture = np.random.default_rng(0).normal(size=SHAPE).astype(np.float32)
    np.testing.assert_allclose(ours(picture), plain(picture), atol=1e-5)


def test_only_kernels_that_meet_a_pixel_several_times_save_products():
    saved = [kernel for kernel in range(1, 7) if saves_products(kernel, 2)]
    assert saved == [4, 5, 6]
    assert not saves_products(5, 1)
