"""One image file of the user's, read as pixels of a wanted size, in grey or in colour.

Nothing in a file is believed: its bytes and pixels are counted before they are unpacked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from latent.tools.check import UserError

MOST_PIXELS = 50_000_000  # of one image: a photograph has fewer, a bomb more
MOST_BYTES = 100_000_000  # of one file
STARTING_PROGRAMS = ("EPS",)  # Ghostscript, which runs what is written in the file
ENLARGED_READING = 4  # a large photograph is read at so many times the wanted size, which is faster


def size_of(path: Path) -> tuple[int, int]:
    """Return an image's height and width; raises UserError, naming the file, as `read_*` do."""
    with _opened(path) as file:
        return file.height, file.width


def read_color(path: Path, height: int, width: int) -> np.ndarray:
    """Read an image in colour, uint8 (height, width, 3).

    It keeps its proportions; what is left at two sides gets the median colour of its border.
    Transparent parts lie on white. Of a film the first picture is taken. Raises UserError, naming
    the file, if it is broken or too large.
    """
    with _opened(path) as file:
        file.draft("RGB", (width * ENLARGED_READING, height * ENLARGED_READING))
        picture = _scaled(_on_white(file).convert("RGB"), height, width)
        pixels = np.asarray(picture)
        canvas = np.empty((height, width, 3), np.uint8)
        canvas[:] = np.median(_border_of(pixels), axis=0)
        canvas[_middle(pixels, height, width)] = pixels
        return canvas


def read_gray(path: Path, height: int, width: int) -> np.ndarray:
    """Read an image in grey, uint8 (height, width), with ink on a ground of 0.

    It keeps its proportions. Transparent parts are ground, and an image whose border is light is
    inverted. Raises UserError, naming the file, if it is broken or too large.
    """
    with _opened(path) as file:
        file.draft("L", (width * ENLARGED_READING, height * ENLARGED_READING))
        gray = _on_white(file).convert("L")
        pixels = np.asarray(gray)
        if np.median(_border_of(pixels)) > 127:
            gray = Image.fromarray(255 - pixels)
        pixels = np.asarray(_scaled(gray, height, width))
        canvas = np.zeros((height, width), np.uint8)
        canvas[_middle(pixels, height, width)] = pixels
        return canvas


def has_gray_mode(path: Path) -> bool:
    """Whether a file can hold nothing but grey, as far as its header says."""
    with _opened(path) as file:
        return file.mode in ("1", "L", "LA", "I", "F") or file.mode.startswith("I;16")


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Open an image whose pixels are few enough; whatever goes wrong is said of this file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            words = f"{path} has more than {MOST_BYTES:,} bytes: make it smaller or remove it"
            raise UserError(words)
        with Image.open(path, formats=_formats()) as file:
            width, height = file.size
            if width * height > MOST_PIXELS:
                raise Image.DecompressionBombError(f"{width:,} × {height:,}")
            yield file
    except UserError:
        raise
    except Image.DecompressionBombError as problem:
        raise UserError(
            f"{path} has more than {MOST_PIXELS:,} pixels ({problem}): make it smaller or remove it"
        ) from problem
    except Exception as problem:  # Pillow's readers raise almost anything for a broken file
        raise UserError(
            f"{path} cannot be read as an image ({type(problem).__name__}): repair or remove it"
        ) from problem


def _formats() -> list[str]:
    """Return the formats that are read: none for which Pillow starts another program."""
    Image.init()
    return [name for name in Image.ID if name not in STARTING_PROGRAMS]


def _on_white(file: Image.Image) -> Image.Image:
    """Return a picture in mode "L" or "RGB", without transparency and with 8 bits a channel."""
    if file.mode in ("RGBA", "LA", "PA") or "transparency" in file.info:
        layers = file.convert("RGBA")
        paper = Image.new("RGBA", layers.size, "white")
        paper.alpha_composite(layers)  # in place: an image can have 50 million pixels
        return paper.convert("RGB")
    if file.mode.startswith("I;16") or file.mode in ("I", "F"):
        return _from_deep_gray(np.array(file, np.float32))
    return file if file.mode == "L" else file.convert("L" if file.mode == "1" else "RGB")


def _from_deep_gray(pixels: np.ndarray) -> Image.Image:
    """Return grey levels of any depth as 8 bits: 16-bit ones by their scale, others by range."""
    highest = 65_535 if pixels.max() > 255 and pixels.max() <= 65_535 else max(255, pixels.max())
    np.clip(pixels, 0, highest, out=pixels)
    pixels *= 255 / highest
    return Image.fromarray(pixels.astype(np.uint8))


def _scaled(picture: Image.Image, height: int, width: int) -> Image.Image:
    """Return a picture as large as fits, in its own proportions."""
    scale = min(height / picture.height, width / picture.width)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture if size == picture.size else picture.resize(size, Image.Resampling.BOX)


def _middle(pixels: np.ndarray, height: int, width: int) -> tuple[slice, slice]:
    top, left = (height - pixels.shape[0]) // 2, (width - pixels.shape[1]) // 2
    return slice(top, top + pixels.shape[0]), slice(left, left + pixels.shape[1])


def _border_of(pixels: np.ndarray) -> np.ndarray:
    """Return the pixels at the four edges, (n,) or (n, 3); corners count twice."""
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
