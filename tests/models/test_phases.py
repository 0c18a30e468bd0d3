import numpy as np
import pytest

from latent.models.phases import BlockConvolution, UpsampledConvolution, fits_blocks, saves_products
from latent.tools.quiet_tensorflow import keras, tf

SHAPE = (3, 5, 4, 2)  # images, height, width, channels


@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("factor", [2, 3])
def test_upsampled_it_gives_what_upsampling_and_a_convolution_give(kernel, factor):
    ours = UpsampledConvolution(3, kernel, factor, activation="relu")
    assert ours.compute_output_shape(SHAPE) == (3, 5 * factor, 4 * factor, 3)
    before = [keras.layers.UpSampling2D(factor)]
    assert_gives_what_a_convolution_gives(ours, SHAPE, before)


@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("factor", [2, 3])
def test_in_blocks_it_gives_what_a_convolution_gives(kernel, factor):
    ours = BlockConvolution(3, kernel, factor, activation="relu")
    shape = (3, 3 * factor, 2 * factor, 2)
    assert ours.compute_output_shape(shape) == (*shape[:3], 3)
    assert_gives_what_a_convolution_gives(ours, shape)


def assert_gives_what_a_convolution_gives(ours, shape, before=()):
    """Check results and gradients against those of Conv2D after the layers before it."""
    kernel = ours.kernel_size[0]
    rng = np.random.default_rng(kernel)
    picture = tf.constant(rng.normal(size=shape), tf.float32)
    convolution = keras.layers.Conv2D(3, kernel, padding="same", activation="relu")
    one_after_the_other = keras.Sequential([*before, convolution])
    results, slopes = [], []
    weights = [rng.normal(size=(kernel, kernel, 2, 3)), rng.normal(size=3)]
    for network, owner in ((ours, ours), (one_after_the_other, convolution)):
        network.build(shape)
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
    for own, plain in zip(*slopes, strict=True):
        np.testing.assert_allclose(own, plain, atol=1e-4 * np.abs(plain).max())


def test_it_is_made_again_from_its_settings():
    layer = UpsampledConvolution(3, 5, 2, activation="relu", use_bias=False, name="it")
    again = UpsampledConvolution.from_config(layer.get_config())
    assert (again.filters, again.kernel_size, again.factor) == (3, (5, 5), 2)
    assert (again.activation, again.use_bias, again.name) == (keras.activations.relu, False, "it")


@pytest.mark.parametrize(
    ("ours", "before"),
    [
        (UpsampledConvolution(3, 5, 2), [keras.layers.UpSampling2D(2)]),
        (BlockConvolution(3, 5), []),
    ],
)
def test_a_weights_file_of_the_layers_it_stands_for_fits_it(tmp_path, ours, before):
    path = tmp_path / "a.weights.h5"
    shape = (3, 6, 4, 2)

    def network_of(*layers):
        return keras.Sequential([keras.Input(shape[1:]), *layers])

    plain = network_of(*before, keras.layers.Conv2D(3, 5, padding="same"))
    plain.save_weights(path)
    network = network_of(ours)
    network.load_weights(path)
    picture = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    np.testing.assert_allclose(network(picture), plain(picture), atol=1e-5)


def test_pictures_that_are_no_whole_blocks_and_small_kernels_or_many_filters_are_left_to_keras():
    assert fits_blocks((None, 28, 28, 4), 8, 5)
    assert not fits_blocks((None, 28, 27, 4), 8, 5)
    assert not fits_blocks((None, 28, 28, 4), 9, 5)
    assert not fits_blocks((None, 28, 28, 4), 8, 4)


def test_only_kernels_that_meet_a_pixel_several_times_save_products():
    saved = [kernel for kernel in range(1, 7) if saves_products(kernel, 2)]
    assert saved == [4, 5, 6]
    assert not saves_products(5, 1)
