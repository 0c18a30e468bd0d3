"""The window that scripts draw in: its figure, its panels, and the screen that it appears on."""

from collections.abc import Callable, Iterable, Mapping

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backend_bases import Event
from matplotlib.figure import Figure

from latent.figures.style import house_style, new_figure, save_figure
from latent.figures.text import POINTS_PER_INCH
from latent.tools.check import UserError
from latent.tools.interrupts import Interrupts
from latent.windows.background import Background
from latent.windows.browser import open_page
from latent.windows.input import Input
from latent.windows.panel import Draw, Panel
from latent.windows.rectangles import Rectangle
from latent.windows.screen import Screen
from latent.windows.tip import Tip

DPI = 100
SIZE = (1600, 900)  # pixels
PLAIN_DPI = 96  # of a display whose pixel ratio is 1
MILLISECONDS_BETWEEN_LOOKS = 30
NO_WINDOW = (
    "no window can be opened here: use --snapshot FILE.png to draw it into a file, "
    "or --web to open it in a browser"
)


class Window:
    """One figure on the desktop, in a browser or in a file, without matplotlib's own keys.

    `background`: for work in other threads; what follows it runs in the window's thread. Raises
    UserError, in one line, if no window can be opened where `screen` says.
    """

    def __init__(self, title: str, screen: Screen, size: tuple[int, int] = SIZE):
        self.screen = screen
        self.background = Background()
        self.panels: dict[str, Panel] = {}
        self._layout: Callable[[], Mapping[str, Rectangle]] = dict
        self._is_drawn = False
        self._pyplot = None
        self.page = None  # in a browser
        with house_style():
            self.figure = self._make_figure(title, size)
        self.on("draw_event", self._note_drawing)
        self.on("resize_event", self.lay_out_again)
        self.tip = Tip(self.figure)
        self.input = Input(self.figure, self.panels, self.background, self.show_tip)
        # While it is taken, matplotlib asks no artist at every press whether it was meant.
        self.figure.canvas.widgetlock(self)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of all panels together, in pixels."""
        return round(self.figure.bbox.width), round(self.figure.bbox.height)

    @property
    def pixel_ratio(self) -> float:
        """Pixels for each pixel of a plain display: 2 on one that is twice as fine."""
        return self.figure.canvas.device_pixel_ratio

    def points(self, pixels: float) -> float:
        """Return how many points so many pixels are."""
        return pixels / self.pixel_ratio * POINTS_PER_INCH / DPI

    def on(self, event_name: str, handler: Callable[[Event], object]) -> None:
        """Call `handler` whenever matplotlib tells of such an event."""
        self.figure.canvas.mpl_connect(event_name, handler)

    def lay_out(self, layout: Callable[[], Mapping[str, Rectangle]]) -> None:
        """Put panels where `layout` says, by their labels; nothing is drawn yet."""
        self._layout = layout
        for label, where in layout().items():
            self.panels[label].place(where)

    def lay_out_again(self, event: Event | None = None) -> None:
        """Put panels to the places that the layout returns now, and draw the whole window soon."""
        self.tip.set(None, 0, 0)
        self.lay_out(self._layout)
        self.redraw()

    @property
    def can_draw_parts(self) -> bool:
        """Whether the whole window has been drawn, so that parts of it can be drawn anew."""
        return self._is_drawn and self.keeps_pixels

    @property
    def keeps_pixels(self) -> bool:
        """Whether what was drawn can be kept and put back."""
        canvas = self.figure.canvas
        return hasattr(canvas, "copy_from_bbox") and hasattr(canvas, "restore_region")

    def is_covered(self, axes: Axes) -> bool:
        """Whether a panel lies over that of these axes now."""
        covers = (panel.axes for panel in self.panels.values() if panel.is_cover)
        return any(each.get_visible() and each.bbox.overlaps(axes.bbox) for each in covers)

    def redraw(self, axes: Axes | None = None, parts: Iterable[Draw] | None = None) -> None:
        """Draw a panel's axes anew and show it at once; without one, draw the whole window soon.

        `parts`: what alone is drawn of it, each with a renderer; all else stays as it was drawn.
        """
        canvas = self.figure.canvas
        if axes is None or not self.can_draw_parts:
            canvas.draw_idle()
            return
        renderer = canvas.get_renderer()
        for draw in [axes.draw] if parts is None else parts:
            draw(renderer)
        for panel in self.panels.values():
            if panel.is_cover and panel.is_visible and panel.axes is not axes:
                panel.axes.draw(renderer)
        self.tip.draw(renderer)
        canvas.blit(axes.bbox)

    def show_tip(self, words: str | None, x: float, y: float) -> None:
        """Show whole words beside a pixel of the window, from its upper left corner, or none."""
        was_shown = self.tip.words is not None
        if not self.tip.set(words, x, y):
            return
        if was_shown or not self.can_draw_parts:
            self.redraw()  # also what was below it
            return
        canvas = self.figure.canvas
        self.tip.draw(canvas.get_renderer())
        canvas.blit(self.tip.box)

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
        if not self.screen.is_desktop:
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
        _fit_display(figure)
        return figure

    def _note_drawing(self, event: Event) -> None:
        self._is_drawn = True


def _is_interactive(pyplot) -> bool:
    from matplotlib.backends import BackendFilter, backend_registry

    interactive = backend_registry.list_builtin(BackendFilter.INTERACTIVE)
    try:
        return pyplot.get_backend().lower() in interactive
    except ImportError:  # one was asked for that is not installed
        return False


def _fit_display(figure: Figure) -> None:
    """Make the window smaller if the display is, as far as the toolkit tells."""
    toolkit_window = getattr(figure.canvas.manager, "window", None)
    if hasattr(toolkit_window, "winfo_screenwidth"):
        # By so much matplotlib will enlarge the figure when the window appears.
        ratio = toolkit_window.winfo_fpixels("1i") / PLAIN_DPI
        display = toolkit_window.winfo_screenwidth(), toolkit_window.winfo_screenheight()
        width, height = (
            min(side, pixels / max(ratio, 1) / DPI)
            for side, pixels in zip(figure.get_size_inches(), display, strict=True)
        )
        figure.set_size_inches(width, height, forward=True)
