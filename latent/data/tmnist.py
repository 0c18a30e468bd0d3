"""TMNIST's two CSV files, as Kaggle gives them or zipped, read once and then from a cache.

A file has the header `names,labels,1,…,784` and a row for each glyph: the typeface, the
character, 784 grey levels as whole numbers or as floats in text. Source: Magre and Brown,
Typography-MNIST, 2022, arXiv 2202.08112.
"""

import csv
import io
import logging
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from latent.data.cache import load_cached, stamp_of, store_cached
from latent.data.characters import CHARACTERS
from latent.data.glyphs import Glyphs
from latent.tools.check import UserError
from latent.tools.plain_words import shown
from latent.tools.progress import ProgressReport

BLOCK_BYTES = 1 << 23  # of text at a time: few enough for memory, enough for both cores
MOST_EXPANSION = 200  # of a zipped file: TMNIST's are below 20
LONGEST_LINE = 1 << 16  # letters
MANGLED = "\N{REPLACEMENT CHARACTER}"  # stands for bytes that are not UTF-8
PIXELS = 28 * 28  # of every glyph in this format
HEADER = ["names", "labels", *map(str, range(1, PIXELS + 1))]

# What readers of zip files raise for streams that are damaged, cut off, locked or of a new kind.
DAMAGE = (OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)
DAMAGE += (NotImplementedError, RuntimeError, ValueError, OverflowError)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """One file of TMNIST: its name, its page on Kaggle, and the characters it can hold."""

    file_name: str
    page: str
    characters: str


SOURCES = {
    "numeric": Source("TMNIST_Data.csv", "nimishmagre/tmnist-typeface-mnist", "0123456789"),
    "alphanumeric": Source(
        "94_character_TMNIST.csv", "nikbearbrown/tmnist-alphabet-94-characters", CHARACTERS
    ),
}


def read_tmnist(source: Source, data_dir: Path) -> Glyphs:
    """Return all glyphs of a file of TMNIST in `data_dir`, plain or zipped.

    The images are a memory map of the cache. Raises UserError if the file is missing, or names
    the first row that cannot be read.
    """
    path = find_file(source, data_dir)
    name, stamp = f"tmnist-{Path(source.file_name).stem}", stamp_of(path)
    cached = load_cached(name, stamp)
    if cached is None:
        images, small = _read(path, source.characters)
        store_cached(name, stamp, images, small)
        cached = load_cached(name, stamp) or (images, small)
    images, small = cached
    font_names = tuple(small["font_names"].tolist())
    return Glyphs(images, small["characters"], small["fonts"], font_names, str(path))


def find_file(source: Source, data_dir: Path) -> Path:
    """Return the CSV file, or the zip file that holds it; raises UserError if there is none."""
    for path in (data_dir / source.file_name, data_dir / f"{source.file_name}.zip"):
        if path.is_file():
            return path
    raise UserError(
        f"{source.file_name} (or {source.file_name}.zip) is not in {data_dir}: download it from "
        f"https://www.kaggle.com/datasets/{source.page} and put it there, or use --dataset "
        "typefaces, which renders the fonts of this computer and needs no download"
    )


def _read(path: Path, characters: str) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Read a whole file: images (n, 28, 28) and the small arrays that go with them."""
    import pyarrow

    images, codes, fonts = [], [], []
    font_index: dict[str, int] = {}
    n_rows = n_empty = 0
    try:
        for batch in _batches(path):
            names, labels, *pixels = batch.columns
            n_empty += sum(column.null_count for column in pixels)
            images.append(_to_images(pixels))
            codes.append(_to_codes(labels, characters))
            fonts.append([font_index.setdefault(n, len(font_index)) for n in names.to_pylist()])
            if "" in font_index:
                raise _BadRow
            n_rows += len(names)
    except (pyarrow.ArrowInvalid, UnicodeDecodeError, _BadRow) as problem:
        raise UserError(_describe_bad_row(path, characters, str(problem))) from problem
    except (*DAMAGE, pyarrow.ArrowException) as problem:
        raise UserError(_unreadable(path, problem)) from problem
    if n_rows == 0:
        raise UserError(f"{path} holds no rows below its header, download it again")
    if n_empty:
        log.warning("%s: %s empty cells are taken as 0", path, f"{n_empty:,}")
    return _joined(images), {
        "characters": np.concatenate(codes),
        "fonts": np.concatenate([np.array(part, np.int32) for part in fonts]),
        "font_names": np.array(list(font_index)),
    }


class _BadRow(ValueError):
    """A row holds a value that is none of ours."""


def _batches(path: Path) -> Iterator:
    import pyarrow
    from pyarrow import csv as arrow_csv

    # Pixels as floats, because "12" and "12.0" both occur; nothing but an empty cell is empty.
    types = {name: pyarrow.float32() for name in HEADER}
    types |= {"names": pyarrow.string(), "labels": pyarrow.string()}
    with _open(path) as (file, size), ProgressReport(f"reading {path.name}", size) as report:
        reader = arrow_csv.open_csv(
            file,
            arrow_csv.ReadOptions(block_size=BLOCK_BYTES),
            convert_options=arrow_csv.ConvertOptions(column_types=types, null_values=[""]),
        )
        if reader.schema.names != HEADER:
            raise UserError(f"{path}: its header is not names,labels,1,…,784, download it again")
        for batch in reader:
            yield batch
            report.advance_to(min(file.tell(), size))


@contextmanager
def _open(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """Open a CSV file, or the one inside a zip file; gives it and its size in bytes."""
    if path.suffix != ".zip":
        with path.open("rb") as file:
            yield file, path.stat().st_size
        return
    with zipfile.ZipFile(path) as archive:
        inside = [item for item in archive.infolist() if item.filename.endswith(".csv")]
        if not inside:
            raise UserError(f"{path} holds no CSV file, download it again")
        size, packed = inside[0].file_size, inside[0].compress_size
        if size > MOST_EXPANSION * packed + BLOCK_BYTES:
            raise UserError(f"{path} claims {size:,} bytes in {packed:,}, download it again")
        with archive.open(inside[0]) as file:
            yield file, size


def _to_images(columns: list) -> np.ndarray:
    """Return 784 columns of grey levels as uint8 (n, 28, 28)."""
    rows = np.empty((PIXELS, len(columns[0])), np.float32)
    for row, column in zip(rows, columns, strict=True):
        row[:] = column.fill_null(0).to_numpy() if column.null_count else column.to_numpy()
    if not ((rows >= 0) & (rows <= 255)).all():  # NaN is neither
        raise _BadRow
    return np.ascontiguousarray(np.rint(rows).astype(np.uint8).T).reshape(-1, 28, 28)


def _to_codes(labels, characters: str) -> np.ndarray:
    """Return labels as ASCII codes, uint8."""
    encoded = labels.dictionary_encode()
    known = encoded.dictionary.to_pylist()
    if any(len(label) != 1 or label not in characters for label in known):
        raise _BadRow
    return np.array([ord(label) for label in known], np.uint8)[encoded.indices.to_numpy()]


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    """Concatenate while the parts are given up, so that memory never holds everything twice."""
    joined = np.empty((sum(map(len, parts)), 28, 28), np.uint8)
    stop = len(joined)
    while parts:
        part = parts.pop()
        joined[stop - len(part) : stop] = part
        stop -= len(part)
    return joined


def _describe_bad_row(path: Path, characters: str, reason: str) -> str:
    """Go through the file again, slowly, to name the row that stopped the quick way."""
    try:
        with _open(path) as (file, _):
            text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
            # Never a whole line, which may be as long as all that a small file unpacks to.
            lines = iter(lambda: text.readline(LONGEST_LINE), "")
            for number, row in enumerate(csv.reader(lines)):
                problem = None if number == 0 else _row_problem(row, characters)
                if problem:
                    return f"{path}, row {number:,} below the header: {problem}; nothing was loaded"
    except (csv.Error, *DAMAGE) as problem:
        return _unreadable(path, problem)
    return _unreadable(path, reason)


def _unreadable(path: Path, reason: object) -> str:
    return f"cannot read {path}: {shown(reason, 150)}; download it again"


def _row_problem(row: list[str], characters: str) -> str | None:
    if len(row) != len(HEADER):
        return f"it has {len(row):,} cells, not {len(HEADER)}"
    name, label, *cells = row
    if not name:
        return "it has no typeface"
    if MANGLED in name:
        return "its typeface is not UTF-8"
    if len(label) != 1 or label not in characters:
        return f"its label '{shown(label, 20)}' is not one of {characters}"
    for number, cell in enumerate(cells, 1):
        try:
            is_level = not cell or 0 <= float(cell) <= 255
        except ValueError:
            is_level = False
        if not is_level:
            return f"pixel {number} is '{shown(cell, 20)}', not a number from 0 to 255"
    return None
