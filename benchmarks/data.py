"""How fast, and in how much memory, typefaces are loaded, rendered and trained on."""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data_dir", help="folder of the data files (default: $LATENT_DATA)")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    return parser


def main(argv: list[str] | None = None) -> None:
    arguments = build_parser().parse_args(argv)
    if arguments.part is not None:
        PARTS[arguments.part](arguments.data_dir)
        # Kilobytes on Linux, bytes on macOS.
        unit = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
        print(f"  peak memory {peak / 1e9:.2f} GB", flush=True)
        return
    # A new cache, so that the first load is one.
    with tempfile.TemporaryDirectory() as cache:
        for part in arguments.parts:
            command = [sys.executable, __file__, "--part", part]
            command += ["--data_dir", arguments.data_dir] if arguments.data_dir else []
            environment = os.environ | {"LATENT_CACHE": cache, "CUDA_VISIBLE_DEVICES": "-1"}
            print(part, flush=True)
            subprocess.run(command, env=environment, check=True)


def load_twice(data_dir: str | None) -> None:
    """Time the first load of the 94-character TMNIST, then the second, from the cache."""
    from latent.data import find_data_dir
    from latent.data.tmnist import SOURCES, read_tmnist

    folder = find_data_dir(data_dir)
    for title in ("first", "second"):
        start = time.perf_counter()
        glyphs = read_tmnist(SOURCES["alphanumeric"], folder)
        seconds = time.perf_counter() - start
        print(f"  {title} load of {len(glyphs.images):,} images: {seconds:.2f} s", flush=True)


def render(data_dir: str | None) -> None:
    """Render copies of matplotlib's fonts until there are enough to count."""
    from latent.data.font_files import bundled_folder
    from latent.data.rendering import render_file
    from latent.data.typefaces import SECONDS_PER_FILE
    from latent.tools.processes import map_safely

    paths = [str(path) for path in sorted(bundled_folder().glob("DejaVu*.ttf"))] * 60
    results = map_safely(render_file, paths, SECONDS_PER_FILE)
    next(results)  # the workers have started
    start = time.perf_counter()
    n_typefaces = sum(len(result.names) for _, result in results)
    seconds = time.perf_counter() - start
    print(f"  {n_typefaces} typefaces, {n_typefaces / seconds:.0f} a second, 94 glyphs each")


def train(data_dir: str | None) -> None:
    """Train for one epoch on all 94 characters."""
    import dense

    with tempfile.TemporaryDirectory() as out:
        flags = ["--dataset", "alphanumeric", "--charset", "all", "--layers", "256"]
        flags += ["--epochs", "1", "--no_plot", "--out", out]
        dense.main(flags + (["--data_dir", data_dir] if data_dir else []))


PARTS = {"load": load_twice, "render": render, "train": train}

if __name__ == "__main__":
    main()
