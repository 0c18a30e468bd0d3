"""Writing glyphs in TMNIST's own format: a CSV file, of a whole data set inside a zip file."""

import csv
import math
import os
import zipfile
from pathlib import Path

import numpy as np

from latent.data.dataset import Dataset
from latent.data.tmnist import HEADER, PIXELS
from latent.tools.check import UserError
from latent.tools.files import replacing
from latent.tools.progress import ProgressReport

ENDING = ".csv.zip"
ROWS_AT_ONCE = 9_400


def check_export_path(path: str | os.PathLike) -> None:
    """Raise UserError unless the name is one that TMNIST's format goes by."""
    if not str(path).endswith(ENDING):
        raise UserError(f"--export {path}: must end in {ENDING}")


def export_tmnist(dataset: Dataset, path: str | os.PathLike) -> int:
    """Write all images of typefaces, training and test, as rows; returns how many there are.

    A row is the typeface, the character, then 784 whole numbers. Raises UserError if the data set
    has no typefaces, or if the file cannot be written.
    """
    import pyarrow
    from pyarrow.csv import WriteOptions, write_csv

    if dataset.grid is not None:
        raise UserError(f"--export {path}: writes glyphs, leave --unit typeface out")
    if dataset.font_train is None or dataset.font_test is None:
        raise UserError(f"--export {path}: {dataset.title} has no typefaces")
    if math.prod(dataset.array_shape) != PIXELS:
        raise UserError(
            f"--export {path}: TMNIST's format is for 28×28 pixels, leave --image_size out"
        )
    images = np.concatenate([dataset.x_train, dataset.x_test]).reshape(-1, PIXELS)
    labels = np.array(dataset.label_names)[np.concatenate([dataset.y_train, dataset.y_test])]
    fonts = np.concatenate([dataset.font_train, dataset.font_test]).astype(str)
    order = np.lexsort((labels, fonts))
    # Without the time, which would make equal exports different files.
    entry = zipfile.ZipInfo(Path(path).name.removesuffix(".zip"))
    entry.compress_type = zipfile.ZIP_DEFLATED
    with (
        replacing(path) as part,
        zipfile.ZipFile(part, "w") as archive,
        archive.open(entry, "w", force_zip64=True) as file,
        ProgressReport(f"writing {Path(path).name}", len(order)) as report,
    ):
        for start in range(0, len(order), ROWS_AT_ONCE):
            rows = order[start : start + ROWS_AT_ONCE]
            columns = [pyarrow.array(fonts[rows]), pyarrow.array(labels[rows])]
            columns += [pyarrow.array(column) for column in np.ascontiguousarray(images[rows].T)]
            options = WriteOptions(include_header=start == 0, quoting_style="needed")
            write_csv(pyarrow.table(columns, names=HEADER), file, options)
            report.advance(len(rows))
    return len(order)


def write_glyph_table(
    path: str | os.PathLike, font_name: str, characters: str, images: np.ndarray
) -> None:
    """Write a row for each character of one typeface, whole or not at all.

    `images`: uint8 (len(characters), h, w); of 28×28 pixels it is TMNIST's own format. Raises
    UserError if the file cannot be written.
    """
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEADER[:-PIXELS], *range(1, images[0].size + 1)])
        for character, image in zip(characters, images, strict=True):
            writer.writerow([font_name, character, *image.ravel().tolist()])
