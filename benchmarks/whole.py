#!/usr/bin/env python3
"""Seconds of whole training commands, part by part, beside the time that training alone takes.

Each command is run as a user runs it, in a process of its own, so that all is in its time: the
imports, reading the data, compiling, training, measuring, the figures and saving. The same network
trained by Keras `fit`, with four figures by matplotlib's plain `savefig`, stands beside it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

# What is timed within the run of a command: where it lives, and what its time is called.
PARTS = (
    ("latent.data", "", "load_for", "reading the data"),
    ("latent.training.loop", "Trainer", "compile", "compiling"),
    ("latent.training.loop", "Trainer", "_call", "training"),
    ("latent.training.loop", "Trainer", "_end_epoch", "measuring"),
    ("latent.commands.training_run", "TrainingRun", "_add_to_film", "the film's images"),
    ("latent.commands.training_run", "TrainingRun", "_save_figures", "figures"),
    ("latent.commands.training_run", "TrainingRun", "_save", "saving"),
)
NAME = "whole"
IMPORTS = "imports"
PARTS_FILE = "parts.json"
TIMED, KERAS = "--timed", "--keras"  # what this file does in a process of its own
N_FIGURES = 4


def main() -> None:
    """Run what the flags ask for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--script", default="dense", choices=("dense", "vae", "sparse", "conv"))
    parser.add_argument("--flags", default="--layers 256 --d_latent 16", help="of the script")
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--without_keras", action="store_true", help="leave Keras fit out")
    flags = parser.parse_args()
    words = [*flags.flags.split(), "--epochs", str(flags.epochs), "--fresh", "--no_plot"]
    with tempfile.TemporaryDirectory() as folder:
        words += ["--out", folder, "--name", NAME]
        print(f"{flags.script}.py {flags.flags} --epochs {flags.epochs}")
        for figures in ("none", "stage"):
            run = [*words, "--figures", figures]
            whole = seconds_of([str(ROOT / f"{flags.script}.py"), *run])
            training = pure_training(Path(folder))
            rest = whole - training
            print(f"--figures {figures}: {whole:.1f} s, of which training {training:.1f}; ", end="")
            print(f"the rest {rest:.1f} s, {rest / training:.2f} of the training")
        seconds_of([__file__, TIMED, flags.script, *run])
        for name, seconds in json.loads((Path(folder) / PARTS_FILE).read_text()).items():
            print(f"    {name:20s} {seconds:6.2f} s")
    if not flags.without_keras:
        print(f"Keras fit and plain savefig, whole: {seconds_of([__file__, KERAS, *words]):.1f} s")


def seconds_of(words: list[str]) -> float:
    """Run Python with these words, quietly; returns how long that took."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    return time.perf_counter() - start


def pure_training(folder: Path) -> float:
    """Return the seconds in which the run in a folder did nothing but train."""
    history = json.loads((folder / f"{NAME}.history.json").read_text())["epochs"]
    return sum(entry["seconds"] for entry in history)


def run_timed(script: str, words: list[str]) -> None:
    """Run a script and write how many seconds its parts took beside its files."""
    seconds = dict.fromkeys([IMPORTS, *(name for *_, name in PARTS)], 0.0)
    running = []  # parts within which others are called, whose time is not theirs

    def timed(function, part: str):
        def call(*arguments, **named):
            start = time.perf_counter()
            running.append(0.0)
            try:
                return function(*arguments, **named)
            finally:
                whole = time.perf_counter() - start
                seconds[part] += whole - running.pop()
                if running:
                    running[-1] += whole

        return call

    timed(import_module, IMPORTS)("latent.commands.training_run")
    for module, owner, function, part in PARTS:
        place = import_module(module)
        place = getattr(place, owner) if owner else place
        setattr(place, function, timed(getattr(place, function), part))
    import_module(script).main(words)
    folder = Path(words[words.index("--out") + 1])
    (folder / PARTS_FILE).write_text(json.dumps(seconds))


def run_keras(words: list[str]) -> None:
    """Train the network of dense.py's flags by Keras and save four figures, without our code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--layers", nargs="+", type=int, default=[512, 128])
    parser.add_argument("--d_latent", type=int, default=64)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--out", type=Path)
    flags, _ = parser.parse_known_args(words)

    import keras
    import matplotlib.pyplot as plt

    from latent.data import load  # reads the files; all else is Keras's and matplotlib's

    dataset = load("digits")
    train, test = (x.reshape(len(x), -1) / 255.0 for x in (dataset.x_train, dataset.x_test))
    layers = [keras.layers.Dense(size, "relu") for size in flags.layers]
    code = [keras.layers.Dense(flags.d_latent)]
    back = [keras.layers.Dense(size, "relu") for size in reversed(flags.layers)]
    pixels = keras.layers.Dense(train.shape[1], "sigmoid")
    network = keras.Sequential([keras.Input((train.shape[1],)), *layers, *code, *back, pixels])
    network.compile("adam", "mse")
    network.fit(
        train,
        train,
        batch_size=256,
        epochs=flags.epochs,
        validation_data=(test, test),
        verbose=0,
    )
    drawn = network.predict(test[:100], verbose=0)
    for number in range(N_FIGURES):
        figure, panels = plt.subplots(10, 10, figsize=(10, 10))
        for panel, image in zip(panels.flat, drawn, strict=True):
            panel.imshow(image.reshape(28, 28), cmap="gray_r")
            panel.set_axis_off()
        figure.savefig(flags.out / f"keras-{number}.png")
        plt.close(figure)


if __name__ == "__main__":
    if TIMED in sys.argv[1:2]:
        run_timed(sys.argv[2], sys.argv[3:])
    elif KERAS in sys.argv[1:2]:
        run_keras(sys.argv[2:])
    else:
        main()
