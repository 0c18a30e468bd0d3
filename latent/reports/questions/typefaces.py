"""Typefaces: does what makes one letter bold make others bold?"""

from typing import Any

import numpy as np

from latent.codes.analogies import StyledCodes, completed, completed_typefaces, nearest_rows
from latent.codes.estimates import Estimate, mean
from latent.codes.measures import squared_error_per_image
from latent.data.alphabet_grid import AlphabetGrid
from latent.data.families import family_of
from latent.data.gray_levels import from_bytes, to_bytes
from latent.data.styles import STYLE_WORDS, StylePair, style_pairs
from latent.figures.answers.analogies import AnalogyPanel, analogies
from latent.reports.questions.bench import Answer, Bench, words
from latent.reports.questions.subjects import Subject

NEAREST_GLYPH = "nearest real glyph in the style"
TRUE_GLYPH, TRUE_ALPHABET = "the true glyph", "the true alphabet"
N_SHOWN = 12
FEWEST_PAIRS = 2  # of training and of test typefaces
LETTER_NOTE = (
    "D = C + (B − A) for C, plain, of families held out of training; A and B, plain and in the "
    "style: a letter of C's own family, or of training families; one typeface of each family; "
    "intervals over families"
)
WHOLE_NOTE = (
    "D = C + (B − A) for whole typefaces: C, plain, of families held out of training; A and B, "
    "plain and in the style, of training families; one typeface of each family; errors are those "
    "of the characters; intervals over families"
)


def ask(bench: Bench) -> Answer | str:
    """Complete analogies whose true answer is there, of families that no model has seen."""
    dataset = bench.dataset
    if dataset.font_test is None:
        return "typefaces: the question is for models of typefaces"
    styles = {}
    for style in STYLE_WORDS:
        seen, unseen = (
            Glyphs(fonts, labels, style)
            for fonts, labels in (
                (dataset.font_train, dataset.y_train),
                (dataset.font_test, dataset.y_test),
            )
        )
        if min(len(seen.pairs), len(unseen.pairs)) >= FEWEST_PAIRS:
            styles[style] = seen, unseen
    grid = AlphabetGrid.of_settings(next(iter(bench.models.values())).settings)
    if not styles or (grid is None and len(dataset.label_names) < 2):
        return "typefaces: too few come in bold, italic or condensed and plain as well"
    numbers: dict[str, Any] = {"pairs": {}, "found": {}}
    rows, panels = [], []
    for style, (seen, unseen) in styles.items():
        numbers["pairs"][style] = {"training": len(seen.pairs), "test": len(unseen.pairs)}
        errors: dict[str, dict[str, Estimate]] = {}
        shown = None
        for subject in bench.subjects:
            bench.say(f"typefaces: {subject.name}, {style}")
            if grid is None:
                errors[subject.name], images = _measure(bench, subject, seen, unseen)
            else:
                errors[subject.name], images = _measure_whole(bench, subject, seen, unseen, grid)
            shown = images if shown is None else shown
        for name, by_way in errors.items():
            numbers["found"].setdefault(name, {})[style] = {
                way: estimate.plain() for way, estimate in by_way.items()
            }
        for way in next(iter(errors.values())):
            cells = [words(by_way[way], 4) for by_way in errors.values()]
            rows.append((f"{style}, {way}", *cells))
        words_of = f"{style}: {len(unseen.pairs)} unseen typefaces, {len(seen.pairs)} seen"
        panels.append(AnalogyPanel(words_of, errors, shown))
    first, what = bench.subjects[0].name, "letter" if grid is None else "typeface"
    drawn = "glyph" if grid is None else "alphabet"
    header = f"typefaces, MSE to the true {drawn}"
    return Answer(
        numbers=numbers,
        header=(header, *(each.name for each in bench.subjects)),
        rows=rows,
        drawing=analogies(
            panels,
            first,
            bench.subject_lines,
            f"Does what makes one {what} bold make others bold? {bench.title}",
            drawn,
        ),
        notes=[LETTER_NOTE if grid is None else WHOLE_NOTE],
    )


class Glyphs:
    """Where the glyphs of plain and styled typefaces stand in a part of a data set.

    `pairs`: one for each family, that with the shortest name.
    """

    def __init__(self, fonts: np.ndarray, labels: np.ndarray, style: str):
        pairs: dict[str, StylePair] = {}
        for pair in sorted(style_pairs(fonts, style), key=lambda pair: (len(pair.styled), pair)):
            pairs.setdefault(family_of(pair.styled), pair)
        self.pairs = sorted(pairs.values())
        self._rows = {
            (font, int(label)): row
            for row, (font, label) in enumerate(zip(fonts, labels, strict=True))
        }
        self._of_font = {font: row for row, font in enumerate(fonts)}

    def whole(self) -> np.ndarray:
        """Return the rows of whole typefaces, plain and styled, int (n_pairs, 2)."""
        return np.array([[self._of_font[font] for font in pair] for pair in self.pairs])

    def of(self, label: int, partner: int | None = None) -> np.ndarray:
        """Return the rows of a letter, plain and styled, and of a partner's, int (n_pairs, 2 or 4).

        −1 stands where a glyph is missing.
        """
        letters = [label] if partner is None else [label, partner]
        return np.array(
            [
                [self._rows.get((font, letter), -1) for letter in letters for font in pair]
                for pair in self.pairs
            ]
        )


def _measure(
    bench: Bench, subject: Subject, seen: Glyphs, unseen: Glyphs
) -> tuple[dict[str, Estimate], dict[str, np.ndarray]]:
    """Return the error of each way, and images of some glyphs by way."""
    dataset, rng = bench.dataset, bench.rng()
    n_letters = len(dataset.label_names)
    partners = np.roll(rng.permutation(n_letters), 1)[np.argsort(rng.permutation(n_letters))]
    partners = np.where(partners == np.arange(n_letters), (partners + 1) % n_letters, partners)
    errors: dict[str, np.ndarray] = {}
    shown: dict[str, list[np.ndarray]] = {}
    for letter, partner in enumerate(partners):
        old, new = seen.of(letter, int(partner)), unseen.of(letter, int(partner))
        typefaces = np.flatnonzero((new >= 0).all(axis=1))
        old, new = old[(old >= 0).all(axis=1)], new[typefaces]
        if len(old) == 0 or len(new) == 0:
            continue

        def codes(images: np.ndarray, rows: np.ndarray, first: int) -> StyledCodes:
            pair = (subject.encode(images[rows[:, column]]) for column in (first, first + 1))
            return StyledCodes(*(np.asarray(each, np.float32) for each in pair))

        own, others = codes(dataset.x_test, new, 0), codes(dataset.x_train, old, 0)
        drawn = completed(
            own.plain,
            codes(dataset.x_test, new, 2),
            others,
            codes(dataset.x_train, old, 2),
            rng,
        )
        images = {way: subject.decode(_possible(subject, some)) for way, some in drawn.items()}
        nearest = nearest_rows(own.plain, others.plain)
        images[NEAREST_GLYPH] = dataset.x_train[old[nearest, 1]] / np.float32(255)
        images[f"{TRUE_GLYPH}, decoded"] = subject.decode(own.styled)
        truth = dataset.x_test[new[:, 1]]
        for way, some in images.items():
            of_way = errors.setdefault(way, np.full((len(unseen.pairs), n_letters), np.nan))
            of_way[typefaces, letter] = squared_error_per_image(truth, some)
        pick = int(rng.integers(len(new)))
        shown.setdefault("C", []).append(dataset.x_test[new[pick, 0]])
        shown.setdefault(TRUE_GLYPH, []).append(truth[pick])
        for way, some in images.items():
            shown.setdefault(way, []).append(to_bytes(some[pick]))
    chosen = np.linspace(0, len(shown["C"]) - 1, min(N_SHOWN, len(shown["C"]))).astype(int)
    pictures = {way: np.stack(some)[chosen] for way, some in shown.items()}
    # Of one family all letters are right or wrong together, so families are counted, not letters.
    by_family = {way: _row_means(of_way) for way, of_way in errors.items()}
    return {way: mean(values) for way, values in by_family.items()}, pictures


def _measure_whole(
    bench: Bench, subject: Subject, seen: Glyphs, unseen: Glyphs, grid: AlphabetGrid
) -> tuple[dict[str, Estimate], dict[str, np.ndarray]]:
    """Return the error of each way for whole typefaces, and a few letters of some by way."""
    dataset, rng = bench.dataset, bench.rng()
    old, new = seen.whole(), unseen.whole()
    own, others = (
        StyledCodes(*(np.asarray(subject.encode(images[column]), np.float32) for column in rows.T))
        for images, rows in ((dataset.x_test, new), (dataset.x_train, old))
    )
    drawn = completed_typefaces(own.plain, others, rng)
    images = {way: subject.decode(_possible(subject, some)) for way, some in drawn.items()}
    nearest = nearest_rows(own.plain, others.plain)
    images["nearest real typeface in the style"] = from_bytes(dataset.x_train[old[nearest, 1]])
    images[f"{TRUE_ALPHABET}, decoded"] = subject.decode(own.styled)
    truth = dataset.x_test[new[:, 1]]
    errors = {
        way: squared_error_per_image(truth, some) / grid.share for way, some in images.items()
    }
    chosen = np.linspace(0, len(new) - 1, min(N_SHOWN, len(new))).astype(int)
    shown = {"C": dataset.x_test[new[:, 0]], TRUE_ALPHABET: truth, **images}
    pictures = {
        way: grid.words(some[chosen], grid.choose_specimen()) for way, some in shown.items()
    }
    pictures = {
        way: some if some.dtype == np.uint8 else to_bytes(some) for way, some in pictures.items()
    }
    return {way: mean(values) for way, values in errors.items()}, pictures


def _possible(subject: Subject, codes: np.ndarray) -> np.ndarray:
    """Return codes as they can be: a bit is on or off."""
    return np.clip(codes, 0, 1) if subject.is_bits else codes


def _row_means(values: np.ndarray) -> np.ndarray:
    """Return the mean of each row without its NaN; NaN for a row of nothing else."""
    is_there = np.isfinite(values)
    counts = is_there.sum(axis=1)
    sums = np.where(is_there, values, 0).sum(axis=1)
    return np.divide(sums, counts, out=np.full(len(values), np.nan), where=counts > 0)
