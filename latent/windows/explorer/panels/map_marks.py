"""What lies on a map's pixels: picks, lines of codes, links to neighbours, the own image's star."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.transforms import Bbox

from latent.figures.style import INK_COLOR, house_style
from latent.tiles.palette import ACCENT, to_hex
from latent.windows.explorer.own_code import OwnCode
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.states.seen_map import SeenMap
from latent.windows.labels import label_picture
from latent.windows.pixels import Pixels

LEAST_MARKED_SIZE = 20  # pixels: what marks a smaller tile is as large as that
LIVE_COLOR = "#dc3c1e"  # of the dots that follow a slider or a mark
# What marks a code that no image has, from its place, in halves of its size.
CROSS = np.array([(-1, 0), (1, 0), (0, 0), (0, -1), (0, 1)])


class MapMarks:
    """Draws on the axes of a map what is known of its places, each kind with one artist.

    `update` takes over what the explorer knows now.
    """

    def __init__(self, axes: Axes, explorer: Explorer, seen_map: SeenMap):
        self._axes, self._explorer, self._map = axes, explorer, seen_map
        with house_style():
            self._paths = LineCollection([], colors=INK_COLOR, linewidths=1.1, alpha=0.8)
            self._links = LineCollection([], colors=to_hex(ACCENT), linewidths=0.9, alpha=0.9)
            self._squares = LineCollection([], colors=INK_COLOR, linewidths=1.6)
            (self._dots,) = axes.plot([], [], ".", color=INK_COLOR, markersize=5, alpha=0.9)
            (self._live,) = axes.plot(
                [], [], "o", color=LIVE_COLOR, markersize=9, markeredgecolor="white", zorder=4
            )
            style = {"color": to_hex(ACCENT), "markersize": 17, "markeredgecolor": "white"}
            (self._star,) = axes.plot([], [], "*", zorder=5, **style)
            most = max(len(board.picks) for board in explorer.tabs.boards)
            self._names = [Pixels() for _ in range(most)]
            for name in self._names:
                axes.add_artist(name)
            for collection in (self._paths, self._links, self._squares):
                axes.add_collection(collection, autolim=False)
        for name in self._names:
            name.set_zorder(4)  # above the lines and squares

    def seen(self) -> list[Artist]:
        """Return the artists with anything to draw now."""
        points = (self._dots, self._live, self._star)
        marks: list[Artist] = [mark for mark in points if len(mark.get_xdata())]
        lines = (self._paths, self._links, self._squares)
        marks += [line for line in lines if len(line.get_segments())]
        return marks + [name for name in self._names if name.picture is not None]

    def update(self) -> None:
        """Take over what is picked, decoded and asked; nothing is drawn yet."""
        self._update_picks()
        self._update_lines()
        self._update_links()
        # matplotlib lets markers, and nothing else, reach one pixel beyond their clip box.
        x0, y0, x1, y1 = self._axes.bbox.extents
        for marks in (self._dots, self._live, self._star):
            marks.set_clip_box(Bbox([(x0, y0 + 1), (x1 - 1, y1)]))

    def _update_picks(self) -> None:
        """Frame the images that are picked, cross the codes that are, and name their slots."""
        tabs, view = self._explorer.tabs, self._map.view
        board, picked = tabs.board, tabs.pick_places(self._map.model)
        positions = np.array([place for _, place in picked]).reshape(-1, 2)
        places = view.to_pixels(positions)
        half = max(self._map.tile_size, LEAST_MARKED_SIZE / 2) / 2 + 1
        corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)])
        square, cross = corners[[0, 1, 2, 3, 0]], CROSS * LEAST_MARKED_SIZE / 2
        is_own = [isinstance(board.picks[slot], OwnCode) for slot, _ in picked]
        self._squares.set_segments(
            [place + (cross if own else square) for own, place in zip(is_own, places, strict=True)]
        )
        for name in self._names:
            name.show(None)
        for (slot, _), (x, y), name in zip(picked, places, self._names, strict=False):
            label = label_picture(board.experiment.slots[slot], self._axes.figure.dpi)
            name.show(label, *self._place_of_name(label, x, y, half))

    def _place_of_name(self, label: np.ndarray, x: float, y: float, half: float) -> tuple[int, int]:
        """Return where the name of what lies at a point stands: above it, but within the map."""
        height, width = label.shape[:2]
        map_width, map_height = self._map.view.width, self._map.view.height
        left, top = x - width / 2, y - half - 3 - height
        if 0 <= x <= map_width and 0 <= y <= map_height:
            left = min(max(left, 0), max(map_width - width, 0))
            top = top if top >= 0 else min(y + half + 3, max(map_height - height, 0))
        return round(left), round(top)

    def _update_lines(self) -> None:
        """Draw the lines of codes, and the dots that follow a slider or a mark."""
        tabs, view, model = self._explorer.tabs, self._map.view, self._map.model
        lines = [view.to_pixels(line) for line in tabs.lines(model)]
        self._paths.set_segments(lines)
        dots = np.concatenate(lines) if lines else np.empty((0, 2))
        self._dots.set_data(dots[:, 0], dots[:, 1])
        live = view.to_pixels(tabs.live_places(model))
        self._live.set_data(live[:, 0], live[:, 1])

    def _update_links(self) -> None:
        """Draw the own image's star, and links to the neighbours of it and of an image.

        They are asked of the map that was opened, and are nowhere on another.
        """
        if not self._map.is_first:
            return
        near, own, view = self._explorer.neighbors.shown, self._explorer.own, self._map.view
        positions = self._map.content.positions
        place = np.empty((0, 2)) if own.place is None else own.place[None]
        self._star.set_data(*view.to_pixels(place).T)
        starts = [] if near is None else [(positions[near.index], near)]
        if own.near is not None:
            starts.append((own.place, own.near))
        lines = []
        for start, found in starts:
            first = view.to_pixels(start)
            lines += [(first, other) for other in view.to_pixels(positions[found.indices])]
        self._links.set_segments(lines)
