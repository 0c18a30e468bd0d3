"""A map as one web page that needs nothing but itself: no server, no network, no other file."""

import base64
import hashlib
import html
import json
import re
from pathlib import Path

import numpy as np

from latent.export.image_pages import ImagePages, make_pages
from latent.export.mapped_images import MappedImages
from latent.maps.embedding_file import METHOD_TITLES
from latent.tiles.map_drawing import fitting_tile_size
from latent.tiles.palette import ACCENT, FAINT, INK, OFF_WHITE, QUIET, class_colors, to_hex
from latent.tools.check import UserError
from latent.tools.files import replacing
from latent.tools.progress import ProgressReport

ENDING = ".html"
MOST_IMAGES = 100_000  # more make a page that no browser opens at once
MOST_BYTES, BYTES_AN_IMAGE = 9_500_000, 950  # of pictures, before they become text by a third more
MAP_SIZE = 4096  # on which the tiles' size is chosen
PARTS = re.compile(r"\{\{(\w+)\}\}")


def write_html(images: MappedImages, path: Path) -> None:
    """Write the page; raises UserError for too many images, or if it cannot be written.

    Of 10,000 images it takes at most 15 MB: where that needs it, colours are kept as JPEG, and
    large images are made smaller.
    """
    if len(images) > MOST_IMAGES:
        raise UserError(
            f"html: {len(images):,} images are more than the {MOST_IMAGES:,} of a page, choose "
            "some with --n_images"
        )
    with (
        replacing(path) as part,
        ProgressReport(f"writing {path.name}", len(images)) as report,
    ):
        most_bytes = max(MOST_BYTES, BYTES_AN_IMAGE * len(images))
        pages = make_pages(images.pictures, most_bytes, report)
        part.write_text(page_text(images, pages), encoding="utf-8")


def page_text(images: MappedImages, pages: ImagePages) -> str:
    """Return the whole page."""
    script = _own_file("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    blocks = {"data": ("application/json", json_text(_values(images, pages)))}
    blocks |= {
        f"page-{k}": ("text/plain", base64.b64encode(page).decode())
        for k, page in enumerate(pages.pages)
    }
    parts = {
        "TITLE": html.escape(_title(images)),
        "COLORS": ";".join(f"--{name}:{to_hex(color)}" for name, color in _COLORS.items()),
        "STYLE": _own_file("page.css"),
        "SCRIPT_HASH": f"'sha256-{digest}'",
        "SCRIPT": script,
        "BLOCKS": "\n".join(
            f'<script type="{kind}" id="{name}">{text}</script>'
            for name, (kind, text) in blocks.items()
        ),
    }
    return PARTS.sub(lambda found: parts[found[1]], _own_file("page.html"))


def json_text(values: dict) -> str:
    """Return values as JSON that cannot end the element of the page in which it stands.

    >>> json_text({"name": "</script>"})
    '{"name": "\\\\u003c/script>"}'
    """
    return json.dumps(values, allow_nan=False).replace("<", "\\u003c")


_COLORS = {"ground": OFF_WHITE, "ink": INK, "quiet": QUIET, "faint": FAINT, "accent": ACCENT}


def _values(images: MappedImages, pages: ImagePages) -> dict:
    """Return all that the page's script is told."""
    is_opaque = images.pictures.ndim == 4
    values = {
        "title": _title(images),
        "n": len(images),
        "is_color": is_opaque,
        "mime_type": pages.mime_type,
        "n_pages": len(pages.pages),
        "height": pages.height,
        "width": pages.width,
        "cell_height": pages.cell_height,
        "cell_width": pages.cell_width,
        "n_columns": pages.n_columns,
        "n_a_page": pages.n_a_page,
        "numbers": _base64(images.numbers, "<u4"),
        "labels": _base64(images.labels, "u1"),
        "label_names": images.label_names,
        "colors": class_colors(len(images.label_names)).tolist(),
        "ground": list(OFF_WHITE),
        "faint": list(FAINT),
        "maps": [
            {
                "title": METHOD_TITLES.get(name, name),
                "positions": _base64(places, "<f4"),
                "tile": fitting_tile_size(places, MAP_SIZE, is_opaque) / MAP_SIZE,
            }
            for name, places in images.positions.items()
        ],
        "typefaces": None,
        "neighbors": None,
    }
    if images.typefaces is not None:
        names = list(dict.fromkeys(images.typefaces))
        place = {name: k for k, name in enumerate(names)}
        indices = _base64(np.array([place[name] for name in images.typefaces]), "<u4")
        values["typefaces"] = {"names": names, "indices": indices}
    found = images.neighbors
    if found is not None:
        words = "pixels" if images.codes is None else "codes"
        values["neighbors"] = {
            "k": found.indices.shape[1],
            "words": f"by their {words}" + (", Jaccard distance" if images.has_bits else ""),
            "indices": _base64(found.indices, "<u4"),
            "distances": _base64(found.distances, "<f4"),
        }
    return values


def _title(images: MappedImages) -> str:
    title = f"{len(images):,} images of {images.title}"
    if len(images.positions) > 1:  # which have a button each
        return title
    (name,) = images.positions
    return f"{title}: {METHOD_TITLES.get(name, name)}"


def _base64(values: np.ndarray, dtype: str) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype)).decode()


def _own_file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
