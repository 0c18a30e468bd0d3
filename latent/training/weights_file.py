"""Weights files: Keras weights and, in the same HDF5 file, all that rebuilds the model.

Any Keras model of the same layers can load the weights with `load_weights(path)`. Our own part is
the group "latent": settings, preprocessing arrays, the state of training, how far the run has come
("progress") and its film ("snapshots"). Nothing is ever parsed out of a file's name, and nothing in
a file is believed before it is checked, because it may come from somebody else.
"""

import io
import json
import platform
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

import h5py
import numpy as np

from latent.data.alphabet_grid import AlphabetGrid
from latent.data.preprocessing import Preprocessing
from latent.models import Autoencoder, build
from latent.settings import WEIGHTS_ENDING, Settings, settings_from_dict
from latent.tools.check import UserError
from latent.tools.checksum import Damaged, seal, sealed_size
from latent.tools.files import read_steadily, replacing
from latent.tools.plain_words import printable, shown
from latent.tools.quiet_tensorflow import keras, tf
from latent.training.film import Film
from latent.training.loop import TrainingRecord
from latent.training.record_check import is_whole_record
from latent.training.stored import Unreadable, check_stored, datasets_of, format_of

FORMAT = "latent autoencoder weights"
FORMAT_VERSION = 2  # 1 was without the gain of the last layer
MOST_TEXT_BYTES = 16 * 2**20  # of settings: the names of thousands of typefaces are among them
MOST_PROGRESS_BYTES = 64 * 2**20  # an entry for each epoch
MOST_PARTS = 300_000  # of a text of JSON: each takes far more memory than it takes bytes


@dataclass(frozen=True)
class SavedRun:
    """What a weights file holds, rebuilt.

    `best`: weights, then training state, of the epoch with the lowest validation loss so far.
    """

    model: Autoencoder
    record: TrainingRecord
    training_state: list[np.ndarray]
    film: Film = field(default_factory=Film)
    best: list[np.ndarray] | None = None


class _InMemory(io.BytesIO):
    """A file in memory, by the name that Keras asks for.

    On a full disk the HDF5 library would end the whole process; Python's own writing only says so.
    """

    def __str__(self) -> str:
        return f"memory{WEIGHTS_ENDING}"


def save_weights(
    path: Path,
    model: Autoencoder,
    record: TrainingRecord,
    training_state: list[np.ndarray],
    film: Film | None = None,
    best: list[np.ndarray] | None = None,
) -> None:
    """Write a weights file, whole or not at all; `path` must end in ".weights.h5"."""
    with replacing(path) as part:
        whole = _InMemory()
        model.network.save_weights(whole)
        with h5py.File(whole, "a") as file:
            group = file.create_group("latent")
            group.attrs["format"] = FORMAT
            group.attrs["format_version"] = FORMAT_VERSION
            _write_text(group, "settings", model.settings.to_dict())
            _write_text(group, "progress", asdict(record))
            versions = {"numpy": np.__version__, "tensorflow": tf.__version__}
            versions |= {"python": platform.python_version(), "keras": keras.__version__}
            _write_text(group, "versions", versions)
            for name, array in model.preprocessing.arrays().items():
                group[f"preprocessing/{name}"] = array
            if film is not None and len(film):
                group["snapshots/times"], group["snapshots/images"] = film.times, film.images
            for k, array in enumerate(training_state):
                group[f"training_state/{k:04d}"] = array
            for k, array in enumerate(best or []):
                group[f"best/{k:04d}"] = array
        part.write_bytes(whole.getbuffer())
        seal(part)


def load_weights(path: str | Path) -> SavedRun:
    """Rebuild the model that a weights file holds, and how far its training had come.

    If a training that goes on replaces the file meanwhile, it is read again. Raises UserError, in
    one line, if the file is missing, damaged, or not one of ours.
    """
    path = Path(path)
    if not path.is_file():
        raise UserError(f"{path}: there is no such weights file; a training script writes one")
    return read_steadily(path, lambda: _load(path))


def _load(path: Path) -> SavedRun:
    try:
        sealed_size(path)
        check_stored(path)
        with h5py.File(path, "r") as file:
            found = format_of(file)
            if found is None or found[0] != FORMAT:
                raise UserError(
                    f"{path} was not written by our training scripts: it holds no settings, "
                    "train a model with dense.py and give its .weights.h5 file"
                )
            if found[1] != FORMAT_VERSION:
                raise Unreadable(f"it has another format than version {FORMAT_VERSION}")
            group = file["latent"]
            settings = settings_from_dict(_read_text(group, "settings"))
            preprocessing = _read_preprocessing(group, settings)
            record = _read_record(group, settings)
            training_state = _read_state(group)
            film = _read_film(group, settings)
            best = [group["best"][name][()] for name in sorted(group.get("best", ()))]
            n_stored = sum(item.size for item in datasets_of(file["layers"]))
        _check_size(settings, preprocessing, n_stored)
        model = build(settings, preprocessing)
        with warnings.catch_warnings():
            # Of a second copy of the layers, by depth, that it does not need.
            warnings.filterwarnings("ignore", "Skipping nested container")
            model.network.load_weights(path)
        if not all(np.isfinite(weight.numpy()).all() for weight in model.network.weights):
            raise Unreadable("a weight is not finite")
        _check_best(best, [*model.network.weights, *training_state])
    except UserError as problem:
        text = str(problem)
        raise UserError(text if printable(str(path)) in text else f"{path}: {text}") from problem
    except (Unreadable, Damaged) as problem:
        raise UserError(f"{path} is damaged: {problem}; train again with --fresh") from problem
    except MemoryError:
        raise
    except Exception as problem:  # h5py and Keras raise almost anything for a damaged file
        reason = str(problem).strip().splitlines()
        words = shown(reason[0], 150) if reason else type(problem).__name__
        raise UserError(
            f"{path} is not a weights file of ours, or it is damaged ({words}); "
            "train again with --fresh"
        ) from problem
    return SavedRun(model, record, training_state, film, best or None)


def _check_size(settings, preprocessing: Preprocessing, n_stored: int) -> None:
    """Refuse settings whose network is larger than what is stored, before it is built."""
    # Keras would make room for these weights later, at the end of any other such scope of the same
    # thread.
    with ThreadPoolExecutor(1) as thread:
        n_needed = thread.submit(_count_weights, settings, preprocessing).result()
    if n_stored < n_needed:
        raise Unreadable(f"its settings need {n_needed:,} weights, it holds {n_stored:,} values")


def _count_weights(settings, preprocessing: Preprocessing) -> int:
    with keras.StatelessScope(initialize_variables=False):  # shapes only, no memory
        network = build(settings, preprocessing).network
    return sum(int(np.prod(weight.shape)) for weight in network.weights)


def _check_best(best: list[np.ndarray], like: list) -> None:
    fits = [array.shape for array in best] == [tuple(array.shape) for array in like]
    if best and not (fits and all(np.isfinite(array).all() for array in best)):
        raise Unreadable("the weights of its best epoch do not fit the others")


def _read_preprocessing(group: h5py.Group, settings: Settings) -> Preprocessing:
    n_pixels = settings.n_pixels
    stored = group["preprocessing"]
    arrays = {name: stored[name][()] if name in stored else None for name in ("mean", "components")}
    preprocessing = Preprocessing(**arrays, scale=stored["scale"][()])
    n_features = preprocessing.n_features
    fits = preprocessing.mean.shape == (n_pixels,) and (preprocessing.scale > 0).all()
    if preprocessing.components is None:
        fits = fits and n_features == n_pixels
    else:
        fits = fits and preprocessing.components.shape == (n_features, n_pixels)
    given = preprocessing.arrays().values()
    if not fits or any(a.dtype != np.float32 or not np.isfinite(a).all() for a in given):
        raise Unreadable("its preprocessing arrays do not fit together")
    return preprocessing


def _read_state(group: h5py.Group) -> list[np.ndarray]:
    stored = group["training_state"]
    arrays = [stored[name][()] for name in sorted(stored)]
    if not all(np.isfinite(array).all() for array in arrays):
        raise Unreadable("the state of its training is not finite")
    return arrays


def _read_film(group: h5py.Group, settings: Settings) -> Film:
    if "snapshots" not in group:  # none were taken
        return Film()
    stored = group["snapshots"]
    try:
        film = Film(stored["times"][()], stored["images"][()])
    except ValueError as problem:
        raise Unreadable(str(problem)) from problem
    grid = AlphabetGrid.of_settings(settings)
    shape = settings.array_shape if grid is None else grid.words_shape(grid.choose_specimen())
    if film.images.shape[2:] != shape:
        raise Unreadable("the images of its film have another shape than its settings say")
    return film


def _read_record(group: h5py.Group, settings: Settings) -> TrainingRecord:
    record = TrainingRecord(**_read_text(group, "progress", MOST_PROGRESS_BYTES))
    if not is_whole_record(record, settings.model, settings.planned_epochs):
        raise Unreadable("what it says of its training is not as we write it")
    return record


def _write_text(group: h5py.Group, name: str, value) -> None:
    # Attributes are limited to 64 KB, and a long history is more.
    text = json.dumps(value, sort_keys=True).encode()
    group[name] = np.frombuffer(text, np.uint8)


def _read_text(group: h5py.Group, name: str, most_bytes: int = MOST_TEXT_BYTES):
    dataset = group[name]
    if dataset.dtype != np.uint8 or dataset.ndim != 1 or dataset.size > most_bytes:
        raise Unreadable(f"{name} is not text")
    text = dataset[()].tobytes()
    if text.count(b"{") + text.count(b"[") > MOST_PARTS:
        raise Unreadable(f"{name} has more parts than we write")
    return json.loads(text)
