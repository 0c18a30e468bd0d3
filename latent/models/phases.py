"""Convolutions that compute a square of pixels at once, with few filters or of an enlarged picture.

Libraries are fast where a convolution has many filters. A result of few is made here of one with
factor² times as many: each place in a square of factor × factor pixels, or phase, has filters of
its own, whose numbers are those of the one small kernel. See Shi et al., Real-Time Single Image and
Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network, 2016.
"""

import numpy as np

from latent.tools.quiet_tensorflow import keras, tf

BLOCK = 2  # pixels a side of a square
# With more filters or smaller kernels squares cost more than they save.
MOST_FILTERS_IN_BLOCKS = 8
LEAST_KERNEL_IN_BLOCKS = 5


class _ConvolutionByPhases(keras.layers.Conv2D):
    """What `Conv2D(…, padding="same")` gives, by one convolution for all phases.

    The weights are those of `Conv2D`; the activation must work on each number by itself. `meets`:
    see `meeting_places`.
    """

    def __init__(self, filters: int, kernel_size: int, factor: int, meets: np.ndarray, **others):
        super().__init__(filters, kernel_size, padding="same", **others)
        self.factor = factor
        self._meets = meets

    def _convolve(self, pixels):
        """Return (n, factor h, factor w, filters) of pictures of squares (n, h, w, channels)."""
        n_results, width, n_given, size = self._meets.shape
        n_channels, n_filters = self.kernel.shape[2:]
        # Along one side after the other, as products of matrices.
        meets = tf.constant(self._meets.reshape(-1, size), pixels.dtype)
        kernels = tf.matmul(meets, tf.reshape(self.kernel, (size, -1)))
        kernels = tf.matmul(meets, tf.reshape(kernels, (-1, size, n_channels * n_filters)))
        sides = n_results, width, n_given
        kernels = tf.reshape(kernels, (*sides, *sides, n_channels, n_filters))
        kernels = tf.transpose(kernels, (1, 4, 2, 5, 6, 0, 3, 7))
        shape = (width, width, n_given**2 * n_channels, n_results**2 * n_filters)
        # Numbers for the padding in place of its name would cost the gradients their fast kernels.
        phases = tf.nn.conv2d(pixels, tf.reshape(kernels, shape), 1, "SAME")
        if self.use_bias:
            phases = tf.nn.bias_add(phases, tf.tile(self.bias, [n_results**2]))
        return tf.nn.depth_to_space(self.activation(phases), self.factor)

    def get_config(self) -> dict:
        """Return what `from_config` makes an equal layer of."""
        kept = super().get_config()
        for name in ("padding", "strides", "dilation_rate", "groups", "data_format"):
            del kept[name]
        return kept | {"kernel_size": self.kernel_size[0], "factor": self.factor}


class UpsampledConvolution(_ConvolutionByPhases):
    """What `UpSampling2D(factor)` and `Conv2D(…, padding="same")` give, with fewer products.

    Every small pixel is repeated in factor × factor places, so the numbers of a kernel that meet
    the same pixel are added up before.
    """

    def __init__(self, filters: int, kernel_size: int, factor: int, **others):
        meets = meeting_places(kernel_size, factor).sum(axis=2, keepdims=True)
        super().__init__(filters, kernel_size, factor, meets, **others)

    def call(self, picture):
        """Return (n, factor h, factor w, filters) of pictures (n, h, w, channels)."""
        return self._convolve(picture)

    def compute_output_shape(self, picture_shape):
        """Return (n, factor h, factor w, filters)."""
        n, height, width, _ = picture_shape
        return n, height * self.factor, width * self.factor, self.filters


class BlockConvolution(_ConvolutionByPhases):
    """What `Conv2D(…, padding="same")` gives, faster for few filters: see `fits_blocks`."""

    def __init__(self, filters: int, kernel_size: int, factor: int = BLOCK, **others):
        super().__init__(
            filters, kernel_size, factor, meeting_places(kernel_size, factor), **others
        )

    def call(self, picture):
        """Return (n, h, w, filters) of pictures (n, h, w, channels), sides in whole squares."""
        return self._convolve(tf.nn.space_to_depth(picture, self.factor))


# A weights file names layers by their class: so files of the layers that they stand for fit them,
# and the opposite.
UpsampledConvolution.__name__ = BlockConvolution.__name__ = "Conv2D"


def saves_products(kernel_size: int, factor: int) -> bool:
    """Return whether `UpsampledConvolution` multiplies less than what it stands for.

    >>> saves_products(5, 2), saves_products(3, 2)
    (True, False)
    """
    return meeting_places(kernel_size, factor).shape[1] < kernel_size


def fits_blocks(picture_shape: tuple[int | None, ...], n_filters: int, kernel_size: int) -> bool:
    """Return whether `BlockConvolution` can stand for `Conv2D` and is faster.

    `picture_shape`: (n, h, w, channels).

    >>> fits_blocks((None, 28, 28, 4), 1, 7), fits_blocks((None, 27, 28, 4), 1, 7)
    (True, False)
    """
    _, height, width, _ = picture_shape
    is_whole = height % BLOCK == 0 and width % BLOCK == 0
    is_fast = n_filters <= MOST_FILTERS_IN_BLOCKS and kernel_size >= LEAST_KERNEL_IN_BLOCKS
    return is_whole and is_fast


def meeting_places(kernel_size: int, factor: int) -> np.ndarray:
    """Return which numbers of a kernel meet which pixel of which square, along one side.

    1.0 at [phase of the result, square, phase of the pixel, number] where they meet, float32
    (factor, w, factor, kernel_size). Of the w squares (w - 1) // 2 come before the one that the
    result lies in, as with TensorFlow's padding "SAME".
    """
    before = (kernel_size - 1) // 2  # pixels, with Keras's padding "same"
    pixels = np.add.outer(np.arange(factor), np.arange(kernel_size) - before)
    squares, phases = np.divmod(pixels, factor)
    meets = np.zeros((factor, np.ptp(squares) + 1, factor, kernel_size), np.float32)
    results, numbers = np.indices(pixels.shape)
    meets[results, squares - squares.min(), phases, numbers] = 1
    return meets
