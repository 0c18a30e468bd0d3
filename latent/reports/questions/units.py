"""Units: what does each number of a code change in an image, and what does it tell of the class?"""

from typing import Any

import numpy as np

from latent.codes.information import mutual_information
from latent.codes.units import SWEEP, added_by_bit, sweep
from latent.data.gray_levels import to_bytes
from latent.figures.answers.sweeps import SweepBlock, SweepRow, unit_sweeps
from latent.reports.questions.bench import Answer, Bench
from latent.reports.questions.subjects import Subject

MOST_SHOWN = 16  # units of a code
MOST_ADDED = 200  # images that have a bit on
N_LISTED = 3


def ask(bench: Bench) -> Answer:
    """Find what each unit carries and tells, and decode it alone from low to high."""
    numbers, rows, blocks = {}, [], []
    for subject in bench.subjects:
        if subject.name == "pixels":  # a unit is a pixel: there is nothing to find out
            continue
        bench.say(f"units: {subject.name}")
        found = _measure(bench, subject)
        numbers[subject.name] = {name: list(map(float, values)) for name, values in found.items()}
        order = np.argsort(-found["carried"], kind="stable")
        most, told = found["carried"][order], found["information"]
        by_told = np.argsort(-told, kind="stable")[:N_LISTED]
        rows.append(
            (
                subject.name,
                f"{len(most):,}",
                ", ".join(f"{unit} ({found['carried'][unit]:.1%})" for unit in order[:N_LISTED]),
                ", ".join(f"{unit} ({told[unit]:.2f})" for unit in by_told),
                f"{told.mean():.2f}",
            )
        )
        blocks.append(
            SweepBlock(subject.name, [_row(subject, found, k) for k in order[:MOST_SHOWN]])
        )
    labels = bench.dataset.y_test
    shares = np.bincount(labels) / len(labels)
    entropy = np.sum(shares[shares > 0] * np.log2(1 / shares[shares > 0]))  # not -0.0 of one class
    return Answer(
        numbers={"class_entropy": float(entropy), "found": numbers},
        header=("units", "code", "carry most", "tell most of the class (bits)", "mean"),
        rows=rows,
        drawing=unit_sweeps(
            blocks,
            float(entropy),
            f"What does each unit of a code change? The most carrying first. {bench.title}",
        ),
        notes=[
            "carry: by how much the error rises without the unit, as a share of the images' "
            f"variance; of {entropy:.2f} bits that the class has, each tells so many by itself"
        ],
    )


def _measure(bench: Bench, subject: Subject) -> dict[str, np.ndarray]:
    labels = bench.dataset.y_test
    information = np.zeros(subject.size)
    units = subject.varying_bits if subject.is_bits else np.arange(subject.size)
    values = subject.numbers(subject.test_codes)
    for column, unit in enumerate(units):
        information[unit] = mutual_information(values[:, column], labels)
    return {"carried": subject.carried, "information": information}


def _row(subject: Subject, found: dict[str, Any], unit: int) -> SweepRow:
    numbers = float(found["carried"][unit]), float(found["information"][unit])
    pictures = subject.dataset.pictures
    if not subject.is_bits:
        drawn = to_bytes(subject.decode(sweep(subject.train_codes, unit)))
        return SweepRow(unit, *numbers, pictures(drawn), None)
    columns = np.flatnonzero(subject.varying_bits == unit)
    is_on = np.zeros(0, int)
    if len(columns):
        is_on = np.flatnonzero(subject.numbers(subject.test_codes)[:, columns[0]])
    codes = np.asarray(subject.test_codes[is_on[:MOST_ADDED]], np.float32)
    shape = subject.dataset.x_test.shape[1:]
    added = added_by_bit(subject.decode, codes, unit) if len(codes) else np.zeros(shape)
    shown = subject.dataset.x_test[is_on[: len(SWEEP) - 1]]
    return SweepRow(unit, *numbers, pictures(shown), pictures(added[None])[0])
