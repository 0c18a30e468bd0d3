#!/usr/bin/env python3
"""How an epoch's time should fall with the number of workers: measured parts, computed sums.

Measured here: a step of one device for the whole batch, and for the slices that 2, 4 and 8 workers
get; the all-reduce of all gradients between two processes over loopback, which has the software's
share of the cost but no wire. Computed: an epoch = steps × (step of the slice + all-reduce on a
network), where a ring all-reduce of W workers sends 2 (W − 1) / W times the gradients through each
machine's wire (Patarasuk and Yuan 2009). The all-reduce counts as the larger of that and what was
measured over loopback, and as nothing for one worker.

The sum is held against the truth where that is to be had: two workers, each on a core of its own,
train over loopback, and their step is measured beside what the sum says of it.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.models import Autoencoder, build
from latent.settings import DenseSettings
from latent.tools.quiet_tensorflow import tf
from latent.training.distribution import Distribution, make_distribution
from latent.training.loop import STEPS_PER_CALL, Trainer, TrainingRecord
from tests.helpers.two_workers import cluster_config, free_ports

TYPEFACE_IMAGES = 281_060
WORKERS = (1, 2, 4, 8)
GIGABIT = 1e9 / 8  # bytes per second
NETWORKS = (1, 10)  # gigabits per second
ROLES = ("step", "exchange")


def parse_flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch_size", type=int, default=4096)
    parser.add_argument("--layers", type=int, nargs="+", default=[512, 128])
    parser.add_argument("--rounds", type=int, default=9, help="calls of each, the median counts")
    # How this script calls itself for the processes of a measurement.
    parser.add_argument("--role", choices=ROLES, help=argparse.SUPPRESS)
    parser.add_argument("--slices", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--core", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    flags = parse_flags()
    if flags.role:
        measure(flags)
        return
    batch = flags.batch_size
    n_bytes = 4 * new_trainer(flags).model.network.count_params()
    steps = {n: step_seconds(new_trainer(flags, slices=n), flags.rounds) for n in WORKERS}
    exchange = in_processes(flags, "exchange", 2)
    print(f"784-{'-'.join(map(str, flags.layers))}-16-…-784, batch {batch}")
    for n, seconds in steps.items():
        print(f"measured: step of {batch // n:4} images {1000 * seconds:6.2f} ms")
    print(f"measured: all-reduce of {n_bytes / 1e6:.2f} MB of gradients between two processes")
    print(f"          over loopback {1000 * exchange:.1f} ms")
    for n_images in (TYPEFACE_IMAGES, 10 * TYPEFACE_IMAGES):
        print(
            f"computed: seconds an epoch of {n_images:,} images (and times as fast as one worker)"
        )
        for n in WORKERS:
            cells = []
            for gigabits in NETWORKS:
                wire = 2 * (n - 1) / n * n_bytes / (gigabits * GIGABIT)
                step = steps[n] + (max(wire, exchange) if n > 1 else 0)
                epoch = n_images / batch * step
                cells.append(f"{gigabits:2} Gbit/s {epoch:7.2f} s ({steps[1] / step:.2f})")
            print(f"  workers: {n}   " + "   ".join(cells))
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        hold_against_truth(flags)


def hold_against_truth(flags: argparse.Namespace) -> None:
    """Measure two workers on a core each, and print what the sum makes of its parts."""
    alone, slice_alone = (in_processes(flags, "step", 1, n, on_own_core=True) for n in (1, 2))
    both, exchange = (in_processes(flags, role, 2, 2, on_own_core=True) for role in ROLES)
    computed = slice_alone + exchange
    print(f"measured: step of one worker on one core {1000 * alone:.1f} ms, of two on a core")
    print(f"          each {1000 * both:.1f} ms: {alone / both:.2f} times as fast")
    print(f"computed: of the two {1000 * computed:.1f} ms: {alone / computed:.2f} times as fast")


def in_processes(
    flags: argparse.Namespace, role: str, n: int, slices: int = 1, on_own_core: bool = False
) -> float:
    """Return the seconds that the first of `n` processes measures, a cluster if there are two."""
    ports = free_ports(n)
    cores = sorted(os.sched_getaffinity(0)) if on_own_core else []
    command = [sys.executable, __file__, "--role", role, "--slices", str(slices)]
    command += ["--batch_size", str(flags.batch_size), "--rounds", str(flags.rounds)]
    command += ["--layers", *map(str, flags.layers)]
    processes = []
    for k in range(n):
        environment = {**os.environ, "CUDA_VISIBLE_DEVICES": "-1"}
        if n > 1:
            environment["TF_CONFIG"] = cluster_config(ports, k)
        own = ["--core", str(cores[k])] if on_own_core else []
        processes.append(
            subprocess.Popen([*command, *own], env=environment, stdout=subprocess.PIPE, text=True)
        )
    try:
        return json.loads(processes[0].communicate(timeout=300)[0])
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def measure(flags: argparse.Namespace) -> None:
    """Do one process's part of a measurement; the first prints the seconds."""
    if flags.core is not None:
        os.sched_setaffinity(0, {flags.core})  # before TensorFlow makes its threads
    is_cluster = "TF_CONFIG" in os.environ
    distribution = make_distribution("multiworker" if is_cluster else "none")
    if flags.role == "exchange":
        seconds = exchange_seconds(new_trainer(flags).model, distribution, flags.rounds)
    else:
        slices = 1 if is_cluster else flags.slices
        seconds = step_seconds(new_trainer(flags, distribution, slices), flags.rounds)
    if distribution.is_chief:
        print(json.dumps(seconds), flush=True)


def new_trainer(
    flags: argparse.Namespace, distribution: Distribution | None = None, slices: int = 1
) -> Trainer:
    """Return a trainer on random images; with more `slices`, one that does what one of them is."""
    images = np.random.default_rng(0).integers(0, 256, (8192, 28, 28), dtype=np.uint8)
    batch_size = flags.batch_size // slices
    settings = DenseSettings(layers=tuple(flags.layers), batch_size=batch_size, epochs=10_000)
    distribution = distribution or make_distribution("none")
    with distribution.strategy.scope():
        model = build(settings, fit_preprocessing(images), mean_image(images))
    model.uses_xla = slices == 1  # several replicas do without
    return Trainer(
        model, images, images[:1], TrainingRecord(settings.epochs), distribution=distribution
    )


def step_seconds(trainer: Trainer, rounds: int) -> float:
    """Return the median seconds of a step."""
    trainer.compile()
    return median_seconds(lambda: trainer._call(STEPS_PER_CALL), rounds) / STEPS_PER_CALL


def exchange_seconds(model: Autoencoder, distribution: Distribution, rounds: int) -> float:
    """Return the median seconds of an all-reduce of as many numbers as there are weights."""
    values = tf.zeros(model.network.count_params())

    @tf.function
    def many():
        return tf.while_loop(
            lambda k, _: k < STEPS_PER_CALL,
            lambda k, sums: (k + 1, distribution.sum_over_workers(sums)),
            (0, values),
        )[1]

    return median_seconds(lambda: many().numpy(), rounds) / STEPS_PER_CALL


def median_seconds(work: Callable, rounds: int) -> float:
    """Return the median seconds of some rounds of work, after one that does not count."""
    seconds = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds[1:]))


if __name__ == "__main__":
    main()
