"""Smooth, valid: what lies between two images, and beyond them?"""

import numpy as np

from latent.codes.estimates import Estimate, mean, share
from latent.codes.paths import WAYS, Way
from latent.codes.smoothness import (
    pairs_of_one_class,
    pairs_of_two_classes,
    spread,
    step_ratios,
)
from latent.figures.answers.walks import Walk, walks
from latent.reports.questions.bench import Answer, Bench, words
from latent.reports.questions.subjects import Subject

N_PAIRS = 1_000  # of each kind
TS = np.linspace(-0.5, 1.5, 17)
BETWEEN = (TS >= 0) & (TS <= 1)
MIDDLE, BEYOND = int(np.argmin(abs(TS - 0.5))), len(TS) - 1
PAIRS_AT_ONCE = 100
KINDS = {"two classes": pairs_of_two_classes, "one class": pairs_of_one_class}
SHOWN = ("legible", "realistic")

Curves = dict[str, dict[str, Estimate]]  # by kind of pairs and by measure


def ask(bench: Bench) -> Answer:
    """Walk between test images, decode every step, and judge what comes out."""
    labels, rng = bench.dataset.y_test, bench.rng()
    pairs = {kind: choose(labels, N_PAIRS, rng) for kind, choose in KINDS.items()}
    _ = bench.judge

    def walk(subject: Subject) -> tuple[dict[str, Curves], dict[str, np.ndarray]]:
        curves, images = {}, {}
        for name, make in WAYS.items():
            bench.say(f"smooth: {subject.name}, {name}")
            way = make(subject.real_codes(bench.real))
            found = {
                kind: _walk(bench, subject, way, some) for kind, some in pairs.items() if len(some)
            }
            curves[name] = {kind: own for kind, (own, _) in found.items()}
            images[name] = np.stack([first for _, first in found.values()])
        return curves, images

    walked = bench.of_each(walk)
    numbers = {name: curves for name, (curves, _) in walked.items()}
    examples = {name: images for name, (_, images) in walked.items()}
    return Answer(
        numbers={
            "t": TS.tolist(),
            "pairs": {kind: len(some) for kind, some in pairs.items()},
            "real": bench.ceiling(),
            "found": {
                name: {
                    way: {
                        kind: {measure: curve.plain() for measure, curve in curves.items()}
                        for kind, curves in kinds.items()
                    }
                    for way, kinds in ways.items()
                }
                for name, ways in numbers.items()
            },
        },
        header=(
            "smooth, between two classes",
            "legible at ½",
            "realistic at ½",
            "at 1½",
            "longest step",
            "cycle error",
            "one class: legible",
            "realistic",
        ),
        rows=[
            (f"{name}, {way}", *_row(kinds))
            for name, ways in numbers.items()
            for way, kinds in ways.items()
        ],
        drawing=_drawing(bench, numbers, examples),
        notes=[
            *bench.judge_notes(),
            f"pairs of test images: {', '.join(f'{len(p):,} of {k}' for k, p in pairs.items())}; "
            "at 1½: realistic, half the way beyond the second image; longest step: over the mean "
            "step between the images; cycle error at ½: from a code to the code of what it is "
            "decoded to, over the distance of two codes",
        ],
    )


def _walk(
    bench: Bench, subject: Subject, way: Way, pairs: np.ndarray
) -> tuple[dict[str, Estimate], np.ndarray]:
    """Walk between pairs (n, 2); returns the curves over t, and the images of the first walk."""
    legible, realistic, cycles, ratios, first = [], [], [], [], None
    scale = spread(np.asarray(subject.numbers(subject.test_codes))) or 1.0
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        some = pairs[start : start + PAIRS_AT_ONCE]
        ends = [np.asarray(subject.test_codes[column], np.float32) for column in some.T]
        codes = way.many(*ends, TS).astype(np.float32)  # (n, t, size)
        flat = codes.reshape(-1, codes.shape[-1])
        images, verdict = bench.judged(subject, flat)
        verdict = verdict.reshaped(len(some), len(TS))
        legible.append(verdict.is_legible)
        realistic.append(verdict.is_realistic)
        again = np.asarray(subject.encode(images), np.float32)
        cycles.append(np.linalg.norm(again - flat, axis=1).reshape(len(some), -1) / scale)
        images = images.reshape(len(some), len(TS), *images.shape[1:])
        ratios.append(step_ratios(images[:, BETWEEN]))
        first = bench.dataset.pictures(images[0]) if first is None else first
    curves = {
        "legible": share(np.concatenate(legible)),
        "realistic": share(np.concatenate(realistic)),
        "cycle": mean(np.concatenate(cycles)),
        "step_ratio": mean(np.concatenate(ratios)),
    }
    return curves, first


def _row(kinds: dict[str, dict[str, Estimate]]) -> list[str]:
    two, one = (kinds.get(kind) for kind in KINDS)
    cells = ["–"] * 7
    if two is not None:
        cells[0] = words(two["legible"].at(MIDDLE))
        cells[1] = words(two["realistic"].at(MIDDLE))
        cells[2] = words(two["realistic"].at(BEYOND))
        cells[3] = words(two["step_ratio"])
        cells[4] = words(two["cycle"].at(MIDDLE))
    if one is not None:
        cells[5] = words(one["legible"].at(MIDDLE))
        cells[6] = words(one["realistic"].at(MIDDLE))
    return cells


def _drawing(bench: Bench, numbers: dict, examples: dict):
    kinds = list(next(iter(next(iter(numbers.values())).values())))
    columns = []
    for way in WAYS:
        curves = {
            f"{measure}, {kind}": {name: ways[way][kind][measure] for name, ways in numbers.items()}
            for kind in kinds
            for measure in SHOWN
        }
        shown = [
            {name: ways[way][number] for name, ways in examples.items()}
            for number in range(len(kinds))
        ]
        columns.append(Walk(way, curves, shown))
    real = bench.ceiling()
    ceilings = {f"{measure}, {kind}": real[measure] for kind in kinds for measure in SHOWN}
    title = f"What lies between two images, and beyond? {bench.title}"
    return walks(TS, columns, ceilings, bench.lines, title)
