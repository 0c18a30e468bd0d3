"""Keeps: how much of an image is in its code?"""

from typing import Any

from latent.codes.measures import squared_error_per_image
from latent.codes.units import LEAST_SHARE
from latent.figures.answers.bars import BarPanel, bar_panels
from latent.reports.questions.bench import Answer, Bench
from latent.reports.questions.subjects import Subject

EXTRA = {  # of what a model says of itself: what a panel calls it, and how it is written
    "test_elbo": ("−ELBO in nats per image (less is better)", "{:.1f}"),
    "active_units": ("active units", "{:.0f}"),
    "mean_active_bits": ("bits on in a code", "{:.1f}"),
}
DASH = "–"


def ask(bench: Bench) -> Answer:
    """Measure the error, and how many of the code's numbers carry anything of an image."""
    numbers = {}
    for subject in bench.subjects:
        bench.say(f"keeps: {subject.name}")
        numbers[subject.name] = _measure(subject)
    header = ("keeps", "code", "test MSE", "summed", "carry", "active", "ELBO", "bits on")
    n_pixels = bench.dataset.x_test[0].size
    error = {name: values["test_mse"] for name, values in numbers.items()}
    carry = {name: values["carrying_share"] for name, values in numbers.items()}
    panels = [
        BarPanel("test error: mean squared difference per pixel", "{:.5f}", error),
        BarPanel(
            f"the same summed over the {n_pixels:,} pixels",
            "{:.2f}",
            {name: values["test_summed"] for name, values in numbers.items()},
        ),
        BarPanel("numbers in a code", "{:,.0f}", {n: v["size"] for n, v in numbers.items()}),
        BarPanel("share of them that carry anything", "{:.1%}", carry, least=1.0),
    ]
    for key, (label, form) in EXTRA.items():
        values = {name: abs(some[key]) for name, some in numbers.items() if key in some}
        if values:
            panels.append(BarPanel(label, form, values))
    return Answer(
        numbers=numbers,
        header=header,
        rows=[_row(name, values) for name, values in numbers.items()],
        drawing=bar_panels(
            panels, bench.subject_lines, f"How much of an image is in its code? {bench.title}"
        ),
        notes=[
            "carry: share of the code's numbers without which the error rises, by at least "
            f"{LEAST_SHARE:.2%} of the images' variance; active: units whose mean varies by more "
            "than 0.01 (variational); ELBO in nats per image (loss bce)"
        ],
    )


def _measure(subject: Subject) -> dict[str, Any]:
    dataset = subject.dataset
    if subject.model is not None:
        errors = subject.model.measure(dataset.x_test)["mse"].astype(float)
    else:
        errors = squared_error_per_image(dataset.x_test, subject.decode(subject.test_codes))
    found = {
        "size": subject.size,
        "test_mse": float(errors.mean()),
        "test_summed": float(errors.mean() * dataset.x_test[0].size),
        "carrying_share": subject.carrying_share,
    }
    if subject.model is not None:
        summary = subject.model.summary(dataset.x_test)
        found |= {key: float(summary[key]) for key in EXTRA if key in summary}
    return found


def _row(name: str, values: dict[str, Any]) -> tuple[str, ...]:
    def optional(key: str, form: str) -> str:
        return form.format(values[key]) if key in values else DASH

    return (
        name,
        f"{values['size']:,}",
        f"{values['test_mse']:.5f}",
        f"{values['test_summed']:.2f}",
        f"{values['carrying_share']:.1%}",
        optional("active_units", "{:.0f}"),
        optional("test_elbo", "{:.2f}"),
        optional("mean_active_bits", "{:.1f}"),
    )
