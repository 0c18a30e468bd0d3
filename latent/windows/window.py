"""The window that scripts draw in: panels, buttons, and what differs between screens.

A window is divided into panels that do not overlap. Each is an axes with a label, so that a test
or a script finds it, and with data coordinates that are pixels from its upper left corner.
"""

from collections.abc import Callable, Iterable

import matplotlib
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import Event, MouseEvent
from matplotlib.figure import Figure

from latent.figures.style import (
    GROUND_COLOR,
    INK_COLOR,
    QUIET_COLOR,
    house_style,
    new_figure,
    save_figure,
)
from latent.figures.text import POINTS_PER_INCH, fitting_size
from latent.tools.check import UserError
from latent.tools.interrupts import Interrupts
from latent.windows.background import Background
from latent.windows.browser import open_page
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Rectangle
from latent.windows.screen import Screen

DPI = 100
SIZE = (1600, 900)  # pixels
PLAIN_DPI = 96  # of a screen whose pixel ratio is 1
MILLISECONDS_BETWEEN_LOOKS = 30
BUTTON_SIZE = 10  # points, or smaller where there is no room
BUTTON_SHARE = 0.93  # of a button's width is for its words
BUTTON_COLOR = "#ecebe4"
NO_WINDOW = (
    "no window can be opened here: use --snapshot FILE.png to draw it into a file, "
    "or --web to open it in a browser"
)


class Window:
    """One figure on the desktop, in a browser or in a file, without matplotlib's own keys.

    `background`: for work in other threads; what follows it runs in the window's thread. Raises
    UserError, in one line, if a window of this screen cannot be opened.
    """

    def __init__(self, title: str, screen: Screen, size: tuple[int, int] = SIZE):
        self.screen = screen
        self.background = Background()
        self._buttons: dict[Axes, Callable[[], object]] = {}
        self._is_drawn = False
        self._pyplot = None
        self.page = None  # in a browser
        with house_style():
            self.figure = self._make_figure(title, size)
        self.on("draw_event", self._note_drawing)
        self.on("button_press_event", self._press_button)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of all panels together, in pixels."""
        return round(self.figure.bbox.width), round(self.figure.bbox.height)

    @property
    def pixel_ratio(self) -> float:
        """Pixels for each pixel of a plain screen: 2 where the screen is twice as fine."""
        return self.figure.canvas.device_pixel_ratio

    def points(self, pixels: float) -> float:
        """Return how many points so many pixels are."""
        return pixels / self.pixel_ratio * POINTS_PER_INCH / DPI

    def on(self, event_name: str, handler: Callable[[Event], object]) -> None:
        """Call `handler` whenever matplotlib tells of such an event."""
        self.figure.canvas.mpl_connect(event_name, handler)

    def add_panel(self, label: str, color: str = GROUND_COLOR) -> Axes:
        """Add an empty panel that a test finds by its label; `place` gives it a place."""
        with house_style():
            axes = self.figure.add_axes((0, 0, 0.1, 0.1), label=label, facecolor=color)
            axes.xaxis.set_visible(False)
            axes.yaxis.set_visible(False)
            axes.spines[:].set_visible(False)
        return axes

    def add_button(self, words: str, action: Callable[[], object]) -> Axes:
        """Add a button, labelled "button:" and its words, that calls `action` when pressed."""
        axes = self.add_panel(f"button:{words}", BUTTON_COLOR)
        with house_style():
            axes.text(
                0.5,
                0.5,
                words,
                transform=axes.transAxes,
                color=INK_COLOR,
                horizontalalignment="center",
                verticalalignment="center",
                clip_on=True,
            )
        axes.spines[:].set(visible=True, color=QUIET_COLOR, linewidth=0.6)
        self._buttons[axes] = action
        return axes

    def place(self, axes: Axes, where: Rectangle) -> None:
        """Put a panel to a place in the window; its coordinates become pixels from there."""
        width, height = self.size
        left, top = round(where.left), round(where.top)
        panel_width = max(round(where.right) - left, 1)
        panel_height = max(round(where.bottom) - top, 1)
        axes.set_position(
            (
                left / width,
                1 - (top + panel_height) / height,
                panel_width / width,
                panel_height / height,
            )
        )
        axes.set_xlim(0, panel_width)
        axes.set_ylim(panel_height, 0)
        if axes in self._buttons:
            (text,) = axes.texts
            room = BUTTON_SHARE * self.points(panel_width)
            text.set_fontsize(fitting_size(text.get_text(), room, BUTTON_SIZE))

    @property
    def can_draw_parts(self) -> bool:
        """Whether the whole window has been drawn, so that parts of it can be drawn anew."""
        return self._is_drawn and self.keeps_pixels

    @property
    def keeps_pixels(self) -> bool:
        """Whether what was drawn can be kept and put back."""
        canvas = self.figure.canvas
        return hasattr(canvas, "copy_from_bbox") and hasattr(canvas, "restore_region")

    def redraw(self, *panels: Axes) -> None:
        """Draw these panels anew and show them at once; without any, draw the whole window soon."""
        canvas = self.figure.canvas
        if not panels or not self.can_draw_parts:
            canvas.draw_idle()
            return
        renderer = canvas.get_renderer()
        for axes in panels:
            axes.draw(renderer)
            canvas.blit(axes.bbox)

    def redraw_parts(
        self,
        axes: Axes,
        pixels: Pixels,
        parts: Iterable[Rectangle],
        artists: Iterable[Artist] = (),
    ) -> None:
        """Draw some parts of a panel's picture anew, then artists on them, and show the panel.

        What else is in the panel stays as it was, so it must have been drawn there before.
        """
        canvas = self.figure.canvas
        if not self.can_draw_parts:
            canvas.draw_idle()
            return
        renderer = canvas.get_renderer()
        for part in parts:
            pixels.draw_part(renderer, part)
        for artist in artists:
            artist.draw(renderer)
        canvas.blit(axes.bbox)

    def run(self) -> None:
        """Show the window until it is closed, serve it until Ctrl-C, or write its picture."""
        if self.screen.snapshot is not None:
            self.background.finish()
            save_figure(self.figure, self.screen.snapshot)
            return
        timer = self.figure.canvas.new_timer(interval=MILLISECONDS_BETWEEN_LOOKS)
        with Interrupts() as interrupts:
            timer.add_callback(self._look, interrupts)
            timer.start()
            if self.page is not None:
                self.page.serve()
            else:
                self._pyplot.show(block=True)
            timer.stop()
        if interrupts.asked:
            raise KeyboardInterrupt

    def close(self) -> None:
        """Close the window; `run` returns then."""
        if self.page is not None:
            self.page.close()
        if self._pyplot is not None:
            self._pyplot.close(self.figure)

    def _look(self, interrupts: Interrupts) -> None:
        """Hand over what other threads have finished, and hear Ctrl-C, which toolkits ignore."""
        if interrupts.asked:
            self.close()
            return
        self.background.deliver()

    def _make_figure(self, title: str, size: tuple[int, int]) -> Figure:
        width, height = size
        if self.screen.is_wanted:
            figure = new_figure(width / DPI, height / DPI, DPI)
            if self.screen.port is not None:
                self.page = open_page(figure, title, self.screen.port)
            return figure
        from matplotlib import pyplot

        self._pyplot = pyplot
        if not _is_interactive(pyplot):
            raise UserError(NO_WINDOW)
        try:
            # matplotlib's own tool bar would pan and zoom beside ours.
            with matplotlib.rc_context({"toolbar": "None"}):
                figure = pyplot.figure(title, figsize=(width / DPI, height / DPI), dpi=DPI)
        except Exception as problem:  # each toolkit has its own kinds
            raise UserError(NO_WINDOW) from problem
        canvas = figure.canvas
        canvas.mpl_disconnect(canvas.manager.key_press_handler_id)
        _fit_screen(figure)
        return figure

    def _note_drawing(self, event: Event) -> None:
        self._is_drawn = True

    def _press_button(self, event: MouseEvent) -> None:
        if event.button == 1 and event.inaxes in self._buttons:
            self._buttons[event.inaxes]()


def _is_interactive(pyplot) -> bool:
    from matplotlib.backends import BackendFilter, backend_registry

    interactive = backend_registry.list_builtin(BackendFilter.INTERACTIVE)
    try:
        return pyplot.get_backend().lower() in interactive
    except ImportError:  # one was asked for that is not installed
        return False


def _fit_screen(figure: Figure) -> None:
    """Make the window smaller if the screen is, as far as the toolkit tells."""
    toolkit_window = getattr(figure.canvas.manager, "window", None)
    if hasattr(toolkit_window, "winfo_screenwidth"):
        # By so much matplotlib will enlarge the figure when the window appears.
        ratio = toolkit_window.winfo_fpixels("1i") / PLAIN_DPI
        screen = toolkit_window.winfo_screenwidth(), toolkit_window.winfo_screenheight()
        width, height = (
            min(side, screen_side / max(ratio, 1) / DPI)
            for side, screen_side in zip(figure.get_size_inches(), screen, strict=True)
        )
        figure.set_size_inches(width, height, forward=True)
