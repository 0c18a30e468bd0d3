"""Weights files: Keras weights and, in the same HDF5 file, all that rebuilds the model.

Any Keras model of the same layers can load the weights with `load_weights(path)`. Our own part is
the group "latent": settings, preprocessing arrays, the state of training, how far the run has come
("progress") and its film ("snapshots"). Nothing is ever parsed out of a file's name, and nothing in
a file is believed before it is checked, because it may come from somebody else.
"""

import json
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path

import h5py
import numpy as np

from latent.data.preprocessing import Preprocessing
from latent.models import Autoencoder, build
from latent.settings import Settings, settings_from_dict
from latent.tools.check import UserError
from latent.tools.files import replacing
from latent.tools.quiet_tensorflow import keras, tf
from latent.training.film import Film
from latent.training.loop import TrainingRecord

FORMAT = "latent autoencoder weights"
FORMAT_VERSION = 2  # 1 was without the gain of the last layer
MOST_TEXT_BYTES = 64 * 2**20
MOST_OBJECTS = 10_000
MOST_STEPS = 10**8
HISTORY_COUNTS = {"epoch", "start_step", "end_step", "planned_steps"}
HISTORY_LOSSES = {"train_loss", "test_loss", "test_mse", "test_mse_sd"}
HISTORY_NUMBERS = HISTORY_COUNTS | HISTORY_LOSSES | {"learning_rate", "seconds"}


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


class _Damaged(Exception):
    """A part of the file is not as we write it."""


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
        model.network.save_weights(part)
        with h5py.File(part, "a") as file:
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


def load_weights(path: str | Path) -> SavedRun:
    """Rebuild the model that a weights file holds, and how far its training had come.

    Raises UserError, in one line, if the file is missing, damaged, or not one of ours.
    """
    path = Path(path)
    if not path.is_file():
        raise UserError(f"{path}: there is no such weights file; a training script writes one")
    try:
        with h5py.File(path, "r") as file:
            _check_storage(file, path.stat().st_size)
            group = file.get("latent")
            if not isinstance(group, h5py.Group) or group.attrs.get("format") != FORMAT:
                raise UserError(
                    f"{path} was not written by our training scripts: it holds no settings, "
                    "train a model with dense.py and give its .weights.h5 file"
                )
            if group.attrs.get("format_version") != FORMAT_VERSION:
                raise _Damaged(f"it has another format than version {FORMAT_VERSION}")
            settings = settings_from_dict(_read_text(group, "settings"))
            preprocessing = _read_preprocessing(group, settings)
            record = _read_record(group, settings)
            state = group["training_state"]
            training_state = [state[name][()] for name in sorted(state)]
            film = _read_film(group, settings)
            best = [group["best"][name][()] for name in sorted(group.get("best", ()))]
            n_stored = sum(item.size for item in _datasets(file["layers"]))
        _check_size(settings, preprocessing, n_stored)
        model = build(settings, preprocessing)
        model.network.load_weights(path)
        if not all(np.isfinite(weight.numpy()).all() for weight in model.network.weights):
            raise _Damaged("a weight is not finite")
        _check_best(best, [*model.network.weights, *training_state])
    except UserError as problem:
        text = str(problem)
        raise UserError(text if str(path) in text else f"{path}: {text}") from problem
    except _Damaged as problem:
        raise UserError(f"{path} is damaged: {problem}; train again with --fresh") from problem
    except (OSError, KeyError, ValueError, TypeError, AttributeError, RuntimeError) as problem:
        reason = str(problem).strip().splitlines()
        raise UserError(
            f"{path} is not a weights file of ours, or it is damaged "
            f"({reason[0][:150] if reason else type(problem).__name__}); train again with --fresh"
        ) from problem
    return SavedRun(model, record, training_state, film, best or None)


def _check_storage(file: h5py.File, file_size: int) -> None:
    """Refuse whatever claims more than the file holds, or points out of it."""
    total = 0
    for dataset in _datasets(file):
        if dataset.external or dataset.is_virtual or dataset.chunks:
            raise _Damaged(f"{dataset.name} is not stored as one plain block")
        if dataset.dtype.kind not in "fiu" and dataset.dtype != np.dtype("S1"):
            raise _Damaged(f"{dataset.name} holds no numbers")
        if dataset.id.get_storage_size() != dataset.size * dataset.dtype.itemsize:
            raise _Damaged(f"{dataset.name} claims values that the file does not hold")
        total += dataset.id.get_storage_size()
    if total > file_size:
        raise _Damaged("its arrays claim more bytes than the file has")


def _datasets(group: h5py.Group) -> list[h5py.Dataset]:
    found, waiting, seen = [], [group], 0
    while waiting:
        current = waiting.pop()
        for name in current:
            seen += 1
            is_hard = isinstance(current.get(name, getlink=True), h5py.HardLink)
            if not is_hard or seen > MOST_OBJECTS:
                raise _Damaged("it has links, or more parts than a model needs")
            item = current[name]
            (waiting if isinstance(item, h5py.Group) else found).append(item)
    return found


def _check_size(settings, preprocessing: Preprocessing, n_stored: int) -> None:
    """Refuse settings whose network is larger than what is stored, before it is built."""
    with keras.StatelessScope(initialize_variables=False):  # shapes only, no memory
        network = build(settings, preprocessing).network
    n_needed = sum(int(np.prod(weight.shape)) for weight in network.weights)
    if n_stored < n_needed:
        raise _Damaged(f"its settings need {n_needed:,} weights, it holds {n_stored:,} values")


def _check_best(best: list[np.ndarray], like: list) -> None:
    fits = [array.shape for array in best] == [tuple(array.shape) for array in like]
    if best and not (fits and all(np.isfinite(array).all() for array in best)):
        raise _Damaged("the weights of its best epoch do not fit the others")


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
        raise _Damaged("its preprocessing arrays do not fit together")
    return preprocessing


def _read_film(group: h5py.Group, settings: Settings) -> Film:
    if "snapshots" not in group:  # none were taken
        return Film()
    stored = group["snapshots"]
    try:
        film = Film(stored["times"][()], stored["images"][()])
    except ValueError as problem:
        raise _Damaged(str(problem)) from problem
    if film.images.shape[2:] != settings.array_shape:
        raise _Damaged("the images of its film have another shape than its settings say")
    return film


def _read_record(group: h5py.Group, settings: Settings) -> TrainingRecord:
    record = TrainingRecord(**_read_text(group, "progress"))
    fits = record.planned_epochs == settings.planned_epochs
    fits = fits and all(map(_is_count, (record.planned_epochs, record.first_epoch, record.step)))
    fits = fits and isinstance(record.history, list) and isinstance(record.unfinished, dict)
    for entry in record.history if fits else []:
        fits = fits and isinstance(entry, dict) and entry.keys() >= HISTORY_NUMBERS
        fits = fits and all(
            _is_count(value) if name in HISTORY_COUNTS else _is_finite(value)
            for name, value in entry.items()
        )
    for terms in record.unfinished.values() if fits else []:
        fits = fits and isinstance(terms, list) and all(_is_finite(number) for number in terms)
    if not fits:
        raise _Damaged("what it says of its training is not as we write it")
    return record


def _is_count(value) -> bool:
    return isinstance(value, int) and 0 <= value < MOST_STEPS


def _is_finite(value) -> bool:
    return isinstance(value, (int, float)) and bool(np.isfinite(value))


def _write_text(group: h5py.Group, name: str, value) -> None:
    # Attributes are limited to 64 KB, and a long history is more.
    text = json.dumps(value, sort_keys=True).encode()
    group[name] = np.frombuffer(text, np.uint8)


def _read_text(group: h5py.Group, name: str):
    dataset = group[name]
    if dataset.dtype != np.uint8 or dataset.size > MOST_TEXT_BYTES:
        raise _Damaged(f"{name} is not text")
    return json.loads(dataset[()].tobytes())
