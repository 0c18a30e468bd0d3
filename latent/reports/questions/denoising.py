"""Denoising: at which layer does noise go, with and without training on it?"""

import numpy as np

from latent.codes.estimates import Estimate, mean
from latent.codes.measures import squared_error_per_image
from latent.codes.noise_distance import noise_distance
from latent.data.gray_levels import to_bytes
from latent.figures.answers.layers import LayerCurve, noise_by_layer
from latent.models.activations import layer_activations
from latent.models.noise import corrupt, noise_draw
from latent.reports.questions.bench import Answer, Bench, words
from latent.reports.questions.subjects import Subject
from latent.settings import NOISE_KINDS, Settings

N_IMAGES = 1_000
N_SHOWN = 20
USUAL_NOISE = (NOISE_KINDS[0], 0.25)  # where no model was trained with any


def ask(bench: Bench) -> Answer:
    """Put the same noise on test images for all, and follow it through the layers."""
    kind, ratio = _noise(bench)
    rows = np.sort(bench.rng().permutation(len(bench.dataset.x_test))[:N_IMAGES])
    clean = bench.dataset.x_test[rows]
    noisy = _corrupted(clean, kind, ratio, bench.seed)
    numbers, table, curves, images = {}, [], [], {}
    for subject in bench.subjects:
        bench.say(f"denoising: {subject.name}")
        distances = _distances(subject, clean, noisy)
        drawn = subject.decode(subject.encode(noisy))
        errors = mean(squared_error_per_image(clean, drawn))
        trained = subject.model.settings.noise if subject.model is not None else 0.0
        numbers[subject.name] = {
            "trained_with_noise": trained,
            "denoised_mse": errors.plain(),
            "layers": {name: distance.plain() for name, _, distance in distances},
        }
        steps = [f"{name} {distance.value:.2f}" for name, _, distance in distances]
        table.append(
            (
                subject.name,
                f"{trained:g}" if trained else "no",
                words(errors, 4),
                " → ".join(steps),
            )
        )
        curves.append(LayerCurve(subject.name, distances))
        images[subject.name] = to_bytes(drawn[:N_SHOWN])
    shown = {"clean": clean[:N_SHOWN], "noisy": noisy[:N_SHOWN], **images}
    noisy_error = mean(squared_error_per_image(clean, noisy / np.float32(255)))
    said = f"{kind.replace('_', ' and ')} {ratio:g}"
    return Answer(
        numbers={
            "noise": ratio,
            "noise_kind": kind,
            "noisy_mse": noisy_error.plain(),
            "found": numbers,
        },
        header=("denoising", "trained on noise", "MSE", "distance of noisy from clean"),
        rows=table,
        drawing=noise_by_layer(
            curves,
            {name: bench.dataset.pictures(some) for name, some in shown.items()},
            bench.subject_lines,
            f"At which layer does noise ({said}) go? {bench.title}",
        ),
        notes=[
            f"noise: {said}; the noisy images themselves have a MSE of {words(noisy_error, 4)}; "
            "distance: of what a layer gives, beside the distance of two different images "
            "(0: the noise is gone, 1: another image)"
        ],
    )


def _noise(bench: Bench) -> tuple[str, float]:
    """Take the noise of the first model that was trained with any."""
    for model in bench.models.values():
        if model.settings.noise:
            return model.settings.noise_kind, model.settings.noise
    return USUAL_NOISE


def _corrupted(images: np.ndarray, kind: str, ratio: float, seed: int) -> np.ndarray:
    pixels = images.reshape(len(images), -1) / np.float32(255)
    settings = Settings(noise=ratio, noise_kind=kind, dataset="own").for_images(images.shape[1:])
    numbers = noise_draw(settings).numbers(np.random.default_rng(seed), len(images))
    return to_bytes(np.asarray(corrupt(pixels, numbers, settings))).reshape(images.shape)


def _distances(
    subject: Subject, clean: np.ndarray, noisy: np.ndarray
) -> list[tuple[str, bool, Estimate]]:
    """Return each layer's name, whether it is of the encoder, and its distance."""
    if subject.model is not None:
        both = zip(
            *(layer_activations(subject.model, images) for images in (clean, noisy)), strict=True
        )
        return [
            (own.name, own.is_encoder, noise_distance(own.values, other.values))
            for own, other in both
        ]
    found = []
    for name, is_encoder, see in (
        ("pixels", True, lambda images: images / np.float32(255)),
        ("code", True, subject.encode),
        ("image", False, lambda images: subject.decode(subject.encode(images))),
    ):
        own, other = (see(images).reshape(len(images), -1) for images in (clean, noisy))
        found.append((name, is_encoder, noise_distance(own, other)))
    return found
