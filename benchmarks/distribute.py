#!/usr/bin/env python3
"""How an epoch's time should fall with the number of workers: measured parts, computed sums.

Measured here: a step of one device for the slices of a batch that 1, 2, 4, … workers get, and the
all-reduce of all gradients between two processes over loopback, which has the software's share of
the cost but no wire. Computed: an epoch = steps × (step of the slice + all-reduce on a network),
where a ring all-reduce of W workers sends 2 (W − 1) / W times the gradients through each
machine's wire (Patarasuk and Yuan 2009). The all-reduce counts as the larger of that and what was
measured over loopback, and as nothing for one worker.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.distribution import make_distribution
from latent.models import build
from latent.pca import fit_preprocessing, mean_image
from latent.quiet_tensorflow import tf
from latent.settings import DenseSettings
from latent.training import STEPS_PER_CALL, Progress, Trainer
from tests.two_workers import cluster_config, free_ports

TYPEFACE_IMAGES = 281_060
WORKERS = (1, 2, 4, 8)
GIGABIT = 1e9 / 8  # bytes per second
NETWORKS = (1, 10)  # gigabits per second


def parse_flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch_size", type=int, default=4096)
    parser.add_argument("--layers", type=int, nargs="+", default=[512, 128])
    parser.add_argument("--rounds", type=int, default=5, help="calls of each, the median counts")
    parser.add_argument("--worker", type=int, metavar="BYTES", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    flags = parse_flags()
    if flags.worker is not None:
        measure_all_reduce(flags.worker, flags.rounds)
        return
    slices = {n: step_seconds(flags.batch_size // n, flags) for n in WORKERS}
    n_bytes = 4 * slices[1][1]
    loopback = loopback_seconds(n_bytes, flags.rounds)
    print(f"784-{'-'.join(map(str, flags.layers))}-16-…-784, batch {flags.batch_size}")
    print(f"measured: gradients {n_bytes / 1e6:.2f} MB, all-reduce of 2 processes over loopback")
    print(f"          {1000 * loopback:.1f} ms")
    for n, (seconds, _) in slices.items():
        print(f"measured: step of {flags.batch_size // n:4} images {1000 * seconds:6.2f} ms")
    for n_images in (TYPEFACE_IMAGES, 10 * TYPEFACE_IMAGES):
        print(
            f"computed: seconds an epoch of {n_images:,} images (and times as fast as one worker)"
        )
        for n in WORKERS:
            cells = []
            for gigabits in NETWORKS:
                wire = 2 * (n - 1) / n * n_bytes / (gigabits * GIGABIT)
                exchange = max(wire, loopback) if n > 1 else 0
                steps = n_images / flags.batch_size
                epoch, alone = steps * (slices[n][0] + exchange), steps * slices[1][0]
                cells.append(f"{gigabits:2} Gbit/s {epoch:7.2f} s ({alone / epoch:.2f})")
            print(f"  workers: {n}   " + "   ".join(cells))


def step_seconds(batch_size: int, flags: argparse.Namespace) -> tuple[float, int]:
    """Return the median seconds of a step of one device, and the number of weights."""
    images = np.random.default_rng(0).integers(0, 256, (8192, 28, 28), dtype=np.uint8)
    settings = DenseSettings(layers=tuple(flags.layers), batch_size=batch_size, epochs=10_000)
    model = build(settings, fit_preprocessing(images), mean_image(images))
    model.uses_xla = False  # as when there are several replicas
    trainer = Trainer(model, images, images[:1], Progress(settings.epochs))
    trainer.compile()
    calls = []
    for _ in range(flags.rounds + 1):
        start = time.perf_counter()
        trainer._call(STEPS_PER_CALL)
        calls.append(time.perf_counter() - start)
    return float(np.median(calls[1:])) / STEPS_PER_CALL, model.network.count_params()


def loopback_seconds(n_bytes: int, rounds: int) -> float:
    """Return the seconds of an all-reduce of so many bytes between two processes here."""
    ports = free_ports(2)
    command = [sys.executable, __file__, "--worker", str(n_bytes), "--rounds", str(rounds)]
    both = [
        subprocess.Popen(
            command,
            env={**os.environ, "TF_CONFIG": cluster_config(ports, k), "CUDA_VISIBLE_DEVICES": "-1"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for k in range(2)
    ]
    try:
        return json.loads(both[0].communicate(timeout=120)[0])
    finally:
        for process in both:
            process.kill()
            process.communicate()


def measure_all_reduce(n_bytes: int, rounds: int) -> None:
    """Print the median seconds of an all-reduce among the workers of TF_CONFIG."""
    distribution = make_distribution("multiworker")
    values = tf.zeros(n_bytes // 4)

    @tf.function
    def many():
        return tf.while_loop(
            lambda k, _: k < STEPS_PER_CALL,
            lambda k, sums: (k + 1, distribution.sum_over_workers(sums)),
            (0, values),
        )[1]

    calls = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        many().numpy()
        calls.append(time.perf_counter() - start)
    if distribution.is_chief:
        print(json.dumps(float(np.median(calls[1:])) / STEPS_PER_CALL), flush=True)


if __name__ == "__main__":
    main()
