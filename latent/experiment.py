"""One training script's work from settings to files: data, model, stages, figures, report."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from latent.check import UserError
from latent.cli import RunOptions
from latent.data import Dataset
from latent.denoising import denoising_errors, denoising_lines
from latent.display import Display
from latent.figure_names import FINAL_FIGURES, figures_of
from latent.files import check_writable, write_json
from latent.interrupts import Interrupts
from latent.models import build
from latent.pca import fit_preprocessing, mean_image
from latent.progress import ProgressReport
from latent.run_figures import draw_figures, what_is_missing
from latent.settings import WEIGHTS_ENDING, Settings
from latent.snapshots import Snapshots, is_due
from latent.space_figures import snapshot
from latent.stage import Stage
from latent.training import NotFinite, Progress, Trainer
from latent.weights import SavedRun, load_weights, save_weights

SECONDS_BETWEEN_SAVES = 10

# A run with the same name may go on with other values of these; all others make another model.
FREE_SETTINGS = ("epochs", "stages", "learn_rate", "lr_schedule", "batch_size")


class Experiment:
    """A training run and its files: `NAME.weights.h5`, `NAME.history.json`, `NAME.FIGURE.png`.

    `dataset` is what `settings` say of it, as `latent.data.load_for` gives it. If the weights are
    there already, the run goes on from them: to the end of what was planned if it was stopped,
    else for as many epochs again. Raises UserError if the folder cannot be written, or if the
    weights belong to another model.
    """

    def __init__(self, settings: Settings, options: RunOptions, dataset: Dataset):
        name = options.name or settings.name
        self.name = f"dry_run-{name}" if options.dry_run else name
        self.settings, self.dataset = settings, dataset
        self.folder = Path(options.out)
        self.weights_path = self.folder / f"{self.name}{WEIGHTS_ENDING}"

        saved = None
        if self.weights_path.exists() and not options.fresh and not options.dry_run:
            saved = load_weights(self.weights_path)
            self._check_same_model(saved)
        self.trainer = self._start_trainer(saved)
        self.snapshots = Snapshots() if saved is None else saved.snapshots
        self.figures = options.figures
        check_writable(self.folder)
        self._summary: dict[str, float] = {}  # of the model as it is at the end of a stage
        self.display = Display(wanted=not options.no_plot)

    @property
    def model(self):
        """The autoencoder that is trained."""
        return self.trainer.model

    def run(self) -> None:
        """Train all stages, with figures after each, and print the result."""
        self.announce()
        for stage_end in self.stages():
            self.train(stage_end)
            self.save_figures(stage_end)
        self.report()

    def announce(self) -> None:
        """Print what is trained on what, and whether this goes on from an earlier run."""
        dataset, progress = self.dataset, self.trainer.progress
        n_weights = self.model.network.count_params()
        print(f"{self.settings.model} {self.model.describe()}, {n_weights:,} weights")
        for line in self.model.layer_lines():
            print(line)
        print(
            f"{dataset.title}: {len(dataset.x_train):,} training and {len(dataset.x_test):,} test "
            f"images from {dataset.source}"
        )
        last = progress.first_epoch + progress.planned_epochs
        if progress.epoch or progress.step:
            print(f"going on from {self.weights_path}, epoch {progress.epoch} of {last}")
        print(f"settings: {_words(self.settings)}", flush=True)
        if self.settings.objective:
            print(f"loss: {self.settings.objective}", flush=True)

    def stages(self) -> Iterator[int]:
        """Give the epoch at which each stage that is not done yet ends."""
        progress = self.trainer.progress
        last = progress.first_epoch + progress.planned_epochs
        for end in range(progress.first_epoch, last, self.settings.epochs):
            end += self.settings.epochs
            # The last one is due even if its epochs are done: a kill can come before the figures.
            if end > progress.epoch or end == last:
                yield end

    def train(self, stage_end: int) -> None:
        """Train until `stage_end` epochs are complete and save the weights and the history.

        On Ctrl-C it saves and raises KeyboardInterrupt with words on how to go on. If the loss
        is not finite it raises UserError, and the last good epoch is what stays saved.
        """
        progress = self.trainer.progress
        self.trainer.compile()
        self._take_snapshot()
        last_save = time.monotonic()
        last = progress.first_epoch + progress.planned_epochs
        report = ProgressReport(f"training to epoch {last}", self.trainer.n_steps, progress.step)
        with Interrupts() as interrupts, report:

            def after_call(terms: dict[str, float]) -> bool:
                nonlocal last_save
                report.advance_to(progress.step, _progress_words(progress, terms))
                self.display.keep_alive()
                self._take_snapshot()
                if time.monotonic() - last_save > SECONDS_BETWEEN_SAVES:
                    self._save()
                    last_save = time.monotonic()
                return not interrupts.asked

            try:
                finished = self.trainer.train_until(stage_end, after_call)
            except NotFinite as problem:
                raise UserError(self._after_not_finite(problem)) from problem
            if finished:
                images = self.dataset.x_test
                self._summary = self.model.summary(images) | denoising_errors(self.model, images)
            self._save()
        if not finished:
            raise KeyboardInterrupt(
                f"stopped after epoch {progress.epoch} of {last}, saved in {self.weights_path}; "
                "the same command goes on from there"
            )

    def save_figures(self, stage_end: int) -> None:
        """Draw and save the figures of a stage; show them too if there is a display.

        The last stage's figures are `NAME.FIGURE.png`, those of stages before it
        `NAME.epoch-N.FIGURE.png`.
        """
        progress = self.trainer.progress
        is_last = stage_end >= progress.first_epoch + progress.planned_epochs
        stem = self.name if is_last else f"{self.name}.epoch-{stage_end}"
        names = [name for name in self.figures if is_last or name not in FINAL_FIGURES]
        if names:
            stage = Stage(self.model, self.dataset, progress, self.snapshots)
            show = self.display.show if self.display.is_open else None
            list(draw_figures(stage, names, self.folder, stem, show))
            if set(names) != set(figures_of(self.settings.model)):
                for line in what_is_missing(stage, names):
                    print(line)
        if is_last:
            progress.is_reported = True
            self._save()

    def report(self) -> None:
        """Print the result in one line, then wait until the user has closed the figures."""
        results = self._results()
        for line in (*self.model.summary_lines(results), *denoising_lines(results)):
            print(line)
        print(
            f"test MSE {results['test_mse']:.5f} (sd {results['test_mse_sd']:.5f}), "
            f"{self.trainer.progress.epoch} epochs at {results['seconds_per_epoch']:.2f} s, "
            f"{self.weights_path}",
            flush=True,
        )
        if self.display.is_open:
            print("close the windows to end", file=sys.stderr)
            self.display.wait_until_closed()

    def _start_trainer(self, saved: SavedRun | None) -> Trainer:
        settings, dataset = self.settings, self.dataset
        planned_epochs = settings.epochs * settings.stages
        if saved is None:
            preprocessing = fit_preprocessing(dataset.x_train, settings.pca_dims, settings.whiten)
            settings.check_code_fits(preprocessing.n_features)
            model = build(settings, preprocessing, mean_image(dataset.x_train))
            progress, state = Progress(planned_epochs), None
        else:
            same = saved.model.settings == settings
            model, progress, state = saved.model, saved.progress, saved.training_state
            model.settings = settings
            if progress.is_reported or not same:
                progress = progress.next_plan(planned_epochs)
        return Trainer(model, dataset.x_train, dataset.x_test, progress, state)

    def _take_snapshot(self) -> None:
        """Keep what the model makes of a few test images, if this is a moment for it."""
        trainer, planned = self.trainer, self.trainer.progress
        moment = trainer.time
        known = self.snapshots.times
        due = trainer.is_early or is_due(moment, planned.first_epoch + planned.planned_epochs)
        if due and moment not in known:
            self.snapshots.add(moment, snapshot(Stage(self.model, self.dataset, planned)))

    def _check_same_model(self, saved: SavedRun) -> None:
        old, new = saved.model.settings.to_dict(), self.settings.to_dict()
        other = [
            f"{name} {old.get(name)}, not {new[name]}"
            for name in new
            if name not in FREE_SETTINGS and old.get(name) != new[name]
        ]
        if other:
            raise UserError(
                f"{self.weights_path} belongs to another model ({'; '.join(other)}): "
                "choose another --name, or start over with --fresh"
            )

    def _save(self) -> None:
        trainer = self.trainer
        save_weights(
            self.weights_path, trainer.model, trainer.progress, trainer.state, self.snapshots
        )
        results = self._results() if trainer.progress.history else {}
        content = {"settings": self.settings.to_dict(), "epochs": trainer.progress.history}
        write_json(self.folder / f"{self.name}.history.json", content | results)

    def _results(self) -> dict[str, float]:
        history = self.trainer.progress.history
        return {
            "test_mse": history[-1]["test_mse"],
            "test_mse_sd": history[-1]["test_mse_sd"],
            "seconds_per_epoch": float(np.median([entry["seconds"] for entry in history])),
        } | self._summary

    def _after_not_finite(self, problem: NotFinite) -> str:
        if self.trainer.keep_last_good_epoch():
            self.snapshots.cut(self.trainer.time + 1e-9)
            self._save()
            epoch = self.trainer.progress.epoch
            return f"{problem}; the weights of epoch {epoch} are kept in {self.weights_path}"
        if self.weights_path.exists():
            return f"{problem}; {self.weights_path} is as it was"
        return f"{problem}; nothing was written"


def _progress_words(progress: Progress, terms: dict[str, float]) -> str:
    words = f"epoch {progress.epoch + 1}, loss {terms['loss']:.5f}"
    if progress.history:
        words += f", test loss {progress.history[-1]['test_loss']:.5f}"
    return words


def _words(settings: Settings) -> str:
    values = settings.to_dict()
    values.pop("model")
    if values["font_set"] is not None:
        values["font_set"] = f"of {len(values['font_set']):,} typefaces"
    return ", ".join(f"{name} {value}" for name, value in values.items())
