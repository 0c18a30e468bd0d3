"""A reader of images: which class each shows, and how sure that is."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from latent.tools.threads import alone

HIDDEN_UNITS = 128
BATCH_SIZE = 200
STEPS = 6_000  # of learning, at least
FEWEST_EPOCHS = 20
WEIGHT_DECAY = 1e-3
SURE = 0.95  # probability from which on an image counts as legible


@dataclass(frozen=True, eq=False)
class Reader:
    """A network of one hidden layer, fitted to vectors of real images and their classes.

    It is small on purpose: it only has to tell images that show a class from those that do not.
    """

    network: Any
    n_classes: int

    @classmethod
    def of(cls, vectors: np.ndarray, labels: np.ndarray, n_classes: int, seed: int = 0) -> "Reader":
        """Fit to `vectors` float (n, d) with `labels` int (n,), from 0 to below `n_classes`."""
        import warnings

        from sklearn.exceptions import ConvergenceWarning
        from sklearn.neural_network import MLPClassifier

        batch = min(BATCH_SIZE, len(vectors))
        network = MLPClassifier(
            (HIDDEN_UNITS,),
            batch_size=batch,
            alpha=WEIGHT_DECAY,
            max_iter=max(FEWEST_EPOCHS, STEPS * batch // len(vectors)),
            random_state=seed,
        )
        with warnings.catch_warnings(), alone():  # of so small products threads make none faster
            warnings.simplefilter("ignore", ConvergenceWarning)  # its end is chosen on purpose
            network.fit(vectors, labels)
        return cls(network, n_classes)

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """Return the probability of every class, float (m, n_classes), of vectors (m, d)."""
        found = np.zeros((len(vectors), self.n_classes))
        classes = self.network.classes_
        # Of a single class scikit-learn gives two columns.
        found[:, classes] = 1 if len(classes) == 1 else self.network.predict_proba(vectors)
        return found
