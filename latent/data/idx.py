"""MNIST's own file format, IDX, plain or gzipped (described by LeCun, Cortes and Burges).

A file is big-endian: two zero bytes, a type (8: unsigned byte), the number of dimensions, one
32-bit size for each, then the values. No size in a header is believed: bytes are read first, and
counted against it.
"""

import gzip
import zlib
from math import prod
from pathlib import Path

import numpy as np

from latent.tools.check import UserError

IMAGE_SHAPE = (28, 28)
MOST_IMAGES = 10_000_000
MOST_EXPANSION = 100  # of a gzipped file: MNIST's are below 20
SMALL = 1 << 24  # bytes that any file may unpack to
PARTS = {"train": "train", "test": "t10k"}
REPAIR = "fetch it again"


def find_idx_files(folder: Path) -> dict[str, Path] | None:
    """Return MNIST's four files in `folder` by role, or None if none of them is there.

    Raises UserError if only some of them are there.
    """
    wanted = {
        (part, kind): f"{prefix}-{kind}-ubyte"
        for part, prefix in PARTS.items()
        for kind in ("images-idx3", "labels-idx1")
    }
    found, missing = {}, []
    for role, name in wanted.items():
        for path in (folder / name, folder / f"{name}.gz"):
            if path.is_file():
                found[role] = path
                break
        else:
            missing.append(name)
    if not found:
        return None
    if missing:
        raise UserError(f"{folder}: {', '.join(missing)} missing, put the file beside the others")
    return found


def read_idx_dataset(files: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Read the four files that `find_idx_files` found.

    Returns x_train, y_train, x_test, y_test; images uint8 (n, 28, 28), labels int64 (n,) from 0
    to 9. Raises UserError if a file is damaged or images and labels do not match.
    """
    arrays = []
    for part in PARTS:
        image_path, label_path = files[part, "images-idx3"], files[part, "labels-idx1"]
        images, labels = read_idx(image_path, IMAGE_SHAPE), read_idx(label_path, ())
        if len(images) != len(labels):
            raise UserError(
                f"{label_path} has {len(labels):,} labels but {image_path.name} has "
                f"{len(images):,} images, {REPAIR}"
            )
        if labels.max() > 9:
            raise UserError(f"{label_path}: a label is {labels.max()}, above 9, {REPAIR}")
        arrays += [images, labels.astype(np.int64)]
    return tuple(arrays)


def read_idx(path: Path, item_shape: tuple[int, ...]) -> np.ndarray:
    """Read an IDX file of unsigned bytes whose items have `item_shape`, as uint8 (n, *item_shape).

    Raises UserError, in one line, for a file that is truncated, has another magic number or item
    shape, is not gzip though named so, or whose header claims more or less than the file holds.
    """
    n_dimensions = 1 + len(item_shape)
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            header = file.read(4 + 4 * n_dimensions)
            if len(header) < 4 + 4 * n_dimensions:
                raise UserError(f"{path} is truncated: it ends within its header, {REPAIR}")
            magic = int.from_bytes(header[:4], "big")
            expected_magic = 0x0800 + n_dimensions
            if magic != expected_magic:
                raise UserError(
                    f"{path} is not an IDX file of bytes in {n_dimensions} dimensions: "
                    f"its magic number is {magic}, not {expected_magic}, {REPAIR}"
                )
            shape = tuple(int(size) for size in np.frombuffer(header, ">u4", offset=4))
            if shape[1:] != item_shape:
                raise UserError(f"{path} holds items of {shape[1:]}, not {item_shape}, {REPAIR}")
            most_bytes = MOST_EXPANSION * path.stat().st_size + SMALL
            if not 1 <= shape[0] <= MOST_IMAGES or prod(shape) > most_bytes:
                raise UserError(f"{path} claims to hold {shape[0]:,} items, {REPAIR}")
            values = _read_at_most(file, prod(shape) + 1)
    except (OSError, EOFError, zlib.error) as problem:
        reason = getattr(problem, "strerror", None) or "its gzip data is damaged or truncated"
        raise UserError(f"cannot read {path}: {reason}, {REPAIR}") from problem
    if len(values) != prod(shape):
        relation = "more" if len(values) > prod(shape) else f"{len(values):,}"
        raise UserError(
            f"{path}: its header claims {prod(shape):,} bytes but it holds {relation}, {REPAIR}"
        )
    return np.frombuffer(values, np.uint8).reshape(shape)


def _read_at_most(file, n_bytes: int) -> bytearray:
    # In blocks, so that memory grows with what the file holds, not with what it claims.
    values = bytearray()
    while len(values) < n_bytes and (block := file.read(min(1 << 24, n_bytes - len(values)))):
        values += block
    return values
