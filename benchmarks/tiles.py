"""How fast `blit_tiles` draws, against its plain numpy twin on the same tiles."""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.tiles.blitting import blit_tiles, blit_tiles_plain
from latent.tiles.palette import OFF_WHITE, class_colors
from latent.tiles.resizing import resize_tiles
from latent.tools.check import UserError, check_whole_number

TILE_SIZE = 28


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--tiles",
        choices=("synthetic", "digits", "optdigits"),
        default="synthetic",
        help="made-up strokes, or the images of a data set (default: synthetic)",
    )
    parser.add_argument("--data_dir", help="folder of the data files (default: $LATENT_DATA)")
    parser.add_argument("--n", type=int, default=60_000, help="tiles to draw (default: 60,000)")
    parser.add_argument("--size", type=int, default=1000, help="side of the image in pixels")
    parser.add_argument("--repeats", type=int, default=11, help="kernel runs (default: 11)")
    parser.add_argument("--seed", type=int, default=0)
    return parser


def main(argv: list[str] | None = None) -> None:
    parser = build_parser()
    args = parser.parse_args(argv)
    rng = np.random.default_rng(args.seed)
    try:
        check_whole_number("--n", args.n, least=1)
        check_whole_number("--size", args.size, least=TILE_SIZE)
        check_whole_number("--repeats", args.repeats, least=1)
        check_whole_number("--seed", args.seed, least=0)
        tiles = pick_tiles(args.tiles, args.data_dir, args.n, rng)
    except UserError as problem:
        parser.error(str(problem))
    places = rng.integers(0, args.size - TILE_SIZE, (args.n, 2), endpoint=True)
    labels = rng.integers(0, 10, args.n)

    def draw(blit: Callable) -> tuple[float, np.ndarray]:
        image = np.full((args.size, args.size, 3), OFF_WHITE, np.uint8)
        start = time.perf_counter()
        blit(image, tiles, places, class_colors(10), labels)
        return time.perf_counter() - start, image

    draw(blit_tiles)  # compiles
    kernel_runs = [draw(blit_tiles) for _ in range(args.repeats)]
    plain_runs = [draw(blit_tiles_plain) for _ in range(3)]
    kernel_seconds = statistics.median(seconds for seconds, _ in kernel_runs)
    plain_seconds = statistics.median(seconds for seconds, _ in plain_runs)
    is_equal = np.array_equal(kernel_runs[0][1], plain_runs[0][1])

    print(
        f"{args.n:,} {args.tiles} tiles of {TILE_SIZE}×{TILE_SIZE} "
        f"on {args.size}×{args.size} pixels, {np.mean(tiles > 0):.0%} of their pixels inked"
    )
    print(f"numpy twin  {plain_seconds * 1000:8.1f} ms")
    print(f"kernel      {kernel_seconds * 1000:8.1f} ms, {args.n / kernel_seconds:,.0f} tiles/s")
    print(f"ratio       {plain_seconds / kernel_seconds:8.1f}")
    print(f"same pixels {'yes' if is_equal else 'NO':>8}")


def pick_tiles(
    source: str, data_dir: str | None, n_tiles: int, rng: np.random.Generator
) -> np.ndarray:
    """Return uint8 (n_tiles, 28, 28), repeated if the source has fewer."""
    if source == "synthetic":
        tiles = strokes(min(n_tiles, 5000), rng)
    else:
        from latent.data import load

        tiles = load(source, data_dir).x_train
    return np.resize(tiles, (n_tiles, TILE_SIZE, TILE_SIZE))


def strokes(n_tiles: int, rng: np.random.Generator) -> np.ndarray:
    """Return tiles with a soft-edged crooked line each, inked about as much as MNIST's digits."""
    coarse = np.zeros((n_tiles, 4 * TILE_SIZE, 4 * TILE_SIZE), np.uint8)
    steps = np.linspace(0, 1, 60)[:, None]
    for tile in coarse:
        corners = rng.uniform(20, 4 * TILE_SIZE - 30, (4, 2))
        for start, end in pairwise(corners):
            for x, y in (start + steps * (end - start)).astype(int):
                tile[y : y + 10, x : x + 10] = 255
    return resize_tiles(coarse, TILE_SIZE)


if __name__ == "__main__":
    main()
