"""How long clustering 2,990 typefaces takes, beside scikit-learn, and a frame while dragging."""

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.clustering.checks import N_SEEDS
from latent.clustering.kmeans import N_STARTS
from latent.clustering.result import Clustering
from latent.clustering.settings import ClusterSettings, listed
from latent.clustering.similar import N_SIMILAR, find_similar
from latent.clustering.workbench import Workbench
from latent.data.characters import CHARACTERS
from latent.data.loading import load_alphabets
from latent.tools.threads import alone

MOST_SECONDS = {"kmeans": 4.0, "spectral": 1.0, "dbscan-auto": 1.0, "slider": 1.0, "pca": 6.0}
MOST_MILLISECONDS, MOST_GIGABYTES = 10, 2.0
PCA_DIMS = 50
FRAMES = 60


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", default="alphanumeric", choices=("alphanumeric", "typefaces"))
    parser.add_argument("--data_dir", help="folder of the data files (default: $LATENT_DATA)")
    parser.add_argument(
        "--tk", action="store_true", help="drag in a real TkAgg window, which needs a display"
    )
    parser.add_argument(
        "--skip_sklearn", action="store_true", help="leave out the slow runs of scikit-learn"
    )
    return parser


def main(argv: list[str] | None = None) -> None:
    args = build_parser().parse_args(argv)
    alphabets = timed("typefaces loaded", lambda: load_alphabets(args.dataset, args.data_dir))
    kmeans = ClusterSettings()
    print(f"{len(alphabets):,} typefaces × {kmeans.characters}")
    Workbench(alphabets).cluster(replace(kmeans, algorithm="dbscan-auto"))  # compiles

    found = {}
    for algorithm in ("kmeans", "spectral", "dbscan-auto"):
        settings = replace(kmeans, algorithm=algorithm)
        workbench = Workbench(alphabets)  # nothing is kept from the one before
        found[algorithm] = timed(
            algorithm, lambda w=workbench, s=settings: w.cluster(s), MOST_SECONDS[algorithm]
        )
    say_order(alphabets, found["spectral"])
    for change in (
        {"algorithm": "spectral", "n_clusters": 30},
        {"algorithm": "spectral", "n_neighbors": 12},
        {"algorithm": "spectral", "n_neighbors": 12, "mutual": True},
        {"algorithm": "dbscan-auto", "min_size": 8},
        {"algorithm": "dbscan", "epsilon": 0.2},
    ):
        words = ", ".join(f"{name} {value}" for name, value in change.items())
        settings = replace(kmeans, **change)
        timed(f"then {words}", lambda s=settings: workbench.cluster(s), MOST_SECONDS["slider"])

    settings = replace(kmeans, characters=CHARACTERS, pca_dims=PCA_DIMS)
    timed(
        f"PCA to {PCA_DIMS} dims of 94 characters",
        lambda: components(Workbench(alphabets), settings),
        MOST_SECONDS["pca"],
    )
    say_check(alphabets, found["kmeans"])
    font = len(alphabets) // 2
    for characters in (kmeans.characters, CHARACTERS):
        timed(
            f"the {N_SIMILAR} typefaces most like one, by {listed(characters)}",
            lambda c=characters: find_similar(alphabets, font, c),
        )
    peak = peak_gigabytes()
    drag_milliseconds = statistics.median(frames(alphabets, found["kmeans"], args.tk))
    where = "TkAgg" if args.tk else "Agg, no window"
    print(
        f"a frame while dragging, median of {FRAMES} ({where}): {drag_milliseconds:.1f} ms, "
        f"wanted at most {MOST_MILLISECONDS}"
    )
    print(f"peak memory {peak:.2f} GB, wanted at most {MOST_GIGABYTES:g}")
    if not args.skip_sklearn:
        compare_with_scikit_learn(alphabets, found)


def timed(words: str, work: Callable[[], Any], most: float | None = None) -> Any:
    """Do work and print how long it took, in seconds of the clock and of the processors."""
    start, start_processors = time.perf_counter(), time.process_time()
    result = work()
    seconds, processors = time.perf_counter() - start, time.process_time() - start_processors
    wanted = "" if most is None else f", wanted at most {most:g}"
    print(f"{words}: {seconds:.2f} s, {processors:.2f} s of processors{wanted}", flush=True)
    return result


def say_order(alphabets, clustering: Clustering) -> None:
    """Print how the rank within clusters goes with the distance of pixels to their centres."""
    from scipy.stats import spearmanr

    vectors = alphabets.vectors(ClusterSettings().characters).astype(np.float64)
    correlations = []
    for label in range(clustering.n_clusters):
        members = vectors[clustering.members(label)]
        distances = np.linalg.norm(members - members.mean(axis=0), axis=1)
        correlations.append(spearmanr(np.arange(len(members)), distances)[0])
    print(
        f"spectral, rank and distance of pixels to the centre, rank correlation: mean "
        f"{np.mean(correlations):.2f}, least {min(correlations):.2f}, wanted at least 0.6 and 0"
    )


def say_check(alphabets, clustering: Clustering) -> None:
    """Print how clear k-means' clusters are, and how far other seeds agree."""
    workbench, settings = Workbench(alphabets), ClusterSettings()
    check = timed("a check of k-means", lambda: workbench.check(settings, clustering))
    print(
        f"  silhouette {check.silhouette:.3f}, agreement with {N_SEEDS} other seeds "
        f"{check.agreement:.3f}, known to be 0.53 to 0.64; {check.is_unstable.sum():,} typefaces "
        "are unstable"
    )


def components(workbench: Workbench, settings: ClusterSettings) -> np.ndarray:
    with alone():
        return workbench.components(settings)


def compare_with_scikit_learn(alphabets, found: dict[str, Clustering]) -> None:
    """Run scikit-learn on the pixels themselves, and say how far the labels agree."""
    from sklearn.cluster import DBSCAN, KMeans
    from sklearn.metrics import adjusted_rand_score

    vectors = alphabets.vectors(ClusterSettings().characters)
    summary = found["dbscan-auto"].summary
    models = {
        "kmeans": KMeans(25, n_init=N_STARTS, random_state=0),
        "dbscan-auto": DBSCAN(eps=summary["epsilon"], min_samples=summary["min size"]),
    }
    for name, model in models.items():
        labels = timed(
            f"scikit-learn's {type(model).__name__}", lambda m=model: m.fit_predict(vectors)
        )
        score = adjusted_rand_score(labels, found[name].labels)
        print(f"  adjusted Rand index of its labels and ours: {score:.4f}")


def frames(alphabets, clustering: Clustering, in_tk: bool) -> list[float]:
    """Drag the largest cluster up and down by mouse events; returns milliseconds of each frame."""
    import matplotlib

    matplotlib.use("TkAgg" if in_tk else "Agg")
    from matplotlib import pyplot
    from matplotlib.backend_bases import MouseEvent

    from latent.windows.fonts.saving import Target
    from latent.windows.fonts.state import ClusterState
    from latent.windows.fonts.window import ClusterWindow
    from latent.windows.screen import Screen

    state = ClusterState(alphabets, ClusterSettings())
    state.take(clustering, state.settings)
    with TemporaryDirectory() as folder:
        screen = Screen() if in_tk else Screen(snapshot=str(Path(folder) / "window.png"))
        window = ClusterWindow(state, Workbench(alphabets), screen, Target(Path(folder)))
        canvas = window.window.figure.canvas
        canvas.draw()
        canvas.flush_events()
        square = window.clusters.drawing.blocks[0].square(0)
        box = window.clusters.axes.bbox
        x, y = box.x0 + square.left + 2, box.y1 - square.top - 2

        def send(name: str, up: float, **details) -> None:
            canvas.callbacks.process(name, MouseEvent(name, canvas, x, y + up, **details))

        send("button_press_event", 0, button=1)
        milliseconds = []
        for frame in range(FRAMES):
            start = time.perf_counter()
            send("motion_notify_event", 10 + 3 * abs(30 - frame))
            canvas.flush_events()
            milliseconds.append(1000 * (time.perf_counter() - start))
        send("button_release_event", 0, button=1)
        if in_tk:
            pyplot.close(window.window.figure)
    return milliseconds


def peak_gigabytes() -> float:
    """Return the most memory this process has held, in units of 10^9 bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


if __name__ == "__main__":
    main()
