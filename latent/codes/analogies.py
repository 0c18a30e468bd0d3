"""What leads from A to B done to C, in several ways, against what should have come out.

D = C + (B − A): Mikolov, Yih and Zweig 2013, "Linguistic regularities in continuous space word
representations".
"""

from typing import NamedTuple

import numpy as np

from latent.codes.similar_steps import steps_of_similar

RANDOM_FAMILY = "a random other family"


class StyledCodes(NamedTuple):
    """Codes of some glyphs plain and in a style, float (n, d) each, a row for each typeface."""

    plain: np.ndarray
    styled: np.ndarray

    @property
    def steps(self) -> np.ndarray:
        """What leads from plain to styled, (n, d)."""
        return self.styled - self.plain


def nearest_rows(codes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return which of `others` (m, d) is nearest to each of `codes` (n, d), int (n,).

    >>> nearest_rows(np.array([[0.0], [9.0]]), np.array([[8.0], [1.0]])).tolist()
    [1, 0]
    """
    from sklearn.metrics import pairwise_distances_argmin

    return pairwise_distances_argmin(np.asarray(codes, float), np.asarray(others, float))


def completed(
    images: np.ndarray,
    same_family: StyledCodes,
    others: StyledCodes,
    others_letter: StyledCodes,
    rng: np.random.Generator,
) -> dict[str, np.ndarray]:
    """Return the codes D of n glyphs C, `images` (n, d), by the way in which A and B are chosen.

    `same_family`: another letter, in the typeface of each C, n rows; `others`: the same letter in
    typefaces of other families, m rows; `others_letter`: another letter in these. All results are
    (n, d).
    """
    n = len(images)
    drawn = rng.integers(0, len(others_letter.plain), n) if len(others_letter.plain) else []
    nearest = nearest_rows(images, others.plain)
    return {
        "leave C alone": images,
        "another letter, same family": images + same_family.steps,
        "another letter, another family": images + others_letter.steps[drawn],
        "same letter, most similar family": images + others.steps[nearest],
        "same letter, mean of all families": images + others.steps.mean(axis=0),
    }


def completed_typefaces(
    images: np.ndarray, others: StyledCodes, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Return the codes D of n whole typefaces C, `images` (n, d), by the way A and B are chosen.

    `others`: typefaces of m other families. All results are (n, d).
    """
    drawn = rng.integers(0, len(others.plain), len(images))
    nearest = nearest_rows(images, others.plain)
    return {
        "leave C alone": images,
        RANDOM_FAMILY: images + others.steps[drawn],
        "most similar family": images + others.steps[nearest],
        "mean of similar families": images + steps_of_similar(images, others.plain, others.steps),
        "mean of all families": images + others.steps.mean(axis=0),
    }
