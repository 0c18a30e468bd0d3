"""Directions among codes: single units, and steps with names that were found from the data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from latent.codes.kinds import as_codes
from latent.data.families import family_of
from latent.windows.explorer.coder import Coder, Pick
from latent.windows.explorer.experiments.glyphs import STYLES, Glyphs

LEAST_DEVIATION = 1e-6  # of the largest: a unit that varies less does nothing


@dataclass(frozen=True, eq=False)
class Direction:
    """A direction that codes can be moved in.

    `vector`: (d,), one standard deviation of all codes along the direction. `words`: on its length.
    """

    name: str
    vector: np.ndarray
    words: str


class StyleStep(NamedTuple):
    """A mean step (d,) between images of typefaces that come plain and in a style."""

    name: str
    vector: np.ndarray
    n_families: int


@dataclass(frozen=True, eq=False)
class Spread:
    """How the codes of a map vary.

    `units`: those that vary at all, most first, each as a direction. `mean`: (d,). `class_means`:
    (k, d), NaN for classes without an image. `styles`: mean steps (d,) between the glyphs of
    typefaces that come plain and in a style, by their names.
    """

    units: list[Direction]
    mean: np.ndarray
    class_means: np.ndarray
    styles: dict[str, np.ndarray]

    @classmethod
    def of(cls, coder: Coder) -> "Spread":
        """Measure all codes of a map, a few at a time, which can take seconds."""
        content = coder.content
        codes = as_codes(content.vectors)
        mean = np.asarray(codes.mean(), np.float64)
        n_classes = len(content.label_names)
        squares, sums = np.zeros(len(mean)), np.zeros((n_classes, len(mean)))
        start = 0
        for block in codes.blocks():
            labels = content.labels[start : start + len(block)]
            start += len(block)
            squares += np.square(block - mean).sum(axis=0)
            sums += (labels == np.arange(n_classes)[:, None]).astype(np.float32) @ block
        deviations = np.sqrt(squares / len(codes))
        counts = np.bincount(content.labels, minlength=n_classes)[:, None]
        means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        order = np.argsort(-deviations, kind="stable")
        varying = order[deviations[order] > LEAST_DEVIATION * deviations.max(initial=0)]
        units = [_unit(int(unit), deviations) for unit in varying]
        styles = {step.name: step.vector for step in style_steps(coder)}
        return cls(units, mean, means, styles)

    def steps(self, coder: Coder, label: int | None) -> dict[str, np.ndarray]:
        """Return what leads from the mean of a class, or of all codes, to that of every other."""
        names = coder.content.label_names
        start = self.mean if label is None else self.class_means[label]
        from_words = "mean" if label is None else names[label]
        return {
            f"{from_words} → {names[other]}": end - start
            for other, end in enumerate(self.class_means)
            if other != label and not np.isnan(end).any()
        }


def named_steps(coder: Coder, named: Sequence[tuple[str, Pick, Pick]]) -> dict[str, np.ndarray]:
    """Return what leads from A to B, for each name with its A and B."""
    return {
        name: coder.pick_code(b).astype(np.float64) - coder.pick_code(a) for name, a, b in named
    }


def as_directions(coder: Coder, steps: dict[str, np.ndarray]) -> list[Direction]:
    """Return steps (d,) as directions; those of no length are left out."""
    steps = {name: step for name, step in steps.items() if np.linalg.norm(step) > 0}
    if not steps:
        return []
    lengths = [float(np.linalg.norm(step)) for step in steps.values()]
    units = np.stack([step / length for step, length in zip(steps.values(), lengths, strict=True)])
    codes = as_codes(coder.content.vectors)
    mean, squares = codes.mean(), np.zeros(len(units))
    for block in codes.blocks():
        squares += np.square((block - mean) @ units.T).sum(axis=0)
    deviations = np.sqrt(squares / len(codes))
    return [
        Direction(name, unit * deviation, f"whole step: {length / deviation:.1f}σ")
        for name, unit, deviation, length in zip(steps, units, deviations, lengths, strict=True)
        if deviation > 0
    ]


def _unit(unit: int, deviations: np.ndarray) -> Direction:
    vector = np.zeros(len(deviations))
    vector[unit] = deviations[unit]
    return Direction(f"unit {unit}", vector, f"σ = {deviations[unit]:.3g}")


def style_steps(coder: Coder) -> list[StyleStep]:
    """Return the steps from plain typefaces to bold, italic and condensed ones, as far as known."""
    glyphs = Glyphs.of(coder.content)
    found = []
    for name, style in STYLES.items() if glyphs is not None else ():
        plain, styled = glyphs.style_steps(name)
        if len(plain):
            steps = coder.codes_of(styled).astype(np.float64) - coder.codes_of(plain)
            fonts = coder.content.font_names
            families, own = np.unique([family_of(fonts[k]) for k in plain], return_inverse=True)
            if coder.content.grid is not None:  # a family with many typefaces counts once
                sums = np.zeros((len(families), steps.shape[1]))
                np.add.at(sums, own, steps)
                steps = sums / np.bincount(own)[:, None]
            found.append(StyleStep(f"{name}: {style}", steps.mean(axis=0), len(families)))
    return found
