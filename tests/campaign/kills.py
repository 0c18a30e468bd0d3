"""Kills at random moments: every next run goes on, no file is torn, and the end is the same.

One process imports TensorFlow once and forks a child for every run.

python -m tests.campaign.kills                       100 kills
python -m tests.campaign.kills --work embed --kills 3 --seed 7
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tests.helpers.scripts import load_script

N_KILLS = 100
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
SECONDS_BETWEEN_INTERRUPTS = 0.05
MOST_ENDED = 5  # runs that end before their kill, for each kill that is wanted
KINDS = {
    "dense": "--layers 40 --d_latent 8 --dropout_rate 0.2",
    "vae": "--layers 30 --d_latent 4",
    "sparse": "--layers 30 --d_latent 16",
    "conv": "--filters 2 4 --dec_filters 4 2 --dec_kernel 3 --dec_strides 2 2 --d_latent 4",
}
COMMON = "--dataset optdigits --n_train 200 --batch_size 50 --epochs 30 --no_plot --figures none"


class Work(NamedTuple):
    """Something that is killed: `run` does it in a folder, `check` raises if that is not whole.

    `contents`: what two runs that ended must share. `length`: how far those that went on came.
    """

    run: Callable[[Path], object]
    check: Callable[[Path], object]
    contents: Callable[[Path], object]
    length: Callable[[Path], int] = lambda folder: 1


def in_child(work: Callable[[], object], chance: random.Random | None = None, longest=0.0) -> int:
    """Run `work` in a child; returns its exit status, negative if a signal ended it.

    With `chance` it gets a signal at a random moment of the `longest` seconds after it has begun.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            log = os.open(os.devnull, os.O_WRONLY)
            os.dup2(log, 1)
            if chance is not None:
                os.dup2(log, 2)
            status = work() or 0
        except SystemExit as end:
            status = end.code
        except KeyboardInterrupt:
            status = 130
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    if chance is not None:
        time.sleep(chance.uniform(0, longest))
        number = chance.choice(SIGNALS)
        os.kill(child, number)
        if number == signal.SIGINT:
            time.sleep(SECONDS_BETWEEN_INTERRUPTS)
            os.kill(child, number)  # it is not waited for yet, so its number is still its own
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


# Training.


def train(kind: str, folder: Path) -> int:
    from latent import models
    from latent.commands import training_run

    training_run.SECONDS_BETWEEN_SAVES = 0  # so that kills hit saves too
    models.Autoencoder.uses_xla = False  # it takes longer to compile than to train here
    flags = f"{COMMON} {KINDS[kind]} --name killed --out {folder}"
    return load_script(kind).main(flags.split())


def check_training(folder: Path) -> None:
    from latent.training.weights_file import load_weights

    if (folder / "killed.weights.h5").exists():
        load_weights(folder / "killed.weights.h5")
    if (folder / "killed.history.json").exists():
        json.loads((folder / "killed.history.json").read_text())


def trained(folder: Path) -> dict:
    """Return the weights and the history of a training, but for its times."""
    import h5py

    found = {}
    with h5py.File(folder / "killed.weights.h5") as file:
        for part in ("layers", "latent/training_state"):
            file[part].visititems(
                lambda name, item: (
                    found.update({name: item[()].tobytes()})
                    if isinstance(item, h5py.Dataset)
                    else None
                )
            )
    return found | {"epochs": [entry | {"seconds": 0} for entry in epochs(folder)]}


def epochs(folder: Path) -> list[dict]:
    """Return the epochs of a training."""
    return json.loads((folder / "killed.history.json").read_text())["epochs"]


def n_epochs(folder: Path) -> int:
    """Return how many epochs a training is long, with all times that it went on."""
    return len(epochs(folder))


# Maps, caches, windows.


def make_map(folder: Path) -> int:
    flags = "--raw optdigits --n_train 300 --methods PCA KPCA --map_size 400 --out"
    return load_script("embed").main([*flags.split(), str(folder)])


def maps(folder: Path) -> dict:
    from latent.maps.embedding_file import load_embedding

    return {
        path.name: path.read_bytes() if path.suffix == ".png" else load_embedding(path).positions
        for path in folder.iterdir()
        if not path.name.startswith(".")
    }


def fill_cache(folder: Path) -> int:
    from latent.data import tmnist

    os.environ["LATENT_CACHE"] = str(folder / "cache")
    source = folder / "TMNIST_Data.csv"
    if not source.exists():
        from tests.campaign.targets import whole_csv

        heading, *rows = whole_csv().splitlines()
        part = folder / "part"
        part.write_text("\n".join([heading, *rows * 300, ""]))
        part.replace(source)
    for _ in range(20):
        tmnist.read_tmnist(tmnist.SOURCES["numeric"], folder)
        for path in (folder / "cache").glob("*.npz"):
            path.unlink()
    return 0


def cached(folder: Path) -> bytes:
    from latent.data import tmnist

    os.environ["LATENT_CACHE"] = str(folder / "cache")
    return tmnist.read_tmnist(tmnist.SOURCES["numeric"], folder).images.tobytes()


def check_cache(folder: Path) -> None:
    if (folder / "TMNIST_Data.csv").exists():
        assert len(cached(folder)) == 6 * 300 * 784


def save_experiments(folder: Path) -> int:
    from latent.maps.embedding_file import save_embedding
    from latent.windows.explorer.window import ExploreWindow
    from tests.helpers.maps import fake_decode, grid_map
    from tests.helpers.windows import UNSEEN

    content, path = grid_map(side=4), folder / "a.pkl"
    save_embedding(path, content)
    window = ExploreWindow(content, path, UNSEEN, lambda: fake_decode, size=(500, 400))
    window.window.background.finish()
    window.explorer.tabs.board.pick(3)
    for _ in range(30):
        window.keeping.save()
    return 0


def check_experiments(folder: Path) -> None:
    from PIL import Image

    for path in folder.glob("[!.]*.json"):
        json.loads(path.read_text())
    for path in folder.glob("[!.]*.png"):
        with Image.open(path) as picture:
            picture.load()


def save_font_sets(folder: Path) -> int:
    from latent.data.fontset import FontSet
    from latent.windows.fonts.saving import Choice, Target
    from tests.windows.fonts.test_fonts_window import alphabets_of

    font_set = FontSet(("A", "B"), (("Font00-Regular", "Font01-Regular"),))
    choice = Choice(alphabets_of(4), font_set, [("1", np.arange(2))], [])
    for _ in range(30):
        Target(folder).save(choice)
    return 0


def check_font_sets(folder: Path) -> None:
    from latent.data.fontset import read_font_set

    if (folder / "font_set.json").exists():
        read_font_set(folder / "font_set.json")
    check_experiments(folder)


def _names(folder: Path) -> bool:
    return any(folder.iterdir())


WORKS = {
    **{
        kind: Work(lambda folder, kind=kind: train(kind, folder), check_training, trained, n_epochs)
        for kind in KINDS
    },
    "embed": Work(make_map, maps, maps),
    "cache": Work(fill_cache, check_cache, cached),
    "explorer": Work(save_experiments, check_experiments, _names),
    "fonts": Work(save_font_sets, check_font_sets, _names),
}


def kill(name: str, n_kills: int, seed: int) -> list[str]:
    """Kill a work so often, then let it end; returns what is wrong, a line each.

    A signal that comes after the work's end is no kill: the work is done once more for it.
    """
    work, chance, bad = WORKS[name], random.Random(f"{name} {seed}"), []
    folder = Path(tempfile.mkdtemp(prefix="killed-"))
    undisturbed = Path(tempfile.mkdtemp(prefix="undisturbed-"))
    again = f"again: python -m tests.campaign.kills --work {name} --kills {n_kills} --seed {seed}"

    def end_well(place: Path) -> None:
        if in_child(lambda: work.run(place)):
            bad.append(f"{name}: the run that was let alone did not end well; {again}")

    n_hits = n_ended = 0
    try:
        start = time.monotonic()
        end_well(undisturbed)
        longest = time.monotonic() - start
        while n_hits < n_kills and n_ended < MOST_ENDED * n_kills:
            status = in_child(lambda: work.run(folder), chance, longest)
            n_ended += status == 0
            n_hits += status != 0
            if status not in (0, 130, *(-number for number in SIGNALS)):
                bad.append(f"{name}, kill {n_hits}: it ended with {status}; {again}")
            if in_child(lambda: work.check(folder) and None):
                bad.append(f"{name}, kill {n_hits}: what it left is not whole; {again}")
        if n_hits < n_kills:
            bad.append(f"{name}: only {n_hits} of {n_kills} signals came before the end; {again}")
        end_well(folder)
        # Each time that the work came to its end, the next run went on from there.
        while not bad and work.length(undisturbed) < work.length(folder):
            end_well(undisturbed)

        def compare() -> int:
            one, other = work.contents(folder), work.contents(undisturbed)
            return 0 if _are_equal(one, other) else 3

        if not bad and in_child(compare):
            bad.append(f"{name}: the end is not that of a run that was left alone; {again}")
        left = [path.name for path in folder.rglob(".lock-*")]
        if left:
            bad.append(f"{name}: {left} are left; {again}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(undisturbed, ignore_errors=True)
    print(f"kills, {name}: {n_hits}, and {n_ended} signals after its end", flush=True)
    return bad


def _are_equal(one, other) -> bool:
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_are_equal(one[k], other[k]) for k in one)
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other


def run(n_kills: int, seed: int = 0, names=None) -> list[str]:
    """Kill every work, so often in all; prints and returns what is wrong."""
    # Imported before the first child is made, and never used here.
    import latent.commands.training_run
    import latent.windows.explorer.window
    import latent.windows.fonts.window  # noqa: F401

    bad = []
    names = list(names or WORKS)
    for name in names:
        bad += kill(name, -(-n_kills // len(names)), seed)
    print("\n".join(bad), end="\n" * bool(bad), flush=True)
    return bad


def main() -> int:
    """Run what the flags ask for; the status says whether all went well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=N_KILLS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", choices=WORKS, help="kill this only")
    arguments = parser.parse_args()
    names = [arguments.work] if arguments.work else None
    return 1 if run(arguments.kills, arguments.seed, names) else 0


if __name__ == "__main__":
    sys.exit(main())
