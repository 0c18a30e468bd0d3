"""Small maps whose answers are known."""

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
