"""Checks of how far a training came, as a file says it: nothing in it is believed.

Figures take logarithms of these numbers, and steps are counted on from them.
"""

from typing import Any

from latent.training.loop import TrainingRecord

MOST_STEPS = 10**8
LARGEST = 1e30  # of what is measured: more would overflow float32 many times over
LONGEST_NAME = 60  # letters of a number's name
COUNTS = {"epoch", "start_step", "end_step", "planned_steps"}
LOSSES = {"train_loss", "test_loss", "test_mse", "test_mse_sd"}
NEEDED = COUNTS | LOSSES | {"learning_rate", "seconds"}
# What the entries of a kind have besides, which its own figures draw.
OF_KIND = {
    "vae": {
        *("train_reconstruction", "test_reconstruction", "train_kl", "test_kl", "active_units"),
    },
    "sparse": {"train_active_bits", "test_active_bits", "train_penalty", "test_penalty"},
}


def is_whole_record(record: TrainingRecord, kind: str, planned_epochs: int) -> bool:
    """Whether a record could have been written by a run of `planned_epochs` of this kind."""
    counts = (record.planned_epochs, record.first_epoch, record.step)
    history, unfinished = record.history, record.unfinished
    return (
        all(map(_is_count, counts))
        and record.planned_epochs == planned_epochs
        and isinstance(history, list)
        and isinstance(unfinished, dict)
        and isinstance(record.is_reported, bool)
        and _is_number(record.unfinished_seconds)
        and record.first_epoch <= len(history) <= record.first_epoch + planned_epochs
        and all(_is_entry(entry, number, kind) for number, entry in enumerate(history, 1))
        and all(_is_name(name) and _are_terms(terms) for name, terms in unfinished.items())
    )


def _is_entry(entry: Any, number: int, kind: str) -> bool:
    """Whether something is the entry of an epoch of this number."""
    return (
        isinstance(entry, dict)
        and entry.keys() >= NEEDED | OF_KIND.get(kind, set())
        and all(map(_is_name, entry))
        and all(map(_is_count, (entry[name] for name in COUNTS)))
        and all(map(_is_number, entry.values()))
        and entry["epoch"] == number
        and entry["start_step"] < entry["end_step"] <= entry["planned_steps"]
        and entry["learning_rate"] >= 0
        and entry["seconds"] >= 0
    )


def _are_terms(terms: Any) -> bool:
    return isinstance(terms, list) and len(terms) > 0 and all(map(_is_number, terms))


def _is_name(name: str) -> bool:
    return len(name) <= LONGEST_NAME and name.isidentifier()


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < MOST_STEPS


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= LARGEST  # NaN is not
