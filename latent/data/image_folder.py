"""The user's own images: a folder with a sub-folder for each class, or a table of file names."""

import csv
import hashlib
import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from latent.data.cache import load_cached, store_cached
from latent.data.dataset import MOST_CLASSES, Dataset
from latent.data.image_files import has_gray_mode, read_color, read_gray, size_of
from latent.tools.aligned import aligned_empty
from latent.tools.check import UserError
from latent.tools.plain_words import printable, shown
from latent.tools.progress import ProgressReport
from latent.tools.threads import workers

TEST_SHARE = 0.15
SPLIT_SEED = 0
OWN_SIZE = 64  # pixels: images that agree in a size up to this one keep it
MOST_ROWS = 2_000_000  # of a table
MOST_TABLE_BYTES = 200_000_000
LONGEST_NAME = 200  # letters of a class

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ImageFiles:
    """Images that are still files: where each is, and which class it belongs to.

    `labels`: int64 (n,), places in `names`.
    """

    source: Path
    names: tuple[str, ...]
    paths: list[Path]
    labels: np.ndarray

    def load(self, image_size: tuple[int, int] | None, color: str) -> Dataset:
        """Read all images, on all cores, or take them from the cache.

        `image_size`: their height and width; None: their own if they agree in one of at most 64
        pixels a side, else 64×64. `color`: "rgb", "gray", or "auto", which is grey if all are.
        Of each class 15 %, at least one image, are for testing; the split is always the same.
        Raises UserError, naming the first image that is broken or too large.
        """
        is_test = choose_test(self.labels)
        order = np.concatenate([np.flatnonzero(~is_test), np.flatnonzero(is_test)])
        paths = [self.paths[k] for k in order]
        images, done = self._load_in_order(paths, image_size, color)
        n_train, labels = len(order) - int(is_test.sum()), self.labels[order]
        return Dataset(
            name=self.source.name,
            title=f"images of {self.source.name}",
            source=f"{self.source}, {done}",
            x_train=images[:n_train],
            y_train=labels[:n_train],
            x_test=images[n_train:],
            y_test=labels[n_train:],
            label_names=self.names,
        )

    def _load_in_order(
        self, paths: list[Path], image_size: tuple[int, int] | None, color: str
    ) -> tuple[np.ndarray, str]:
        """Return the images, and what was done to them in words."""
        stamp = [_stamp_of(paths), image_size, color]
        cache = f"images-{_digest(str(self.source))}"
        cached = load_cached(cache, stamp)
        if cached is not None:
            return np.asarray(cached[0]), str(cached[1]["done"])
        sizes = _of_each(f"measuring {self.source.name}", size_of, paths)
        size, words = _choose_size(sizes, image_size)
        images = self._read(paths, size, color)
        done = f"{'in colour' if images.ndim == 4 else 'in grey'}, {words}"
        store_cached(cache, stamp, images, {"done": np.array(done)})
        return images, done

    def _read(self, paths: list[Path], size: tuple[int, int], color: str) -> np.ndarray:
        title = f"reading {self.source.name}"
        is_gray = color == "gray" or (color == "auto" and all(map(has_gray_mode, paths)))
        if not is_gray:
            images = aligned_empty((len(paths), *size, 3))
            _of_each(title, lambda path: read_color(path, *size), paths, images)
            if color == "rgb" or not _are_gray(images):
                return images
            # Grey in spite of their files' kind, as scans and photographs of letters often are.
        images = aligned_empty((len(paths), *size))
        _of_each(title, lambda path: read_gray(path, *size), paths, images)
        return images


def find_image_folder(folder: Path) -> ImageFiles:
    """Return the images in the sub-folders of `folder`, whose names are the classes.

    Without sub-folders all images of the folder are one class. Files whose endings are not those
    of images are counted in a warning. Raises UserError if there are no images, or if a class has
    only one.
    """
    try:
        return _find_images(folder)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise UserError(f"cannot read {problem.filename or folder}: {reason}") from problem


def _find_images(folder: Path) -> ImageFiles:
    known = Image.registered_extensions()
    found: dict[str, list[Path]] = {}
    n_skipped = 0
    parts = sorted(path for path in folder.iterdir() if path.is_dir())
    for part in [folder, *parts]:
        files = sorted(p for p in part.iterdir() if p.is_file() and not p.name.startswith("."))
        images = [path for path in files if path.suffix.lower() in known]
        n_skipped += len(files) - len(images)
        if images and not part.name.startswith("."):
            found[printable(part.name)] = images
    if len(found) > 1 and parts:
        loose = found.pop(printable(folder.name), [])
        n_skipped += len(loose)
    if not found:
        raise UserError(f"{folder} holds no images: put them into it, or into a sub-folder each")
    if n_skipped:
        log.warning("%s: %s files are no images and are left out", folder, f"{n_skipped:,}")
    return _image_files(folder, found)


def read_image_table(path: Path) -> ImageFiles:
    """Return the images that a CSV of file names and labels lists, a row each.

    A heading is one that names the columns "file" and "label"; without it the first column holds
    the files and the second the labels. Names are those of files beside the table or in folders
    below. Raises UserError, naming the row, for others.
    """
    try:
        if path.stat().st_size > MOST_TABLE_BYTES:
            raise UserError(f"{path} has more than {MOST_TABLE_BYTES:,} bytes: split it")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row, _ in zip(csv.reader(file), range(MOST_ROWS + 1), strict=False)]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        reason = shown(problem)
        raise UserError(f"{path} cannot be read as a table ({reason}): repair it") from problem
    if len(rows) > MOST_ROWS:
        raise UserError(f"{path} has more than {MOST_ROWS:,} rows: split it")
    heading = [name.strip().lower() for name in rows[0]] if rows else []
    has_heading = {"file", "label"} <= set(heading)
    columns = (heading.index("file"), heading.index("label")) if has_heading else (0, 1)
    found: dict[str, list[Path]] = {}
    folder = path.parent.resolve()
    for number, row in enumerate(rows, start=1):
        if not row or (has_heading and number == 1):
            continue
        if len(row) <= max(columns):
            raise UserError(f"{path}: row {number} has {len(row)} columns, give a file and a label")
        name, label = (row[column].strip() for column in columns)
        if not 0 < len(label) <= LONGEST_NAME:
            raise UserError(f"{path}: row {number} needs a label of 1 to {LONGEST_NAME} letters")
        image = _file_within(folder, name)
        if image is None:
            named = shown(name)
            raise UserError(f"{path}: row {number} names '{named}', which is no file beside it")
        found.setdefault(label, []).append(image)
    if not found:
        raise UserError(f"{path} lists no images: give a file and a label in each row")
    return _image_files(path, dict(sorted(found.items())))


def _file_within(folder: Path, name: str) -> Path | None:
    """Return the file of this name below a folder, None if there is none."""
    try:
        path = (folder / name).resolve()
        return path if path.is_relative_to(folder) and path.is_file() else None
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, links in a circle
        return None


def choose_test(labels: np.ndarray) -> np.ndarray:
    """Return which images are for testing, bool (n,): 15 % of each class, at least one."""
    rng = np.random.default_rng(SPLIT_SEED)
    is_test = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        of_class = rng.permutation(np.flatnonzero(labels == label))
        is_test[of_class[: max(1, round(TEST_SHARE * len(of_class)))]] = True
    return is_test


def check_classes(where: object, counts: dict[str, int]) -> None:
    """Raise UserError if there are too many classes, or one with a single image."""
    if len(counts) > MOST_CLASSES:
        raise UserError(f"{where} has {len(counts)} classes, at most {MOST_CLASSES} are possible")
    for name, count in counts.items():
        if count < 2:
            raise UserError(f"{where}: {shown(name)} holds one image, a class needs two")


def _image_files(source: Path, found: dict[str, list[Path]]) -> ImageFiles:
    check_classes(source, {name: len(paths) for name, paths in found.items()})
    labels = np.repeat(np.arange(len(found)), [len(paths) for paths in found.values()])
    return ImageFiles(source, tuple(found), [p for paths in found.values() for p in paths], labels)


def _of_each(
    title: str, function: Callable, paths: list[Path], results: np.ndarray | None = None
) -> list:
    """Call a function with each path on all cores, with progress; results go into an array."""
    collected = []
    with (
        warnings.catch_warnings(),
        ProgressReport(title, len(paths)) as report,
        workers() as pool,
    ):
        warnings.simplefilter("ignore")  # Pillow's of sizes, which are checked here
        for k, result in enumerate(pool.map(function, paths)):
            if results is None:
                collected.append(result)
            else:
                results[k] = result
            report.advance(1)
    return collected


def _choose_size(
    sizes: list[tuple[int, int]], wanted: tuple[int, int] | None
) -> tuple[tuple[int, int], str]:
    """Return the height and width that all images get, and in words what that means for them."""
    agree = len(set(sizes)) == 1
    size = wanted or (sizes[0] if agree and max(sizes[0]) <= OWN_SIZE else (OWN_SIZE, OWN_SIZE))
    words = f"{size[0]}×{size[1]} pixels"
    if agree and sizes[0] == size:
        return size, f"{words} as they are"
    least, most = min(sizes, key=np.prod), max(sizes, key=np.prod)
    range_words = f"{least[0]}×{least[1]}" + ("" if agree else f" to {most[0]}×{most[1]}")
    return size, f"{words}, scaled from {range_words}"


def _are_gray(images: np.ndarray) -> bool:
    """Whether red, green and blue are equal in all images, uint8 (n, h, w, 3)."""
    return all(
        (image[..., 0] == image[..., 1]).all() and (image[..., 0] == image[..., 2]).all()
        for image in images  # the first one in colour answers
    )


def _stamp_of(paths: list[Path]) -> str:
    """Return what changes when any of the files does."""
    lines = ((str(path), path.stat()) for path in paths)
    return _digest("\n".join(f"{name} {s.st_size} {s.st_mtime_ns}" for name, s in lines))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
