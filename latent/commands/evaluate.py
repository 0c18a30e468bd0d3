"""From weights files of one data set to answers: tables, a file of numbers, figures, a sheet."""

import math
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from latent import figures
from latent.data import Dataset, load_for
from latent.figures import Drawing
from latent.models import Autoencoder
from latent.reports.questions import QUESTIONS, Answer, Bench, text_table
from latent.reports.questions.bench import REAL
from latent.settings import DATA_SETTINGS, WEIGHTS_ENDING, Settings, plain
from latent.settings.question_names import QUESTION_NAMES
from latent.tools.check import UserError
from latent.tools.files import read_steadily, sha256, write_json
from latent.tools.lock import writing_alone
from latent.tools.progress import ProgressReport
from latent.training.weights_file import load_weights

FORMAT = 1
FEWEST_TRAIN, FEWEST_TEST = 50, 10  # images, for any of it to mean something
STEPS = {"smooth": 3, "typefaces": 3}  # of questions that have several for each model
PACKAGES = ("numpy", "scikit-learn", "tensorflow")


@dataclass(frozen=True, eq=False)
class LoadedModels:
    """Models by the names that they have in tables, where each came from, and their data."""

    models: dict[str, Autoencoder]
    paths: dict[str, str]
    hashes: dict[str, str]  # SHA-256 of the files
    dataset: Dataset
    data: Settings  # of the first model, which says what data they are


def load_models(paths: Sequence[str], n_train: int | None, data_dir: str | None) -> LoadedModels:
    """Load the models of the same data as the first that can be read; says which others are not.

    `n_train`: how many training images to use, as the first model if None. Raises UserError if no
    file is a model's, or if its data are not there or too few.
    """
    models: dict[str, Autoencoder] = {}
    origins: dict[str, str] = {}
    hashes: dict[str, str] = {}
    first = None
    for path in dict.fromkeys(paths):
        try:
            model, digest = read_steadily(path, partial(_load, path))
            _check_same_data(path, model.settings, first)
        except UserError as problem:
            if len(paths) == 1:
                raise
            print(f"passed over: {problem}", file=sys.stderr, flush=True)
            continue
        first = first or model.settings
        name = _name_of(path, models)
        models[name], origins[name], hashes[name] = model, path, digest
    if first is None:
        raise UserError("no WEIGHTS file could be used, give one that a training script wrote")
    if n_train is not None:
        first = replace(first, n_train=n_train)
    dataset = load_for(first, data_dir, may_stay_in_file=True)
    n_images = len(dataset.x_train), len(dataset.x_test)
    if n_images[0] < FEWEST_TRAIN or n_images[1] < FEWEST_TEST:
        raise UserError(
            f"{dataset.title}: needs {FEWEST_TRAIN} training and {FEWEST_TEST} test images, has "
            f"{n_images[0]:,} and {n_images[1]:,}"
        )
    return LoadedModels(models, origins, hashes, dataset, first)


class Evaluation:
    """Asks questions of loaded models and writes the answers into a folder."""

    def __init__(self, loaded: LoadedModels, seed: int, out: str, name: str | None):
        self._loaded, self._seed, self._folder = loaded, seed, Path(out)
        names = tuple(loaded.models)
        label = names[0] if len(names) == 1 else f"{loaded.data.data_name}-{plain(names)}"
        self._stem = f"{label if name is None else name}.evaluation"
        self._report: ProgressReport | None = None
        self._n_begun = 0

    def ask(self, names: Sequence[str]) -> None:
        """Ask the questions with these names; prints the tables, writes everything else.

        Raises UserError if another process writes the same files.
        """
        with writing_alone(self._folder / f"{self._stem}.json"):
            self._ask(names)

    def _ask(self, names: Sequence[str]) -> None:
        loaded, answers = self._loaded, {}
        pictures: list[tuple[str, np.ndarray]] = []
        bench = Bench(loaded.models, loaded.dataset, self._seed, self._say)
        for name in names:
            n_steps = STEPS.get(name, 1) * len(bench.subjects)
            self._n_begun = 0
            with ProgressReport(_title(name), n_steps) as self._report:
                answer = QUESTIONS[name](bench)
            if isinstance(answer, str):
                print(f"{answer}\n", flush=True)
                continue
            path = self._folder / f"{self._stem}.{name}.png"
            pictures.append((_title(name), _save(answer.drawing, path)))
            print("\n".join([*_lines(answer), str(path), ""]), flush=True)
            answers[name] = answer.numbers
        path = self._folder / f"{self._stem}.json"
        write_json(path, _without_nan(self._described() | {"answers": answers}))
        print(path, flush=True)
        if len(pictures) > 1:
            path = self._folder / f"{self._stem}.png"
            _save(_sheet(pictures, f"Answers of {', '.join(loaded.models)}"), path)
            print(path, flush=True)

    def _say(self, words: str) -> None:
        """Report that a step begins, so all before it are done."""
        if self._report is not None:
            self._report.advance_to(min(self._n_begun, self._report.total), words)
            self._n_begun += 1

    def _described(self) -> dict[str, Any]:
        """Say what was evaluated, for the file."""
        loaded = self._loaded
        return {
            "format": FORMAT,
            "seed": self._seed,
            "dataset": {
                "title": loaded.dataset.title,
                "training_images": len(loaded.dataset.x_train),
                "test_images": len(loaded.dataset.x_test),
                "classes": list(loaded.dataset.label_names),
            },
            "models": {
                name: {
                    "weights": path,
                    "sha256": loaded.hashes[name],
                    "settings": loaded.models[name].settings.to_dict(),
                }
                for name, path in loaded.paths.items()
            },
            "versions": {"python": platform.python_version()}
            | {package: version(package) for package in PACKAGES},
        }


def _load(path: str) -> tuple[Autoencoder, str]:
    return load_weights(path).model, sha256(path)


def _check_same_data(path: str, own: Settings, first: Settings | None) -> None:
    for name in DATA_SETTINGS if first is not None else ():
        if name != "n_train" and getattr(own, name) != getattr(first, name):
            raise UserError(
                f"{path}: was trained with {name} {_short(getattr(own, name))}, the first model "
                f"with {_short(getattr(first, name))}: evaluate models of other data by themselves"
            )


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _name_of(path: str, taken: dict[str, Autoencoder]) -> str:
    """Return the name of a weights file without its ending, with its folder if that is needed."""
    path = Path(path)
    name = path.name.removesuffix(WEIGHTS_ENDING)
    if name in taken:
        name = f"{path.resolve().parent.name}/{name}"
    number, stem = 1, name
    while name in taken or name == REAL or name == "pixels" or name.startswith("PCA "):
        number += 1
        name = f"{stem} ({number})"
    return name


def _title(name: str) -> str:
    meaning = QUESTION_NAMES[name]
    return f"{meaning[0].upper()}{meaning[1:]}?"


def _lines(answer: Answer) -> list[str]:
    return [*text_table(answer.header, answer.rows), *answer.notes]


def _save(drawing: Drawing, path: Path) -> np.ndarray:
    """Write a figure; returns its pixels, uint8 (height, width, 3)."""
    drawing.save(path)
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def _sheet(pictures: Sequence[tuple[str, np.ndarray]], title: str) -> Drawing:
    return figures.contact_sheet(pictures, title)


def _without_nan(value: Any) -> Any:
    """Return plain values with None for each number that is not finite."""
    if isinstance(value, dict):
        return {name: _without_nan(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
