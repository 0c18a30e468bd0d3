"""What the latent explorer saves: results as a picture, and the picks that made them."""

import re
from pathlib import Path

from latent.tiles.palette import INK
from latent.tools.lock import writing_alone
from latent.windows.explorer.coder import Coder, Pick
from latent.windows.explorer.panels.results import ResultsPanel
from latent.windows.explorer.panels.scrubber import ScrubberPanel
from latent.windows.explorer.picks import save_picks
from latent.windows.explorer.saved_view import view_values
from latent.windows.explorer.state import Explorer
from latent.windows.rectangles import Rectangle
from latent.windows.screen import Screen
from latent.windows.window import Window
from latent.windows.words import Line

SIZE = (760, 860)  # pixels of the picture
TITLE = Rectangle(16, 8, 728, 40)
RESULTS = Rectangle(16, 52, 728, 740)
CAPTION = Rectangle(16, 799, 728, 58)
TITLE_SIZE = 12  # points
CAPTION_SIZE = 10
SECONDS_TO_WAIT = 5


def save_experiment(explorer: Explorer, title: str, path: Path) -> Path:
    """Write the results and the picks of the current experiment beside the embedding at `path`.

    The picks go with how the map is looked at; where nothing is picked, there is no picture of
    results. A tab can have further pictures. Returns the path of all files without their endings,
    ".png", ".picks.json" and ".NAME.png". Raises UserError if they cannot be written.
    """
    with writing_alone(path, SECONDS_TO_WAIT):  # another window of this map counts on too
        return _save(explorer, title, path)


def _save(explorer: Explorer, title: str, path: Path) -> Path:
    stem, content = next_free_stem(path, explorer.tabs.experiment.name), explorer.content
    if not explorer.tabs.board.is_empty:
        _save_picture(explorer, title, stem)
    save_picks(
        f"{stem}.picks.json",
        explorer.tabs.experiment,
        explorer.tabs.boards,
        content.dataset,
        explorer.n_images,
        explorer.tabs.settings(),
        view_values(explorer),
    )
    return stem


def _save_picture(explorer: Explorer, title: str, stem: Path) -> None:
    explorer.tabs.finish()
    window = Window("results", Screen(snapshot=f"{stem}.png"), SIZE)
    ResultsPanel(window, explorer)
    ScrubberPanel(window, explorer)
    Line(window, "title", TITLE_SIZE, title, INK)
    Line(window, "caption", CAPTION_SIZE, caption(explorer), INK)
    window.lay_out(lambda: _places(explorer.tabs.current.strip_height))
    window.run()
    for name, drawing in explorer.tabs.current.pictures().items():
        drawing.save(f"{stem}.{name}.png")


def _places(strip_height: float) -> dict[str, Rectangle]:
    """Return the panels' places with so many pixels for what stands below the results."""
    results = RESULTS._replace(height=RESULTS.height - strip_height)
    strip = RESULTS._replace(top=results.bottom, height=max(strip_height, 1))
    return {"title": TITLE, "results": results, "scrubber": strip, "caption": CAPTION}


def next_free_stem(path: Path, name: str) -> Path:
    """Return the path, without an ending, of the next results to be saved beside an embedding.

    They are numbered from 1 on, beyond the last of their kind.
    """
    pattern = re.compile(re.escape(f"{path.name}.{name}-") + r"(\d+)\.")
    numbers = [
        int(found[1]) for file in path.parent.iterdir() if (found := pattern.match(file.name))
    ]
    return path.with_name(f"{path.name}.{name}-{max(numbers, default=0) + 1}")


def caption(explorer: Explorer) -> str:
    """Return in words which images an experiment was made with."""
    board = explorer.tabs.board
    picked = [
        f"{slot}: {_pick_words(pick, explorer.coder)}"
        for slot, pick in zip(board.experiment.slots, board.picks, strict=True)
        if pick is not None
    ]
    return f"Images by slot: {'; '.join(picked)}."


def _pick_words(pick: Pick, coder: Coder) -> str:
    """Return what a pick is, with an image's index."""
    index = f" (index {pick:,})" if isinstance(pick, int) else ""
    return f"{coder.pick_name(pick)}{index}"
