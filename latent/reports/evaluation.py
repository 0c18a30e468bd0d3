"""What a model has reached: the numbers that its figures draw, each computed once if asked for."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from latent.codes.bits import PackedBits
from latent.codes.kinds import as_codes
from latent.codes.measures import ErrorGroup, error_groups, error_words
from latent.data import Dataset
from latent.models import Autoencoder
from latent.tiles.classes import Classes
from latent.training.film import Film
from latent.training.loop import TrainingRecord

TYPEFACES_IN_GROUP = 13  # whole ones, of which several letters are shown


@dataclass(frozen=True)
class Evaluation:
    """What a model has reached, with the numbers that several figures need computed once."""

    model: Autoencoder
    dataset: Dataset
    record: TrainingRecord
    film: Film = field(default_factory=Film)

    @cached_property
    def train_classes(self) -> Classes:
        """The classes of the training images."""
        return Classes(self.dataset.y_train, self.dataset.label_names)

    @cached_property
    def test_classes(self) -> Classes:
        """The classes of the test images."""
        return Classes(self.dataset.y_test, self.dataset.label_names)

    @cached_property
    def reconstructed(self) -> np.ndarray:
        """The test images after encoding and decoding, float32 like them in shape."""
        return self.model.reconstruct(self.dataset.x_test)

    @cached_property
    def train_codes(self) -> np.ndarray | PackedBits:
        """The codes of the training images, float32 (n, d_latent), or bits."""
        return self.model.map_vectors(self.dataset.x_train)

    @property
    def has_bits(self) -> bool:
        """Whether the codes are bits, not numbers."""
        return as_codes(self.train_codes).kind == "bits"

    @cached_property
    def measured(self) -> dict[str, np.ndarray]:
        """The loss of every test image and what it is made of, float64 (n,) each."""
        terms = self.model.measure(self.dataset.x_test)
        return {name: values.astype(float) for name, values in terms.items()}

    @property
    def errors(self) -> np.ndarray:
        """The mean squared error of every test image, float64 (n,)."""
        return self.measured["mse"]

    @property
    def ranks(self) -> np.ndarray:
        """What test images are ranked and grouped by, float64 (n,): an error, or a whole loss."""
        return self.measured[self.model.ranked_term]

    @cached_property
    def groups(self) -> list[ErrorGroup]:
        """Test images around the quantiles of what they are ranked by."""
        if self.dataset.grid is None:
            return error_groups(self.ranks)
        return error_groups(self.ranks, group_size=TYPEFACES_IN_GROUP)

    def pictures(self, images: np.ndarray) -> np.ndarray:
        """Return what figures show of images (n, h, w[, 3]): of whole typefaces a few letters."""
        return self.dataset.pictures(images)

    @property
    def title(self) -> str:
        """The model, the data and the result in one line."""
        epochs = self.record.kept_epoch(self.model.settings.patience)
        return (
            f"{self.model.settings.model} {self.model.describe()} on {self.dataset.title}, "
            f"{len(self.dataset.x_test):,} test images, after {epochs} "
            f"{'epoch' if epochs == 1 else 'epochs'}: test MSE {error_words(self.errors)}"
        )
