"""A window in a browser on this computer: what must hold before its page can be served."""

import socket
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from latent.tools.check import UserError

if TYPE_CHECKING:
    from latent.windows.serving import Page

LOOPBACK = "127.0.0.1"
MOST_WAITING = 256  # connections


def open_page(figure: Figure, title: str, port: int) -> "Page":
    """Give a figure a canvas on a page at this port, whose `serve` shows it.

    Raises UserError if the port is taken or the package that serves is missing.
    """
    try:
        listener = socket.create_server((LOOPBACK, port), backlog=MOST_WAITING)
    except OSError as problem:
        raise UserError(
            f"--web {port}: this port cannot be used ({problem.strerror}), give another"
        ) from problem
    try:
        from latent.windows.serving import Page
    except ImportError as problem:
        raise UserError(
            "--web: the package tornado is needed to serve the window, pip install tornado"
        ) from problem
    return Page(figure, title, listener)
