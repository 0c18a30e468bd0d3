"""The typefaces that look most like one of them."""

from dataclasses import dataclass

import numpy as np

from latent.clustering.result import Report, keep_quiet
from latent.data.alphabets import Alphabets
from latent.data.families import family_of

WHITE = 255  # grey levels of full ink, which is 1 in data vectors
N_SIMILAR = 20


@dataclass(frozen=True, eq=False)
class Similar:
    """The typefaces `fonts` that are nearest to `font`, near first, and their `distances`.

    int64 and float64 (n,); the distances are those of the data vectors of some characters.
    """

    font: int
    fonts: np.ndarray
    distances: np.ndarray


def find_similar(
    alphabets: Alphabets,
    font: int,
    characters: str,
    metric: str = "euclidean",
    n: int = N_SIMILAR,
    has_family: bool = True,
    report: Report = keep_quiet,
) -> Similar:
    """Return the `n` typefaces nearest to one, or as many as there are.

    `has_family`: whether those of its own family are among them. Equally far ones come in the order
    of their names. Distances are exact: they come of sums of whole numbers.
    """
    products = np.zeros(len(alphabets), np.int64)
    lengths = np.zeros(len(alphabets), np.int64)
    for character in characters:
        report(f"comparing {character}")
        glyphs = alphabets.glyphs(character).reshape(len(alphabets), -1).astype(np.int32)
        products += np.einsum("np,p->n", glyphs, glyphs[font])  # below 2**31 for one character
        lengths += np.einsum("np,np->n", glyphs, glyphs)
    if metric == "cosine":
        scale = np.sqrt(lengths.astype(np.float64) * lengths[font])
        distances = 1 - products / np.where(scale > 0, scale, np.inf)
    else:
        distances = np.sqrt(lengths + lengths[font] - 2 * products) / WHITE
    is_other = np.arange(len(alphabets)) != font
    if not has_family:
        family = family_of(alphabets.font_names[font])
        is_other &= np.array([family_of(name) != family for name in alphabets.font_names])
    others = np.flatnonzero(is_other)
    nearest = others[np.argsort(distances[others], kind="stable")[:n]]
    return Similar(font, nearest, distances[nearest])
