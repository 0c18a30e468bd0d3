"""Draws the rooms of `latent/` and who imports from whom into `assets/rooms.png`: `make docs`.

The rooms stand along a diagonal in their order. A line leaves a room to the left and turns up, at
a dot, into each room that it imports from: what imported from a later room would have to be drawn
above the diagonal. The picture holds what it was drawn from, so that a test can tell whether it
is still true.
"""

import ast
import json
import sys
import tempfile
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image
from PIL.PngImagePlugin import PngInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.figures.style import INK_COLOR, QUIET_COLOR, house_style, new_figure, save_figure
from latent.figures.text import fitting_text
from latent.tiles.palette import ACCENT, to_hex
from tests.helpers.scripts import ROOT
from tests.test_imports import ROOMS, imports_of, module_sources

PICTURE = ROOT / "assets" / "rooms.png"
SCRIPTS = "scripts"  # as one more room, after all others
DOORS = {"demo", "__main__"}  # of `python -m`: scripts too
SCRIPTS_WORDS = "Scripts: flags, settings, and one call of a command."
# In pixels of the picture.
WIDTH, MARGIN, TITLE_HEIGHT = 1200, 16, 44
STEP, BOX_WIDTH, BOX_HEIGHT, GAP = 54, 92, 34, 12
DPI = 100


def main() -> None:
    rooms, imports = read_rooms()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / PICTURE.name
        save_figure(draw(rooms, imports), path)
        information = PngInfo()
        information.add_text("rooms", described(rooms, imports))
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
            small.save(PICTURE, optimize=True, pnginfo=information)
    print(PICTURE)


def read_rooms() -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Return what each room says of itself, and who imports from whom, read from the source."""
    sources = module_sources()
    rooms = {
        room: ast.get_docstring(ast.parse(sources[f"latent.{room}"])).partition("\n\n")[0]
        for room in ROOMS
        if room not in DOORS
    }
    imports = {
        (_room_of(module), _room_of(imported.name))
        for module, source in sources.items()
        for imported in imports_of(source, sources)
        if imported.name.startswith("latent.")
    }
    return rooms | {SCRIPTS: SCRIPTS_WORDS}, {pair for pair in imports if pair[0] != pair[1]}


def described(rooms: dict[str, str], imports: set[tuple[str, str]]) -> str:
    """Return all that the picture shows as one text."""
    return json.dumps([rooms, sorted(imports)])


def draw(rooms: dict[str, str], imports: set[tuple[str, str]]) -> Figure:
    """Draw the rooms and their imports; returns the figure."""
    places = {room: k for k, room in enumerate(rooms)}
    height = TITLE_HEIGHT + len(rooms) * STEP + MARGIN
    figure = new_figure(WIDTH / DPI, height / DPI, DPI)
    with house_style():
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        axes.set_axis_off()
        axes.text(
            MARGIN,
            MARGIN + 8,
            "The rooms of latent/ in their order: a line turns up into each room that is imported "
            "from, and none turns down",
            fontsize=12,
            verticalalignment="center",
        )
        for room, words in rooms.items():
            _draw_room(axes, places[room], room, words)
            users = [places[user] for user, used in imports if used == room]
            used = [places[used] for user, used in imports if user == room]
            if users:
                x, _, _, bottom = _box(places[room])
                rail = x + BOX_WIDTH / 2
                axes.annotate(
                    "",
                    (rail, bottom),
                    (rail, _middle(max(users))),
                    arrowprops={
                        "arrowstyle": "-|>",
                        "color": QUIET_COLOR,
                        "linewidth": 0.8,
                        "shrinkA": 0,
                        "shrinkB": 0,
                    },
                )
            if used:
                y, left = _middle(places[room]), _box(min(used))[0] + BOX_WIDTH / 2
                axes.plot([left, _box(places[room])[0]], [y, y], color=QUIET_COLOR, linewidth=0.8)
                rails = [_box(place)[0] + BOX_WIDTH / 2 for place in used]
                axes.plot(rails, [y] * len(rails), "o", color=to_hex(ACCENT), markersize=4)
    return figure


def _draw_room(axes, place: int, room: str, words: str) -> None:
    left, top, right, _ = _box(place)
    color = to_hex(ACCENT)
    box = Rectangle((left, top), BOX_WIDTH, BOX_HEIGHT, facecolor="white", edgecolor=color)
    axes.add_patch(box)
    name = room if room == SCRIPTS else f"{room}/"
    y = _middle(place)
    where = {"verticalalignment": "center"}
    axes.text(left + BOX_WIDTH / 2, y, name, fontsize=10, horizontalalignment="center", **where)
    room_left = right + GAP
    said = " ".join((words.partition(": ")[2] or words).replace("`", "").split())
    wrapped, size = fitting_text(said, (WIDTH - MARGIN - room_left) / DPI, (STEP - 4) / DPI, 9)
    axes.text(room_left, y, wrapped, fontsize=size, color=INK_COLOR, linespacing=1.1, **where)


def _box(place: int) -> tuple[float, float, float, float]:
    """Return the left, top, right and bottom edge of a room's box."""
    left, top = MARGIN + place * STEP, TITLE_HEIGHT + place * STEP + (STEP - BOX_HEIGHT) / 2
    return left, top, left + BOX_WIDTH, top + BOX_HEIGHT


def _middle(place: int) -> float:
    return TITLE_HEIGHT + (place + 0.5) * STEP


def _room_of(module: str) -> str:
    _, _, room, *inner = f".{module}.".split(".")
    return room if room in ROOMS and not {room, *inner} & DOORS else SCRIPTS


if __name__ == "__main__":
    main()
