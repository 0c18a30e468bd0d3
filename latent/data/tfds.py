"""MNIST-like data sets by way of tensorflow-datasets: prepared on disk, or downloaded."""

import http.client
import re
import threading
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np

from latent.tools.check import UserError
from latent.tools.files import read_json
from latent.tools.plain_words import shown

# Where tensorflow-datasets fetches each data set from: looked at first, because it retries for
# minutes without a network.
DOWNLOAD_HOSTS = {
    "mnist": "https://storage.googleapis.com/",
    "fashion_mnist": "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
}
NETWORK_SECONDS = 4
FEATURES = "tensorflow_datasets.core.features."  # whose classes may be named


def find_prepared(data_dir: Path, name: str) -> Path | None:
    """Return the folder of the newest prepared version of `name`, or None."""
    versions = [path.parent for path in (data_dir / name).glob("*/dataset_info.json")]
    return max(versions, key=lambda path: _version(path.name), default=None)


def read_prepared(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Read a prepared data set: x_train, y_train, x_test, y_test as uint8 images and int64 labels.

    Raises UserError if its files are damaged or do not hold 28×28 grey images with labels 0 to 9.
    """
    _check_features(folder)
    tensorflow_datasets = _import_tensorflow_datasets()
    try:
        builder = tensorflow_datasets.builder_from_directory(folder)
        arrays = []
        for split in ("train", "test"):
            part = builder.as_dataset(split=split, batch_size=-1, as_supervised=True)
            images, labels = (np.asarray(array) for array in part)
            arrays += [images.reshape(len(images), *images.shape[1:3]), labels.astype(np.int64)]
    except Exception as problem:
        raise _unreadable(folder, _first_line(problem)) from problem
    for images, labels in zip(arrays[::2], arrays[1::2], strict=True):
        fits = images.dtype == np.uint8 and images.shape[1:] == (28, 28) and len(images)
        if not fits or labels.min() < 0 or labels.max() > 9:
            raise UserError(f"{folder} does not hold 28×28 grey images with labels from 0 to 9")
    return tuple(arrays)


def download(data_dir: Path, name: str) -> Path:
    """Let tensorflow-datasets download and prepare `name` under `data_dir`; return its folder.

    Raises UserError within 5 seconds if the network cannot be reached.
    """
    problem = network_problem(DOWNLOAD_HOSTS[name])
    if problem:
        raise UserError(
            f"no {name} files in {data_dir} and no network to download them ({problem}): "
            "put its four IDX files (train-images-idx3-ubyte.gz and so on) into "
            f"{data_dir / name}, or try --dataset optdigits, which needs no download"
        )
    tensorflow_datasets = _import_tensorflow_datasets()
    try:
        builder = tensorflow_datasets.builder(name, data_dir=data_dir)
        builder.download_and_prepare()
    except Exception as problem:
        raise UserError(
            f"downloading {name} into {data_dir} failed: {_first_line(problem)}; try again, "
            "or use --dataset optdigits, which needs no download"
        ) from problem
    return Path(builder.data_dir)


def network_problem(address: str) -> str | None:
    """Return why `address` cannot be reached, or None if something answers there in 4 seconds."""
    answer: list[str | None] = [f"{address} did not answer in {NETWORK_SECONDS} seconds"]

    def ask() -> None:
        request = urllib.request.Request(address, method="HEAD")
        try:
            urllib.request.urlopen(request, timeout=NETWORK_SECONDS).close()
            answer[0] = None
        except urllib.error.HTTPError:
            answer[0] = None  # an answer all the same
        except (OSError, ValueError) as problem:
            answer[0] = str(getattr(problem, "reason", problem))
        except http.client.HTTPException:
            answer[0] = f"{address} does not answer as a web server does"

    # A thread of its own: looking up a name can block for longer than any time-out that is set.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(NETWORK_SECONDS + 0.5)
    return answer[0]


def _check_features(folder: Path) -> None:
    """Raise UserError if the features name a class that is not tensorflow-datasets' own.

    It imports, and so runs, whichever module its file names.
    """
    try:
        waiting = [read_json(folder / "features.json", "features of a data set")]
    except UserError as problem:
        raise _unreadable(folder, str(problem)) from problem
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and "." in value and not value.startswith(FEATURES):
            raise _unreadable(folder, f"features.json names {shown(value)}, a foreign class")


def _unreadable(folder: Path, why: str) -> UserError:
    return UserError(
        f"cannot read the data set prepared in {folder}: {why}; "
        "remove that folder to have it prepared again"
    )


def _import_tensorflow_datasets():
    from latent.tools import quiet_tensorflow  # noqa: F401  its settings must come before TensorFlow

    try:
        import tensorflow_datasets
    except ImportError as problem:
        raise UserError(
            f"tensorflow-datasets does not import ({problem}): pip install -r requirements.txt"
        ) from problem
    tensorflow_datasets.core.utils.gcs_utils._is_gcs_disabled = True
    return tensorflow_datasets


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else -1 for part in text.split("."))


def _first_line(problem: Exception) -> str:
    """Return what is wrong, without the graph's node at which TensorFlow found it."""
    words = re.sub(r"{{.*?}}|\[Op:.*", "", str(problem))
    lines = words.strip().splitlines()
    return shown(f"{type(problem).__name__}: {lines[0] if lines else ''}", 300)
