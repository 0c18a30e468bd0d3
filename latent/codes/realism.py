"""Whether images look like those of a data set: as near to a real one as real ones are to others.

Around each real vector stands a ball that reaches to the third nearest other real one, as in
Kynkäänniemi, Karras, Laine, Lehtinen and Aila 2019, "Improved precision and recall metric for
assessing generative models", section 3. There a vector counts that lies in any ball. Here it has
to lie in that of the real vector nearest to it, because the large balls of outliers hold blurred
images that resemble no real one: with any ball of 5,000 digits, 0.99 of what the first 16
components of PCA draw half-way between two digits would count as realistic, and 0.88 of the real
digits.
"""

from dataclasses import dataclass

import numpy as np

from latent.codes.neighbors import nearest_neighbors

N_COMPONENTS = 50
N_NEIGHBORS = 3  # as in the paper
VECTORS_AT_ONCE = 2048


@dataclass(frozen=True, eq=False)
class Balls:
    """`centres`: real vectors, float32 (n, d); `squared_radii` of their balls, float32 (n,)."""

    centres: np.ndarray
    squared_radii: np.ndarray

    @classmethod
    def around(cls, vectors: np.ndarray, k: int = N_NEIGHBORS) -> "Balls":
        """Make the balls of real `vectors`, float (n, d), at least 2, up to their `k` nearest."""
        radii = nearest_neighbors(vectors, min(k, len(vectors) - 1)).distances[:, -1]
        return cls(vectors.astype(np.float32), radii.astype(np.float32) ** 2)

    def hold(self, vectors: np.ndarray) -> np.ndarray:
        """Return which of `vectors`, float (m, d), lie in the ball of their nearest real one.

        bool (m,).

        >>> balls = Balls.around(np.array([[0.0], [1.0], [2.0], [9.0]]), k=1)
        >>> balls.hold(np.array([[-0.5], [1.5], [3.5], [8.0]])).tolist()
        [True, True, False, True]
        """
        half_squares = np.einsum("nd,nd->n", self.centres, self.centres) / 2
        is_held = np.zeros(len(vectors), bool)
        for start in range(0, len(vectors), VECTORS_AT_ONCE):
            part = slice(start, start + VECTORS_AT_ONCE)
            some = vectors[part].astype(np.float32)
            # |v − c|² = |v|² − 2 (v·c − |c|² / 2)
            nearness = some @ self.centres.T
            nearness -= half_squares
            nearest = nearness.argmax(axis=1)
            squared = np.square(some - self.centres[nearest]).sum(axis=1)
            is_held[part] = squared <= self.squared_radii[nearest]
        return is_held
