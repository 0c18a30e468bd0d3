"""A code that belongs to no image of the map, which a slot can hold like an image."""

import base64
import binascii
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

LONGEST_NAME = 200


@dataclass(frozen=True, eq=False)
class OwnCode:
    """A `code`, float32 (d,), with a `name` for people, at a `place` on the map, float32 (2,).

    `image`: the image that was encoded, uint8 (h, w[, 3]); None: there is none, only what the code
    is decoded to.
    """

    name: str
    code: np.ndarray
    place: np.ndarray
    image: np.ndarray | None = None

    def to_values(self) -> dict[str, Any]:
        """Return it as plain values that JSON can hold."""
        image = None if self.image is None else base64.b64encode(self.image.tobytes()).decode()
        return {
            "name": self.name,
            "code": self.code.astype(float).tolist(),
            "place": self.place.astype(float).tolist(),
            "image": image,
        }


def own_code_from_values(values: Any, d: int, image_shape: tuple[int, ...]) -> OwnCode:
    """Make a code of d numbers of what `to_values` returned; raises ValueError for anything else.

    `image_shape`: (h, w) or (h, w, 3), which its image must have, if there is one.
    """
    if not isinstance(values, Mapping) or {"name", "code", "place", "image"} - values.keys():
        raise ValueError("it must have a name, a code, a place, and an image or null")
    name, image = values["name"], values["image"]
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise ValueError("its name must be short")
    code, place = _numbers(values["code"], d), _numbers(values["place"], 2)
    if image is not None:
        image = image_from_text(image, image_shape)
    return OwnCode(name, code, place, image)


def image_from_text(text: Any, shape: tuple[int, ...]) -> np.ndarray:
    """Return the image, uint8 of this shape, whose bytes a text has; raises ValueError."""
    content = bytes_from_text(text)
    if len(content) != math.prod(shape):
        raise ValueError("its image has another size than those of the map")
    return np.frombuffer(content, np.uint8).reshape(shape)


def bytes_from_text(text: Any) -> bytes:
    """Return the bytes that a text in base 64 has; raises ValueError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError) as problem:
        raise ValueError("its image is damaged") from problem


def _numbers(values: Any, n: int) -> np.ndarray:
    """Return a list of n finite numbers, float32 (n,)."""
    is_list = isinstance(values, list) and len(values) == n
    if not is_list or not all(type(value) in (int, float) for value in values):
        raise ValueError(f"it must have {n} numbers")
    with np.errstate(over="ignore"):
        numbers = np.array(values, np.float64).astype(np.float32)
    if not np.isfinite(numbers).all():
        raise ValueError("its numbers must be finite")
    return numbers
