"""One training run from settings to files: stages, figures after each, and a report."""

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from latent.codes.mean_image import mean_image_error, mean_image_lines
from latent.data import Dataset
from latent.figures.display import Display
from latent.models.denoising import denoising_errors, denoising_lines
from latent.models.linear import linear_lines, subspace_angle
from latent.reports.draw import draw_figures, what_is_missing
from latent.reports.evaluation import Evaluation
from latent.reports.fixed_images import film_frame
from latent.settings import WEIGHTS_ENDING, Settings
from latent.settings.figure_names import figures_of, stage_figures_of
from latent.settings.run import RunOptions
from latent.tools.check import UserError
from latent.tools.files import check_writable, write_json
from latent.tools.interrupts import Interrupts
from latent.tools.lock import writing_alone
from latent.tools.progress import ProgressReport
from latent.training.distribution import make_distribution
from latent.training.film import is_due
from latent.training.loop import NotFinite
from latent.training.run_names import continued_name, newest_weights
from latent.training.start import start_trainer
from latent.training.weights_file import save_weights

SECONDS_BETWEEN_SAVES = 10


class TrainingRun:
    """A training run and its files: `NAME.weights.h5`, `NAME.history.json`, `NAME.FIGURE.png`.

    A NAME that is made from the settings tells the total of epochs once the run is continued.

    `dataset` is what `settings` say of it, as `latent.data.load_for` gives it. If the weights are
    there already, the run goes on from them, see `start_trainer`. Raises UserError if the folder
    cannot be written, if another process writes the same files, or if the weights belong to another
    model.

    Several processes can be one run, by `--distribute multiworker`: the chief says where it goes on
    from and writes all files, the others only train. They make every step together, so all of them
    stop when one is asked to.
    """

    def __init__(self, settings: Settings, options: RunOptions, dataset: Dataset):
        if options.dry_run:
            settings = replace(settings, n_train=len(dataset.x_train))
        name = options.name or settings.name
        self.name = f"dry_run-{name}" if options.dry_run else name
        self.settings, self.dataset, self.is_dry_run = settings, dataset, options.dry_run
        self.folder = Path(options.out)
        is_made = options.name is None and not options.dry_run
        self.source = self.folder / f"{self.name}{WEIGHTS_ENDING}"
        self.distribution = make_distribution(options.distribute, options.devices)
        self.is_chief = self.distribution.is_chief
        goes_on = not options.fresh and not options.dry_run
        self.weights_path = self.source
        with ExitStack() as alone:
            if self.is_chief:
                alone.enter_context(writing_alone(self.weights_path))
                if is_made and goes_on:
                    self.source = newest_weights(self.folder, self.name)
            with self._reporting_lost_workers():
                self.trainer, self.film = start_trainer(
                    settings, dataset, self.source, goes_on, self.distribution, self.name
                )
            if self.is_chief:
                check_writable(self.folder)
            self._alone = alone.pop_all()  # until the end of `run`
        if is_made and self.trainer.record.first_epoch:
            self.name = continued_name(self.name, self.trainer.record.last_epoch)
            self.weights_path = self.folder / f"{self.name}{WEIGHTS_ENDING}"
        self.model, self.figures = self.trainer.model, options.figures
        self._summary: dict[str, float] = {}  # of the model as it is at the end of a stage
        self.display = Display(wanted=self.is_chief and not options.no_plot)

    def run(self) -> None:
        """Train all stages, with figures after each, and print the result."""
        with self._alone:
            self._run()

    def _run(self) -> None:
        if not self.is_chief:
            chief, name = self.distribution.cluster.name(0), self.distribution.worker_name
            print(f"{name} trains with {chief}, which writes the files and prints the results")
        else:
            self._announce()
        for stage_end in self._stages():
            with self._reporting_lost_workers():
                self._train(stage_end)
            if self.is_chief:
                self._save_figures(stage_end)
            if self.trainer.has_stopped:
                break
        if not self.is_chief:
            print(f"{self.distribution.worker_name} is done, the results are in {self._where}")
        else:
            self._report()

    def _announce(self) -> None:
        """Print what is trained on what, and whether this goes on from an earlier run."""
        dataset, record = self.dataset, self.trainer.record
        n_weights = self.model.network.count_params()
        print(f"{self.settings.model} {self.model.describe()}, {n_weights:,} weights")
        for line in self.model.layer_lines() if self.is_dry_run else ():
            print(line)
        print(
            f"{dataset.title}: {len(dataset.x_train):,} training and {len(dataset.x_test):,} test "
            f"images from {dataset.source}"
        )
        if self.trainer.validation_images is not None:
            n_held_out = len(self.trainer.validation_images)
            print(f"of the training images {n_held_out:,} are held out for validation")
        if self.distribution.words:
            print(self.distribution.words)
        if record.epoch or record.step:
            print(f"going on from {self.source}, epoch {record.epoch} of {record.last_epoch}")
        if self.settings.words:
            print(f"settings that are not the default: {self.settings.words}")
        if self.settings.objective:
            print(f"loss: {self.settings.objective}")
        sys.stdout.flush()

    def _stages(self) -> Iterator[int]:
        """Give the epoch at which each stage that is not done yet ends."""
        record, length = self.trainer.record, self.settings.epochs
        for end in range(record.first_epoch + length, record.last_epoch + length, length):
            # The last one is due even if its epochs are done: a kill can come before the figures.
            if end > record.epoch or end == record.last_epoch:
                yield end

    def _train(self, stage_end: int) -> None:
        """Train until `stage_end` epochs are complete and save the weights and the history.

        Several workers save after every epoch too, because one can be lost at any time. On Ctrl-C
        it saves and raises KeyboardInterrupt with words on how to go on. If the loss is not finite
        it raises UserError, and the last good epoch is what stays saved.
        """
        record = self.trainer.record
        self.trainer.compile()
        self._add_to_film()
        last_save, last_epoch, last_said = time.monotonic(), record.epoch, record.epoch
        title = f"training to epoch {record.last_epoch}"
        with (
            Interrupts() as interrupts,
            ProgressReport(title, self.trainer.n_steps, record.step) as report,
        ):

            def after_call(terms: dict[str, float]) -> bool:
                nonlocal last_save, last_epoch, last_said
                epoch = min(record.epoch + 1, record.last_epoch)
                words = f"epoch {epoch}, loss {terms['loss']:.5f}"
                if record.history:
                    words += f", test loss {record.history[-1]['test_loss']:.5f}"
                if record.epoch > last_said and self.is_chief:
                    last_said = record.epoch
                    if is_due(record.epoch, record.last_epoch):
                        report.say(_epoch_words(record.history[-1], record.last_epoch))
                report.advance_to(record.step, words)
                self.display.keep_alive()
                self._add_to_film()
                is_end = self.distribution.n_workers > 1 and record.epoch > last_epoch
                if is_end or time.monotonic() - last_save > SECONDS_BETWEEN_SAVES:
                    self._save()
                    last_save, last_epoch = time.monotonic(), record.epoch
                # All stop after the same step, whoever heard Ctrl-C.
                return not self.distribution.any_worker(interrupts.asked)

            try:
                finished = self.trainer.train_until(stage_end, after_call)
            except NotFinite as problem:
                raise UserError(self._after_not_finite(problem)) from problem
            if not finished or self.trainer.is_over:
                self.distribution.part()
            if finished and self.trainer.is_over:
                self.trainer.restore_best()
            if finished and self.is_chief:
                images = self.dataset.x_test
                self._summary = self.model.summary(images) | denoising_errors(self.model, images)
                self._summary |= subspace_angle(self.model, self._drawn.x_train)
                mean_error = mean_image_error(self.dataset.x_train, images)
                self._summary["mean_image_mse"] = mean_error
            self._save()
        if not finished:
            raise KeyboardInterrupt(
                f"stopped after epoch {record.epoch} of {record.last_epoch}, saved in "
                f"{self._where}; the same command goes on from there"
            )

    def _save_figures(self, stage_end: int) -> None:
        """Draw and save the figures of a stage; show them too if there is a display.

        The last stage's figures are `NAME.FIGURE.png`, those of stages before it
        `NAME.epoch-N.FIGURE.png`.
        """
        record = self.trainer.record
        is_last = self.trainer.is_over
        stem = self.name if is_last else f"{self.name}.epoch-{stage_end}"
        of_stage = stage_figures_of(self.settings.model)
        names = [name for name in self.figures if is_last or name in of_stage]
        if names:
            evaluation = self._evaluation()
            show = self.display.show if self.display.is_open else None
            list(draw_figures(evaluation, names, self.folder, stem, show))
            if names != list(figures_of(self.settings.model)) and names != list(of_stage):
                for line in what_is_missing(evaluation, names):
                    print(line)
        if is_last:
            record.is_reported, self.trainer.best = True, None
            self._save()

    def _report(self) -> None:
        """Print the result in one line, then wait until the user has closed the figures."""
        results = self._results()
        lines = [*self._validation_lines(), *self.model.summary_lines(results)]
        lines += denoising_lines(results) + linear_lines(results, self.settings.d_latent)
        if not self.is_dry_run:  # which is not there to learn
            lines += mean_image_lines(results["test_mse"], results["mean_image_mse"])
        for line in lines:
            print(line)
        print(
            f"test MSE {results['test_mse']:.5f} (sd {results['test_mse_sd']:.5f}), "
            f"{self.trainer.record.epoch} epochs at {results['seconds_per_epoch']:.2f} s, "
            f"{self.weights_path}",
            flush=True,
        )
        if self.display.is_open:
            print("close the windows to end", file=sys.stderr)
            self.display.wait_until_closed()

    def _validation_lines(self) -> Iterator[str]:
        """Say which epoch's weights are kept, and whether training stopped early."""
        record, patience = self.trainer.record, self.settings.patience
        if record.best_epoch is None:
            return
        loss = record.history[record.best_epoch - 1]["validation_loss"]
        words = f"kept the weights of epoch {record.best_epoch}, validation loss {loss:.5f}"
        if record.epoch < record.last_epoch:
            words += (
                f"; stopped after epoch {record.epoch} of {record.last_epoch}, for it did not "
                f"become lower for {patience} {'epoch' if patience == 1 else 'epochs'}"
            )
        yield words

    def _evaluation(self) -> Evaluation:
        return Evaluation(self.model, self._drawn, self.trainer.record, self.film)

    @cached_property
    def _drawn(self) -> Dataset:
        """The images that figures are made of."""
        return self.dataset.few_in_memory()

    def _add_to_film(self) -> None:
        """Keep what the model makes of a few test images, if this is a moment for it."""
        trainer, moment = self.trainer, self.trainer.time
        due = trainer.is_early or is_due(moment, trainer.record.last_epoch)
        if self.is_chief and due and moment not in self.film.times:
            self.film.add(moment, film_frame(self._evaluation()))

    def _save(self) -> None:
        if not self.is_chief:
            return
        record = self.trainer.record
        trainer = self.trainer
        save_weights(self.weights_path, self.model, record, trainer.state, self.film, trainer.best)
        results = self._results() if record.history else {}
        content = {"settings": self.settings.to_dict(), "epochs": record.history}
        write_json(self.folder / f"{self.name}.history.json", content | results)

    def _results(self) -> dict[str, float]:
        record, history = self.trainer.record, self.trainer.record.history
        kept = history[record.kept_epoch(self.settings.patience) - 1]
        kept_epoch = {} if "validation_loss" not in kept else {"kept_epoch": kept["epoch"]}
        return (
            kept_epoch
            | {
                "test_mse": kept["test_mse"],
                "test_mse_sd": kept["test_mse_sd"],
                "seconds_per_epoch": float(np.median([entry["seconds"] for entry in history])),
            }
            | self._summary
        )

    def _after_not_finite(self, problem: NotFinite) -> str:
        """Save the last good epoch, if there is one; returns words on what is saved."""
        if self.trainer.keep_last_good_epoch():
            self.film.cut(self.trainer.time + 1e-9)
            self._save()
            epoch = self.trainer.record.epoch
            return f"{problem}; the weights of epoch {epoch} are kept in {self._where}"
        if self.weights_path.exists():
            return f"{problem}; {self.weights_path} is as it was"
        return f"{problem}; nothing was written"

    @property
    def _where(self) -> str:
        """The weights file, in words: it is on the chief's machine."""
        return f"{'' if self.is_chief else 'the chief’s '}{self.weights_path}"

    def _reporting_lost_workers(self) -> AbstractContextManager:
        advice = f"start the same command on all machines again: it goes on from {self._where}"
        return self.distribution.reporting_lost_workers(
            f"{advice} as it was after the last whole epoch, if there was one"
        )


def _epoch_words(entry: dict, last_epoch: int) -> str:
    """Say what an epoch brought, like "epoch 3 of 25: loss 0.01234, test loss 0.01250"."""
    words = f"epoch {entry['epoch']} of {last_epoch}: loss {entry['train_loss']:.5f}"
    words += f", test loss {entry['test_loss']:.5f}"
    if "validation_loss" in entry:
        words += f", validation loss {entry['validation_loss']:.5f}"
    if entry["test_mse"] != entry["test_loss"]:
        words += f", test MSE {entry['test_mse']:.5f}"
    return words
