"""Knows: do codes know the classes, which training never showed them?"""

import numpy as np

from latent.clustering.density import dbscan_auto, density_tree
from latent.codes.bit_neighbors import jaccard_distances
from latent.codes.clusters import Agreement, agreement, kmeans_clusters, mean_shift_clusters
from latent.codes.estimates import Estimate, share
from latent.codes.probes import linear_probe_is_right, nearest_vote_is_right
from latent.codes.turning import turned
from latent.figures.answers.bars import BarPanel, bar_panels
from latent.reports.questions.bench import Answer, Bench, words
from latent.reports.questions.subjects import Subject

N_NEIGHBORS = 10
MOST_PROBED = 10_000  # training images that the linear probe learns from
MOST_CLUSTERED = 2_000  # test images
LEAST_DENSE = 10  # codes around a core code of DBSCAN
METHODS = ("k-means", "DBSCAN", "mean shift")


def ask(bench: Bench) -> Answer:
    """Read classes off the codes with labels, then look for them without."""

    def know(subject: Subject) -> tuple[Estimate, Estimate, dict[str, Agreement]]:
        bench.say(f"knows: {subject.name}")
        return *_accuracies(bench, subject), _clusters(bench, subject)

    numbers, rows = {}, []
    accuracies: dict[str, dict] = {"10-NN": {}, "linear": {}}
    found: dict[str, dict[str, Agreement]] = {method: {} for method in METHODS}
    for name, (nearest, linear, clusters) in bench.of_each(know).items():
        accuracies["10-NN"][name], accuracies["linear"][name] = nearest, linear
        for method in METHODS:
            found[method][name] = clusters[method]
        numbers[name] = {
            "nearest_accuracy": nearest.plain(),
            "linear_accuracy": linear.plain(),
            "clusters": {method: clusters[method]._asdict() for method in METHODS},
        }
        cells = [words(nearest, 3), words(linear, 3)]
        cells += [_cluster_words(clusters[method]) for method in METHODS]
        rows.append((name, *cells))
    n_real = len(bench.rows)
    panels = [
        BarPanel("right by the 10 nearest training codes", "{:.3f}", accuracies["10-NN"], 1.0),
        BarPanel("right by a linear probe", "{:.3f}", accuracies["linear"], 1.0),
    ]
    for method in METHODS:
        rand = {name: agreed.rand for name, agreed in found[method].items()}
        purity = {name: agreed.purity for name, agreed in found[method].items()}
        panels.append(BarPanel(f"{method}: adjusted Rand index", "{:.2f}", rand, 1.0))
        panels.append(BarPanel(f"{method}: purity", "{:.2f}", purity, 1.0))
    return Answer(
        numbers=numbers,
        header=("knows", "10-NN", "linear", *(f"{m}: Rand, purity, n" for m in METHODS)),
        rows=rows,
        drawing=bar_panels(
            panels, bench.subject_lines, f"Do codes know the classes? {bench.title}"
        ),
        notes=[
            f"codes of {n_real:,} training images (the linear probe: at most {MOST_PROBED:,}) "
            "against all test images; clusters of test codes, found without labels: adjusted Rand "
            "index, purity and number of clusters, of DBSCAN also the share that is noise"
        ],
    )


def _accuracies(bench: Bench, subject: Subject) -> tuple[Estimate, Estimate]:
    y_train, y_test = bench.dataset.y_train[bench.rows], bench.dataset.y_test
    nearest = nearest_vote_is_right(
        subject.train_codes, y_train, subject.test_codes, y_test, N_NEIGHBORS
    )
    probed = bench.rng().permutation(len(y_train))[:MOST_PROBED]
    linear = linear_probe_is_right(
        subject.numbers(subject.train_codes)[probed],
        y_train[probed],
        subject.numbers(subject.test_codes),
        y_test,
    )
    return share(nearest), share(linear)


def _clusters(bench: Bench, subject: Subject) -> dict[str, Agreement]:
    labels = bench.dataset.y_test
    chosen = np.sort(bench.rng().permutation(len(labels))[:MOST_CLUSTERED])
    labels = labels[chosen]
    numbers = subject.numbers(subject.test_codes)[chosen]
    (codes,) = turned(numbers)
    if subject.is_bits:
        distances = jaccard_distances(numbers).astype(np.float64)
    else:
        from sklearn.metrics import pairwise_distances

        distances = pairwise_distances(codes.astype(np.float64))
    tree = density_tree(distances, min(LEAST_DENSE, len(codes)))
    clusters = {
        "k-means": kmeans_clusters(codes, len(bench.dataset.label_names), bench.seed),
        "DBSCAN": dbscan_auto(distances, tree).labels,
        "mean shift": mean_shift_clusters(codes, bench.seed),
    }
    return {method: agreement(found, labels) for method, found in clusters.items()}


def _cluster_words(found: Agreement) -> str:
    noise = f", {found.noise:.0%} noise" if found.noise else ""
    return f"{found.rand:.2f}, {found.purity:.2f}, {found.n_clusters}{noise}"
