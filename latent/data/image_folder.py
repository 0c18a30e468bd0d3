"""A folder of the user's own images, one sub-folder for each class, as 28×28 grey images."""

import logging
import warnings
from pathlib import Path

import numpy as np
from PIL import Image

from latent.data.dataset import MOST_CLASSES, Dataset
from latent.data.mnist_format import SIDE, fitting_size
from latent.tools.check import UserError
from latent.tools.progress import ProgressReport

TEST_SHARE = 0.15
SPLIT_SEED = 0
MOST_PIXELS = 50_000_000  # of one image: a photograph has fewer, a bomb more
MOST_BYTES = 100_000_000  # of one file

log = logging.getLogger(__name__)


def load_image_folder(folder: Path) -> Dataset:
    """Load every image in the sub-folders of `folder`; their names are the classes.

    Of each class 15 %, at least one image, are for testing; the split is always the same. Files
    whose endings are not those of images are counted in a warning. Raises UserError if there are
    no images, if a class has only one, or naming the first image that is broken or too large.
    """
    names, paths, labels = _find_images(folder)
    images = np.empty((len(paths), SIDE, SIDE), np.uint8)
    with ProgressReport(f"reading {folder.name}", len(paths)) as report:
        for image, path in zip(images, paths, strict=True):
            image[:] = read_image(path)
            report.advance(1)
    is_test = _choose_test(labels)
    return Dataset(
        name=folder.name,
        title=f"images of {folder.name}",
        source=str(folder),
        x_train=images[~is_test],
        y_train=labels[~is_test],
        x_test=images[is_test],
        y_test=labels[is_test],
        label_names=names,
    )


def read_image(path: Path) -> np.ndarray:
    """Read an image as uint8 (28, 28), grey, with ink on a ground of 0.

    It keeps its proportions: the longest side becomes 28 pixels. Transparent parts are ground,
    and an image whose border is light is inverted. Raises UserError, naming the file.
    """
    if path.stat().st_size > MOST_BYTES:
        raise UserError(f"{path} has more than {MOST_BYTES:,} bytes: make it smaller or remove it")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes, which are checked here
            with Image.open(path) as file:
                width, height = file.size
                if width * height > MOST_PIXELS:
                    raise Image.DecompressionBombError(f"{width:,} × {height:,}")
                file.draft("L", (SIDE * 4, SIDE * 4))  # a large photograph is read at less
                return _to_mnist_like(file)
    except Image.DecompressionBombError as problem:
        raise UserError(
            f"{path} has more than {MOST_PIXELS:,} pixels ({problem}): make it smaller or remove it"
        ) from problem
    except Exception as problem:  # Pillow's readers raise almost anything for a broken file
        raise UserError(
            f"{path} cannot be read as an image ({type(problem).__name__}): repair or remove it"
        ) from problem


def _to_mnist_like(file: Image.Image) -> np.ndarray:
    if file.mode in ("RGBA", "LA", "PA") or "transparency" in file.info:
        layers = file.convert("RGBA")
        paper = Image.new("RGBA", layers.size, "white")
        gray = Image.alpha_composite(paper, layers).convert("L")
    elif file.mode.startswith("I;16") or file.mode in ("I", "F"):
        gray = _from_deep_gray(np.asarray(file, np.float64))
    else:
        gray = file.convert("L")
    pixels = np.asarray(gray)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    is_light = np.median(border) > 127
    if is_light:
        gray = Image.fromarray(255 - pixels)
    width, height = fitting_size(gray.size, SIDE)
    if (width, height) != gray.size:
        gray = gray.resize((width, height), Image.Resampling.BOX)
    canvas = np.zeros((SIDE, SIDE), np.uint8)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    canvas[top : top + height, left : left + width] = gray
    return canvas


def _from_deep_gray(pixels: np.ndarray) -> Image.Image:
    """Return grey levels of any depth as 8 bits: 16-bit ones by their scale, others by range."""
    highest = 65_535 if pixels.max() > 255 and pixels.max() <= 65_535 else max(255, pixels.max())
    return Image.fromarray((np.clip(pixels, 0, highest) / highest * 255).astype(np.uint8))


def _find_images(folder: Path) -> tuple[tuple[str, ...], list[Path], np.ndarray]:
    """Return the classes' names, the images' paths, and the class of each, int64."""
    known = Image.registered_extensions()
    names, paths, labels = [], [], []
    n_skipped = 0
    for part in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(p for p in part.iterdir() if p.is_file() and not p.name.startswith("."))
        images = [path for path in files if path.suffix.lower() in known]
        n_skipped += len(files) - len(images)
        if part.name.startswith(".") or not images:
            continue
        if len(images) < 2:
            raise UserError(f"{part} holds one image: a class needs two, to train and to test")
        labels += [len(names)] * len(images)
        names.append(part.name)
        paths += images
    if not names:
        raise UserError(
            f"{folder} holds no images in sub-folders: make a folder for each class, with its "
            "images inside"
        )
    if len(names) > MOST_CLASSES:
        raise UserError(f"{folder} has {len(names)} classes, at most {MOST_CLASSES} are possible")
    if n_skipped:
        log.warning("%s: %s files are no images and are left out", folder, f"{n_skipped:,}")
    return tuple(names), paths, np.array(labels, np.int64)


def _choose_test(labels: np.ndarray) -> np.ndarray:
    """Return which images are for testing, bool (n,)."""
    rng = np.random.default_rng(SPLIT_SEED)
    is_test = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        of_class = rng.permutation(np.flatnonzero(labels == label))
        is_test[of_class[: max(1, round(TEST_SHARE * len(of_class)))]] = True
    return is_test
