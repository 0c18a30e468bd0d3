"""Arrays that took long to make, kept in a folder until what they were made of changes.

An entry is two files: `NAME.npy`, one large array that is loaded by memory map, and `NAME.npz`,
small arrays with the stamp of the source and the checksum of the large one. Whatever does not fit
together is made again, so a cache can be damaged or deleted at any time.
"""

import json
import logging
import os
import zipfile
import zlib
from pathlib import Path

import numpy as np

from latent.tools.check import UserError
from latent.tools.files import replacing
from latent.tools.lock import writing_alone
from latent.tools.plain_words import shown

FORMAT = 1
BLOCK_BYTES = 1 << 22
SECONDS_TO_WAIT = 60  # for another process that writes the same entry

log = logging.getLogger(__name__)


def find_cache_dir() -> Path:
    """Return the folder of the caches: $LATENT_CACHE, else datasets/.cache."""
    default = Path(__file__).resolve().parents[2] / "datasets" / ".cache"
    return Path(os.environ.get("LATENT_CACHE") or default)


def stamp_of(path: Path) -> list:
    """Return what changes when a file does: its whole path, its size and its time."""
    status = path.stat()
    return [str(path.resolve()), status.st_size, status.st_mtime_ns]


def load_cached(name: str, stamp: list) -> tuple[np.ndarray, dict[str, np.ndarray]] | None:
    """Return the large array, as a memory map, and the small ones; None if they must be made.

    `stamp`: plain values; an entry that was stored with another one does not count.
    """
    large_path, small_path = _paths(name)
    try:
        with zipfile.ZipFile(small_path) as archive:
            if any(info.compress_type != zipfile.ZIP_STORED for info in archive.infolist()):
                raise ValueError("it is compressed, as we write none")
        with np.load(small_path, allow_pickle=False) as stored:
            small = dict(stored)
        if str(small.pop("stamp")) != _stamp_text(stamp):
            return None
        # Pages are shared with the file until somebody writes to them; readers of memory that may
        # not be written to would have to copy it.
        large = np.load(large_path, mmap_mode="c", allow_pickle=False)
        if _checksum(large) != int(small.pop("checksum")):
            raise ValueError("its checksum is another")
    except FileNotFoundError:
        return None
    except Exception as problem:  # numpy's readers raise almost anything for a damaged file
        log.warning("the cache %s is damaged (%s) and is made again", large_path, shown(problem))
        return None
    return large, small


def store_cached(name: str, stamp: list, large: np.ndarray, small: dict[str, np.ndarray]) -> None:
    """Keep arrays under a name; only a warning if the folder cannot be written."""
    large_path, small_path = _paths(name)
    try:
        # An entry of old small arrays and a new large one is told apart by its checksum.
        with writing_alone(large_path, SECONDS_TO_WAIT):
            with replacing(large_path) as part:
                np.save(part, large, allow_pickle=False)
            with replacing(small_path) as part:
                np.savez(part, stamp=_stamp_text(stamp), checksum=_checksum(large), **small)
    except UserError as problem:
        log.warning("%s; the data are read from their source each time", problem)


def _paths(name: str) -> tuple[Path, Path]:
    folder = find_cache_dir()
    return folder / f"{name}.npy", folder / f"{name}.npz"


def _stamp_text(stamp: list) -> str:
    return json.dumps([FORMAT, stamp])


def _checksum(array: np.ndarray) -> int:
    checksum = zlib.adler32(f"{array.shape} {array.dtype}".encode())
    # An array without items, as of fonts that give no typeface, cannot be cast.
    flat = memoryview(np.ascontiguousarray(array)).cast("B") if array.size else b""
    for start in range(0, len(flat), BLOCK_BYTES):
        checksum = zlib.adler32(flat[start : start + BLOCK_BYTES], checksum)
    return checksum
