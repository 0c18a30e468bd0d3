import numpy as np
import pytest

from latent.tools.aligned import ALIGNMENT, aligned_empty
from latent.training.distribution import make_distribution


@pytest.mark.parametrize("shape", [(1,), (7, 3), (1000, 28, 28), (0, 4)])
def test_an_aligned_array_has_its_shape_and_begins_at_an_alignment(shape):
    array = aligned_empty(shape)
    assert array.shape == shape
    assert array.dtype == np.uint8
    assert array.flags.c_contiguous
    assert array.size == 0 or array.ctypes.data % ALIGNMENT == 0


@pytest.mark.parametrize("offset", [0, 1, 8, 16, 32, 63, 64])
def test_images_that_begin_anywhere_reach_compiled_code_unchanged(offset):
    from latent.tools.quiet_tensorflow import tf

    memory = aligned_empty((64 + 40 * 30,))
    images = memory[offset : offset + 40 * 30].reshape(40, 30)
    images[:] = np.random.default_rng(0).integers(0, 256, (40, 30))
    tensor = make_distribution("none").on_every_device(images)
    rows = tf.constant([3, 0, 39])
    for compiles in (False, True):
        gather = tf.function(lambda tensor: tf.gather(tensor, rows) + 0, jit_compile=compiles)
        np.testing.assert_array_equal(gather(tensor), images[[3, 0, 39]])


def test_read_only_images_are_copied():
    images = aligned_empty((5, 4))
    images[:] = 7
    images.flags.writeable = False
    assert (np.asarray(make_distribution("none").on_every_device(images)) == 7).all()
