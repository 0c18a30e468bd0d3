"""The settings of a convolutional autoencoder."""

import math
from dataclasses import dataclass
from itertools import accumulate
from operator import floordiv, mul
from typing import Any, ClassVar

from latent.settings.base import MOST_LAYERS, MOST_SIDE
from latent.settings.dense import DenseSettings
from latent.tools.check import UserError, check_option, check_whole_number

MOST_FILTERS = 512  # of one convolution
LARGEST_KERNEL = 28  # pixels a side
LARGEST_PAD = 64  # pixels on each side
DOWNSAMPLINGS = ("pool", "stride")
POOLINGS = ("max", "average")
UPSAMPLINGS = ("repeat", "transposed")


@dataclass(frozen=True, kw_only=True)
class ConvSettings(DenseSettings):
    """A convolutional autoencoder, with fully connected layers around the code.

    The encoder has a convolution for each of `filters`; where its entry of `strides` is 2 it
    halves the picture. The decoder starts from a small picture of `dec_filters[0]` channels; its
    convolutions have `dec_filters[1:]` filters and at last 1, and where the entry of `dec_strides`
    is 2 the picture is doubled before them. The images are padded by `pad`, and further where their
    side cannot be halved so often. `batch_norm` is after every convolution but the last. Without
    flags it is the preset "hybrid".
    """

    model: ClassVar[str] = "conv"
    sees_pictures: ClassVar[bool] = True
    presets: ClassVar[dict[str, dict[str, Any]]] = {
        "hybrid": {
            "downsample": "pool",
            "filters": (4, 8),
            "kernel": 5,
            "strides": None,
            "layers": (150,),
            "d_latent": 16,
            "dec_layers": (120, 320),
            "dec_filters": (16, 8, 4),
            "dec_kernel": (5, 6, 7),
            "dec_strides": (2, 2, 1),
            "batch_norm": False,
            "residual": False,
            "code_activation": "tanh",
            "batch_size": 64,
        },
        "strided": {
            "downsample": "stride",
            "filters": (4, 4, 8, 16),
            "kernel": 3,
            "strides": (2, 1, 2, 2),
            "layers": (),
            "d_latent": 128,
            "dec_layers": None,
            "dec_filters": None,
            "dec_kernel": None,
            "dec_strides": None,
            "batch_norm": False,
            "residual": False,
            "code_activation": "tanh",
            "batch_size": 64,
        },
        "deep": {
            "downsample": "stride",
            "filters": (16, 32, 64, 128),
            "kernel": 3,
            "strides": (2, 2, 2, 2),
            "layers": (),
            "d_latent": 32,
            "dec_layers": None,
            "dec_filters": None,
            "dec_kernel": None,
            "dec_strides": None,
            "batch_norm": True,
            "residual": False,
            "code_activation": "linear",
            "batch_size": 32,
        },
    }

    layers: tuple[int, ...] = (150,)
    dec_layers: tuple[int, ...] | None = (120, 320)
    code_activation: str = "tanh"
    # Twice the rate of dense layers learns faster; at four times it units of the code get stuck at
    # ±1, and with it larger batches learn less in an epoch.
    batch_size: int = 64
    learn_rate: float = 2e-3
    downsample: str = "pool"
    filters: tuple[int, ...] = (4, 8)
    kernel: int = 5
    strides: tuple[int, ...] | None = None  # None: every convolution halves the picture
    dec_filters: tuple[int, ...] | None = (16, 8, 4)  # None: the encoder's, reversed
    dec_kernel: tuple[int, ...] | None = (5, 6, 7)  # None: the encoder's, for all
    dec_strides: tuple[int, ...] | None = (2, 2, 1)  # None: the encoder's, reversed
    pad: int = 0  # pixels on each side of the picture within the network
    pooling: str = "max"  # what halves the picture, if `downsample` is "pool"
    upsampling: str = "repeat"  # what doubles it: pixels repeated, or a transposed convolution
    residual: bool = False  # a block with a short cut after every convolution but the last

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.pca_dims:
            raise UserError(f"--pca_dims {self.pca_dims}: convolutions need the pixels, use 0")
        if self.dropout_rate and not self.layers:
            raise UserError(
                f"--dropout_rate {self.dropout_rate}: --layers is empty, "
                "there is no hidden layer to drop units of"
            )
        check_option("--downsample", self.downsample, DOWNSAMPLINGS)
        check_whole_number("--kernel", self.kernel, least=1, most=LARGEST_KERNEL)
        for flag, counts in (("--filters", self.filters), ("--dec_filters", self.dec_filters)):
            if counts is not None and not 1 <= len(counts) <= MOST_LAYERS:
                raise UserError(f"{flag}: has {len(counts)} entries, needs 1 to {MOST_LAYERS}")
            for count in counts or ():
                check_whole_number(flag, count, least=1, most=MOST_FILTERS)
        check_whole_number("--pad", self.pad, least=0, most=LARGEST_PAD)
        check_option("--pooling", self.pooling, POOLINGS)
        check_option("--upsampling", self.upsampling, UPSAMPLINGS)
        if self.pooling != POOLINGS[0] and self.downsample != "pool":
            raise UserError(
                f"--pooling {self.pooling}: has no effect with --downsample {self.downsample}"
            )
        shortest = min((self.image_shape or (MOST_SIDE,))[:2]) + 2 * self.pad
        _check_strides("--strides", self.encoder_strides, "--filters", len(self.filters), shortest)
        n = len(self.decoder_filters)
        _check_strides("--dec_strides", self.decoder_strides, "--dec_filters", n, shortest)
        for size in self.dec_kernel or ():
            check_whole_number("--dec_kernel", size, least=1, most=LARGEST_KERNEL)
        if len(self.decoder_kernels) != n:
            raise UserError(
                f"--dec_kernel: has {len(self.dec_kernel)} entries, --dec_filters {n}: give 1, or "
                "as many"
            )

    @property
    def encoder_strides(self) -> tuple[int, ...]:
        """By how much each convolution of the encoder shrinks the picture, 1 or 2."""
        return (2,) * len(self.filters) if self.strides is None else self.strides

    @property
    def decoder_filters(self) -> tuple[int, ...]:
        """Channels of the decoder's small picture, then filters of all its layers but the last."""
        return self.filters[::-1] if self.dec_filters is None else self.dec_filters

    @property
    def decoder_strides(self) -> tuple[int, ...]:
        """By how much the picture is enlarged before each convolution of the decoder, 1 or 2."""
        return self.encoder_strides[::-1] if self.dec_strides is None else self.dec_strides

    @property
    def decoder_kernels(self) -> tuple[int, ...]:
        """The side of the kernel of each convolution of the decoder."""
        sizes = (self.kernel,) if self.dec_kernel is None else self.dec_kernel
        return sizes * len(self.decoder_filters) if len(sizes) == 1 else sizes

    @property
    def encoder_shapes(self) -> list[tuple[int, int, int]]:
        """Height, width and channels of the picture after each convolution of the encoder.

        >>> ConvSettings().encoder_shapes
        [(14, 14, 4), (7, 7, 8)]
        """
        strides = self.encoder_strides
        heights, widths = (
            list(accumulate(strides, floordiv, initial=side))[1:]
            for side in self.padded_sides(strides)
        )
        return list(zip(heights, widths, self.filters, strict=True))

    @property
    def decoder_shapes(self) -> list[tuple[int, int, int]]:
        """Height, width and channels of the decoder's small picture and after each convolution.

        >>> ConvSettings().decoder_shapes
        [(7, 7, 16), (14, 14, 8), (28, 28, 4), (28, 28, 1)]
        """
        strides = self.decoder_strides
        heights, widths = (
            accumulate(strides, mul, initial=side // math.prod(strides))
            for side in self.padded_sides(strides)
        )
        return list(zip(heights, widths, (*self.decoder_filters, self.image_shape[2]), strict=True))

    def padded_sides(self, strides: tuple[int, ...]) -> tuple[int, int]:
        """Return the least height and width that the padded images fit and all of these shrink."""
        height, width = (side + 2 * self.pad for side in self.image_shape[:2])
        return padded_side(height, strides), padded_side(width, strides)

    @classmethod
    def with_preset(cls, preset: str, **given: Any) -> "ConvSettings":
        """Make settings of a preset's values, of which those that are `given` count more.

        If the encoder's settings are given, the preset's decoder does not fit any more: what is not
        given of the decoder becomes the mirror image of the encoder.
        """
        chosen = dict(cls.presets[check_option("--preset", preset, cls.presets)])
        decoder = ("dec_filters", "dec_strides", "dec_kernel")
        if "filters" in given and len(given["filters"]) != len(chosen["filters"]):
            chosen["strides"] = None
        if "filters" in given or "strides" in given:
            chosen |= dict.fromkeys(decoder)
        if "kernel" in given:
            chosen["dec_kernel"] = None
        if "layers" in given:
            chosen["dec_layers"] = None
        if len(given.get("dec_filters", ())) not in (0, len(chosen["dec_filters"] or ())):
            chosen |= dict.fromkeys(decoder)
        return cls(**chosen | given)


def padded_side(side: int, strides: tuple[int, ...]) -> int:
    """Return the least number of pixels from `side` on that all of these shrink without a rest.

    >>> padded_side(28, (2, 2)), padded_side(28, (2, 1, 2, 2))
    (28, 32)
    """
    shrinking = math.prod(strides)
    return -(-side // shrinking) * shrinking


def _check_strides(flag: str, strides: tuple[int, ...], of: str, n: int, shortest: int) -> None:
    """Raise UserError unless there are `n` strides, for `shortest` pixels."""
    if len(strides) != n:
        raise UserError(f"{flag}: has {len(strides)} entries, {of} {n}: there must be one for each")
    for stride in strides:
        check_whole_number(flag, stride, least=1, most=2)
    most = max(shortest - 1, 1).bit_length()  # with some padding, the last pixel is one of few
    if math.prod(strides) > 2**most:
        raise UserError(
            f"{flag}: {sum(stride == 2 for stride in strides)} halvings are too many for "
            f"{shortest} pixels, at most {most} are possible"
        )
