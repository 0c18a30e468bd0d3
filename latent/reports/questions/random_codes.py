"""Random codes: what do codes that come from no image decode to, and which classes are missing?"""

import numpy as np

from latent.codes.estimates import share
from latent.codes.random_codes import SCALES, random_sources
from latent.figures.answers.draws import Source, random_draws
from latent.reports.questions.bench import Answer, Bench, words
from latent.reports.questions.subjects import Subject

N_CODES = 1_000
N_SHOWN = 12
NAMES = ("prior", "Gaussian", "mixture", "uniform")


def ask(bench: Bench) -> Answer:
    """Decode codes drawn in several ways and at several scales, and judge what comes out."""
    labels, names = bench.dataset.y_test, bench.dataset.label_names
    real = np.bincount(labels, minlength=len(names)) / len(labels)
    found: dict[str, dict[str, dict]] = {}
    sources = {name: Source({}, {}, {}, {}) for name in NAMES}
    _ = bench.judge

    def draw(subject: Subject) -> dict[str, tuple[dict, np.ndarray]]:
        bench.say(f"random: {subject.name}")
        draws = random_sources(
            subject.train_codes, subject.bounds, N_CODES, bench.seed, subject.is_model
        )
        return {name: _judge(bench, subject, some) for name, some in draws.items()}

    for model, drawn in bench.of_each(draw).items():
        found[model] = {name: result for name, (result, _) in drawn.items()}
        for name, (result, images) in drawn.items():
            source = sources[name]
            source.legible[model] = result["legible"]
            source.realistic[model] = result["realistic"]
            source.classes[model] = result["classes"][0]
            source.images[model] = images
    rows = []
    for name, by_source in found.items():
        for source, result in by_source.items():
            cells = [words(result["legible"].at(k)) for k in range(len(SCALES))]
            missing = _rarest(result["classes"][0], real, names)
            rows.append((f"{name}, {source}", *cells, words(result["realistic"].at(0)), missing))
    return Answer(
        numbers={
            "scales": list(SCALES),
            "codes": N_CODES,
            "real": bench.ceiling() | {"classes": real.tolist()},
            "found": {
                name: {source: _plain(result) for source, result in by_source.items()}
                for name, by_source in found.items()
            },
        },
        header=(
            "random codes, legible at",
            *(f"{scale:g}×" for scale in SCALES),
            "realistic at 1×",
            "rarest class at 1×",
        ),
        rows=rows,
        drawing=random_draws(
            {name: source for name, source in sources.items() if source.images},
            SCALES,
            names,
            real,
            bench.ceiling(),
            bench.lines,
            f"What do random codes decode to? {bench.title}",
        ),
        notes=[
            *bench.judge_notes(),
            f"{N_CODES:,} codes each; prior: standard normal; Gaussian, mixture: fitted to the "
            "codes of training images; uniform: within the activation's range, or that of the "
            "codes; rarest class: by the reader, beside its share of real images",
        ],
    )


def _judge(bench: Bench, subject: Subject, draw) -> tuple[dict, np.ndarray]:
    """Return the verdicts at every scale, and the first images at a scale of 1."""
    n_classes = len(bench.dataset.label_names)
    legible, realistic, classes, shown = [], [], [], None
    for scale in SCALES:
        images, verdict = bench.judged(subject, draw(scale))
        legible.append(verdict.is_legible)
        realistic.append(verdict.is_realistic)
        counted = verdict.classes[verdict.is_legible]
        classes.append(np.bincount(counted, minlength=n_classes) / len(images))
        if shown is None:
            # A mixture's draws stand cluster by cluster.
            some = images[bench.rng().permutation(len(images))[:N_SHOWN]]
            shown = bench.dataset.pictures(some)
    return {
        "legible": share(np.stack(legible, axis=1)),
        "realistic": share(np.stack(realistic, axis=1)),
        "classes": np.array(classes),
    }, shown


def _rarest(shares: np.ndarray, real: np.ndarray, names: tuple[str, ...]) -> str:
    """Name the class that is rarest beside its share of real images.

    >>> _rarest(np.array([0.5, 0.1]), np.array([0.5, 0.5]), ("0", "1"))
    '1: 16.7% of 50.0%'
    """
    legible = shares / max(shares.sum(), 1e-12)
    there = np.flatnonzero(real > 0)
    rarest = there[np.argmin(legible[there] / real[there])]
    return f"{names[rarest]}: {legible[rarest]:.1%} of {real[rarest]:.1%}"


def _plain(result: dict) -> dict:
    return {
        "legible": result["legible"].plain(),
        "realistic": result["realistic"].plain(),
        "classes": result["classes"].tolist(),
    }
