"""A convolution of an enlarged picture, computed on the small one."""

import numpy as np

from latent.tools.quiet_tensorflow import keras, tf


class UpsampledConvolution(keras.layers.Conv2D):
    """What `UpSampling2D(factor)` and `Conv2D(…, padding="same")` give, with fewer products.

    Every small pixel is repeated in factor × factor places, so a kernel's numbers that meet the
    same pixel can be added up before. Which ones meet depends on where in the square the result
    lies: each of the factor² places, or phases, has a small kernel of its own, and all are one
    convolution of the small picture. The weights are those of `Conv2D`. See Shi et al., Real-Time
    Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural
    Network, 2016, for the order of its results.
    """

    def __init__(self, filters: int, kernel_size: int, factor: int, **others):
        super().__init__(filters, kernel_size, padding="same", **others)
        self.factor = factor
        self._meets, self._before = meeting_places(kernel_size, factor)

    def call(self, picture):
        """Return (n, factor h, factor w, filters) of pictures (n, h, w, channels)."""
        meets = tf.constant(self._meets, picture.dtype)
        n_phases, width, _ = self._meets.shape
        kernels = tf.einsum("aKk,bLl,klio->KLiabo", meets, meets, self.kernel)
        shape = (width, width, self.kernel.shape[2], n_phases**2 * self.filters)
        around = (self._before, width - 1 - self._before)
        padding = ((0, 0), around, around, (0, 0))
        phases = tf.nn.conv2d(picture, tf.reshape(kernels, shape), 1, padding)
        result = tf.nn.depth_to_space(phases, self.factor)
        if self.use_bias:
            result = tf.nn.bias_add(result, self.bias)
        return self.activation(result)

    def compute_output_shape(self, picture_shape):
        """Return (n, factor h, factor w, filters)."""
        n, height, width, _ = picture_shape
        return n, height * self.factor, width * self.factor, self.filters

    def get_config(self) -> dict:
        """Return what `from_config` makes an equal layer of."""
        kept = super().get_config()
        for name in ("padding", "strides", "dilation_rate", "groups", "data_format"):
            del kept[name]
        return kept | {"kernel_size": self.kernel_size[0], "factor": self.factor}


# A weights file names layers by their class: so files of the two layers fit it, and the opposite.
UpsampledConvolution.__name__ = "Conv2D"


def saves_products(kernel_size: int, factor: int) -> bool:
    """Return whether `UpsampledConvolution` multiplies less than what it stands for.

    >>> saves_products(5, 2), saves_products(3, 2)
    (True, False)
    """
    meets, _ = meeting_places(kernel_size, factor)
    return meets.shape[1] < kernel_size


def meeting_places(kernel_size: int, factor: int) -> tuple[np.ndarray, int]:
    """Return which numbers of a kernel meet which small pixel, along one side.

    The first is 1.0 at [phase, pixel, number] where they meet, float32 (factor, w, kernel_size);
    the second says how many of the w pixels come before the one that the result lies in.
    """
    before = (kernel_size - 1) // 2  # of the enlarged pixels, with Keras's padding "same"
    pixels = np.add.outer(np.arange(factor), np.arange(kernel_size) - before) // factor
    lowest = pixels.min()
    width = pixels.max() - lowest + 1
    meets = (pixels[:, None, :] - lowest == np.arange(width)[:, None]).astype(np.float32)
    return meets, int(-lowest)
