"""Whole alphabets from a few characters: a mixture of the typefaces whose characters are like."""

from functools import cached_property

import numpy as np
from sklearn.metrics.pairwise import euclidean_distances

from latent.codes.kernel_ridge import Smoothness, choose_smoothness, mix, mixture_weights
from latent.data.alphabets import Alphabets
from latent.data.characters import CHARACTERS
from latent.data.families import family_of
from latent.data.gray_levels import pixel_vectors, to_bytes
from latent.tools.check import UserError

N_JUDGED = 1000  # pixels of the other characters, by which the smoothness is chosen
MOST_JUDGING = 1500  # typefaces
FEWEST_FAMILIES = 3


class Completion:
    """What some typefaces know of the way from given characters to all others.

    `fonts`: which of the alphabets' typefaces it learns from, whole numbers (n,); `characters`:
    those that will be given. Kernel ridge regression on the pixels of the given characters; how
    smooth it is, is chosen by leaving out one family after the other. Raises UserError for fewer
    than three families.
    """

    def __init__(self, alphabets: Alphabets, fonts: np.ndarray, characters: str, seed: int = 0):
        self._alphabets, self._fonts, self.characters = alphabets, fonts, characters
        self._families = [family_of(alphabets.font_names[font]) for font in fonts]
        if len(set(self._families)) < FEWEST_FAMILIES:
            raise UserError(
                f"{alphabets.source}: completing an alphabet needs typefaces of at least "
                f"{FEWEST_FAMILIES} families to learn from, there are {len(set(self._families))}"
            )
        self._rng = np.random.default_rng(seed)
        self._known = self._vectors(alphabets.of_fonts(fonts, characters))
        self._distances = euclidean_distances(self._known)

    @cached_property
    def smoothness(self) -> Smoothness:
        """What the regression goes by; choosing takes seconds."""
        rest = [c for c in CHARACTERS if c not in self.characters] or list(CHARACTERS)
        side = self._alphabets.images.shape[1]
        # Choosing takes the cube of their number, and a part of them chooses the same.
        some = self._rng.permutation(len(self._fonts))[:MOST_JUDGING]
        # A few pixels of each character, and not the margins, which are empty everywhere.
        places = self._rng.integers(side // 6, side - side // 6, (N_JUDGED, 2))
        columns = []
        for number, (y, x) in enumerate(places.tolist()):
            rows = self._alphabets.rows[
                self._fonts[some], CHARACTERS.index(rest[number % len(rest)])
            ]
            columns.append(self._alphabets.images[rows, y, x])
        targets = np.stack(columns, axis=1) / np.float64(255)
        _, groups = np.unique(np.array(self._families)[some], return_inverse=True)
        return choose_smoothness(self._distances[np.ix_(some, some)], groups, targets)

    def complete(self, given: np.ndarray, wanted: str) -> np.ndarray:
        """Draw the characters of `wanted` for typefaces of which the given ones are known.

        `given`: uint8 (m, n_characters, h, w), in the order of `characters`. Returns uint8
        (m, len(wanted), h, w).
        """
        to_known = euclidean_distances(self._vectors(given), self._known)
        weights = mixture_weights(self._distances, to_known, self.smoothness)
        drawn = np.empty((len(given), len(wanted), *given.shape[2:]), np.uint8)
        for place, character in enumerate(wanted):
            examples = pixel_vectors(self._alphabets.of_fonts(self._fonts, character))
            mixed = mix(weights, examples).clip(0, 1)
            drawn[:, place] = to_bytes(mixed).reshape(len(given), *given.shape[2:])
        return drawn

    def nearest(self, given: np.ndarray) -> tuple[str, float]:
        """Return the typeface whose given characters are most like, and its distance in pixels.

        `given`: of one typeface, uint8 (1, n_characters, h, w).
        """
        distances = euclidean_distances(self._vectors(given), self._known)[0]
        best = int(distances.argmin())
        return self._alphabets.font_names[self._fonts[best]], float(distances[best])

    @staticmethod
    def _vectors(glyphs: np.ndarray) -> np.ndarray:
        return pixel_vectors(glyphs).astype(np.float64)
