"""What every kind of autoencoder is made and trained by."""

import dataclasses
import hashlib
import math
import re
import types
import typing
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, ClassVar

from latent.settings.axes import read_axes
from latent.settings.image_part import part_from_text
from latent.tools.check import UserError, check_number, check_option, check_whole_number
from latent.tools.plain_words import shown

DIGIT_SHAPE = (28, 28, 1)  # height, width and channels of MNIST's images
MOST_SIDE = 256  # pixels of an image of a user's own
MOST_SHAPE_SIDE = 1024  # pixels of any image: a whole typeface has many characters side by side
MOST_PIXELS = MOST_SIDE * MOST_SIDE * 3
COLORS = ("auto", "rgb", "gray")
DATASET_NAMES = ("digits", "fashion", "numeric", "alphanumeric", "typefaces", "optdigits")
WEIGHTS_ENDING = ".weights.h5"  # Keras asks for it
MOST_UNITS = 65_536  # of one layer: more than any of these networks can use
MOST_LAYERS = 50
MOST_EPOCHS = 100_000  # of one run, whose learning rates are held step by step
CODE_ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid")
DISTRIBUTIONS = ("none", "mirrored", "multiworker")
LOSSES = ("mse", "rmse", "bce")
LEARNING_RATE_SCHEDULES = ("cosine", "constant")
DATA_SETTINGS = (
    *("dataset", "n_train", "binary_input", "charset", "fonts", "font_set"),
    *("image_size", "color", "part", "axes", "unit"),
)
# Files from before there were these have none of them, and files of today only where they are not
# the default, so that they stay as they were.
ADDED_LATER = (
    *("image_size", "color", "image_shape", "batch_norm", "residual", "output_activation"),
    *("validation", "patience", "pad", "pooling", "upsampling", "part", "axes", "unit"),
    "font_hashes",
)
LAST_IN_NAMES = ("batch_norm", "residual")  # where they always stood
OUTPUT_ACTIVATIONS = ("sigmoid", "linear")
NOISE_KINDS = ("salt_pepper", "gaussian", "mask", "block")
UNITS = ("glyph", "typeface")  # what one image is of, where there are typefaces
# Which data sets have many characters of typefaces, among which --charset can choose.
TYPEFACE_NAMES = ("alphanumeric", "typefaces")


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
    font_hashes: tuple[str, ...] | None = None  # the first digits of each one's, "" if not known
    noise: float = 0.0  # that the encoder has to see through in training, 0 to below 1
    noise_kind: str = "salt_pepper"
    # Height and width that a user's images get, or glyphs of fonts on a common baseline.
    image_size: tuple[int, ...] | None = None
    color: str = "auto"  # "rgb", "gray", or "auto": grey if all of a user's images are
    # Height, width and channels; None: not known yet, as the user's images are not read yet.
    image_shape: tuple[int, ...] | None = DIGIT_SHAPE
    output_activation: str = "sigmoid"  # of the pixels that are drawn
    batch_norm: bool = False  # after every hidden layer, before its relu; see `sees_pictures`
    validation: float = 0.0  # share of the training images that decide when to stop
    patience: int = 10  # epochs without a lower validation loss after which training stops
    part: str | None = None  # an `ImagePart` of the training images as text; None: all of them
    axes: tuple[str, ...] = ()  # places of variable fonts, see `read_axes`; (): as they are
    unit: str = "glyph"  # what an image is of: a glyph, or all chosen characters of a typeface

    def __post_init__(self) -> None:
        if not self.dataset:
            raise UserError("--dataset: must name a data set")
        if self.charset == "" or self.font_set == () or "" in self.fonts:
            raise UserError("--charset, --fonts and a font set must not be empty")
        if self.font_hashes is not None and len(self.font_hashes) != len(self.font_set or ()):
            raise UserError("font_hashes: must be as many as the typefaces of the font set")
        if self.n_train is not None:
            check_whole_number("--n_train", self.n_train, least=1)
        self._check_image_settings()
        if self.part is not None:
            part_from_text(self.part)
        check_pca_dims(self.pca_dims, self.n_pixels)
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
        if self.planned_epochs > MOST_EPOCHS:
            raise UserError(
                f"--stages {self.stages}: with --epochs {self.epochs} that is "
                f"{self.planned_epochs:,} epochs, at most {MOST_EPOCHS:,} are possible"
            )
        check_whole_number("--seed", self.seed, least=0, most=2**31 - 1)
        check_number("--noise", self.noise, least=0, below=1)
        check_option("--noise_kind", self.noise_kind, NOISE_KINDS)
        if self.noise == 0 and self.noise_kind != NOISE_KINDS[0]:
            raise UserError(f"--noise_kind {self.noise_kind}: has no effect without --noise")
        check_option("--output_activation", self.output_activation, OUTPUT_ACTIVATIONS)
        if self.loss == "bce" and self.output_activation != "sigmoid":
            raise UserError(
                f"--output_activation {self.output_activation}: clashes with --loss bce, which "
                "needs pixels between 0 and 1: use sigmoid, or --loss mse"
            )
        check_number("--validation", self.validation, least=0, below=1)
        check_whole_number("--patience", self.patience, least=1)
        if self.validation == 0 and self.patience != Settings.patience:
            raise UserError(f"--patience {self.patience}: has no effect without --validation")
        if self.pca_dims == 0 or self.pca_dims >= 1:  # a share is known only from the images
            self.check_code_fits(int(self.pca_dims) or self.n_pixels)

    def _check_image_settings(self) -> None:
        check_option("--unit", self.unit, UNITS)
        has_typefaces = self.dataset in TYPEFACE_NAMES or self.font_set is not None
        if self.unit != "glyph" and not has_typefaces:
            raise UserError(
                f"--unit {self.unit}: goes with typefaces, --dataset alphanumeric, typefaces or a "
                f"font set, not with {shown(self.dataset)}"
            )
        check_option("--color", self.color, COLORS)
        if self.image_size is not None:
            if len(self.image_size) != 2:
                raise UserError("--image_size: give a side, or height and width")
            for side in self.image_size:
                check_whole_number("--image_size", side, least=1, most=MOST_SIDE)
        read_axes(self.axes)
        if self.dataset in DATASET_NAMES:
            if self.color != "auto":
                raise UserError(f"--color: goes with images of your own, not with {self.dataset}")
            if self.image_size is not None and self.dataset != "typefaces":
                raise UserError(
                    "--image_size: goes with --dataset typefaces and with images of your own, "
                    f"not with {self.dataset}"
                )
        if self.image_shape is not None:
            fits = len(self.image_shape) == 3 and self.image_shape[2] in (1, 3)
            if not fits or not all(1 <= side <= MOST_SHAPE_SIDE for side in self.image_shape[:2]):
                raise UserError(f"image_shape {shown(self.image_shape)}: no shape of an image")

    def for_images(self, array_shape: tuple[int, ...]) -> "Settings":
        """Return the settings for images (h, w) or (h, w, 3), now that they are known."""
        shape = array_shape if len(array_shape) == 3 else (*array_shape, 1)
        return dataclasses.replace(self, image_shape=tuple(map(int, shape)))

    def with_depth(self, depth: int) -> "Settings":
        """Return the settings with hidden layers that shrink from the pixels to the code."""
        layers = depth_to_layers(depth, self.d_latent, self.n_pixels)
        return dataclasses.replace(self, layers=layers)

    @property
    def n_pixels(self) -> int:
        """How many numbers an image has, those of all channels; the most possible if not known."""
        return MOST_PIXELS if self.image_shape is None else math.prod(self.image_shape)

    @property
    def array_shape(self) -> tuple[int, ...]:
        """The shape of an image in an array: (h, w) of a grey one, (h, w, 3) of a colour one."""
        return self.image_shape[:2] if self.image_shape[2] == 1 else self.image_shape

    @property
    def planned_epochs(self) -> int:
        """How many epochs all stages have together."""
        return self.epochs * self.stages

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
    def has_normalized_units(self) -> bool:
        """Whether fully connected layers are normalised; of pictures only convolutions are."""
        return self.batch_norm and not self.sees_pictures

    @property
    def objective(self) -> str:
        """What is trained on, in words, where the name of the loss does not say all."""
        return ""

    @property
    def name(self) -> str:
        """A label for files: every setting that is not the default, so no two runs share one."""
        preset, unusual = self.unusual
        parts = [self.model, plain(self.dataset), f"d_latent{self.d_latent}", preset]
        for name in unusual:
            value = getattr(self, name)
            if name == "font_set" and self.font_hashes is not None:
                value = tuple(map(" ".join, zip(value, self.font_hashes, strict=True)))
            if name not in ("dataset", "d_latent", "font_hashes"):
                parts.append(name + plain(value))
        name = "-".join(filter(None, parts))
        if len(name) > 120:
            name = f"{name[:100]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
        return name

    @property
    def unusual(self) -> tuple[str, list[str]]:
        """The name of the nearest preset, "" if the kind has none, and which settings differ.

        Without a preset it is the defaults that they differ from.
        """
        defaults = {field.name: field.default for field in dataclasses.fields(self)}
        usual = {preset: defaults | values for preset, values in self.presets.items()}
        # Beside the preset that is nearest, only what differs from it needs to be said.
        preset, values = min(
            (usual or {"": defaults}).items(), key=lambda item: len(self._differences(item[1]))
        )
        names = sorted(self._differences(values), key=lambda name: name in LAST_IN_NAMES)
        # The shape of the images follows from other settings.
        return preset, [name for name in names if name != "image_shape"]

    @property
    def words(self) -> str:
        """The preset and every setting that is not as usual, in words; "" if there is none.

        >>> Settings(epochs=3, layers=(20, 10)).words
        'layers 20 10, epochs 3'
        """
        preset, unusual = self.unusual
        parts = [f"preset {preset}"] if preset else []
        for name in unusual:
            value = getattr(self, name)
            if name == "font_hashes":
                continue
            if name == "font_set":
                value = f"of {len(value):,} typefaces"
            elif name == "part":
                value = value.partition(":")[0]
            elif isinstance(value, tuple):
                value = " ".join(map(str, value)) or "none"
            parts.append(f"{name} {value}")
        return ", ".join(parts)

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
        values = dataclasses.asdict(self)
        if not _has_own_images(values):
            for field in dataclasses.fields(self):
                if field.name in ADDED_LATER and values[field.name] == field.default:
                    del values[field.name]
        return {"model": self.model, **values}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Settings":
        """Make settings of this kind from `to_dict`'s result, trusting nothing in it.

        Raises UserError if a value is missing, unknown, of another type or out of range.
        """
        hints = typing.get_type_hints(cls)
        fields = {field.name: hints[field.name] for field in dataclasses.fields(cls)}
        given = _with_added_later(cls, {n: value for n, value in values.items() if n != "model"})
        for name in given.keys() ^ fields.keys():
            what = "unknown" if name in given else "missing"
            raise UserError(f"setting '{shown(name)}' is {what}")
        for name, value in given.items():
            value = tuple(value) if isinstance(value, list) else value
            if not _fits(value, fields[name]):
                raise UserError(f"setting '{name}' has the wrong type")
            given[name] = value
        return cls(**given)


def _with_added_later(kind: type[Settings], given: dict[str, Any]) -> dict[str, Any]:
    """Return settings from a file with those that there were none of when it was written."""
    defaults = {f.name: f.default for f in dataclasses.fields(kind) if f.name in ADDED_LATER}
    if _has_own_images(given) and not given.keys() & {*ADDED_LATER}:
        # Images of one's own were always made like MNIST's.
        defaults |= {"image_size": DIGIT_SHAPE[:2], "color": "gray"}
    return defaults | given


def _has_own_images(values: dict[str, Any]) -> bool:
    """Whether settings, as plain values, are of images that the user brought along."""
    return values.get("dataset") not in DATASET_NAMES and values.get("font_set") is None


def check_pca_dims(value: int | float, n_pixels: int) -> None:
    """Raise UserError unless `value` is 0, a whole number up to `n_pixels`, or a share below 1."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= n_pixels:
        return
    if isinstance(value, float) and 0 < value < 1:
        return
    raise UserError(
        f"--pca_dims {shown(value)}: must be 0 (no PCA), a whole number of components "
        f"from 1 to {n_pixels}, or a share of the variance above 0 and below 1"
    )


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
    words, mark, _ = text.partition(": {")  # of a part of the images
    if isinstance(value, float):
        text = text.removesuffix(".0").replace("+", "")
    if re.fullmatch(r"[A-Za-z0-9._]+", text):
        return text
    # Two paths can end alike, so a hash of the whole text stands behind the readable part.
    readable = words.replace(",", "") if mark else PurePath(text).stem
    stem = re.sub(r"[^A-Za-z0-9._]+", "_", readable)[:40]
    # A path that is not valid UTF-8 reaches Python with surrogates in it.
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return f"{stem}_{digest[:8]}"


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


def depth_to_layers(depth: int, d_latent: int, n_pixels: int) -> tuple[int, ...]:
    """Return the sizes of `depth` layers that shrink geometrically from the pixels to the code.

    The last of them is the code itself, of `d_latent` numbers, so `depth - 1` sizes come back.

    >>> depth_to_layers(3, 49, 784)
    (311, 123)
    """
    check_whole_number("--depth", depth, least=1, most=MOST_LAYERS)
    check_whole_number("--d_latent", d_latent, least=1, most=MOST_UNITS)
    ratio = d_latent / n_pixels
    return tuple(round(n_pixels * ratio ** (k / depth)) for k in range(1, depth))
