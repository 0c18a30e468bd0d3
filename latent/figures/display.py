"""The one place that opens plain figure windows; everything works without them."""

from matplotlib.figure import Figure

from latent.figures.drawing import Drawing


class Display:
    """Shows figures in windows of their own, if `wanted` and if this computer has a display."""

    def __init__(self, wanted: bool):
        self._figures: dict[str, Figure] = {}
        self._pyplot = None
        if wanted:
            from matplotlib import pyplot
            from matplotlib.backends import BackendFilter, backend_registry

            interactive = backend_registry.list_builtin(BackendFilter.INTERACTIVE)
            if pyplot.get_backend().lower() in interactive:
                self._pyplot = pyplot

    @property
    def is_open(self) -> bool:
        """Whether figures are shown at all."""
        return self._pyplot is not None

    def show(self, name: str, drawing: Drawing) -> None:
        """Draw into the window called `name`, without waiting."""
        if self._pyplot is None:
            return
        figure = self._figures.get(name)
        if figure is None or not self._pyplot.fignum_exists(name):
            figure = self._figures[name] = self._pyplot.figure(name, figsize=drawing.size)
        figure.clear()
        drawing.draw(figure)
        figure.canvas.draw_idle()
        self._pyplot.show(block=False)
        self.keep_alive()

    def keep_alive(self) -> None:
        """Let the windows answer the user for a moment; to be called often during long work."""
        if self._pyplot is not None:
            for figure in self._figures.values():
                figure.canvas.flush_events()

    def wait_until_closed(self) -> None:
        """Wait until the user has closed the windows, if there are any."""
        if self._pyplot is not None:
            self._pyplot.show(block=True)
