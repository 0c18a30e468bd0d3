"""Serving a window to a browser on this computer, by matplotlib's own WebAgg."""

import socket
from pathlib import Path

from latent.tools.check import UserError

LOOPBACK = "127.0.0.1"
SCRIPT = Path(__file__).with_suffix(".js")


def prepare_browser(pyplot, port: int) -> None:
    """Let pyplot's figures appear on a page at this port.

    Raises UserError if the port is taken or the package that serves is missing.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as problem:
            raise UserError(
                f"--web {port}: this port cannot be used ({problem.strerror}), give another"
            ) from problem
    try:
        pyplot.switch_backend("webagg")
    except (ImportError, RuntimeError) as problem:
        raise UserError(
            "--web: the package tornado is needed to serve the window, pip install tornado"
        ) from problem
    _extend_script()


def serving_at(port: int | None) -> dict[str, object]:
    """Return matplotlib's settings for a page at this port that only this computer can open."""
    if port is None:
        return {}
    return {
        "webagg.address": LOOPBACK,
        "webagg.port": port,
        "webagg.port_retries": 1,
        "webagg.open_in_browser": False,
    }


def _extend_script() -> None:
    """Add our script to the one that matplotlib's page loads."""
    from matplotlib.backends.backend_webagg import WebAggApplication

    class Script(WebAggApplication.MplJs):
        def get(self):
            super().get()
            self.write(SCRIPT.read_text(encoding="utf-8"))

    WebAggApplication.MplJs = Script
