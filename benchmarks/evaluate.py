"""How long evaluate.py takes for MNIST and three models, how much memory, and a way along the data.

Without WEIGHTS a dense, a variational and a sparse model are trained for one epoch first.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.codes.paths import AlongData
from latent.data import load

ROOT = Path(__file__).resolve().parents[1]
MODELS = {
    "dense": ("dense.py", "--layers", "256", "--d_latent", "16"),
    "vae": ("vae.py", "--layers", "256", "--d_latent", "16"),
    "sparse": ("sparse.py",),
}
MOST_SECONDS, MOST_GIGABYTES, MOST_WAY_MS = 120, 3.0, 50
CODE_SIZE, N_WAYS = 16, 100


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", nargs="*", metavar="WEIGHTS", help="models of MNIST")
    parser.add_argument("--seed", type=int, default=0)
    return parser


def main(argv: list[str] | None = None) -> None:
    args = build_parser().parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        weights = args.weights or train(folder)
        start = time.perf_counter()
        run("evaluate.py", *weights, "--out", folder, "--seed", str(args.seed))
        seconds = time.perf_counter() - start
    print(f"{len(weights)} models {seconds:7.1f} s, wanted at most {MOST_SECONDS}")
    print(f"peak memory {peak_gigabytes():7.2f} GB, wanted at most {MOST_GIGABYTES:g}")
    time_ways(args.seed)


def train(folder: str) -> list[str]:
    for name, words in MODELS.items():
        options = ("--epochs", "1", "--name", name, "--out", folder, "--figures", "none")
        run(*words, *options, "--no_plot")
    return [str(Path(folder) / f"{name}.weights.h5") for name in MODELS]


def time_ways(seed: int) -> None:
    """Print how long it takes to prepare ways along 60,000 codes, and to find one."""
    from sklearn.decomposition import PCA

    pixels = load("digits").x_train.reshape(-1, 784) / np.float32(255)
    codes = PCA(CODE_SIZE, svd_solver="covariance_eigh").fit_transform(pixels).astype(np.float32)
    start = time.perf_counter()
    ways = AlongData(codes)
    print(f"{len(codes):,} codes linked to their neighbours {time.perf_counter() - start:.1f} s")
    ts = np.linspace(0, 1, 9)
    ways.way(codes[0], codes[1], ts)  # compiles
    taken = []
    for start_row, end_row in np.random.default_rng(seed).integers(0, len(codes), (N_WAYS, 2)):
        start = time.perf_counter()
        ways.way(codes[start_row], codes[end_row], ts)
        taken.append(1000 * (time.perf_counter() - start))
    print(
        f"a way along the data: median {np.median(taken):.1f} ms, longest {max(taken):.1f} ms of "
        f"{N_WAYS}, wanted at most {MOST_WAY_MS}"
    )


def run(*words: str) -> None:
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def peak_gigabytes() -> float:
    """Return the most memory that any finished child has held, in units of 10^9 bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e9


if __name__ == "__main__":
    main()
