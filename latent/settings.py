"""What makes one training run: typed settings, checked once, saved with the result.

`Settings` holds what every autoencoder has; each kind adds its own in a subclass. A flag of a
training script is the field of the same name, and the same checks meet flags and loaded files.
"""

import dataclasses
import hashlib
import math
import re
import types
import typing
from dataclasses import dataclass
from itertools import accumulate
from operator import floordiv, mul
from pathlib import PurePath
from typing import Any, ClassVar

from latent.check import UserError, check_number, check_option, check_whole_number

PIXELS = 28 * 28
WEIGHTS_ENDING = ".weights.h5"  # Keras asks for it
MOST_UNITS = 65_536  # of one layer: more than any of these networks can use
MOST_LAYERS = 50
MOST_FILTERS = 512  # of one convolution
SIDE = 28  # pixels of an image
LARGEST_SHRINKING = 32  # by all convolutions together: 32 by 32 pixels become one
DEFAULT_REG_LAMBDA = 0.01  # of a variational autoencoder
MOST_EPOCHS = 100_000  # of one run, whose learning rates are held step by step
CODE_ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid")
DISTRIBUTIONS = ("none", "mirrored", "multiworker")
LOSSES = ("mse", "rmse", "bce")
LEARNING_RATE_SCHEDULES = ("cosine", "constant")
DATA_SETTINGS = ("dataset", "n_train", "binary_input", "charset", "fonts", "font_set")
NOISE_KINDS = ("salt_pepper", "gaussian", "mask", "block")
DOWNSAMPLINGS = ("pool", "stride")
REG_METHODS = ("none", "L1", "L1-squared", "entropy", "entropy-squared", "log", "kl")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What every kind of autoencoder is made and trained by.

    Raises UserError, naming the flag, for a value that is out of range or clashes with another.
    """

    model: ClassVar[str] = ""
    code_activations: ClassVar[tuple[str, ...]] = CODE_ACTIVATIONS  # that this kind can have
    sees_pictures: ClassVar[bool] = False  # rows and columns, and so no principal components
    presets: ClassVar[dict[str, dict[str, Any]]] = {}  # settings that go together, by name

    dataset: str = "digits"
    n_train: int | None = None  # None: all training images
    binary_input: bool = False
    pca_dims: int | float = 0  # 0: no PCA; whole: components; fraction: share of the variance
    whiten: bool = False
    layers: tuple[int, ...] = ()
    d_latent: int = 16
    dec_layers: tuple[int, ...] | None = None  # None: the encoder's, reversed
    code_activation: str = "linear"
    dropout_rate: float = 0.0
    dropout_layer: int | None = None  # None: after every hidden encoder layer
    loss: str = "mse"
    batch_size: int = 256
    learn_rate: float = 1e-3
    lr_schedule: str = "cosine"
    epochs: int = 25
    stages: int = 1
    seed: int = 0
    charset: str | None = None  # of typefaces; None: the data set's own
    fonts: tuple[str, ...] = ()  # folders of font files; (): those of this computer
    font_set: tuple[str, ...] | None = None  # typefaces of a font set, so its file can go
    noise: float = 0.0  # that the encoder has to see through in training, 0 to below 1
    noise_kind: str = "salt_pepper"

    def __post_init__(self) -> None:
        if not self.dataset:
            raise UserError("--dataset: must name a data set")
        if self.charset == "" or self.font_set == () or "" in self.fonts:
            raise UserError("--charset, --fonts and a font set must not be empty")
        if self.n_train is not None:
            check_whole_number("--n_train", self.n_train, least=1)
        check_pca_dims(self.pca_dims)
        for flag, sizes in (("--layers", self.layers), ("--dec_layers", self.dec_layers or ())):
            if len(sizes) > MOST_LAYERS:
                raise UserError(f"{flag}: {len(sizes)} layers, at most {MOST_LAYERS} are possible")
            for size in sizes:
                check_whole_number(flag, size, least=1, most=MOST_UNITS)
        check_whole_number("--d_latent", self.d_latent, least=1, most=MOST_UNITS)
        check_option("--code_activation", self.code_activation, self.code_activations)
        check_number("--dropout_rate", self.dropout_rate, least=0, below=1)
        if self.dropout_layer is not None:
            self._check_dropout_layer()
        check_option("--loss", self.loss, LOSSES)
        check_whole_number("--batch_size", self.batch_size, least=1)
        check_number("--learn_rate", self.learn_rate, above=0)
        check_option("--lr_schedule", self.lr_schedule, LEARNING_RATE_SCHEDULES)
        check_whole_number("--epochs", self.epochs, least=1, most=MOST_EPOCHS)
        check_whole_number("--stages", self.stages, least=1, most=MOST_EPOCHS)
        if self.epochs * self.stages > MOST_EPOCHS:
            raise UserError(
                f"--stages {self.stages}: with --epochs {self.epochs} that is "
                f"{self.epochs * self.stages:,} epochs, at most {MOST_EPOCHS:,} are possible"
            )
        check_whole_number("--seed", self.seed, least=0, most=2**31 - 1)
        check_number("--noise", self.noise, least=0, below=1)
        check_option("--noise_kind", self.noise_kind, NOISE_KINDS)
        if self.noise == 0 and self.noise_kind != NOISE_KINDS[0]:
            raise UserError(f"--noise_kind {self.noise_kind}: has no effect without --noise")
        if self.pca_dims == 0 or self.pca_dims >= 1:  # a share is known only from the images
            self.check_code_fits(int(self.pca_dims) or PIXELS)

    @property
    def dropped_layers(self) -> tuple[int, ...]:
        """The hidden layers of the encoder after which training drops units."""
        if self.dropout_rate == 0:
            return ()
        return tuple(k for k in range(len(self.layers)) if self.dropout_layer in (None, k))

    def _check_dropout_layer(self) -> None:
        n_layers = len(self.layers)
        if n_layers == 0:
            raise UserError(
                f"--dropout_layer {self.dropout_layer}: --layers is empty, "
                "there is no hidden layer to drop units of"
            )
        if not 0 <= self.dropout_layer < n_layers:
            entries = "1 entry" if n_layers == 1 else f"{n_layers} entries"
            choice = " or ".join(
                filter(None, [", ".join(map(str, range(n_layers - 1))), str(n_layers - 1)])
            )
            raise UserError(
                f"--dropout_layer {self.dropout_layer}: --layers has {entries}, use {choice}"
            )
        if self.dropout_rate == 0:
            raise UserError(
                f"--dropout_layer {self.dropout_layer}: has no effect without --dropout_rate"
            )

    def check_code_fits(self, n_features: int) -> None:
        """Raise UserError if this kind cannot have its code with `n_features` for the encoder."""

    @property
    def decoder_layers(self) -> tuple[int, ...]:
        """Sizes of the decoder's hidden layers, from the code to the pixels."""
        return self.layers[::-1] if self.dec_layers is None else self.dec_layers

    @property
    def objective(self) -> str:
        """What is trained on, in words, where the name of the loss does not say all."""
        return ""

    @property
    def name(self) -> str:
        """A label for files: every setting that is not the default, so no two runs share one."""
        defaults = {field.name: field.default for field in dataclasses.fields(self)}
        usual = {preset: defaults | values for preset, values in self.presets.items()}
        # Beside the preset that is nearest, only what differs from it needs to be said.
        preset, values = min(
            (usual or {"": defaults}).items(), key=lambda item: len(self._differences(item[1]))
        )
        parts = [self.model, plain(self.dataset), f"d_latent{self.d_latent}", preset]
        for name in self._differences(values):
            if name not in ("dataset", "d_latent"):
                parts.append(name + plain(getattr(self, name)))
        name = "-".join(filter(None, parts))
        if len(name) > 120:
            name = f"{name[:100]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
        return name

    @property
    def data_name(self) -> str:
        """A label for files that only the data matter to."""
        given = {field.name: field.default for field in dataclasses.fields(self)}
        parts = [plain(self.dataset)]
        for name in DATA_SETTINGS[1:]:
            if getattr(self, name) != given[name]:
                parts.append(name + plain(getattr(self, name)))
        return "-".join(parts)

    def _differences(self, values: dict[str, Any]) -> list[str]:
        return [name for name, value in values.items() if getattr(self, name) != value]

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain values that JSON can hold, with the model's kind."""
        return {"model": self.model, **dataclasses.asdict(self)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Settings":
        """Make settings of this kind from `to_dict`'s result, trusting nothing in it.

        Raises UserError if a value is missing, unknown, of another type or out of range.
        """
        hints = typing.get_type_hints(cls)
        fields = {field.name: hints[field.name] for field in dataclasses.fields(cls)}
        given = {name: value for name, value in values.items() if name != "model"}
        for name in given.keys() ^ fields.keys():
            raise UserError(f"setting {name!r} is {'unknown' if name in given else 'missing'}")
        for name, value in given.items():
            value = tuple(value) if isinstance(value, list) else value
            if not _fits(value, fields[name]):
                raise UserError(f"setting {name!r} has the wrong type")
            given[name] = value
        return cls(**given)


@dataclass(frozen=True, kw_only=True)
class DenseSettings(Settings):
    """A fully connected autoencoder with a bottleneck of `d_latent` numbers."""

    model: ClassVar[str] = "dense"

    def check_code_fits(self, n_features: int) -> None:
        """Raise UserError if a code would hold more numbers than the encoder gets."""
        if self.d_latent > n_features:
            raise UserError(
                f"--d_latent {self.d_latent}: must be at most {n_features}, as many numbers as the "
                f"encoder gets with --pca_dims {self.pca_dims}"
            )


@dataclass(frozen=True, kw_only=True)
class SparseSettings(Settings):
    """A wide code of bits, sigmoid units through thresholds, with a price on bits that are on."""

    model: ClassVar[str] = "sparse"
    code_activations: ClassVar[tuple[str, ...]] = ("sigmoid",)

    layers: tuple[int, ...] = (512, 128)
    d_latent: int = 4096
    code_activation: str = "sigmoid"
    real_code_activations: bool = False  # the sigmoid units without the thresholds
    reg_method: str = "L1"
    reg_lambda: float = 0.02  # with L1: the price of one bit, in summed reconstruction loss
    reg_warmup: float = 0.2  # share of the training over which the price rises from 0
    sparsity: float = 0.02  # kl: the share of images for which a bit is to be on

    def __post_init__(self) -> None:
        super().__post_init__()
        check_option("--reg_method", self.reg_method, REG_METHODS)
        check_number("--reg_lambda", self.reg_lambda, least=0)
        check_number("--reg_warmup", self.reg_warmup, least=0, most=1)
        check_number("--sparsity", self.sparsity, above=0, below=1)


@dataclass(frozen=True, kw_only=True)
class VaeSettings(DenseSettings):
    """A variational autoencoder, and how much the KL divergence of its posterior weighs.

    At most one of `reg_lambda`, `beta` and `anneal` is given; without them the weight is a
    `reg_lambda` of DEFAULT_REG_LAMBDA. The loss is the mean error of the pixels + reg_lambda ×
    the mean KL divergence of the code units; times the number of pixels that is the summed error
    + β × the summed KL divergence, with β = reg_lambda × `beta_per_lambda`.
    """

    model: ClassVar[str] = "vae"
    code_activations: ClassVar[tuple[str, ...]] = ("linear",)  # the prior has no bounds

    layers: tuple[int, ...] = (64,)
    reg_lambda: float | None = None
    beta: float | None = None
    anneal: tuple[int | float, ...] | None = None  # cycles, lead-in, ramp, lowest and highest β

    def __post_init__(self) -> None:
        super().__post_init__()
        weights = ("reg_lambda", "beta", "anneal")
        given = [name for name in weights if getattr(self, name) is not None]
        if len(given) > 1:
            raise UserError(f"--{given[1]}: clashes with --{given[0]}, give one of them")
        for name in ("reg_lambda", "beta"):
            if name in given:
                check_number(f"--{name}", getattr(self, name), least=0)
        if self.anneal is not None:
            self._check_anneal(*self.anneal)

    @staticmethod
    def _check_anneal(*values: int | float) -> None:
        if len(values) != 5:
            raise UserError(
                f"--anneal: has {len(values)} values, needs 5: "
                "M_CYCLES LEAD_FRAC RAMP_FRAC BETA_MIN BETA_MAX"
            )
        cycles, lead, ramp, lowest, highest = values
        check_whole_number("--anneal M_CYCLES", cycles, least=1, most=MOST_EPOCHS)
        check_number("--anneal LEAD_FRAC", lead, least=0, below=1)
        check_number("--anneal RAMP_FRAC", ramp, least=0, most=1)
        check_number("--anneal BETA_MIN", lowest, least=0)
        check_number("--anneal BETA_MAX", highest, least=lowest)

    @property
    def beta_per_lambda(self) -> float:
        """How large β is for a `reg_lambda` of 1.

        >>> VaeSettings(d_latent=16).beta_per_lambda
        49.0
        """
        # The root of a mean over the pixels becomes the root of the sum with the root of 784.
        summed_per_mean = math.sqrt(PIXELS) if self.loss == "rmse" else PIXELS
        return summed_per_mean / self.d_latent

    @property
    def beta_range(self) -> tuple[float, float]:
        """The lowest and the highest β of a training run; they are equal without annealing."""
        if self.anneal is not None:
            return self.anneal[3], self.anneal[4]
        if self.beta is not None:
            return self.beta, self.beta
        reg_lambda = DEFAULT_REG_LAMBDA if self.reg_lambda is None else self.reg_lambda
        return (reg_lambda * self.beta_per_lambda,) * 2

    @property
    def objective(self) -> str:
        """The loss in words, with the weight of the KL divergence on both scales."""
        mean_loss, summed_loss = {
            "mse": ("mean squared error", "squared error"),
            "rmse": ("root mean squared error", "root of the squared error"),
            "bce": ("mean cross-entropy", "cross-entropy in nats"),
        }[self.loss]
        betas = self.beta_range
        lambdas = [beta / self.beta_per_lambda for beta in betas]
        return (
            f"{mean_loss} of the pixels + {_range(*lambdas)} × mean KL divergence of the "
            f"code units; in sums: {summed_loss} + β × KL divergence, β = {_range(*betas)}"
        )


@dataclass(frozen=True, kw_only=True)
class ConvSettings(DenseSettings):
    """A convolutional autoencoder, with fully connected layers around the code.

    The encoder has a convolution for each of `filters`; where its entry of `strides` is 2 it
    halves the picture. The decoder starts from a small picture of `dec_filters[0]` channels; its
    convolutions have `dec_filters[1:]` filters and at last 1, and where the entry of `dec_strides`
    is 2 the picture is doubled before them. The images are padded with ground where their side
    cannot be halved so often. Without flags it is the preset "hybrid".
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
        check_whole_number("--kernel", self.kernel, least=1, most=SIDE)
        for flag, counts in (("--filters", self.filters), ("--dec_filters", self.dec_filters)):
            if counts is not None and not 1 <= len(counts) <= MOST_LAYERS:
                raise UserError(f"{flag}: has {len(counts)} entries, needs 1 to {MOST_LAYERS}")
            for count in counts or ():
                check_whole_number(flag, count, least=1, most=MOST_FILTERS)
        _check_strides("--strides", self.encoder_strides, "--filters", len(self.filters))
        n = len(self.decoder_filters)
        _check_strides("--dec_strides", self.decoder_strides, "--dec_filters", n)
        for size in self.dec_kernel or ():
            check_whole_number("--dec_kernel", size, least=1, most=SIDE)
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
    def encoder_shapes(self) -> list[tuple[int, int]]:
        """Side and channels of the picture after each convolution of the encoder has shrunk it.

        >>> ConvSettings().encoder_shapes
        [(14, 4), (7, 8)]
        """
        sides = accumulate(
            self.encoder_strides, floordiv, initial=padded_side(self.encoder_strides)
        )
        return list(zip(list(sides)[1:], self.filters, strict=True))

    @property
    def decoder_shapes(self) -> list[tuple[int, int]]:
        """Side and channels of the decoder's small picture and after each convolution.

        >>> ConvSettings().decoder_shapes
        [(7, 16), (14, 8), (28, 4), (28, 1)]
        """
        strides = self.decoder_strides
        small = padded_side(strides) // math.prod(strides)
        sides = accumulate(strides, mul, initial=small)
        return list(zip(sides, (*self.decoder_filters, 1), strict=True))

    @classmethod
    def with_preset(cls, preset: str, **given: Any) -> "ConvSettings":
        """Make settings of a preset's values, of which those that are `given` count more.

        What is given of the encoder takes the preset's decoder along: it becomes the mirror image
        where it is not given too.
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


KINDS: dict[str, type[Settings]] = {
    kind.model: kind for kind in (DenseSettings, SparseSettings, VaeSettings, ConvSettings)
}


def settings_from_dict(values: Any) -> Settings:
    """Make the settings of whatever kind `values` says, trusting nothing in it."""
    model = values.get("model") if isinstance(values, dict) else None
    if not isinstance(model, str) or model not in KINDS:
        raise UserError(f"settings are of no known kind ({', '.join(KINDS)})")
    return KINDS[model].from_dict(values)


def check_pca_dims(value: int | float) -> None:
    """Raise UserError unless `value` is 0, a whole number from 1 to 784, or a fraction below 1."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= PIXELS:
        return
    if isinstance(value, float) and 0 < value < 1:
        return
    raise UserError(
        f"--pca_dims {value}: must be 0 (no PCA), a whole number of components "
        f"from 1 to {PIXELS}, or a share of the variance above 0 and below 1"
    )


def depth_to_layers(depth: int, d_latent: int) -> tuple[int, ...]:
    """Return the hidden sizes of `depth` layers that shrink geometrically from 784 to `d_latent`.

    The last of the `depth` layers is the code itself, so `depth - 1` sizes come back.

    >>> depth_to_layers(3, 49)
    (311, 123)
    """
    check_whole_number("--depth", depth, least=1, most=MOST_LAYERS)
    check_whole_number("--d_latent", d_latent, least=1, most=MOST_UNITS)
    ratio = d_latent / PIXELS
    return tuple(round(PIXELS * ratio ** (k / depth)) for k in range(1, depth))


def plain(value: Any) -> str:
    """Write a setting's value with letters that no shell needs quoted."""
    if value is True:
        return ""
    if value is False:
        return "off"
    if isinstance(value, (tuple, list)):
        if len(value) > 1 and isinstance(value[0], str):  # names and paths: too long to be read
            text = "\n".join(value)
            return f"{len(value)}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        value = "x".join(map(str, value)) or "none"
    text = str(value)
    if isinstance(value, float):
        text = text.removesuffix(".0").replace("+", "")
    if re.fullmatch(r"[A-Za-z0-9._]+", text):
        return text
    # Two paths can end alike, so a hash of the whole text stands behind the readable part.
    stem = re.sub(r"[^A-Za-z0-9._]+", "_", PurePath(text).stem)[:40]
    # A path that is not valid UTF-8 reaches Python with surrogates in it.
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return f"{stem}_{digest[:8]}"


def padded_side(strides: tuple[int, ...]) -> int:
    """Return the least side, from 28 pixels, that can be shrunk by all of these without a rest.

    >>> padded_side((2, 2)), padded_side((2, 1, 2, 2))
    (28, 32)
    """
    shrinking = math.prod(strides)
    return -(-SIDE // shrinking) * shrinking


def _check_strides(flag: str, strides: tuple[int, ...], of: str, n: int) -> None:
    if len(strides) != n:
        raise UserError(f"{flag}: has {len(strides)} entries, {of} {n}: there must be one for each")
    for stride in strides:
        check_whole_number(flag, stride, least=1, most=2)
    if math.prod(strides) > LARGEST_SHRINKING:
        raise UserError(
            f"{flag}: {sum(stride == 2 for stride in strides)} halvings are too many for "
            f"{SIDE} pixels, at most {LARGEST_SHRINKING.bit_length() - 1} are possible"
        )


def _range(low: float, high: float) -> str:
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"


def _fits(value: Any, hint: Any) -> bool:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return any(_fits(value, part) for part in typing.get_args(hint))
    if origin is tuple:
        item = typing.get_args(hint)[0]
        return isinstance(value, tuple) and all(_fits(part, item) for part in value)
    if hint is float:
        return isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool))
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)
