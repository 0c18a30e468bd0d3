"""What lies between images as a GIF: from one end to the other and back, beside the way there."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from latent.data.gray_levels import to_bytes
from latent.figures.drawing import save_gif
from latent.tiles.palette import INK, QUIET
from latent.tools.check import UserError
from latent.tools.lock import writing_alone
from latent.windows.explorer.experiments.interpolation import INTERPOLATION, TARGET
from latent.windows.explorer.experiments.whole_alphabet import STEPS, WholeAlphabet
from latent.windows.explorer.map_picture import Look, MapPicture
from latent.windows.explorer.saving import SECONDS_TO_WAIT, next_free_stem
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.thinning import level_of
from latent.windows.explorer.tile_sizes import nearest_size
from latent.windows.explorer.view import PanZoom
from latent.windows.lettering import draw_words
from latent.windows.pictures import blank_picture, draw_images, fill_rectangle, paste_picture
from latent.windows.rectangles import Rectangle, fitting_grid

N_STEPS = 24  # from source to target
SECONDS, SECONDS_AT_ENDS = 0.08, 0.6  # that a frame is shown
SIDE = 440  # pixels, of the map and of what stands beside it
MARGIN = 12
CAPTION_HEIGHT = 26
LETTER_SIZE = 14
TILE_SIZE = 12  # of the images on the map
WAY_COLOR, DOT_COLOR = (120, 120, 124), (220, 60, 30)
WHITE = (255, 255, 255)


class Walk(NamedTuple):
    """What a film shows: `codes` float32 (ways, steps, d) at `ts` (steps,), and `words` on it.

    `name`: of the experiment, in the file's name. `is_whole`: whole typefaces with all characters.
    """

    name: str
    words: str
    ts: np.ndarray
    codes: Callable[[], np.ndarray]
    is_whole: bool = False


def film_writer(explorer: Explorer, path: Path) -> Callable[[], Path]:
    """Return what writes the film of the tab that is shown beside the embedding at `path`.

    It writes it whole or not at all. Another thread can call it; it takes seconds, and returns the
    file's path. Raises UserError, in one line, if there is nothing to write yet.
    """
    walk = _walk_of(explorer)
    if explorer.coder.decode is None:
        raise UserError("the decoder is still loading, then g writes a GIF")
    coder, coloring = explorer.coder, explorer.colors.coloring
    view = PanZoom(SIDE, SIDE)

    def write() -> Path:
        codes = walk.codes()
        n_ways, flat = len(codes), codes.reshape(-1, codes.shape[-1])
        images = to_bytes(coder.decode(flat))
        images = images if walk.is_whole else coder.content.pictures(images)
        images = images.reshape(n_ways, N_STEPS, *images.shape[1:])
        places = view.to_pixels(coder.content.place(flat)).reshape(n_ways, N_STEPS, 2)
        look = Look(None, explorer.map.everything.look.spacings)
        drawn = MapPicture(coder.content.positions, coloring.labels, coloring.colors)
        size = nearest_size(TILE_SIZE)
        spacing = level_of((size + 1) / view.scale)
        ground = drawn.draw(view, explorer.map.tiles.original, size, spacing, look).copy()
        for points in places:
            _draw_way(ground, points)
        frames = [
            _frame(ground, places[:, k], images[:, k], f"{_t_words(t)} · {walk.words}")
            for k, t in enumerate(walk.ts)
        ]
        with writing_alone(path, SECONDS_TO_WAIT):
            file = Path(f"{next_free_stem(path, walk.name)}.gif")
            _save(frames, file)
        return file

    return write


def _walk_of(explorer: Explorer) -> Walk:
    """Return what the tab that is shown has to film."""
    tab = explorer.tabs.current
    if isinstance(tab, WholeAlphabet):
        if None in tab.board.picks:
            raise UserError("g writes the alphabet between two typefaces: pick both first")
        ts = np.linspace(STEPS[0], STEPS[-1], N_STEPS)
        codes = np.stack(tab.codes(ts.tolist()))[None]
        return Walk(tab.experiment.name, tab.title_words(), ts, lambda: codes, True)
    if tab.experiment is not INTERPOLATION:
        raise UserError(f"g writes a GIF of the tab {INTERPOLATION.tab}: go there first")
    if not tab.complete_sources():
        raise UserError("g writes the interpolation: pick a source and the target first")
    pairs = [(tab.board.picks[k], tab.board.picks[TARGET]) for k in tab.complete_sources()]
    way, ts = tab.walks.way, np.linspace(0, 1, N_STEPS)
    return Walk(
        INTERPOLATION.name,
        str(way),
        ts,
        lambda: np.stack([tab.walks.find(way, *pair, ts) for pair in pairs]),
    )


def _t_words(t: float) -> str:
    return f"t = {t:.2f}".replace("-", "−")


def _frame(ground: np.ndarray, dots: np.ndarray, images: np.ndarray, words: str) -> np.ndarray:
    """Return one frame, uint8 (height, width, 3)."""
    width, height = 2 * SIDE + 3 * MARGIN, SIDE + 2 * MARGIN + CAPTION_HEIGHT
    picture = blank_picture(height, width)
    paste_picture(picture, ground, MARGIN, MARGIN)
    for x, y in dots:
        _draw_dot(picture[MARGIN : MARGIN + SIDE, MARGIN : MARGIN + SIDE], x, y, 6, WHITE)
        _draw_dot(picture[MARGIN : MARGIN + SIDE, MARGIN : MARGIN + SIDE], x, y, 4.5, DOT_COLOR)
    n_columns = int(np.ceil(np.sqrt(len(images))))
    n_rows = -(-len(images) // n_columns)
    area = Rectangle(2 * MARGIN + SIDE, MARGIN, SIDE, SIDE)
    grid = fitting_grid(area, n_columns, n_rows, 4)
    squares = [grid.square(k % n_columns, k // n_columns) for k in range(len(images))]
    for square in squares:
        fill_rectangle(picture, square, WHITE)
    draw_images(picture, list(images), squares, [INK] * len(images))
    top, room = height - MARGIN - LETTER_SIZE, width - 2 * MARGIN
    draw_words(picture, words, MARGIN, top, LETTER_SIZE, QUIET, room)
    return np.ascontiguousarray(picture[..., :3])


def _draw_way(picture: np.ndarray, points: np.ndarray) -> None:
    """Draw a line through points (m, 2) that is two pixels wide."""
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        n = int(max(abs(x1 - x0), abs(y1 - y0), 1)) + 1
        for x, y in zip(np.linspace(x0, x1, n), np.linspace(y0, y1, n), strict=True):
            fill_rectangle(picture, Rectangle(round(x) - 1, round(y) - 1, 2, 2), WAY_COLOR)


def _draw_dot(picture: np.ndarray, x: float, y: float, radius: float, color: tuple) -> None:
    rows, columns = np.ogrid[: picture.shape[0], : picture.shape[1]]
    picture[(rows - y) ** 2 + (columns - x) ** 2 <= radius**2, :3] = color


def _save(frames: list[np.ndarray], path: Path) -> None:
    """Write frames as a GIF that goes forth and back without end."""
    # One palette for all: of the first, the middle and the last frame together.
    some = np.concatenate([frames[k] for k in (0, len(frames) // 2, len(frames) - 1)])
    palette = Image.fromarray(some).quantize(256, dither=Image.Dither.NONE)
    pictures = [
        Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.NONE)
        for frame in frames
    ]
    pictures += pictures[-2:0:-1]
    seconds = [SECONDS] * len(pictures)
    seconds[0] = seconds[len(frames) - 1] = SECONDS_AT_ENDS
    save_gif(path, pictures, seconds)
