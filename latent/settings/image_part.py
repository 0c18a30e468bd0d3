"""A part of a data set's training images, as text that settings can hold."""

import base64
import binascii
import json
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from latent.tools.check import UserError, check_whole_number

MOST_IMAGES = 100_000_000
DEEPEST = 8  # parts of parts
DIGEST_LENGTH = 32  # hexadecimal digits
WHAT = "a part of a data set"


@dataclass(frozen=True, kw_only=True)
class ImagePart:
    """Some of `n_images` training images, or with `is_rest` all others.

    `indices`: which, int64 (m,), rising. `n_train`, `seed`: the settings by which the images
    themselves were drawn from the data set, before that from its part `of`. `digest`: from the
    images at `indices`, see `latent.data.selection`. Raises UserError for what cannot be.
    """

    n_images: int
    indices: np.ndarray
    digest: str
    is_rest: bool = False
    n_train: int | None = None
    seed: int = 0
    of: "ImagePart | None" = None

    def __post_init__(self) -> None:
        check_whole_number("number of images", self.n_images, least=1, most=MOST_IMAGES)
        check_whole_number("seed", self.seed, least=0, most=2**31 - 1)
        if self.n_train is not None:
            check_whole_number("n_train", self.n_train, least=1)
        indices = self.indices
        is_rising = indices.ndim == 1 and (np.diff(indices) > 0).all()
        if len(indices) == 0 or not is_rising or indices[0] < 0 or indices[-1] >= self.n_images:
            raise UserError(f"indices must rise from 0 to {self.n_images - 1}, at least one")
        if self.is_rest and len(indices) == self.n_images:
            raise UserError("all images are in it, so that no others are left")
        digits = set(self.digest) <= set("0123456789abcdef")
        if len(self.digest) != DIGEST_LENGTH or not digits:
            raise UserError(f"digest must be {DIGEST_LENGTH} hexadecimal digits")

    @property
    def words(self) -> str:
        """Which images these are, for people."""
        n, without = len(self.indices), "all but " if self.is_rest else ""
        return f"{without}{n:,} of {self.n_images:,} images"

    @property
    def kept(self) -> np.ndarray:
        """The indices of the images that are used, int64, rising."""
        if not self.is_rest:
            return self.indices
        is_kept = np.ones(self.n_images, bool)
        is_kept[self.indices] = False
        return np.flatnonzero(is_kept)

    def to_text(self) -> str:
        """Return words, and behind a colon JSON, from which `part_from_text` makes it again."""
        values = {name: getattr(self, name) for name in ("n_images", "digest", "is_rest")}
        values |= {"n_train": self.n_train, "seed": self.seed}
        is_chosen = np.zeros(self.n_images, bool)
        is_chosen[self.indices] = True
        packed = zlib.compress(np.packbits(is_chosen).tobytes(), 9)
        values["bits"] = base64.b64encode(packed).decode()
        values["of"] = None if self.of is None else self.of.to_text()
        return f"{self.words}: {json.dumps(values, sort_keys=True)}"


def part_from_text(text: str, depth: int = 0) -> ImagePart:
    """Make a part of what `to_text` returned; raises UserError, in one line, for anything else."""
    try:
        values = json.loads(text.partition(": ")[2])
        n, of = values["n_images"], values.pop("of")
        if type(n) is not int or not 0 < n <= MOST_IMAGES or depth > DEEPEST:
            raise ValueError("too many images")
        indices = np.flatnonzero(_unpacked(values.pop("bits"), n))
        part = ImagePart(
            indices=indices, of=None if of is None else part_from_text(of, depth + 1), **values
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as problem:
        raise UserError(f"{text[:40]!r} is not {WHAT}") from problem
    return part


def _unpacked(bits: Any, n: int) -> np.ndarray:
    """Return n bits, bool (n,); raises ValueError if there are more or fewer."""
    n_bytes = -(-n // 8)
    try:
        packed = base64.b64decode(bits, validate=True)
        # One byte more than there may be, and never all that the text could grow to.
        content = zlib.decompressobj().decompress(packed, n_bytes + 1)
    except (binascii.Error, zlib.error) as problem:
        raise ValueError("damaged bits") from problem
    if len(content) != n_bytes:
        raise ValueError(f"bits of {len(content)} bytes")
    unpacked = np.unpackbits(np.frombuffer(content, np.uint8)).astype(bool)
    if unpacked[n:].any():
        raise ValueError("bits beyond the images")
    return unpacked[:n]
