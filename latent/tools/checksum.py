"""A checksum behind a file's content, so that a flipped bit is found before anything is read.

It is one line of text behind the last byte, where readers of HDF5 and of pickles do not look. It
tells damage from what was written, not friend from foe: whoever changes a file can seal it anew.
"""

import os
import re
import zlib
from pathlib import Path

BLOCK_BYTES = 1 << 22
_FORM = "\nlatent checksum crc32 {:08x} of {:016x} bytes\n"
_LINE = re.compile(rb"\nlatent checksum crc32 ([0-9a-f]{8}) of ([0-9a-f]{16}) bytes\n")
_LENGTH = len(_FORM.format(0, 0))


class Damaged(ValueError):
    """A file's content is not what it was when it was sealed."""


def seal(path: str | os.PathLike) -> None:
    """Write the checksum of all that is in a file behind it."""
    with Path(path).open("rb+") as file:
        size = file.seek(0, os.SEEK_END)
        line = _FORM.format(_crc(file, size), size)
        file.seek(size)
        file.write(line.encode())


def sealed_size(path: str | os.PathLike) -> int:
    """Return how many bytes a file has before its checksum, all of them if it has none.

    Files of earlier versions have none, and so have those that were cut off. Raises Damaged if the
    checksum is another, OSError if the file cannot be read.
    """
    with Path(path).open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _LENGTH, 0))
        line = _LINE.fullmatch(file.read(_LENGTH))
        if line is None:
            return size
        checksum, content_size = (int(digits, 16) for digits in line.groups())
        if content_size != size - _LENGTH or checksum != _crc(file, content_size):
            raise Damaged("its checksum is another than when it was written")
    return content_size


def _crc(file, size: int) -> int:
    """Return the checksum of the first `size` bytes of a file."""
    file.seek(0)
    checksum = 0
    while size > 0 and (block := file.read(min(BLOCK_BYTES, size))):
        checksum = zlib.crc32(block, checksum)
        size -= len(block)
    return checksum
