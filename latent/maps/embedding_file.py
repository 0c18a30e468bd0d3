"""Embedding files: a map and what it was made from, as a pickle of plain data.

Python's own `pickle.load` opens such a file to a dict of numpy arrays, numbers, strings and lists
of strings; here it is read by `read_plain_pickle`, which runs nothing that may be hidden in it.
"""

import hashlib
import json
import math
import os
import pickle
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from latent.codes.bits import PackedBits
from latent.codes.kinds import Vectors, as_codes
from latent.data.alphabet_grid import AlphabetGrid, grid_from_json
from latent.data.dataset import MOST_CLASSES
from latent.data.gray_levels import pixel_vectors
from latent.maps.places import LinearMap, place_among
from latent.settings import MOST_SHAPE_SIDE
from latent.tools.check import UserError, require
from latent.tools.checksum import Damaged, seal, sealed_size
from latent.tools.files import replacing
from latent.tools.plain_pickle import read_plain_pickle
from latent.tools.plain_words import shown

FORMAT = "latent embedding"
FORMAT_NUMBER = 1
PICKLE_PROTOCOL = 4
METHOD_TITLES = {"PCA": "PCA", "TSNE": "t-SNE", "UMAP": "UMAP", "KPCA": "kernel PCA"}

MOST_NAMES = 50_000
LONGEST_NAME = 1_000
LONGEST_TEXT = 16_000_000  # of settings
LONGEST_PATH = 4_096


@dataclass(frozen=True, eq=False, kw_only=True)
class EmbeddingFile:
    """One map of n images, with all that a window needs to show it and to place new codes.

    Raises ValueError if the parts do not fit together.
    """

    method: str  # "PCA", "TSNE", "UMAP"
    parameters: dict[str, int | float | str]
    positions: np.ndarray  # float32 (n, 2), in the unit square
    codes: Vectors | None  # float32 (n, d) or bits; None: a map of the pixels
    labels: np.ndarray  # int32 (n,), indices into label_names
    label_names: list[str]
    font_names: list[str] | None  # one per image
    images: np.ndarray  # uint8 (n, h, w), or (n, h, w, 3) in colour
    dataset: str
    seed: int
    weights_path: str  # "" for a map of the pixels
    weights_sha256: str  # "" for a map of the pixels
    settings_json: str
    linear_map: LinearMap | None  # of a linear method
    versions: dict[str, str]  # of the packages that made it
    key: str  # from `key_of`
    specimen: str = ""  # the letters that stand for an image that is a whole typeface

    def __post_init__(self) -> None:
        for name in ("method", "weights_sha256", "key", "specimen"):
            _check_text(name, getattr(self, name))
        for name in ("dataset", "weights_path"):
            _check_text(name, getattr(self, name), LONGEST_PATH, is_path=True)
        _check_text("settings_json", self.settings_json, LONGEST_TEXT)
        _check_table("parameters", self.parameters, (str, int, float))
        _check_table("versions", self.versions, (str,))
        require(type(self.seed) is int and 0 <= self.seed < 2**31, "seed must be from 0 to 2**31")

        _check_array("positions", self.positions, np.float32, (None, 2))
        n = len(self.positions)
        inside = (self.positions >= 0) & (self.positions <= 1)
        require(n > 0 and inside.all(), "positions must be in the unit square, at least one")
        channels = (3,) if getattr(self.images, "ndim", None) == 4 else ()
        _check_array("images", self.images, np.uint8, (n, None, None, *channels))
        sides = self.images.shape[1:3]
        fits = min(sides) >= 1 and max(sides) <= MOST_SHAPE_SIDE
        require(fits, "images are too small or too large")
        letters = "" if self.grid is None else self.grid.characters
        is_there = set(self.specimen) <= set(letters)
        require(is_there, "the specimen must be of the characters that the images have")
        _check_names("label_names", self.label_names)
        require(len(self.label_names) <= MOST_CLASSES, "there are more classes than colours")
        _check_array("labels", self.labels, np.int32, (n,))
        known = (self.labels >= 0) & (self.labels < len(self.label_names))
        require(known.all(), "labels must be indices into label_names")
        if self.font_names is not None:
            require(len(self.font_names) == n, "font_names must be one per image")
            _check_names("font_names", list(set(self.font_names)))
        if self.codes is not None:
            codes = as_codes(self.codes)
            require(codes.shape[:1] == (n,), "codes must be one per image")
            if codes.kind == "numbers":
                _check_array("codes", self.codes, np.float32, (n, None))
                finite = codes.values.size > 0 and np.isfinite(codes.values).all()
                require(finite, "codes must be finite")
        if self.linear_map is not None:
            d = math.prod(self.images.shape[1:]) if self.codes is None else self.codes.shape[1]
            _check_array("linear_map.matrix", self.linear_map.matrix, np.float64, (d, 2))
            _check_array("linear_map.offset", self.linear_map.offset, np.float64, (2,))
            finite = all(np.isfinite(part).all() for part in self.linear_map)
            require(finite, "linear_map must be finite")

    @cached_property
    def grid(self) -> AlphabetGrid | None:
        """How each image is laid out of characters; None if it is no whole typeface."""
        return grid_from_json(self.settings_json, self.images.shape[1:]) if self.specimen else None

    def pictures(self, images: np.ndarray) -> np.ndarray:
        """Return what stands for images uint8 (m, h, w[, 3]): of whole typefaces the specimen."""
        return images if self.grid is None else self.grid.words(images, self.specimen)

    @cached_property
    def vectors(self) -> Vectors:
        """What was laid out, float32 (n, d): the codes, or the pixels scaled to [0, 1].

        Codes of bits stay packed; indexed like an array's rows they give float32 0 and 1.
        """
        return pixel_vectors(self.images) if self.codes is None else self.codes

    def place(self, new_vectors: np.ndarray) -> np.ndarray:
        """Return positions on the map for new codes (m, d), float32 (m, 2).

        Where the codes are bits, numbers from 0.5 upwards count as bits that are on.
        """
        codes = as_codes(self.vectors)
        new_codes = codes.like(as_codes(new_vectors))
        if self.linear_map is not None:
            return self.linear_map.place(new_codes)
        return place_among(new_codes, codes, self.positions)


def key_of(**made_from: Any) -> str:
    """Return 64 hexadecimal digits that belong to exactly these values, whatever their order.

    The values are what JSON can hold. An embedding file with another key was made otherwise.

    >>> key_of(seed=0, method="PCA") == key_of(method="PCA", seed=0)
    True
    """
    text = json.dumps({**made_from, "format_number": FORMAT_NUMBER}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def save_embedding(path: str | os.PathLike, content: EmbeddingFile) -> None:
    """Write `content` to `path`, whole or not at all; raises UserError if it cannot be written."""
    matrix, offset = content.linear_map or (None, None)
    codes = content.codes
    is_packed = codes is not None and as_codes(codes).kind == "bits"
    fonts, font_indices = None, None
    if content.font_names is not None:
        # Each name once: a quarter of a million strings take far longer to read than numbers.
        fonts = list(dict.fromkeys(content.font_names))
        place = {name: index for index, name in enumerate(fonts)}
        font_indices = np.array([place[name] for name in content.font_names])
    values = {
        "format": FORMAT,
        "format_number": FORMAT_NUMBER,
        "method": content.method,
        "parameters": dict(content.parameters),
        "positions": _plain_array(content.positions, "<f4"),
        "codes": None if is_packed else _plain_array(codes, "<f4"),
        "packed_bits": _plain_array(codes.packed, "|u1") if is_packed else None,
        "n_bits": codes.n_bits if is_packed else None,
        "labels": _plain_array(content.labels, "<i4"),
        "label_names": list(content.label_names),
        "fonts": fonts,
        "font_indices": _plain_array(font_indices, "<i4"),
        "images": _plain_array(content.images, "|u1"),
        "dataset": content.dataset,
        "seed": content.seed,
        "weights_path": content.weights_path,
        "weights_sha256": content.weights_sha256,
        "settings_json": content.settings_json,
        "linear_matrix": _plain_array(matrix, "<f8"),
        "linear_offset": _plain_array(offset, "<f8"),
        "versions": dict(content.versions),
        "key": content.key,
    }
    if content.specimen:  # so that other files stay as they were
        values["specimen"] = content.specimen
    with replacing(path) as part:
        with part.open("wb") as file:
            pickle.dump(values, file, protocol=PICKLE_PROTOCOL)
        seal(part)


def load_embedding(path: str | os.PathLike) -> EmbeddingFile:
    """Read what `save_embedding` wrote, believing and running nothing in the file.

    Raises UserError, in one line, for a file that is missing, damaged or of another format.
    """
    path = Path(path)
    advice = "make it again with embed.py"
    try:
        # Asked first, because opening a named pipe would wait for ever.
        if path.exists() and not path.is_file():
            raise UserError(f"cannot read {path}: it is not a file, {advice}")
        size = sealed_size(path)
        with path.open("rb") as file:
            values = read_plain_pickle(file, size)
        require(values.get("format") == FORMAT, "it is no embedding")
        number = values.pop("format_number")
        require(type(number) is int, "it has no format number")
        if number != FORMAT_NUMBER:
            raise UserError(
                f"{path} has format {shown(number)}, this program reads {FORMAT_NUMBER}: {advice}"
            )
        return _content(values)
    except OSError as problem:
        raise UserError(f"cannot read {path}: {problem.strerror or problem}, {advice}") from problem
    except Damaged as problem:
        raise UserError(f"{path} is damaged: {problem}; {advice}") from problem
    except (ValueError, TypeError, LookupError, MemoryError) as problem:
        raise UserError(f"{path} is not a whole embedding file: {advice}") from problem


def _content(values: dict[str, Any]) -> EmbeddingFile:
    """Make the content from a file's values, whose types are not known yet."""
    values = {name: value for name, value in values.items() if name != "format"}
    fonts, font_indices = values.pop("fonts"), values.pop("font_indices")
    matrix, offset = values.pop("linear_matrix"), values.pop("linear_offset")
    font_names = None
    if fonts is not None:
        _check_names("fonts", fonts)
        _check_array("font_indices", font_indices, np.int32, (None,))
        require((font_indices >= 0).all(), "font_indices must not be negative")
        font_names = [fonts[index] for index in font_indices.tolist()]
    linear_map = None if matrix is None else LinearMap(matrix, offset)
    packed, n_bits = values.pop("packed_bits"), values.pop("n_bits")
    if packed is not None:
        require(values["codes"] is None, "codes must be numbers or bits")
        values["codes"] = PackedBits(packed, n_bits)
    return EmbeddingFile(**values, font_names=font_names, linear_map=linear_map)


def _plain_array(values: np.ndarray | None, dtype: str) -> np.ndarray | None:
    return None if values is None else np.ascontiguousarray(values, dtype)


def _check_text(name: str, value: Any, longest: int = LONGEST_NAME, is_path: bool = False) -> None:
    require(type(value) is str and len(value) <= longest, f"{name} must be text")
    if not is_path:  # which need not be valid UTF-8
        value.encode()  # half a surrogate pair can be neither drawn nor printed


def _check_names(name: str, values: Any) -> None:
    require(type(values) is list and len(values) <= MOST_NAMES, f"{name} must be a list of names")
    for value in values:
        _check_text(name, value)


def _check_table(name: str, values: Any, types: tuple[type, ...]) -> None:
    require(type(values) is dict and len(values) <= MOST_NAMES, f"{name} must be a dict")
    for key, value in values.items():
        _check_text(name, key)
        require(type(value) in types, f"{name} must hold {types}")
        if type(value) is str:
            _check_text(name, value)


def _check_array(name: str, array: Any, dtype: type, shape: tuple[int | None, ...]) -> None:
    """Raise ValueError unless `array` has this type and shape, where None is any length."""
    require(
        type(array) is np.ndarray
        and array.dtype == dtype
        and array.ndim == len(shape)
        and all(want in (None, have) for want, have in zip(shape, array.shape, strict=True)),
        f"{name} must be an array of {np.dtype(dtype)} and shape {shape}",
    )
