"""What the latent explorer saves: results as a picture, and the picks that made them."""

import os
import re
from pathlib import Path

from latent.figures.style import house_style
from latent.figures.text import fitting_text
from latent.windows.explorer.panels.results import ResultsPanel
from latent.windows.explorer.picks import save_picks
from latent.windows.explorer.state import Explorer
from latent.windows.rectangles import Rectangle
from latent.windows.screen import Screen
from latent.windows.window import DPI, Window

SIZE = (760, 860)  # pixels of the picture
TITLE, CAPTION = 44, 64  # pixels of it
TITLE_SIZE = 12  # points
CAPTION_SIZE = 10


def save_experiment(explorer: Explorer, title: str, path: Path) -> Path:
    """Write the results and the picks of the current experiment beside the embedding at `path`.

    Returns the path of both files without their endings, ".png" and ".picks.json". Raises
    UserError if they cannot be written.
    """
    stem = next_free_stem(path, explorer.experiment.name)
    save_results(explorer, title, f"{stem}.png")
    save_picks(
        f"{stem}.picks.json",
        explorer.experiment,
        explorer.boards,
        explorer.content.dataset,
        explorer.n_images,
    )
    return stem


def next_free_stem(path: Path, name: str) -> Path:
    """Return the path, without an ending, of the next results to be saved beside an embedding.

    They are numbered from 1 on, beyond the last of their kind.
    """
    pattern = re.compile(re.escape(f"{path.name}.{name}-") + r"(\d+)\.")
    numbers = [
        int(found[1]) for file in path.parent.iterdir() if (found := pattern.match(file.name))
    ]
    return path.with_name(f"{path.name}.{name}-{max(numbers, default=0) + 1}")


def save_results(explorer: Explorer, title: str, path: str | os.PathLike) -> None:
    """Write the results of the current experiment as a PNG with a title and a caption.

    Raises UserError if it cannot be written.
    """
    window = Window("results", Screen(snapshot=os.fspath(path)), SIZE)
    results = ResultsPanel(window, explorer, marks_slot=False)
    width, height = SIZE
    for label, top, part_height, words, largest in (
        ("title", 6, TITLE, title, TITLE_SIZE),
        ("caption", height - CAPTION, CAPTION, caption(explorer), CAPTION_SIZE),
    ):
        panel = window.add_panel(label)
        window.place(panel, Rectangle(16, top, width - 32, part_height))
        wrapped, size = fitting_text(words, (width - 32) / DPI, part_height * 0.9 / DPI, largest)
        with house_style():
            panel.text(0, part_height / 2, wrapped, fontsize=size, verticalalignment="center")
    results_height = height - TITLE - CAPTION - 12
    window.place(results.axes, Rectangle(16, TITLE + 8, width - 32, results_height))
    results.update()
    window.run()


def caption(explorer: Explorer) -> str:
    """Return in words which images an experiment was made with."""
    content, board = explorer.content, explorer.board
    picked = [
        f"{slot}: {content.label_names[content.labels[pick]]} (index {pick:,})"
        for slot, pick in zip(board.experiment.slots, board.picks, strict=True)
        if pick is not None
    ]
    return f"Images by slot: {'; '.join(picked)}."
