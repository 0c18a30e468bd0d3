"""Training: compiled calls of many optimizer steps over images that sit in memory once."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from latent.data.images_in_file import Images, ImagesInFile
from latent.models import Autoencoder
from latent.settings.schedules import learning_rates
from latent.tools.check import UserError
from latent.tools.quiet_tensorflow import silent_stderr, tf
from latent.training.adam import Adam
from latent.training.batches import BatchStream
from latent.training.distribution import Distribution, make_distribution
from latent.training.fetching import BatchFetcher
from latent.training.film import early_steps

# Few enough that Ctrl-C is heard within a second or two even by large networks, and enough that
# the way in and out of compiled code does not count.
STEPS_PER_CALL = 32

# Random numbers of one call, 128 MB: where steps take many of them, a call makes fewer steps.
NUMBERS_PER_CALL = 2**25

# Pixels of one call, 64 MB, where images lie in a file and are read call by call.
PIXELS_PER_CALL = 2**26


@dataclass
class TrainingRecord:
    """How far a run has come: all that is needed, with the weights, to go on as if never stopped.

    A run is a plan of `planned_epochs` epochs from `first_epoch` on; `step` counts its steps.
    `history` has one entry for every epoch that is complete. `unfinished` holds the terms of the
    steps since, `unfinished_seconds` their time. `is_reported` once the last figures are written.
    """

    planned_epochs: int
    first_epoch: int = 0
    step: int = 0
    history: list[dict] = field(default_factory=list)
    unfinished: dict[str, list[float]] = field(default_factory=dict)
    unfinished_seconds: float = 0.0
    is_reported: bool = False

    @property
    def epoch(self) -> int:
        """How many epochs are complete, those of earlier plans included."""
        return len(self.history)

    @property
    def last_epoch(self) -> int:
        """How many epochs are complete at the end of the plan."""
        return self.first_epoch + self.planned_epochs

    @property
    def best_epoch(self) -> int | None:
        """The epoch of this plan with the lowest validation loss, None if there is no such loss."""
        losses = [
            (entry["validation_loss"], entry["epoch"])
            for entry in self.history[self.first_epoch :]
            if "validation_loss" in entry
        ]
        return min(losses)[1] if losses else None

    def has_stopped(self, patience: int) -> bool:
        """Return whether the last `patience` epochs brought no lower validation loss."""
        best = self.best_epoch
        return best is not None and self.epoch - best >= patience

    def is_over(self, patience: int) -> bool:
        """Return whether the plan has come to its end, or was stopped early."""
        return self.epoch >= self.last_epoch or self.has_stopped(patience)

    def kept_epoch(self, patience: int) -> int:
        """Return after which epoch the weights are those that count: the last or the best one."""
        best = self.best_epoch
        return best if best is not None and self.is_over(patience) else self.epoch

    def next_plan(self, planned_epochs: int) -> "TrainingRecord":
        """Return a plan of further epochs after those that are complete."""
        return TrainingRecord(planned_epochs, first_epoch=self.epoch, history=self.history)


class NotFinite(UserError):
    """The loss became infinite or not a number."""


class Trainer:
    """Trains one autoencoder on one set of images along one plan.

    `images`, `test_images`: uint8 (n, h, w[, 3]); the first can lie in a file, and the weights are
    the same. After each epoch the test images are measured and
    an entry goes to `record.history`: "epoch", "learning_rate", "seconds", and "train_" and
    "test_" means of every term. Its steps are those from "start_step" to before "end_step" of the
    plan's "planned_steps". With `validation_images` there are "validation_" means too, with the
    penalty's weight of the plan's last step, so that epochs can be compared; training stops when
    "validation_loss" has not become lower for `settings.patience` epochs, and `restore_best` brings
    back the epoch at which it was lowest.

    `model` is built within the strategy's scope of `distribution`, which is that of one device by
    default. Each replica takes its slice of every batch; losses are sums over it divided by the
    whole batch, so that the replicas' gradients add up to those of one device.
    """

    def __init__(
        self,
        model: Autoencoder,
        images: Images,
        test_images: np.ndarray,
        record: TrainingRecord,
        state: list[np.ndarray] | None = None,
        distribution: Distribution | None = None,
        validation_images: Images | None = None,
        best: list[np.ndarray] | None = None,
    ):
        settings = model.settings
        self.distribution = distribution or make_distribution("none")
        self.model = model
        self.test_images, self.validation_images = test_images, validation_images
        self.best = best  # weights, then state, of the best epoch so far
        self.record = record
        n, first_pass = len(images), record.first_epoch
        self.stream = BatchStream(n, settings.batch_size, settings.seed, first_pass)
        self.distribution.check_batch_size(self.stream.batch_size)
        self.n_steps = self.stream.steps_until(record.planned_epochs)
        rates = learning_rates(settings.lr_schedule, settings.learn_rate, self.n_steps)
        self.learning_rates = rates.astype(np.float32)
        self.penalty_weights = model.penalty_weights(self.n_steps).astype(np.float32)
        with self.distribution.strategy.scope():
            self.optimizer = Adam()
            self.optimizer.build(model.network.trainable_variables)
        if state is not None:
            self._set_state(state)
        first_epoch_steps = self.stream.steps_until(1) if record.first_epoch == 0 else 0
        self._early_steps = early_steps(first_epoch_steps)
        numbers = self.stream.batch_size * sum(draw.size for draw in model.draws.values())
        self.steps_per_call = max(1, min(STEPS_PER_CALL, NUMBERS_PER_CALL // max(1, numbers)))
        self._good = None
        self._images, self._fetcher = None, None
        if isinstance(images, ImagesInFile):
            pixels = self.stream.batch_size * settings.n_pixels
            self.steps_per_call = max(1, min(self.steps_per_call, PIXELS_PER_CALL // pixels))
            self._fetcher = BatchFetcher(images, self.stream, self.steps_per_call)
        else:
            self._images = self.distribution.on_every_device(images.reshape(len(images), -1))
        # XLA has no way to add up over replicas on a CPU.
        uses_xla = model.uses_xla and self.distribution.n_replicas == 1
        self._steps = tf.function(self._run_steps, jit_compile=uses_xla, autograph=False)

    @property
    def state(self) -> list[np.ndarray]:
        """What training needs besides the weights: the optimizer's moments."""
        return [variable.numpy() for variable in self.optimizer.variables]

    @property
    def time(self) -> float:
        """How long has been trained in all, in epochs."""
        record = self.record
        epochs_done = record.epoch - record.first_epoch
        start, end = (self.stream.steps_until(epochs_done + k) for k in (0, 1))
        return record.epoch + (record.step - start) / (end - start)

    @property
    def can_go_on(self) -> bool:
        """Whether the steps that are done end where the record's epochs do, or in the next one."""
        done = self.record.epoch - self.record.first_epoch
        start, end = (self.stream.steps_until(done + k) for k in (0, 1))
        return start <= self.record.step < end

    @property
    def is_early(self) -> bool:
        """Whether this is one of the moments within the first epoch at which much has changed."""
        return self.record.epoch == 0 and self.record.step in self._early_steps

    def compile(self) -> None:
        """Compile the loop now, by a call of no steps, so that no epoch's time holds it."""
        images, indices = self._images_of(0)
        none = np.zeros(self.steps_per_call, np.float32)
        with silent_stderr():  # the compiler says that it compiles
            self._steps(images, indices, self._chance(0), none, none, n_steps=tf.constant(0))

    def train_until(self, epoch: int, after_call: Callable[[dict[str, float]], bool]) -> bool:
        """Train until `epoch` epochs are complete, in all.

        `after_call` gets the mean terms of the last few steps and answers whether to go on; it is
        called after each epoch, several times within the first one, and now and then between.
        Returns whether the end was reached. Raises NotFinite at once when a loss is not finite.
        """
        record = self.record
        while record.epoch < epoch and not self.has_stopped:
            epoch_end = self.stream.steps_until(record.epoch + 1 - record.first_epoch)
            stops = (step for step in (*self._early_steps, epoch_end) if step > record.step)
            terms = self._call(min(self.steps_per_call, next(stops) - record.step))
            if record.step == epoch_end:
                self._end_epoch()
            if not after_call({name: float(values.mean()) for name, values in terms.items()}):
                return record.epoch >= epoch or self.has_stopped
        return True

    @property
    def has_stopped(self) -> bool:
        """Whether training has stopped early."""
        return self.record.has_stopped(self.model.settings.patience)

    @property
    def is_over(self) -> bool:
        """Whether the plan has come to its end, or was stopped early."""
        return self.record.is_over(self.model.settings.patience)

    def restore_best(self) -> None:
        """Bring back the weights of the epoch with the lowest validation loss, if there is one."""
        if self.best is not None:
            self._restore(self.best)

    def _call(self, n_steps: int) -> dict[str, np.ndarray]:
        """Run one compiled call of at most `steps_per_call` steps and note what came of it."""
        record = self.record
        start = time.perf_counter()
        images, indices = self._images_of(n_steps)
        now = slice(record.step, record.step + n_steps)
        rates, weights = np.zeros((2, self.steps_per_call), np.float32)
        rates[:n_steps] = self.learning_rates[now]
        weights[:n_steps] = self.penalty_weights[now]

        chance = self._chance(n_steps)
        values = self._steps(images, indices, chance, rates, weights, n_steps=tf.constant(n_steps))
        terms = {name: value.numpy()[:n_steps].astype(float) for name, value in values.items()}
        record.unfinished_seconds += time.perf_counter() - start
        record.step += n_steps
        for name, values in terms.items():
            record.unfinished.setdefault(name, []).extend(values.tolist())
        if not np.isfinite(terms["loss"]).all():
            raise NotFinite(
                f"the loss is not finite in epoch {record.epoch + 1}: "
                f"try a --learn_rate below {self.model.settings.learn_rate:g}"
            )
        return terms

    def _images_of(self, n_steps: int) -> tuple[np.ndarray | None, np.ndarray]:
        """Return what the next `n_steps` steps see, and where in that, padded to a whole call.

        The first is None where all images are in memory already; the indices are int32
        (steps_per_call, batch_size).
        """
        shape = self.steps_per_call, self.stream.batch_size
        if self._fetcher is not None:
            images = self._fetcher.fetch(self.record.step, n_steps)
            return images, np.arange(len(images), dtype=np.int32).reshape(shape)
        indices = np.zeros(shape, np.int32)
        if n_steps:
            indices[:n_steps] = self.stream.indices(self.record.step, n_steps)
        return None, indices

    def _chance(self, n_steps: int) -> dict[str, np.ndarray]:
        """Return what the next `n_steps` steps leave to chance, padded to a whole call."""
        chance = {}
        for purpose, draw in self.model.draws.items():
            shape = (self.steps_per_call, self.stream.batch_size, draw.size)
            chance[purpose] = np.zeros(shape, np.float32)
            for k in range(n_steps):
                self.stream.chance(self.record.step + k, purpose, draw, out=chance[purpose][k])
        return chance

    def _run_steps(self, images, indices, chance, rates, weights, n_steps):
        """Run `n_steps` steps; returns every term's mean over the batch, (steps_per_call,)."""
        no_chance = {name: tf.zeros((1, numbers.shape[-1])) for name, numbers in chance.items()}
        no_pixels = tf.zeros((1, self.model.settings.n_pixels))
        names = list(self.model.terms(no_pixels, 1.0, no_chance, training=True))

        def step(k, terms):
            self.optimizer.learning_rate.assign(rates[k])
            numbers = {purpose: of_steps[k] for purpose, of_steps in chance.items()}
            given = (self._images if images is None else images, indices[k], numbers, weights[k])
            shares = self.distribution.run(self._step, *given)
            return k + 1, [
                tf.tensor_scatter_nd_update(values, [[k]], [share])
                for share, values in zip(shares, terms, strict=True)
            ]

        start = (tf.constant(0), [tf.zeros(self.steps_per_call) for _ in names])
        _, terms = tf.while_loop(lambda k, _: k < n_steps, step, start)
        terms = tf.unstack(self.distribution.sum_over_workers(tf.stack(terms)))
        return dict(zip(names, terms, strict=True))

    def _step(self, images, indices, chance, penalty_weight):
        """Make one step on a replica; returns its share of the batch's mean of every term."""
        n, own = self.stream.batch_size, self.distribution.own_rows
        chance = {purpose: own(numbers, n) for purpose, numbers in chance.items()}
        pixels = _pixels(images, own(indices, n))
        with tf.GradientTape() as tape:
            terms = self.model.terms(pixels, penalty_weight, chance, training=True)
            shares = {name: tf.reduce_sum(values) / n for name, values in terms.items()}
        weights = self.model.network.trainable_variables
        gradients = tape.gradient(shares["loss"], [weight.value for weight in weights])
        self.optimizer.apply(gradients, weights)  # adds up those of all replicas
        return list(shares.values())

    def _end_epoch(self) -> None:
        record = self.record
        penalty_weight = float(self.penalty_weights[record.step - 1])
        measured = self.model.measure(self.test_images, penalty_weight)
        entry = {
            "epoch": record.epoch + 1,
            "learning_rate": float(self.learning_rates[record.step - 1]),
            "seconds": record.unfinished_seconds,
            "start_step": self.stream.steps_until(record.epoch - record.first_epoch),
            "end_step": record.step,
            "planned_steps": self.n_steps,
        }
        for name, values in record.unfinished.items():
            entry[f"train_{name}"] = float(np.mean(values))
        for name, values in measured.items():
            entry[f"test_{name}"] = float(values.mean(dtype=float))
        entry |= self.model.epoch_numbers(self.test_images)
        entry |= self._validate()
        entry["test_mse_sd"] = float(measured["mse"].std(dtype=float))
        if not np.isfinite([entry["test_loss"], entry.get("validation_loss", 0)]).all():
            raise NotFinite(
                f"the test loss is not finite after epoch {entry['epoch']}: "
                f"try a --learn_rate below {self.model.settings.learn_rate:g}"
            )
        record.history.append(entry)
        record.unfinished, record.unfinished_seconds = {}, 0.0
        weights = [weight.numpy() for weight in self.model.network.weights]
        self._good = (weights, self.state, record.epoch, record.step)
        if record.best_epoch == record.epoch:
            self.best = [*weights, *self.state]

    def _validate(self) -> dict[str, float]:
        """Measure the images that were held out, if there are any; all workers get the chief's."""
        if self.validation_images is None:
            return {}
        weight = float(self.penalty_weights[-1])
        measured = self.model.measure(self.validation_images, weight)
        own = np.array([measured[name].mean(dtype=float) for name in ("loss", "mse")])
        # Else rounding could let one worker stop and another go on.
        loss, mse = np.frombuffer(self.distribution.share(own.tobytes()))
        return {"validation_loss": float(loss), "validation_mse": float(mse)}

    def keep_last_good_epoch(self) -> bool:
        """Go back to the end of the last complete epoch of this session, if there is one."""
        if self._good is None:
            return False
        weights, state, epoch, step = self._good
        self._restore([*weights, *state])
        record = self.record
        record.step = step
        record.unfinished, record.unfinished_seconds = {}, 0.0
        del record.history[epoch:]
        return True

    def _restore(self, arrays: list[np.ndarray]) -> None:
        """Set the weights and the state to arrays of them, in this order."""
        variables = self.model.network.weights
        for variable, array in zip(variables, arrays, strict=False):
            variable.assign(array)
        self._set_state(arrays[len(variables) :])

    def _set_state(self, state: list[np.ndarray]) -> None:
        variables = self.optimizer.variables
        if [variable.shape for variable in variables] != [array.shape for array in state]:
            raise UserError("what was saved belongs to another model, start over with --fresh")
        for variable, array in zip(variables, state, strict=True):
            variable.assign(array)


def _pixels(images, indices):
    """Return the pixels (n, d) in [0, 1] of some of the images uint8 (…, n_pixels)."""
    return tf.cast(tf.gather(images, indices), tf.float32) / 255
