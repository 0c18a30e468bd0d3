"""Writing files so that a kill at any moment leaves the old one or the new one, whole."""

import errno
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from latent.tools.check import UserError

ABANDONED_AFTER_SECONDS = 3600
MOST_READINGS = 5
MOST_JSON_BYTES = 16 * 2**20  # values of it take up to twenty times as much memory

T = TypeVar("T")


@contextmanager
def replacing(path: str | os.PathLike) -> Iterator[Path]:
    """Give a path to write to; when the block ends well, that file takes the place of `path`.

    If the block fails, the unfinished file is removed and `path` stays as it was. The folder is
    made if it is missing. Raises UserError, in one line, when folder or file cannot be written.
    """
    path = Path(path)
    # The name keeps its ending, because libraries choose a format by it.
    part = path.with_name(f".part-{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned_parts(path)
        try:
            yield part
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as problem:
        raise cannot_write(path, problem) from problem


def cannot_write(path: Path, problem: OSError) -> UserError:
    """Return what to say of a file that cannot be written: why, and what helps."""
    return UserError(f"cannot write {path}: {_reason(problem)}")


def write_json(path: str | os.PathLike, value: Any) -> None:
    """Write `value` as sorted, indented JSON, whole or not at all."""
    with replacing(path) as part:
        text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
        if not _is_encodable(text):  # a path that is not UTF-8
            text = json.dumps(value, indent=2, sort_keys=True, allow_nan=False)
        part.write_text(text + "\n", encoding="utf-8")


def read_bytes(path: str | os.PathLike, what: str, most: int | None = None) -> bytes:
    """Read a whole file; a UserError names `what` it should have been if it cannot be read.

    `most`: how many bytes it may have.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(-1 if most is None else most + 1)
        if most is not None and len(content) > most:
            raise UserError(f"{path} is not {what}: it has more than {most:,} bytes")
        return content
    except OSError as problem:
        raise UserError(f"cannot read {what} {path}: {problem.strerror or problem}") from problem


def read_json(path: str | os.PathLike, what: str) -> Any:
    """Read a JSON file; a UserError names `what` it should have been if it cannot be read."""
    # Asked first, because opening a named pipe would wait for ever.
    if Path(path).exists() and not Path(path).is_file():
        raise UserError(f"cannot read {what} {path}: it is not a file")
    content = read_bytes(path, what, MOST_JSON_BYTES)
    try:
        return json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise UserError(f"{path} is not {what}: it is not valid JSON") from problem


def read_steadily(path: str | os.PathLike, read: Callable[[], T]) -> T:
    """Return what `read` returns of a file that is not replaced while it is read.

    If another process replaces it meanwhile, it is read again, whatever came of it the first time.
    Raises UserError if that happens again and again.
    """
    path = Path(path)
    for _ in range(MOST_READINGS):
        before = _identity(path)
        try:
            result = read()
        except UserError:
            if _identity(path) == before:
                raise
        else:
            if _identity(path) == before:
                return result
    raise UserError(f"{path} is replaced all the time while it is read: try again later")


def _identity(path: Path) -> tuple[int, ...] | None:
    """Return what is another for another file, even of the same name; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_dev, status.st_size, status.st_mtime_ns


def sha256(path: str | os.PathLike) -> str:
    """Return the SHA-256 of a file's bytes as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def check_writable(folder: str | os.PathLike) -> None:
    """Raise a UserError before long work whose result could not be written into `folder`."""
    with replacing(Path(folder) / ".writable") as part:
        part.write_bytes(b"")
    (Path(folder) / ".writable").unlink(missing_ok=True)


def _is_encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _remove_abandoned_parts(path: Path) -> None:
    # A run that was killed while it wrote leaves its part behind; no write takes an hour.
    for part in path.parent.iterdir():
        if part.name.startswith(".part-") and part.name.endswith(path.name):
            with suppress(OSError):
                if time.time() - part.stat().st_mtime > ABANDONED_AFTER_SECONDS:
                    part.unlink()


def _reason(problem: OSError) -> str:
    hints = {
        errno.ENOSPC: "the disk is full, make room or choose another folder with --out",
        errno.EDQUOT: "the disk quota is used up, make room or choose another folder with --out",
        errno.EROFS: "the folder is read-only, choose another with --out",
        errno.EACCES: "permission denied, choose another folder with --out",
        errno.EPERM: "permission denied, choose another folder with --out",
        errno.ENOTDIR: "a part of the path is a file, choose another folder with --out",
        errno.EEXIST: "a part of the path is a file, choose another folder with --out",
        errno.EISDIR: "there is a folder of that name, choose another with --out or --name",
        errno.ENAMETOOLONG: "the name is too long, choose a shorter one with --name",
    }
    return hints.get(problem.errno, problem.strerror or str(problem))
