"""Where a training run starts: with a new model, or where its weights file says it stopped."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from latent.data import Dataset
from latent.data.gray_levels import mean_image
from latent.data.images_in_file import Images, part_of, runs_of
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.settings import Settings
from latent.tools.check import UserError
from latent.tools.files import read_bytes
from latent.tools.plain_words import shown
from latent.training.distribution import Distribution
from latent.training.film import Film
from latent.training.loop import Trainer, TrainingRecord
from latent.training.weights_file import SavedRun, load_weights

# A run with the same name may go on with other values of these; all others make another model.
FREE_SETTINGS = ("epochs", "stages", "learn_rate", "lr_schedule", "batch_size", "patience")


def start_trainer(
    settings: Settings,
    dataset: Dataset,
    path: Path,
    goes_on: bool,
    distribution: Distribution,
    name: str = "",
) -> tuple[Trainer, Film]:
    """Return the trainer of a run, and the film that was made of it so far.

    `name`: of the run, the same on all workers. If the weights file at `path` is there and the run
    is one that `goes_on`, it starts from them: to the end of what was planned if it was stopped,
    else for as many epochs again. All workers must call this, and start from what the chief has.
    Raises UserError if one of them has other settings or images, or if the weights belong to
    another model.
    """
    with distribution.strategy.scope():
        distribution.check_same("settings", json.dumps([settings.to_dict(), name]).encode())
        parts = (dataset.x_train, dataset.x_test)
        for images in parts:
            distribution.check_same("images", runs_of(images))
        saved = _load_saved(path, distribution, goes_on)
        training, validation = split_off_validation(dataset.x_train, settings)
        if saved is None:
            fitted = fit_preprocessing(training, settings.pca_dims, settings.whiten)
            # All workers get the chief's, for theirs may round.
            preprocessing = replace(fitted, **distribution.share_arrays(fitted.arrays()))
            settings.check_code_fits(preprocessing.n_features)
            model = build(settings, preprocessing, mean_image(training))
            record = TrainingRecord(settings.planned_epochs)
            saved = SavedRun(model, record, None)
        model, record, best = saved.model, saved.record, saved.best
        _check_same_model(model.settings, settings, path)
        if record.is_reported or model.settings != settings:
            record, best = record.next_plan(settings.planned_epochs), None
        model.settings = settings
        trainer = Trainer(
            model,
            training,
            dataset.x_test,
            record,
            saved.training_state,
            distribution,
            validation,
            best,
        )
        if not trainer.can_go_on:
            raise UserError(
                f"{path} stopped in the middle of an epoch of other images, or of another number "
                "of them: start over with --fresh"
            )
        return trainer, saved.film


def split_off_validation(images: Images, settings: Settings) -> tuple[Images, Images | None]:
    """Split training images (n, …) into those to train on and those to validate with, if any.

    They are drawn by the settings' seed and stay in their order. Raises UserError if either part
    would have no image.
    """
    if settings.validation == 0:
        return images, None
    n_held_out = round(settings.validation * len(images))
    if not 0 < n_held_out < len(images):
        raise UserError(
            f"--validation {settings.validation:g}: holds out {n_held_out:,} of {len(images):,} "
            "training images, both parts need one"
        )
    is_held_out = np.zeros(len(images), bool)
    order = np.random.default_rng([settings.seed, 1]).permutation(len(images))
    is_held_out[order[:n_held_out]] = True
    return part_of(images, ~is_held_out), part_of(images, is_held_out)


def _load_saved(path: Path, distribution: Distribution, goes_on: bool) -> SavedRun | None:
    """Load what the chief's weights file holds, if it has one to go on from."""
    is_there = distribution.is_chief and goes_on and path.exists()
    if distribution.n_workers == 1:
        return load_weights(path) if is_there else None
    content = distribution.share(read_bytes(path, "weights") if is_there else b"")
    if not content:
        return None
    if distribution.is_chief:
        return load_weights(path)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(content)
        return load_weights(copy)


def _check_same_model(old: Settings, new: Settings, path: Path) -> None:
    old, new = old.to_dict(), new.to_dict()
    other = [
        f"{name} {shown(old.get(name))}, not {shown(new[name])}"
        for name in new
        if name not in FREE_SETTINGS and old.get(name) != new[name]
    ]
    if other:
        raise UserError(
            f"{path} belongs to another model ({'; '.join(other)}): "
            "choose another --name, or start over with --fresh"
        )
