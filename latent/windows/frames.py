"""What a canvas shows, as numbered frames for pages that come late and see only some of them."""

import struct
import zlib

import numpy as np
from scipy import ndimage

BLOCK = 32  # pixels, the side of the squares that a canvas is compared by
NO_FRAME = 0
AND_DIAGONALLY = np.ones((3, 3), bool)  # which neighbours of a block hang together with it


class Frames:
    """The newest frame of a canvas, and for each block of it the frame in which it changed last.

    So whoever holds any earlier frame can be told what is different now, however many frames lie
    between the two. `number`: of the newest frame, counted from 1.
    """

    def __init__(self) -> None:
        self.number = NO_FRAME
        self._pixels = np.empty((0, 0, 4), np.uint8)
        self._changed_in = np.empty((0, 0), np.int64)
        self._updates: dict[int, bytes] = {}  # to the newest frame, by the frame that is held

    def take(self, pixels: np.ndarray) -> None:
        """Make what a canvas shows, opaque uint8 (height, width, 4), the newest frame.

        Nothing happens if it shows the same as before.
        """
        if pixels.shape != self._pixels.shape:
            rows, columns = (-(-side // BLOCK) for side in pixels.shape[:2])
            self._changed_in = np.zeros((rows, columns), np.int64)
            has_changed = np.ones((rows, columns), bool)
        else:
            has_changed = _differing_blocks(pixels, self._pixels)
        if has_changed.any():
            self.number += 1
            self._pixels = pixels.copy()
            self._changed_in[has_changed] = self.number
            self._updates.clear()

    def update_from(self, held: int) -> bytes:
        """Return the message that brings a page from the frame that it holds to the newest one.

        `held`: a number of a frame, or NO_FRAME. The message consists of whole numbers, uint32
        with the low byte first, and of PNG pictures: the newest frame; the frame that must be
        held, or NO_FRAME for a whole picture; width, height; how many pieces; for each piece
        left, top, and the length of its picture in bytes; then the pictures.
        """
        if held not in self._updates:
            self._updates[held] = self._make_update(held)
        return self._updates[held]

    def _make_update(self, held: int) -> bytes:
        is_new = self._changed_in > held
        height, width = self._pixels.shape[:2]
        places, pictures = [], []
        for rows, columns in ndimage.find_objects(ndimage.label(is_new, AND_DIAGONALLY)[0]):
            top, left = rows.start * BLOCK, columns.start * BLOCK
            part = self._pixels[top : rows.stop * BLOCK, left : columns.stop * BLOCK]
            pictures.append(png_of(part))
            places += [left, top, len(pictures[-1])]
        needed = NO_FRAME if is_new.all() else held
        numbers = [self.number, needed, width, height, len(pictures), *places]
        return b"".join([struct.pack(f"<{len(numbers)}I", *numbers), *pictures])


def _differing_blocks(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return in which blocks two pictures of one size differ anywhere, bool (rows, columns)."""
    whole_pixels = (np.ascontiguousarray(each).view(np.uint32)[..., 0] for each in (one, other))
    differs = np.not_equal(*whole_pixels)
    for axis, side in enumerate(differs.shape):
        differs = np.logical_or.reduceat(differs, np.arange(0, side, BLOCK), axis=axis)
    return differs


def png_of(pixels: np.ndarray) -> bytes:
    """Return the colours of uint8 (height, width, 4) as a PNG file, without loss.

    Pillow takes two to four times as long: it looks for the best filter of every row, of which
    pictures made of flat colours and equal tiles have little.
    """
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # the first byte of a row: no filter
    for color in range(3):
        rows[:, 1 + color :: 3] = pixels[..., color]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # 8 bits, RGB
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")]
    parts = [b"\x89PNG\r\n\x1a\n"]
    for name, content in chunks:
        checksum = zlib.crc32(name + content)
        parts += [struct.pack(">I", len(content)), name, content, struct.pack(">I", checksum)]
    return b"".join(parts)
