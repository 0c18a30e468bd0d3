"""Very many images as a few pictures, small enough to stand within one web page."""

import math
from dataclasses import dataclass

import numpy as np

from latent.export.pictures import jpeg_of, png_of
from latent.tiles.mosaic import mosaic
from latent.tiles.resizing import resize_tiles
from latent.tools.progress import ProgressReport

LARGEST_PAGE = 4096  # pixels a side: what every browser draws
LEAST_SIDE = 16
TRIED = 300  # images: what all will take is judged by these
JPEG_BLOCK = 8  # pixels: within one of these an image would blur into its neighbour
QUALITIES = (90, 75)


@dataclass(frozen=True)
class ImagePages:
    """Pictures of images in rows: `pages` are the bytes of files of `mime_type`.

    Every image has `height` × `width` pixels, in a cell of `cell_height` × `cell_width`. Each page
    has `n_columns` in a row and, but for the last, `n_a_page` of them.
    """

    pages: list[bytes]
    mime_type: str
    height: int
    width: int
    cell_height: int
    cell_width: int
    n_columns: int
    n_a_page: int


def make_pages(images: np.ndarray, most_bytes: int, report: ProgressReport) -> ImagePages:
    """Set images uint8 (n, h, w[, 3]) on pages of at most about `most_bytes` together.

    As PNG, without loss, if that is small enough; else as JPEG, and then smaller and smaller.
    """
    some = np.random.default_rng(0).choice(len(images), min(len(images), TRIED), replace=False)
    tried = images[np.sort(some)]
    side, quality = _choose(tried, most_bytes * len(tried) / len(images))
    if side < max(images.shape[1:3]):
        images = resize_tiles(images, side)
    height, width = images.shape[1:3]
    block = 1 if quality is None else JPEG_BLOCK
    cell_height, cell_width = (-(-length // block) * block for length in (height, width))
    # As wide as high, unless that takes more than one page.
    n_columns = math.ceil(math.sqrt(len(images) * cell_height / cell_width))
    n_columns = max(min(n_columns, LARGEST_PAGE // cell_width), 1)
    n_a_page = n_columns * (LARGEST_PAGE // cell_height)
    pages = []
    for start in range(0, len(images), n_a_page):
        part = images[start : start + n_a_page]
        pages.append(_encoded(part, n_columns, quality))
        report.advance(len(part))
    mime_type = "image/png" if quality is None else "image/jpeg"
    sides = (height, width, cell_height, cell_width)
    return ImagePages(pages, mime_type, *sides, n_columns, n_a_page)


def _choose(images: np.ndarray, most_bytes: float) -> tuple[int, int | None]:
    """Return the longer side, and a JPEG quality or None, with which so many bytes are enough."""
    side = max(images.shape[1:3])
    while True:
        resized = images if side == max(images.shape[1:3]) else resize_tiles(images, side)
        for quality in (None, *QUALITIES):
            if len(_encoded(resized, math.isqrt(len(images)), quality)) <= most_bytes:
                return side, quality
        if side <= LEAST_SIDE:
            return side, QUALITIES[-1]
        side = max(side * 3 // 4, LEAST_SIDE)


def _encoded(images: np.ndarray, n_columns: int, quality: int | None) -> bytes:
    if quality is None:
        return png_of(mosaic(images, n_columns, gap=0))
    missing = [(0, -length % JPEG_BLOCK) for length in images.shape[1:3]]
    padding = [(0, 0), *missing, *[(0, 0)] * (images.ndim - 3)]
    return jpeg_of(mosaic(np.pad(images, padding, mode="edge"), n_columns, gap=0), quality)
