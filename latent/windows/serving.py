"""Serves a window's figure to pages in a browser on this computer, and nothing else.

A page holds a numbered frame. It is sent the next one, always what is newest then, once it has
said that it shows the last one, or early enough that a long line is not idle. So a slow line gets
fewer frames, never late ones. After a new connection, or when something is wrong, a page gets a
whole picture.
"""

import contextlib
import re
import secrets
import socket
import time
from collections import deque
from http import HTTPStatus
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from tornado.escape import xhtml_escape
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from latent.windows.browser import LOOPBACK
from latent.windows.browser_canvas import BrowserCanvas
from latent.windows.browser_messages import MOST_BYTES, joined, read_message
from latent.windows.frames import NO_FRAME, Frames
from latent.windows.pacing import Pace

OWN_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?")
OUTSIDE = {"x": -1, "y": -1, "modifiers": []}
UNREADABLE, GOING_AWAY = 1008, 1001  # reasons to close a socket, RFC 6455 section 7.4.1
PAGE = Path(__file__).with_name("browser.html")
SCRIPT = Path(__file__).with_name("browser.js")


class Page:
    """The page of one figure at the address of `listener`, a socket that listens.

    Only who knows the token in the printed address can open it.
    """

    def __init__(self, figure: Figure, title: str, listener: socket.socket):
        self.title, self.token = title, secrets.token_urlsafe(16)
        self.frames = Frames()
        self.connections: set[Connection] = set()
        self._listener = listener
        self._messages: deque[dict[str, Any]] = deque()
        self._wants_drawing = self._has_drawn = self._is_awake = self._is_served = False
        self.canvas = BrowserCanvas(figure, self._draw_soon, self._show)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._listener.getsockname()[1]

    @property
    def address(self) -> str:
        """Where a browser on this computer finds the page."""
        return f"http://{LOOPBACK}:{self.port}/?token={self.token}"

    def serve(self) -> None:
        """Say where the page is, and serve it until `close` is called."""
        loop, server = IOLoop.current(), self.listen()
        print(f"open {self.address}\nin a browser on this computer; Ctrl-C ends it", flush=True)
        self._is_served = True
        try:
            loop.start()
        finally:
            self._is_served = False
            server.stop()
            for connection in [*self.connections]:
                connection.close(GOING_AWAY)
            loop.run_sync(server.close_all_connections)

    def listen(self) -> HTTPServer:
        """Answer browsers while tornado's loop runs."""
        page = {"page": self}
        application = Application(
            [
                ("/", PageHandler, page),
                ("/browser.js", ScriptHandler, page),
                ("/socket", Connection, page),
            ],
            default_handler_class=NothingThere,
            default_handler_args=page,
            log_function=lambda handler: None,
            websocket_max_message_size=MOST_BYTES,
        )
        server = HTTPServer(application, max_body_size=MOST_BYTES)
        self._listener.setblocking(False)
        server.add_socket(self._listener)
        return server

    def close(self) -> None:
        """Let `serve` return; while it takes its leave of the browsers this does nothing more."""
        if self._is_served:
            IOLoop.current().stop()

    def take(self, message: dict[str, Any]) -> None:
        """Let the canvas have a message soon, joined with those that wait if that says as much."""
        both = joined(self._messages[-1], message) if self._messages else None
        if both is not None:
            self._messages[-1] = both
        else:
            self._messages.append(message)
        self.wake()

    def wake(self) -> None:
        """Do soon what there is to do."""
        if not self._is_awake:
            self._is_awake = True
            IOLoop.current().add_callback(self._work)

    def _work(self) -> None:
        """Handle all events, then draw if it was asked for, then send frames."""
        self._is_awake = False
        try:
            while self._messages:
                self.canvas.take(self._messages.popleft())
            if self._wants_drawing:
                self._wants_drawing = False
                self.canvas.draw()
        except BaseException:
            self.wake()  # the rest must not wait for the next event
            raise
        ready = [connection for connection in self.connections if connection.is_ready]
        if ready and self._has_drawn:
            self._has_drawn = False
            self.frames.take(np.asarray(self.canvas.buffer_rgba()))
        for connection in ready:
            connection.send_frame()

    def _draw_soon(self) -> None:
        self._wants_drawing = True
        self.wake()

    def _show(self) -> None:
        self._has_drawn = True
        self.wake()


class Guarded(RequestHandler):
    """Answers only a browser that was given the address by its user, and no other page in it.

    Foreign hosts are refused because a name elsewhere can be made to lead to this computer, and
    foreign origins because any page can open a socket anywhere.
    """

    def initialize(self, page: Page) -> None:
        """Take the page; tornado calls this."""
        self.page = page

    def set_default_headers(self) -> None:
        """Let the page load nothing from elsewhere, nor be shown inside of another page."""
        self.set_header(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; "
            f"connect-src 'self' ws://{self._host}; frame-ancestors 'none'",
        )
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-store")

    def prepare(self) -> None:
        """Refuse with 403 what does not come from the page; tornado calls this first."""
        origin = self.request.headers.get("Origin")
        token = self.get_query_argument("token", "").encode()
        if (
            not self._host
            or origin not in (None, f"http://{self._host}")
            or not secrets.compare_digest(token, self.page.token.encode())
        ):
            raise HTTPError(403)

    def write_error(self, status_code: int, **_) -> None:
        """Say in one line what is wrong; tornado calls this."""
        self.set_header("Content-Type", "text/plain")
        words = "open the address that stands on the terminal\n" if status_code == 403 else ""
        self.finish(f"{status_code} {HTTPStatus(status_code).phrase}\n{words}")

    @property
    def _host(self) -> str:
        """How the browser calls this computer, or nothing if that is not one of its names."""
        return self.request.host if OWN_HOST.fullmatch(self.request.host) else ""


class NothingThere(Guarded):
    """Every other address."""

    def prepare(self) -> None:
        """Refuse it too, or say that nothing is there."""
        super().prepare()
        raise HTTPError(404)


class PageHandler(Guarded):
    """The page."""

    def get(self) -> None:
        """Send it."""
        values = {"title": xhtml_escape(self.page.title), "token": self.page.token}
        self.write(Template(PAGE.read_text(encoding="utf-8")).substitute(values))


class ScriptHandler(Guarded):
    """The script of the page."""

    def get(self) -> None:
        """Send it."""
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.write(SCRIPT.read_text(encoding="utf-8"))


class Connection(Guarded, WebSocketHandler):
    """The connection with one page that is open in a browser."""

    def open(self) -> None:
        """Begin; nothing is sent before the page has said how large it is."""
        self.set_nodelay(True)
        self._has_size = False
        self._sent = NO_FRAME  # what the page holds once all that was sent has come there
        self._pace = Pace()
        self._pinged = 0.0
        self._held: dict[Any, dict[str, Any]] = {}  # how each button and key will be released
        self.page.connections.add(self)

    def on_close(self) -> None:
        """Release, outside of the window, what was held on the page."""
        self.page.connections.discard(self)
        for release in self._held.values():
            self.page.take(release)

    def on_message(self, text: str | bytes) -> None:
        """Take what the page tells, or close the connection if it is not what our page tells."""
        try:
            message = read_message(text)
        except ValueError:
            self.close(UNREADABLE)
            return
        kind = message["type"]
        if kind == "shown":
            self._pace.show(message["frame"], time.monotonic())
        elif kind == "lost":
            self._sent = NO_FRAME
            self._pace.forget()
        else:
            self._has_size |= kind == "size"
            self._note_held(message)
            self.page.take(message)
        self.page.wake()

    def on_pong(self, data: bytes) -> None:
        """Note how long the line is."""
        self._pace.measure(time.monotonic() - self._pinged)

    @property
    def is_ready(self) -> bool:
        """Whether the page can be sent more."""
        return self._has_size and self._pace.has_room

    def send_frame(self) -> None:
        """Send what the page does not have of the newest frame, if there is anything."""
        frames = self.page.frames
        if self._sent == frames.number:
            return
        update = frames.update_from(self._sent)
        self._sent, now = frames.number, time.monotonic()
        IOLoop.current().add_callback(self._write, update, self._pace.is_idle)
        self._pace.send(frames.number, len(update), now)

    def _note_held(self, message: dict[str, Any]) -> None:
        what, _, action = message["type"].partition("_")
        name = message.get(what)
        if action == "press":
            self._held[name] = {"type": f"{what}_release", what: name, **OUTSIDE}
        elif action == "release":
            self._held.pop(name, None)

    async def _write(self, update: bytes, measures: bool) -> None:
        with contextlib.suppress(WebSocketClosedError):  # on_close follows
            if measures:  # on an idle line, so that nothing is before it
                self._pinged = time.monotonic()
                self.ping()
            await self.write_message(update, binary=True)
