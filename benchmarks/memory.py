#!/usr/bin/env python3
"""How much memory training takes on many images of one's own, beside the bytes of these images.

Makes the images at random, in a folder that is deleted at the end: their values do not matter for
memory. dense.py trains on each kind of file in a process of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
SIDE = 64  # pixels
MOST = 2.0  # times the images' bytes
WRITTEN_AT_ONCE = 10_000
KINDS = ("npy", "npz", "folder")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=200_000, help=f"of {SIDE}×{SIDE} in colour")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=["npy", "npz"])
    flags = parser.parse_args()
    n_bytes = flags.images * SIDE * SIDE * 3
    print(f"{flags.images:,} images of {SIDE}×{SIDE}×3: {n_bytes / 1e9:.2f} GB")
    for kind in flags.kinds:
        with tempfile.TemporaryDirectory() as folder:
            dataset = make(kind, Path(folder), flags.images)
            peak = peak_of_training(dataset, Path(folder))
        share = peak / n_bytes
        print(
            f"{kind:6}  peak {peak / 1e9:.2f} GB, {share:.2f} of the bytes, wanted at most {MOST}"
        )


def make(kind: str, folder: Path, n_images: int) -> Path:
    """Write random images as this kind of file; returns its path."""
    array = folder / "images.npy"
    images = np.lib.format.open_memmap(array, "w+", np.uint8, (n_images, SIDE, SIDE, 3))
    rng = np.random.default_rng(0)
    for start in range(0, n_images, WRITTEN_AT_ONCE):
        part = images[start : start + WRITTEN_AT_ONCE]
        part[:] = rng.integers(0, 256, part.shape, dtype=np.uint8)
    if kind == "npy":
        return array
    if kind == "npz":
        np.savez(folder / "images.npz", images=images)
        return folder / "images.npz"
    for k, image in enumerate(images):
        name = folder / "images" / str(k % 10) / f"{k}.png"
        name.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(name, compress_level=1)
    return folder / "images"


def peak_of_training(dataset: Path, folder: Path) -> int:
    """Return the most memory, in bytes, that an epoch of dense.py holds at once."""
    flags = ["--layers", "64", "--epochs", "1", "--figures", "none", "--no_plot"]
    words = ["dense.py", "--dataset", str(dataset), "--out", str(folder), *flags]
    environment = {**os.environ, "LATENT_CACHE": str(folder / "cache")}
    process = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"dense.py ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
