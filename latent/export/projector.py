"""A folder for TensorBoard's projector: codes, places, names and a sheet of all images."""

import math
from pathlib import Path

import numpy as np

from latent.export.mapped_images import MappedImages
from latent.export.pictures import png_of
from latent.tiles.mosaic import mosaic
from latent.tiles.resizing import resize_tiles
from latent.tools.check import UserError
from latent.tools.folders import replacing_folder
from latent.tools.plain_words import printable
from latent.tools.progress import ProgressReport

ENDING = ".projector"
LARGEST_SPRITE = 8192  # pixels a side: what the projector takes
ROWS_AT_ONCE = 1024
CODES, METADATA, SPRITE = "codes.tsv", "metadata.tsv", "sprite.png"
CONFIG = "projector_config.pbtxt"  # the one name that TensorBoard looks for


def write_projector(images: MappedImages, path: Path) -> None:
    """Write the folder, whole or not at all.

    `codes.tsv` holds the codes, or of a map of pixels the pixels from 0 to 1; `map-UMAP.tsv` the
    places of each map, and a third number that is 0; `metadata.tsv` label, number and typeface.
    Raises UserError if the folder cannot be written.
    """
    tensors = {CODES: images.vectors}
    for name, places in images.positions.items():
        flat = np.zeros((len(places), 1))
        tensors[f"map-{name}.tsv"] = np.hstack([places - places.mean(axis=0), flat])
    with (
        replacing_folder(path, {*tensors, METADATA, SPRITE, CONFIG}) as part,
        ProgressReport(f"writing {path.name}", len(tensors) * len(images)) as report,
    ):
        for name, vectors in tensors.items():
            _write_tensor(part / name, vectors, report)
        _write_metadata(part / METADATA, images)
        sprite, tile_sides = sprite_of(images.pictures)
        (part / SPRITE).write_bytes(png_of(sprite))
        parts = [_embedding_words(name, tile_sides) for name in tensors]
        (part / CONFIG).write_text("".join(parts), encoding="utf-8")


def sprite_of(images: np.ndarray) -> tuple[np.ndarray, tuple[int, int]]:
    """Return all images on one square sheet, dark ink on white, and the width and height of one.

    They are made smaller where the sheet would be larger than the projector takes. Raises UserError
    where nothing would be left of them.
    """
    n_columns = math.ceil(math.sqrt(len(images)))
    side = LARGEST_SPRITE // n_columns
    if side < 1:
        most = LARGEST_SPRITE**2
        raise UserError(f"projector: takes at most {most:,} images, choose some with --n_images")
    if max(images.shape[1:3]) > side:
        images = resize_tiles(images, side)
    if images.ndim == 3:
        images = 255 - images
    height, width = images.shape[1:3]
    return mosaic(images, n_columns, gap=0, fill=255), (width, height)


def _write_tensor(path: Path, vectors, report: ProgressReport) -> None:
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, len(vectors), ROWS_AT_ONCE):
            rows = np.asarray(vectors[start : start + ROWS_AT_ONCE], np.float32)
            lines = ("\t".join(map("{:.9g}".format, row)) for row in rows.tolist())
            file.write("\n".join(lines) + "\n")
            report.advance(len(rows))


def _write_metadata(path: Path, images: MappedImages) -> None:
    columns = {"label": images.label_texts.tolist(), "number": images.numbers.tolist()}
    if images.typefaces is not None:
        columns["typeface"] = images.typefaces
    with path.open("w", encoding="utf-8") as file:
        file.write("\t".join(columns) + "\n")
        for row in zip(*columns.values(), strict=True):
            file.write("\t".join(_cell(value) for value in row) + "\n")


def _cell(value: str | int) -> str:
    # Tabs and line breaks part the table; what cannot be printed cannot be encoded either.
    return printable(str(value)) or " "


def _embedding_words(tensor: str, tile_sides: tuple[int, int]) -> str:
    width, height = tile_sides
    return f"""embeddings {{
  tensor_name: "{tensor.removesuffix(".tsv")}"
  tensor_path: "{tensor}"
  metadata_path: "{METADATA}"
  sprite {{
    image_path: "{SPRITE}"
    single_image_dim: {width}
    single_image_dim: {height}
  }}
}}
"""
