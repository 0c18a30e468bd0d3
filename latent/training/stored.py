"""What a weights file holds, looked at by a process of its own before this one reads it.

A damaged HDF5 file can crash the library that reads it, or keep it busy for ever. Whatever would do
so here does it in that process first, and takes nothing else down.
"""

import multiprocessing
from pathlib import Path

import h5py
import numpy as np

from latent.tools.plain_words import shown
from latent.tools.processes import Lost, map_safely

SIGNATURE = b"\x89HDF\r\n\x1a\n"
SECONDS = 4  # and one more for so many bytes:
BYTES_A_SECOND = 50 * 2**20
MOST_OBJECTS = 10_000


class Unreadable(Exception):
    """A file cannot be read, or a part of it is not as we write it; its text says why."""


def check_stored(path: Path) -> None:
    """Raise Unreadable for a file that is not stored as we store weights.

    Raises ValueError for one that does not begin as HDF5, OSError for one that cannot be read.
    """
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            raise ValueError("it does not begin as HDF5 does")
    if multiprocessing.current_process().daemon:  # such a process may crash, and has no children
        problem = problem_of(str(path))
    else:
        seconds = SECONDS + path.stat().st_size / BYTES_A_SECOND
        ((_, problem),) = map_safely(problem_of, [str(path)], seconds)
    if isinstance(problem, Lost):
        raise Unreadable(f"it {problem.reason}")
    if problem is not None:
        raise Unreadable(problem)


def problem_of(path: str) -> str | None:
    """Read all of a file; returns why it cannot be used, or None."""
    try:
        with h5py.File(path, "r") as file:
            file.attrs.items()
            check_storage(file, Path(path).stat().st_size)
            for dataset in datasets_of(file):
                dataset[()]
            format_of(file)
    except Unreadable as problem:
        return str(problem)
    except (MemoryError, RecursionError):
        return "it takes more memory than there is"
    except Exception as problem:  # h5py raises almost anything for a damaged file
        lines = str(problem).strip().splitlines()
        return shown(lines[0], 150) if lines else type(problem).__name__
    return None


def format_of(file: h5py.File) -> tuple[str, int] | None:
    """Return the format and its number in a file; None if it is not one of ours."""
    group = file.get("latent")
    if not isinstance(group, h5py.Group):
        return None
    name, number = (group.attrs.get(key) for key in ("format", "format_version"))
    is_number = isinstance(number, (int, np.integer))
    return (name, int(number)) if isinstance(name, str) and is_number else None


def check_storage(file: h5py.File, file_size: int) -> None:
    """Raise Unreadable for whatever claims more than the file holds, or points out of it."""
    total = 0
    for dataset in datasets_of(file):
        name = shown(dataset.name)
        if dataset.external or dataset.is_virtual or dataset.chunks:
            raise Unreadable(f"{name} is not stored as one plain block")
        if dataset.dtype.kind not in "fiu" and dataset.dtype != np.dtype("S1"):
            raise Unreadable(f"{name} holds no numbers")
        if dataset.id.get_storage_size() != dataset.size * dataset.dtype.itemsize:
            raise Unreadable(f"{name} claims values that the file does not hold")
        total += dataset.id.get_storage_size()
    if total > file_size:
        raise Unreadable("its arrays claim more bytes than the file has")


def datasets_of(group: h5py.Group) -> list[h5py.Dataset]:
    """Return all arrays in a group; raises Unreadable for links, and for more than a model has."""
    found, waiting, seen = [], [group], 0
    while waiting:
        current = waiting.pop()
        for name in current:
            seen += 1
            is_hard = isinstance(current.get(name, getlink=True), h5py.HardLink)
            if not is_hard or seen > MOST_OBJECTS:
                raise Unreadable("it has links, or more parts than a model needs")
            item = current[name]
            if not isinstance(item, (h5py.Group, h5py.Dataset)):
                raise Unreadable("it has parts of a kind that a model does not need")
            (waiting if isinstance(item, h5py.Group) else found).append(item)
    return found
