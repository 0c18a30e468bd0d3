"""What there is to say of several images: how many of each class, their mean, and a few of them."""

from dataclasses import dataclass

import numpy as np

from latent.maps.embedding_file import EmbeddingFile

IMAGES_AT_ONCE = 8192


@dataclass(frozen=True, eq=False)
class Summary:
    """Of the images `indices`: `counts` by class, the largest first, and `mean`, uint8 (h, w, …).

    `counts`: pairs of a label and how many.
    """

    indices: np.ndarray
    counts: list[tuple[int, int]]
    mean: np.ndarray

    def some(self, n: int) -> np.ndarray:
        """Return at most n of the indices, spread evenly, int (m,)."""
        m = min(n, len(self.indices))
        return self.indices[np.arange(m) * len(self.indices) // max(m, 1)]


def summarize(content: EmbeddingFile, indices: np.ndarray) -> Summary:
    """Return the summary of at least one image."""
    counts = np.bincount(content.labels[indices], minlength=len(content.label_names))
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    total = np.zeros(content.images.shape[1:], np.int64)
    for start in range(0, len(indices), IMAGES_AT_ONCE):
        part = content.images[indices[start : start + IMAGES_AT_ONCE]]
        total += part.sum(axis=0, dtype=np.int64)
    mean = np.rint(total / len(indices)).astype(np.uint8)
    return Summary(indices, [(int(label), int(counts[label])) for label in order], mean)
