"""Reconstructions of a few test images along a training run, from which an animation is made."""

import numpy as np

EARLY = (1 / 16, 1 / 8, 1 / 4, 1 / 2)  # shares of the first epoch
MOST_OF_A_PLAN = 60
MOST_KEPT = 120


class Film:
    """What became of the same few images at several moments, oldest first.

    `times`: float (k,), in epochs, rising. `images`: uint8 (k, n, h, w[, 3]), the reconstructions.
    Raises ValueError if they do not fit together.
    """

    def __init__(self, times: np.ndarray | None = None, images: np.ndarray | None = None):
        times = np.zeros(0) if times is None else times
        images = np.zeros((0, 0, 1, 1), np.uint8) if images is None else images
        fits = times.ndim == 1 and times.dtype == np.float64 and np.isfinite(times).all()
        fits = fits and (np.diff(times) > 0).all() and (times >= 0).all()
        fits = fits and images.dtype == np.uint8 and images.ndim in (4, 5)
        if not fits or len(images) != len(times):
            raise ValueError("times and images of a film do not fit together")
        self.times, self.images = times, images

    def __len__(self) -> int:
        return len(self.times)

    def add(self, time: float, images: np.ndarray) -> None:
        """Add the reconstructions uint8 (n, h, w[, 3]) of a moment; those of later ones go.

        When there are too many, every second one of those after the first epoch goes.
        """
        self.cut(time)
        if len(self) and self.images.shape[1:] != images.shape:
            self.times, self.images = self.times[:0], self.images[:0]
        earlier = self.images if len(self) else images[None][:0]
        self.times = np.append(self.times, float(time))
        self.images = np.concatenate([earlier, images[None]])
        if len(self) > MOST_KEPT:
            kept = (self.times <= 1) | (np.arange(len(self))[::-1] % 2 == 0)
            self.times, self.images = self.times[kept], self.images[kept]

    def cut(self, time: float) -> None:
        """Forget what is from `time` on."""
        kept = self.times < time
        self.times, self.images = self.times[kept], self.images[kept]


def is_due(time: float, last: int) -> bool:
    """Return whether a run that ends after `last` epochs wants a frame at `time` in epochs.

    It does at its start and after every epoch, or after every second, third, … if there are many;
    those within its first epoch are `early_steps`.

    >>> is_due(3, last=5), is_due(3, last=100), is_due(100, last=100), is_due(3.5, last=5)
    (True, False, True, False)
    """
    return time == last or time % -(-last // MOST_OF_A_PLAN) == 0


def early_steps(n_steps: int) -> list[int]:
    """Return the steps of the first epoch, of `n_steps` in all, at which frames are taken.

    >>> early_steps(235)
    [15, 29, 59, 118]
    """
    return sorted({round(share * n_steps) for share in EARLY} - {0, n_steps})
