"""Both windows under any events, while files change, and without growth over thousands of picks.

python -m tests.campaign.windows                     50,000 events on each, 5,000 picks
python -m tests.campaign.windows --window fonts --events 3000 --seed 7
"""

import argparse
import gc
import os
import random
import resource
import shutil
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.helpers.maps import fake_decode, grid_map
from tests.helpers.windows import (
    UNSEEN,
    click,
    leave,
    move,
    panel,
    press,
    press_key,
    release,
    resize,
    scroll,
)

N_EVENTS, N_PICKS = 50_000, 5_000
MOST_GROWTH = 20 * 2**20  # bytes
STRANGE_KEYS = (
    None,
    "x",
    "shift+e",
    "enter",
    "shift+enter",
    "backspace",
    "é",
    "f13",
    "ctrl+c",
    "7",
)
SIZES = ((640, 420), (700, 400), (420, 500))
EVENTS_PER_LIFE = 2_500  # then the window is opened anew


def open_explorer(folder: Path):
    """Return a window of a small map, whose decoder dies now and then."""
    from latent.maps.embedding_file import save_embedding
    from latent.windows.explorer.decoding import DecoderLost
    from latent.windows.explorer.window import ExploreWindow
    from latent.windows.screen import Screen

    calls = 0

    def decode(codes):
        nonlocal calls
        calls += 1
        if calls % 97 == 0:
            raise DecoderLost("the decoder has ended: open the window again")
        return fake_decode(codes)

    content = grid_map(side=10)
    save_embedding(folder / "a.pkl", content)
    window = ExploreWindow(content, folder / "a.pkl", UNSEEN, lambda: decode, size=SIZES[0])
    window.window.screen = Screen()  # where problems are said, not raised
    return window


def open_fonts(folder: Path):
    """Return a window of a few typefaces."""
    from latent.clustering.settings import ClusterSettings
    from latent.clustering.workbench import Workbench
    from latent.windows.fonts.saving import Target
    from latent.windows.fonts.state import ClusterState
    from latent.windows.fonts.window import ClusterWindow
    from tests.windows.fonts.test_fonts_window import alphabets_of

    alphabets = alphabets_of(12)
    state = ClusterState(alphabets, ClusterSettings(n_clusters=3, characters="AB", min_size=3))
    return ClusterWindow(state, Workbench(alphabets), UNSEEN, Target(folder), size=(800, 600))


WINDOWS = {"explorer": open_explorer, "fonts": open_fonts}


def random_event(window, rng: random.Random, folder: Path) -> None:
    """Let one thing happen: mostly mouse and keys, now and then something to the files."""
    figure = window.window.figure
    axes = rng.choice([axes for axes in figure.axes if axes.get_label()])
    place = rng.uniform(-0.05, 1.05) * axes.bbox.width, rng.uniform(-0.05, 1.05) * axes.bbox.height
    known = [name for key in window.window.input.keys for name in key.actions]
    events: tuple[tuple[int, Callable[[], object]], ...] = (
        (3, lambda: press_key(figure, rng.choice((*known, *STRANGE_KEYS)), axes, *place)),
        (3, lambda: click(axes, *place)),
        (2, lambda: scroll(axes, *place, rng.choice((-3, -1, 1, 2, 0.5)))),
        (1, lambda: press(axes, *place, rng.randint(1, 3), is_double=rng.random() < 0.5)),
        (1, lambda: release(axes, *place, rng.randint(1, 3))),
        (1, lambda: leave(figure)),
        (1, lambda: window.window.background.deliver()),
        (4, lambda: move(axes, *place)),
        (0.05, lambda: resize(figure, *rng.choice(SIZES))),
        (0.05, lambda: change_files(folder, rng)),
    )
    rng.choices([event for _, event in events], [weight for weight, _ in events])[0]()


def change_files(folder: Path, rng: random.Random) -> None:
    """Change, remove or add what lies where a window reads and writes."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    match rng.randrange(5):
        case 0 if files:
            path = rng.choice(files)
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        case 1 if files and (path := rng.choice(files)).is_file():
            path.write_bytes(rng.randbytes(50))
        case 2:
            folder.mkdir(exist_ok=True)
            (folder / rng.choice(("font_set.json", "a.pkl.analogy-3.x", "a.pkl"))).touch()
        case 3:
            shutil.rmtree(folder, ignore_errors=True)
        case _:
            folder.mkdir(exist_ok=True)


def try_events(name: str, n_events: int, seed: int) -> str:
    """Send random events to one window; returns what went wrong, or ""."""
    rng, folder = random.Random(f"{name} {seed}"), Path(tempfile.mkdtemp(prefix="window-"))
    n_sent = 0
    try:
        window = WINDOWS[name](folder)
        window.window.figure.canvas.draw()
        while n_sent < n_events:
            random_event(window, rng, folder)
            n_sent += 1
            if len(list(folder.iterdir()) if folder.is_dir() else []) > 50:
                change_files(folder, random.Random(0))
        window.window.background.finish()
        window.window.figure.canvas.draw()
    except Exception:
        again = f"again: python -m tests.campaign.windows --window {name} --events {n_events}"
        return f"{name}, event {n_sent}: {traceback.format_exc(limit=-5)}  {again} --seed {seed}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return ""


def held() -> dict[str, int]:
    """Return what this process holds: memory in bytes, file descriptors, threads, children."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return {
        "memory": pages * resource.getpagesize(),
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "threads": threading.active_count(),
        "processes": len(children),
    }


def try_picks(n_picks: int) -> str:
    """Pick and redraw so often; returns what has grown, or ""."""
    from latent.maps.embedding_file import save_embedding
    from latent.windows.explorer.window import ExploreWindow

    folder = Path(tempfile.mkdtemp(prefix="window-"))
    try:
        content = grid_map(side=10)
        save_embedding(folder / "a.pkl", content)
        window = ExploreWindow(
            content, folder / "a.pkl", UNSEEN, lambda: fake_decode, size=SIZES[0]
        )
        figure = window.window.figure
        axes, rng = panel(figure, "map"), np.random.default_rng(0)

        def pick(n: int) -> None:
            for k in range(n):
                index = int(rng.integers(content.positions.shape[0]))
                click(axes, *window.explorer.map.view.to_pixels(content.positions[index]))
                window.window.background.finish()
                if k % 10 == 0:
                    figure.canvas.draw()

        pick(max(n_picks // 5, 1))  # until caches are full
        before = held()
        pick(n_picks)
        after = held()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    grown = {name: after[name] - before[name] for name in after}
    print(f"{n_picks:,} picks: {grown['memory'] / 2**20:.1f} MB more", flush=True)
    too_much = [name for name, more in grown.items() if more > MOST_GROWTH * (name == "memory")]
    return f"after {n_picks} picks there is more: {grown}" if too_much else ""


def run(n_events: int, n_picks: int, seed: int = 0, names=None) -> list[str]:
    """Try both windows; prints and returns what went wrong."""
    bad = []
    for name in names or WINDOWS:
        lives = -(-n_events // EVENTS_PER_LIFE)
        for life in range(lives):
            bad.append(try_events(name, min(n_events, EVENTS_PER_LIFE), seed + life))
        print(f"events, {name}: {n_events:,} in {lives} windows", flush=True)
    if n_picks:
        bad.append(try_picks(n_picks))
    bad = [problem for problem in bad if problem]
    print("\n".join(bad), end="\n" * bool(bad), flush=True)
    return bad


def main() -> int:
    """Run what the flags ask for; the status says whether all went well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=N_EVENTS)
    parser.add_argument("--picks", type=int, default=N_PICKS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--window", choices=WINDOWS, help="events on this one only, no picks")
    arguments = parser.parse_args()
    names, picks = None, arguments.picks
    if arguments.window:
        names, picks = [arguments.window], 0
    return 1 if run(arguments.events, picks, arguments.seed, names) else 0


if __name__ == "__main__":
    sys.exit(main())
