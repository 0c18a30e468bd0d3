"""An image that a user draws or opens: what the model makes of it, and where it lies on the map."""

import base64
import os
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from latent.data.gray_levels import to_bytes
from latent.maps.embedding_file import EmbeddingFile
from latent.windows.explorer.nearest_codes import Near, NearestCodes
from latent.windows.explorer.own_code import LONGEST_NAME, OwnCode, bytes_from_text, image_from_text
from latent.windows.explorer.preparing import SIDE, Preparing
from latent.windows.explorer.states.history import History

BRUSH = 0.075  # width of a stroke, as a share of the paper's side
DRAWN = "my drawing"
N_NEAR = 8

Function = Callable[[np.ndarray], np.ndarray]
Found = tuple[np.ndarray, np.ndarray, Near]  # a code, its place, and what is near


class OwnImage:
    """What is on the paper, and all that follows from it; strokes are noted in `history`.

    `paper`: ink uint8 (n, n), or an opened file in colour, uint8 (n, n, 3). `image`: the same made
    like the map's images, None while the paper is empty. `code`, float32 (d,), and `decoded`, uint8
    (h, w[, 3]), are there once there is an encoder; `place` and `near` once they were found.
    """

    def __init__(self, content: EmbeddingFile, history: History):
        self._content, self._history = content, history
        self.preparing = Preparing(content)
        self._take((np.zeros((SIDE, SIDE), np.uint8), None, ""))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was drawn or opened."""
        return self.image is None

    def begin_stroke(self, x: float, y: float) -> None:
        """Put the pen down at a point of the paper, in shares of its side from the upper left.

        Where images are whole typefaces, nothing is drawn.
        """
        if self.preparing.is_whole:
            return
        self._note()
        if self.paper.ndim == 3:
            self.paper = np.zeros((SIDE, SIDE), np.uint8)
        self._pen = (x, y)
        self.name = DRAWN
        self.move_pen(x, y)

    def move_pen(self, x: float, y: float) -> None:
        """Draw a line to a point of the paper."""
        if self.preparing.is_whole:
            return
        ends = [(SIDE * self._pen[0], SIDE * self._pen[1]), (SIDE * x, SIDE * y)]
        drawing, radius = Image.fromarray(self.paper), BRUSH * SIDE / 2
        pen = ImageDraw.Draw(drawing)
        pen.line(ends, fill=255, width=round(2 * radius))
        for left, top in ends:
            pen.ellipse((left - radius, top - radius, left + radius, top + radius), fill=255)
        self._pen = (x, y)
        self.paper = np.array(drawing)
        self._take_image(self.preparing.of_paper(self.paper))

    def open(self, path: str | os.PathLike) -> None:
        """Take an image file; raises UserError, in one line and changing nothing, for others."""
        paper, image = self.preparing.of_file(path)
        self._note()
        self._take((paper, image, Path(path).name[:LONGEST_NAME]))

    def clear(self) -> None:
        """Take a new sheet of paper."""
        if not self.is_empty:
            self._note()
        self._take((np.zeros((SIDE, SIDE), np.uint8), None, ""))

    def run_through(self, encode: Function | None, decode: Function | None) -> None:
        """Find the code of the image and what it is decoded to, as far as there are functions.

        `encode`: uint8 (1, h, w[, 3]) -> float32 (1, d); `decode`: back to [0, 1].
        """
        if self.image is None or encode is None or decode is None:
            return
        self.code = np.asarray(encode(self.image[None])[0], np.float32)
        self.decoded = to_bytes(decode(self.code[None]))[0]

    def finder(self, nearest: NearestCodes) -> Callable[[], Found] | None:
        """Return what finds the place and the nearest images, which can take long; or None.

        It changes nothing, so that another thread can call it; `take_found` takes what it returns.
        """
        code = self.code
        if code is None:
            return None
        return lambda: (code, self._content.place(code[None])[0], nearest.near_code(code, N_NEAR))

    def take_found(self, found: Found) -> bool:
        """Keep a place and what is near; returns whether that is of the image as it is now."""
        code, place, near = found
        if self.image is not None:
            self.place, self.near = place, near
        return code is self.code

    def as_code(self) -> OwnCode | None:
        """Return what a slot can hold, or None before the place is known."""
        if self.image is None or self.code is None or self.place is None:
            return None
        return OwnCode(self.name, self.code, self.place, self.image)

    def to_values(self) -> dict[str, str] | None:
        """Return what is on the paper as plain values that JSON can hold; None for nothing."""
        if self.image is None:
            return None
        paper, image = zlib.compress(self.paper.tobytes()), self.image.tobytes()
        paper, image = (base64.b64encode(each).decode() for each in (paper, image))
        return {"name": self.name, "paper": paper, "image": image}

    def read_values(self, values: Any) -> Callable[[], None]:
        """Check what `to_values` returned once; returns what takes it over, which is not undone.

        Raises ValueError for anything else.
        """
        if values is None:
            return lambda: None
        name = values["name"]
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            raise ValueError("its name must be short")
        image = image_from_text(values["image"], self._content.images.shape[1:])
        state = (_paper_of(bytes_from_text(values["paper"])), image, name)
        return lambda: self._take(state)

    def _note(self) -> None:
        state = (self.paper, self.image, self.name)
        self._history.note(self, partial(self._take, state))

    def _take(self, state: tuple[np.ndarray, np.ndarray | None, str]) -> None:
        self.paper, image, self.name = state
        self._pen = (0.5, 0.5)
        self.place: np.ndarray | None = None
        self.near: Near | None = None
        self._take_image(image)

    def _take_image(self, image: np.ndarray | None) -> None:
        self.image = image if self.paper.any() else None
        self.code: np.ndarray | None = None
        self.decoded: np.ndarray | None = None


def _paper_of(content: bytes) -> np.ndarray:
    """Return a sheet of paper as `to_values` packed it; raises ValueError for anything else."""
    try:
        unpacked = zlib.decompressobj().decompress(content, 3 * SIDE**2 + 1)
    except zlib.error as problem:
        raise ValueError("its paper is damaged") from problem
    shapes = {SIDE**2: (SIDE, SIDE), 3 * SIDE**2: (SIDE, SIDE, 3)}
    if len(unpacked) not in shapes:
        raise ValueError("its paper has another size")
    return np.frombuffer(unpacked, np.uint8).reshape(shapes[len(unpacked)])
