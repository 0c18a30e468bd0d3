"""Small maps whose answers are known."""

import json

import numpy as np

from latent.maps.embedding_file import EmbeddingFile, key_of
from latent.maps.places import LinearMap


def grid_map(side=8, typefaces=True, **changes):
    """Return a map of side × side different images on a square grid, three classes in turn.

    Image k is at column k % side, row k // side from below. Codes have three numbers.
    """
    n = side * side
    rng = np.random.default_rng(0)
    steps = np.linspace(0.05, 0.95, side)
    positions = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2).astype(np.float32)
    codes = rng.normal(size=(n, 3)).astype(np.float32)
    values = {
        "method": "UMAP",
        "parameters": {},
        "positions": positions,
        "codes": codes,
        "labels": (np.arange(n) % 3).astype(np.int32),
        "label_names": ["one", "two", "three"],
        "font_names": [f"Font {k % 5}" for k in range(n)] if typefaces else None,
        "images": rng.integers(1, 256, (n, 28, 28), np.uint8),
        "dataset": "digits",
        "seed": 0,
        "weights_path": "/nowhere/dense.weights.h5",
        "weights_sha256": "ab" * 32,
        "settings_json": "{}",
        "linear_map": LinearMap(np.eye(3)[:, :2] * 0.1, np.full(2, 0.5)),
        "versions": {},
        "key": key_of(seed=0),
    }
    return EmbeddingFile(**values | changes)


def fake_decode(codes):
    """Return images float32 (m, 28, 28) from which the code of three numbers can be read."""
    assert codes.dtype == np.float32
    assert codes.ndim == 2
    assert codes.shape[1] == 3
    images = np.zeros((len(codes), 28, 28), np.float32)
    images[:, 0, :3] = 1 / (1 + np.exp(-codes))
    return images


WHOLE_CHARACTERS = "ABRabgio"
WHOLE_FONTS = [
    f"{family}-{style}"
    for family in ("Inter", "Lato", "Mono", "Noto", "Roboto", "Sans", "Tuffy", "Zilla")
    for style in ("Regular", "Bold", "Italic", "BoldItalic", "Condensed", "Light", "Thin", "Black")
]


def whole_typefaces(**changes):
    """Return what makes a `grid_map` one of 64 whole typefaces, of eight characters each.

    A code is the weight, the slant, and the family's own number; image k is what
    `decode_whole` decodes code k to.
    """
    codes = np.zeros((64, 3), np.float32)
    for k, name in enumerate(WHOLE_FONTS):
        codes[k] = ("Bold" in name) * (1 + k // 8 / 10), "Italic" in name, k // 8
    settings = {"dataset": "alphanumeric", "unit": "typeface", "charset": WHOLE_CHARACTERS}
    labels = np.array([int("Bold" in name) for name in WHOLE_FONTS], np.int32)
    return {
        "codes": codes,
        "labels": labels,
        "label_names": ["Regular", "Bold"],
        "font_names": list(WHOLE_FONTS),
        "images": np.rint(decode_whole(codes) * 255).astype(np.uint8),
        "dataset": "alphanumeric",
        "settings_json": json.dumps(settings),
        "specimen": "Rag",
    } | changes


def decode_whole(codes):
    """Return images float32 (m, 84, 84): of character k all pixels are the code's mean + k, / 40.

    The last of the nine cells is empty.
    """
    assert codes.dtype == np.float32
    images = np.zeros((len(codes), 3, 28, 3, 28), np.float32)
    for k in range(len(WHOLE_CHARACTERS)):
        images[:, k // 3, :, k % 3] = ((codes.sum(axis=1) + k) / 40).clip(0, 1)[:, None, None]
    return images.reshape(-1, 84, 84)
