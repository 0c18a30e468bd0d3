#!/usr/bin/env python3
"""What maps cost from ten thousand images to a million: seconds, memory, neighbours kept.

The images are the glyphs of TMNIST, moved by up to two pixels at random where there are not enough
of them. Each number of images has an autoencoder of its own; embed.py makes its three maps in a
process of its own, which is measured whole, pictures included.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.data import load

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
TRAINED_ON = 1_000_000  # images in all epochs together
SHARE_FOR_TRAINING = 0.85  # of an .npz, the rest is for testing
MOST_MOVED = 2  # pixels
MOVED_AT_ONCE = 50_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of images")
    parser.add_argument("--methods", nargs="+", default=["PCA", "TSNE", "UMAP"])
    parser.add_argument("--data_dir", help="folder of the data files (default: $LATENT_DATA)")
    parser.add_argument("--folder", help="where files are made and kept (default: they are not)")
    flags = parser.parse_args()
    glyphs = load("alphanumeric", flags.data_dir, charset="all")
    heads = ["codes", "seconds", "ms each", "peak GB", "neighbours"]
    print("| " + " | ".join([*heads, *(f"{name}: s, accuracy" for name in flags.methods)]) + " |")
    for n in flags.sizes:
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(flags.folder or folder)
            images = folder / f"glyphs{n}.npz"
            make_images(glyphs, n, images)
            weights = train(images, n, folder)
            print(f"| {measure(weights, flags.methods, folder)} |", flush=True)


def make_images(glyphs, n: int, path: Path) -> None:
    """Write glyphs of which `n` will be trained on, uint8 (…, 28, 28), with their labels."""
    rng = np.random.default_rng(0)
    n_all, n_glyphs = round(n / SHARE_FOR_TRAINING), len(glyphs.x_train)
    chosen = rng.permutation(n_glyphs)[:n_all]
    chosen = np.concatenate([chosen, rng.integers(0, n_glyphs, n_all - len(chosen))])
    images = glyphs.x_train[chosen]
    for start in range(n_glyphs, n_all, MOVED_AT_ONCE):
        part = slice(start, start + MOVED_AT_ONCE)
        moves = rng.integers(-MOST_MOVED, MOST_MOVED + 1, (len(images[part]), 2))
        for move in np.unique(moves, axis=0):
            rows = start + np.flatnonzero((moves == move).all(axis=1))
            images[rows] = np.roll(images[rows], move, axis=(1, 2))
    np.savez(path, images=images, labels=glyphs.y_train[chosen], label_names=glyphs.label_names)


def train(images: Path, n: int, folder: Path) -> Path:
    """Train a dense autoencoder with codes of 32 numbers; returns the path of its weights."""
    epochs = max(1, round(TRAINED_ON / n))
    flags = f"--layers 256 --d_latent 32 --batch_size 1000 --epochs {epochs} --name n{n}"
    words = ["dense.py", "--dataset", str(images), "--out", str(folder), *flags.split()]
    words += ["--figures", "none", "--no_plot", "--fresh"]
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return folder / f"n{n}.weights.h5"


def measure(weights: Path, methods: list[str], folder: Path) -> str:
    """Make the maps of a model's codes; returns a line of the table."""
    words = ["embed.py", str(weights), "--out", str(folder), "--methods", *methods]
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ
    )
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"embed.py ended with {os.waitstatus_to_exitcode(status)}")
    gigabytes = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e9
    heading, *maps = said.splitlines()
    n = int(heading.split()[0].replace(",", ""))
    recall = re.search(r"recall of ([0-9.]+)", heading)
    found = f"recall {recall[1]}" if recall else "exact"
    cells = [f"{n:,}", f"{seconds:.0f}", f"{1000 * seconds / n:.2f}", f"{gigabytes:.2f}", found]
    for line in maps:
        accuracy, own = re.search(r"accuracy ([0-9.]+).*, ([0-9.]+) s: ", line).groups()
        cells.append(f"{own}, {accuracy}")
    return " | ".join(cells)


if __name__ == "__main__":
    main()
