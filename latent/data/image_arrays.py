"""The user's own images as numpy arrays: `.npy`, or `.npz` with labels."""

import math
import zipfile
from functools import partial
from pathlib import Path

import numpy as np

from latent.data.dataset import MOST_CLASSES, Dataset
from latent.data.image_folder import LONGEST_NAME, SPLIT_SEED, check_classes, choose_test
from latent.data.images_in_file import Images, ImagesInFile
from latent.tools.aligned import aligned_empty
from latent.tools.check import UserError, require
from latent.tools.plain_words import printable, shown

MOST_EXPANSION = 1000  # of a compressed member: what deflate reaches on one colour
LARGEST_SMALL_ARRAY = 64 * 2**20  # bytes of labels and names
IMAGE_NAMES, LABEL_NAMES = ("images", "x"), ("labels", "y")
MOST_SIDE = 256  # pixels
MOVED_AT_ONCE = 4096
READ_AT_ONCE = 2**20  # bytes
LARGEST_IN_MEMORY = 2**30  # bytes of an .npy; of more, training reads the images that it needs
LARGEST_TEST = 128 * 2**20  # bytes of test images in an .npy: they are always in memory
EXPECTED = (
    "images uint8 (n, height, width) or (n, height, width, 3) of at most 256 pixels a side, and in "
    "an .npz labels, whole numbers (n,), and label_names"
)


def load_image_array(path: Path, may_stay_in_file: bool = False) -> Dataset:
    """Load images uint8 (n, h, w[, 3]) from `.npy`, or as "images" or "x" from `.npz`.

    `may_stay_in_file`: whether the training images of a large `.npy` can stay there.

    An `.npz` can have "labels" or "y", whole numbers (n,) from 0 on, and "label_names"; without
    labels all images are one class. Of each class 15 %
    are for testing. Raises UserError if the file is damaged or holds something else.
    """
    try:
        is_npy = path.suffix == ".npy"
        read = partial(_read_npy, may_stay_in_file=may_stay_in_file) if is_npy else _read_npz
        images, labels, names = read(path)
        _check(images, labels, names)
    except FileNotFoundError as problem:
        raise UserError(f"--dataset {path}: there is no such file") from problem
    except Exception as problem:  # numpy's readers raise almost anything for a damaged file
        reason = shown(" ".join(str(problem).split()), 150)
        raise UserError(f"{path} cannot be used ({reason}): it must hold {EXPECTED}") from problem
    counts = np.bincount(labels, minlength=len(names)).tolist()
    check_classes(path, {n: count for n, count in zip(names, counts, strict=True) if count})
    is_test = choose_test(labels)
    if is_npy:
        _limit_test(is_test, math.prod(images.shape[1:]))
    is_color, (height, width) = images.ndim == 4, images.shape[1:3]
    kind = "in colour" if is_color else "in grey"
    x_train, x_test = _split(images, is_test)
    return Dataset(
        name=printable(path.stem),
        title=f"images of {shown(path.stem)}",
        source=f"{path}, {kind}, {height}×{width} pixels as they are",
        x_train=x_train,
        y_train=labels[~is_test],
        x_test=x_test,
        y_test=labels[is_test],
        label_names=names,
    )


def _limit_test(is_test: np.ndarray, n_bytes: int) -> None:
    """Let no more images be for testing, bool (n,), than fit in memory; `n_bytes` of each."""
    chosen = np.flatnonzero(is_test)
    most = max(LARGEST_TEST // n_bytes, 1)
    if len(chosen) > most:
        is_test[np.random.default_rng(SPLIT_SEED).permutation(chosen)[most:]] = False


def _split(images: Images, is_test: np.ndarray) -> tuple[Images, np.ndarray]:
    """Return training and test images; the training images move up where they are, to save memory.

    A second copy of all images is never made: the test images are copied, the others close up.
    """
    x_test = images[is_test]
    if isinstance(images, ImagesInFile):
        return images.part(~is_test), x_test
    kept = np.flatnonzero(~is_test)
    for start in range(0, len(kept), MOVED_AT_ONCE):
        part = kept[start : start + MOVED_AT_ONCE]
        images[start : start + len(part)] = images[part]  # the right side is read first
    return images[: len(kept)], x_test


def _read_npy(path: Path, may_stay_in_file: bool) -> tuple[Images, np.ndarray, tuple[str, ...]]:
    # Mapped first, which fails at once if the file is shorter than its header claims.
    mapped = np.load(path, mmap_mode="r", allow_pickle=False)
    require(mapped.dtype == np.uint8 and mapped.ndim in (3, 4), "it holds no images")
    if may_stay_in_file and mapped.nbytes > LARGEST_IN_MEMORY and mapped.flags.c_contiguous:
        images = ImagesInFile(path, mapped.offset, mapped.shape)
        return images, np.zeros(len(images), np.int64), (path.stem,)
    images = aligned_empty(mapped.shape)
    if mapped.flags.c_contiguous:
        with path.open("rb") as file:  # pages of the map would count beside the copy
            file.seek(mapped.offset)
            require(file.readinto(images.data) == images.nbytes, "it changes while it is read")
    else:
        images[:] = mapped
    return images, np.zeros(len(images), np.int64), (path.stem,)


def _read_npz(path: Path) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    with zipfile.ZipFile(path) as archive:
        members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
        images = _member(archive, members, IMAGE_NAMES)
        require(images is not None, f"it has no array called {' or '.join(IMAGE_NAMES)}")
        labels = _member(archive, members, LABEL_NAMES, LARGEST_SMALL_ARRAY)
        names = _member(archive, members, ("label_names",), LARGEST_SMALL_ARRAY)
    if labels is None:
        return images, np.zeros(len(images), np.int64), (path.stem,)
    require(labels.ndim == 1 and labels.dtype.kind in "iu", "labels must be whole numbers (n,)")
    require(len(labels) == len(images), f"{len(labels)} labels for {len(images)} images")
    require(len(labels) > 0 and labels.min() >= 0, "labels must be from 0 on")
    n_classes = int(labels.max()) + 1
    require(n_classes <= 1_000_000, "labels must be small whole numbers")
    if names is None:
        return images, labels.astype(np.int64), tuple(map(str, range(n_classes)))
    require(names.ndim == 1 and names.dtype.kind == "U", "label_names must be text")
    require(len(names) <= MOST_CLASSES, f"{len(names)} label_names, at most {MOST_CLASSES}")
    require(len(names) >= n_classes, f"{len(names)} label_names for {n_classes} classes")
    return (
        images,
        labels.astype(np.int64),
        tuple(shown(name, LONGEST_NAME) for name in names.tolist()),
    )


def _member(
    archive: zipfile.ZipFile,
    members: dict[str, zipfile.ZipInfo],
    names: tuple[str, ...],
    most_bytes: int | None = None,
) -> np.ndarray | None:
    """Read the first of these arrays that is there, after its size was compared with the file's."""
    info = next((members[name] for name in names if name in members), None)
    if info is None:
        return None
    name = info.filename
    bound = info.compress_size * MOST_EXPANSION + 1000
    require(info.file_size <= bound, f"{name} claims more than its bytes can hold")
    require(most_bytes is None or info.file_size <= most_bytes, f"{name} is too large")
    with archive.open(info) as file:
        version = np.lib.format.read_magic(file)
        read = {(1, 0): np.lib.format.read_array_header_1_0}.get(
            version, np.lib.format.read_array_header_2_0
        )
        shape, is_fortran, dtype = read(file)
        require(not dtype.hasobject, f"{name} holds objects")
        # Whole numbers of Python: numpy's would overflow on a shape that lies.
        n_bytes = dtype.itemsize
        for length in shape:
            n_bytes *= int(length)
        require(n_bytes <= info.file_size, f"{name} claims more than it holds")
        memory = aligned_empty((n_bytes,))
        for start in range(0, n_bytes, READ_AT_ONCE):
            part = memory[start : start + READ_AT_ONCE]
            require(file.readinto(part.data) == len(part), f"{name} ends too early")
    array = memory.view(dtype)
    return array.reshape(shape[::-1]).T if is_fortran else array.reshape(shape)


def _check(images: np.ndarray, labels: np.ndarray, names: tuple[str, ...]) -> None:
    shape = images.shape
    is_image = images.ndim == 3 or (images.ndim == 4 and shape[3] == 3)
    require(images.dtype == np.uint8 and is_image, f"images are {images.dtype} {shape}")
    require(len(images) >= 2, f"it holds {len(images)} images")
    require(min(shape[1:3]) >= 1 and max(shape[1:3]) <= MOST_SIDE, f"images are {shape}")
