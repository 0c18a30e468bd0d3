"""How fast maps of 60,000 codes of 16 numbers are made, and how well they keep the codes."""

import argparse
import resource
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.codes.neighbors import nearest_neighbors
from latent.data import load
from latent.data.gray_levels import pixel_vectors
from latent.maps import TSNEEmbedding, make_embedding
from latent.maps.quality import knn_accuracy
from latent.tools.check import UserError, check_whole_number

CODE_SIZE = 16
N_AGAINST_SCIKIT_LEARN = 10_000
METHODS = ("PCA", "TSNE", "UMAP")  # those that embed.py makes unless told otherwise
MOST_SECONDS, MOST_GIGABYTES, MOST_RATIO, MOST_ACCURACY_LOST = 60, 3.0, 0.25, 0.02


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data_dir", help="folder of the data files (default: $LATENT_DATA)")
    parser.add_argument("--n", type=int, default=60_000, help="codes (default: 60,000)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--skip_sklearn", action="store_true", help="leave out the slow run of scikit-learn's t-SNE"
    )
    return parser


def main(argv: list[str] | None = None) -> None:
    parser = build_parser()
    args = parser.parse_args(argv)
    try:
        check_whole_number("--n", args.n, least=100)
        check_whole_number("--seed", args.seed, least=0)
    except UserError as problem:
        parser.error(str(problem))
    codes, labels = make_codes(args.data_dir, args.n, args.seed)

    methods = [make_embedding(name) for name in METHODS]
    start = time.perf_counter()
    neighbors = nearest_neighbors(
        codes, max(method.neighbors_needed(len(codes)) for method in methods)
    )
    print(f"neighbours  {time.perf_counter() - start:7.1f} s", flush=True)
    maps = {}
    for method in methods:
        map_start = time.perf_counter()
        maps[method.name] = method.fit(codes, neighbors, args.seed)
        print(f"{method.name:10}  {time.perf_counter() - map_start:7.1f} s", flush=True)
    seconds = time.perf_counter() - start
    print(f"all         {seconds:7.1f} s, wanted at most {MOST_SECONDS} for 60,000")
    print(f"peak memory {peak_gigabytes():7.2f} GB, wanted at most {MOST_GIGABYTES:g}")

    accuracy = knn_accuracy(neighbors, labels)
    print(f"10-NN accuracy of the codes {accuracy:.4f}")
    for name, positions in maps.items():
        lost = accuracy - knn_accuracy(positions, labels)
        wanted = "" if name == "PCA" else f", wanted within {MOST_ACCURACY_LOST:g}"
        print(f"10-NN accuracy of {name:5} {accuracy - lost:.4f}, {lost:+.4f} lost{wanted}")

    if not args.skip_sklearn:
        compare_with_scikit_learn(codes[:N_AGAINST_SCIKIT_LEARN], args.seed)


def make_codes(data_dir: str | None, n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return codes of MNIST by PCA, or of made-up clusters without it, and their labels."""
    try:
        dataset = load("digits", data_dir)
    except UserError as problem:
        print(f"made-up clusters, because: {problem}")
        rng = np.random.default_rng(seed)
        labels = rng.integers(0, 10, n)
        codes = rng.normal(size=(10, CODE_SIZE))[labels] * 2 + rng.normal(size=(n, CODE_SIZE))
    else:
        labels = dataset.y_train[:n]
        codes = PCA(CODE_SIZE, svd_solver="covariance_eigh").fit_transform(
            pixel_vectors(dataset.x_train[:n])
        )
        print(f"{len(codes):,} MNIST images as their first {CODE_SIZE} principal components")
    return codes.astype(np.float32), labels


def compare_with_scikit_learn(codes: np.ndarray, seed: int) -> None:
    start = time.perf_counter()
    TSNEEmbedding().fit(codes, seed=seed)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    TSNE(perplexity=30, n_jobs=-1, random_state=seed).fit_transform(codes)
    theirs = time.perf_counter() - start
    print(
        f"t-SNE of {len(codes):,} codes {ours:.1f} s, scikit-learn's {theirs:.1f} s, "
        f"ratio {ours / theirs:.2f}, wanted at most {MOST_RATIO:g}"
    )


def peak_gigabytes() -> float:
    """Return the most memory this process has held, in units of 10^9 bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


if __name__ == "__main__":
    main()
