"""How fast the latent explorer is, in a real window: start, frames, questions, picks, memory."""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

N_FRAMES = 200
N_PICKS = 30
N_EVENTS = 10_000
STARTED = "LATENT_BENCHMARK_STARTED"
KEYS = ["r", ",", ".", "c", "f", "escape", " ", "backspace", "e", "h", "d", "i", "n", "x", None]


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("embedding", help="a .pkl file of embed.py whose weights are there")
    parser.add_argument(
        "--n",
        type=int,
        help="as many images, the file's own again and again beside their places (default: those "
        "of the file)",
    )
    parser.add_argument("--events", type=int, default=N_EVENTS, help="random events at the end")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    return parser


def main(argv: list[str] | None = None) -> None:
    args = build_parser().parse_args(argv)
    if args.part is not None:
        PARTS[args.part](args.embedding, args.events)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = args.embedding if args.n is None else repeated(args.embedding, args.n, folder)
        for part in PARTS:
            command = [sys.executable, __file__, str(path), "--part", part]
            command += ["--events", str(args.events)]
            environment = os.environ | {STARTED: repr(time.time()), "CUDA_VISIBLE_DEVICES": "-1"}
            subprocess.run(command, env=environment, check=True)


def repeated(path: str, n: int, folder: str) -> Path:
    """Write an embedding of `n` images: those of another one, again and again, a little apart."""
    from latent.maps.embedding_file import load_embedding, save_embedding

    content = load_embedding(path)
    chosen = np.arange(n) % len(content.images)
    shifts = np.random.default_rng(0).normal(0, 0.01, (n, 2)) * (
        np.arange(n) >= len(content.images)
    ).reshape(-1, 1)
    positions = np.clip(content.positions[chosen] + shifts, 0, 1).astype(np.float32)
    fonts = content.font_names
    larger = replace(
        content,
        positions=positions,
        codes=content.codes[chosen],
        labels=content.labels[chosen],
        images=content.images[chosen],
        font_names=None if fonts is None else [fonts[k] for k in chosen],
    )
    target = Path(folder) / "larger.pkl"
    save_embedding(target, larger)
    return target


def measure_start(path: str, n_events: int) -> None:
    """Time from the start of the process to the first frame, and to a decoder that is ready."""
    from latent.commands.explore import open_explorer
    from latent.windows.screen import Screen

    opened = open_explorer(path, Screen())
    start, seen = float(os.environ[STARTED]), {}
    window = opened.window
    window.on("draw_event", lambda event: seen.setdefault("first frame", time.time() - start))
    timer = window.figure.canvas.new_timer(interval=20)

    def look() -> None:
        if opened.explorer.coder.decode is not None:
            seen.setdefault("decoder ready", time.time() - start)
            window.close()

    timer.add_callback(look)
    timer.start()
    window.run()
    n = opened.explorer.n_images
    print(f"{n:,} images: " + ", ".join(f"{name} {s:.2f} s" for name, s in seen.items()))


def measure_use(path: str, n_events: int) -> None:
    """Time from event to finished blit while panning, zooming, pointing and picking."""
    from matplotlib.backend_bases import KeyEvent, MouseEvent

    from latent.commands.explore import open_explorer
    from latent.windows.screen import Screen

    opened = open_explorer(path, Screen())
    explorer, figure = opened.explorer, opened.window.figure
    canvas, rng = figure.canvas, np.random.default_rng(0)
    canvas.callbacks.exception_handler = raise_on
    canvas.draw()
    opened.window.background.finish()
    axes = opened.map.axes
    center = np.array([axes.bbox.x0 + axes.bbox.width / 2, axes.bbox.y0 + axes.bbox.height / 2])

    def timed(event) -> float:
        begin = time.perf_counter()
        canvas.callbacks.process(event.name, event)
        canvas.flush_events()  # what the toolkit still had to put on the screen
        return time.perf_counter() - begin

    def mouse(name, place, *rest, **more) -> MouseEvent:
        return MouseEvent(f"{name}_event", canvas, *place, *rest, **more)

    print(f"  {type(canvas).__name__}, {opened.window.size[0]}×{opened.window.size[1]} pixels")
    both = []
    for zoomed_by in (0, 4, 10, 20):
        explorer.map.view.show_all()
        explorer.map.view.zoom_at(axes.bbox.width / 2, axes.bbox.height / 2, 1.25**zoomed_by)
        opened.map.show()
        place = center.copy()
        timed(mouse("button_press", place, 1))
        pans = []
        for k in range(N_FRAMES // 4):
            place += np.array([9, 6]) * (1 if k < N_FRAMES // 8 else -1)
            pans.append(timed(mouse("motion_notify", place)))
        timed(mouse("button_release", place, 1))
        report(f"panning, enlarged {1.25**zoomed_by:.1f} times", pans)
        both += pans
    explorer.map.view.show_all()
    zooms = [
        timed(mouse("scroll", center, step=1 if (k // 25) % 2 == 0 else -1))
        for k in range(N_FRAMES)
    ]
    report("zooming in and out", zooms)
    report("panning and zooming", both + zooms)

    explorer.map.view.show_all()
    opened.map.show()
    indices = rng.integers(0, explorer.n_images, N_FRAMES)
    places = explorer.map.view.to_pixels(explorer.content.positions[indices])
    places = np.stack([axes.bbox.x0 + places[:, 0], axes.bbox.y1 - places[:, 1]], axis=1)
    report("pointing", [timed(mouse("motion_notify", place)) for place in places])

    opened.asking.toggle_here()
    opened.window.background.finish()
    here = [timed(mouse("motion_notify", place)) for place in places]
    report("decoding the place under the pointer", here)
    opened.asking.toggle_here()
    near = [time_of(opened.asking.show_near, index) for index in indices[:30].tolist()]
    report("the nearest codes of an image", near)
    explorer.neighbors.show(None)
    names = explorer.content.label_names
    opened.asking.open_search()
    report(
        "a search", [time_of(opened.asking.search_for, names[k % len(names)]) for k in range(20)]
    )
    opened.asking.close_search()
    width, height = opened.map.size
    boxes = [((k * width / 20, 0), (width, height)) for k in range(10)]
    report("selecting", [time_of(select, opened, box) for box in boxes])
    opened.looking.show_everything()
    opened.window.background.finish()

    for index in indices[:10]:
        explorer.tabs.board.pick(int(index))
    picks = []
    for place in places[:N_PICKS]:
        timed(mouse("motion_notify", place))
        timed(mouse("button_press", place, 1))
        picks.append(timed(mouse("button_release", place, 1)))
        opened.window.background.finish()
    report("a pick with 10 sources", picks)
    report("the whole window, for comparison", whole_frames(canvas))

    before = resident_bytes()
    width, height = opened.window.size
    for _ in range(n_events):
        place = rng.uniform((0, 0), (width, height))
        match rng.integers(8):
            case 0:
                event = KeyEvent("key_press_event", canvas, KEYS[rng.integers(len(KEYS))], *place)
            case 1:
                event = mouse("button_press", place, int(rng.integers(1, 4)))
            case 2:
                event = mouse("button_release", place, int(rng.integers(1, 4)))
            case 3:
                event = mouse("scroll", place, step=float(rng.choice([-2, -1, 1])))
            case _:
                event = mouse("motion_notify", place)
        timed(event)
        opened.window.background.deliver()
    opened.window.background.finish()
    grown = (resident_bytes() - before) / 1e6
    print(f"  {n_events:,} random events: no exception, memory grew by {grown:.0f} MB")
    # Kilobytes on Linux, bytes on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(f"  peak memory {peak / 1e9:.2f} GB")


def time_of(function: Callable, *arguments) -> float:
    begin = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - begin


def select(opened, box) -> None:
    from latent.windows.explorer.states.selection import in_box

    explorer = opened.explorer
    explorer.selection.add(in_box(explorer.map.view, explorer.content.positions, *box))
    opened.selecting.show_selection()


def whole_frames(canvas) -> list[float]:
    """Time drawing the whole figure anew, which is what a pan costs without blitting."""
    seconds = []
    for _ in range(10):
        begin = time.perf_counter()
        canvas.draw()
        canvas.flush_events()
        seconds.append(time.perf_counter() - begin)
    return seconds


def report(what: str, seconds: list[float]) -> None:
    median, late = np.percentile(seconds, (50, 95)) * 1000
    print(f"  {what}: median {median:.1f} ms, 95 % within {late:.1f} ms", flush=True)


def resident_bytes() -> int:
    """Return the memory in use now, where the system tells, else 0."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * resource.getpagesize() if status.exists() else 0


def raise_on(problem: Exception) -> None:
    raise problem


PARTS: dict[str, Callable[[str, int], None]] = {"start": measure_start, "use": measure_use}

if __name__ == "__main__":
    main()
