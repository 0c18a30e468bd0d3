"""Judging images that were decoded: is a class to be read in them, do they look like real ones."""

from dataclasses import dataclass

import numpy as np

from latent.codes.classifier import SURE, Reader
from latent.codes.principal_components import PrincipalComponents
from latent.codes.realism import N_COMPONENTS, Balls
from latent.data.images_in_file import Images

MOST_READ = 60_000  # images that the reader learns from
IMAGES_AT_ONCE = 4096


@dataclass(frozen=True, eq=False)
class Verdict:
    """What was found of n images, arrays of any one shape.

    `classes`: int, the class that each shows most likely; `is_legible`: whether the reader is at
    least 95 % sure of it; `is_realistic`: whether the image lies in the ball of a real one.
    """

    classes: np.ndarray
    is_legible: np.ndarray
    is_realistic: np.ndarray

    def reshaped(self, *shape: int) -> "Verdict":
        """Return the same with arrays of another shape."""
        return Verdict(*(array.reshape(shape) for array in vars(self).values()))


@dataclass(frozen=True, eq=False)
class Judge:
    """Looks at images in the first 50 principal components of real ones.

    `reader` tells classes, `balls` stand around real images.
    """

    components: PrincipalComponents
    n_components: int
    reader: Reader
    balls: Balls

    @classmethod
    def of(
        cls,
        components: PrincipalComponents,
        images: Images,
        labels: np.ndarray,
        n_classes: int,
        ball_rows: np.ndarray,
        seed: int = 0,
    ) -> "Judge":
        """Learn from real `images`, uint8 (n, …), and their `labels` (n,).

        `components`: those of the images; `ball_rows`: which of the images get a ball.
        """
        n_components = min(N_COMPONENTS, len(components))
        read = np.arange(len(images))
        if len(images) > MOST_READ:
            read = np.sort(np.random.default_rng(seed).permutation(len(images))[:MOST_READ])

        def vectors(rows: np.ndarray) -> np.ndarray:
            parts = (rows[k : k + IMAGES_AT_ONCE] for k in range(0, len(rows), IMAGES_AT_ONCE))
            return np.concatenate(
                [components.coordinates(images[part], n_components) for part in parts]
            )

        reader = Reader.of(vectors(read), labels[read], n_classes, seed)
        return cls(components, n_components, reader, Balls.around(vectors(ball_rows)))

    def look_at(self, images: np.ndarray) -> Verdict:
        """Judge images, uint8 (n, …); each array of the verdict is (n,)."""
        parts = []
        for start in range(0, len(images), IMAGES_AT_ONCE):
            some = images[start : start + IMAGES_AT_ONCE]
            vectors = self.components.coordinates(some, self.n_components)
            probabilities = self.reader.probabilities(vectors)
            is_legible = probabilities.max(axis=1) >= SURE
            parts.append((probabilities.argmax(axis=1), is_legible, self.balls.hold(vectors)))
        return Verdict(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
