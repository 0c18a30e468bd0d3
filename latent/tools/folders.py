"""Writing a folder of files so that it is seen whole or not at all."""

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from latent.tools.check import UserError
from latent.tools.files import cannot_write


@contextmanager
def replacing_folder(path: str | os.PathLike, own: Collection[str]) -> Iterator[Path]:
    """Give an empty folder to write into; when the block ends well, it takes the place of `path`.

    `own`: what files in it are called. If the block fails, what was written is removed and `path`
    stays as it was. Between the removal of an old folder and the new one's taking its place a kill
    leaves neither. Raises UserError, in one line, when it cannot be written, or if what stands at
    `path` holds anything but `own` files, which could be a user's.
    """
    path = Path(path)
    part = path.with_name(f".part-{os.getpid()}-{path.name}")
    try:
        _check_replaceable(path, own)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        try:
            part.mkdir()
            yield part
            if path.exists():
                shutil.rmtree(path)
            part.replace(path)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as problem:
        raise cannot_write(path, problem) from problem


def _check_replaceable(path: Path, own: Collection[str]) -> None:
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise UserError(f"{path}: is there and is no folder, choose another folder with --out")
    others = sorted({each.name for each in path.iterdir()} - {*own}) if path.exists() else []
    if others:
        raise UserError(
            f"{path}: holds {others[0]}, which would be lost; choose another folder with --out"
        )
