"""A window served in a test's own process, and a page that is no browser but keeps a picture."""

import asyncio
import contextlib
import io
import json
import socket
import struct

import numpy as np
from PIL import Image
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from latent.windows.browser import LOOPBACK
from latent.windows.frames import NO_FRAME
from latent.windows.panel import PicturePanel
from latent.windows.rectangles import Rectangle
from latent.windows.screen import Screen
from latent.windows.window import Window

SIZE = (400, 300)
SECONDS = 60  # until a test is given up


def run(coroutine):
    """Run what a test does with a served window."""
    return asyncio.run(asyncio.wait_for(coroutine, SECONDS))


def free_port():
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


class Painted(PicturePanel):
    """A panel of one colour."""

    red = 255

    def paint(self):
        self.picture[..., :3] = self.red, 0, 0


class ServedWindow:
    """A window with a panel of 100 × 100 pixels that tests paint; `events`: what it was told."""

    def __init__(self):
        self.window = Window("<title> & $more", Screen(port=free_port()), SIZE)
        self.page = self.window.page
        self._painted = Painted(self.window, "one")
        self.panel = self._painted.axes
        self.window.lay_out(lambda: {"one": Rectangle(200, 100, 100, 100)})
        self.events = []
        for what in ("button_press", "button_release", "motion_notify", "scroll", "resize"):
            self.window.on(f"{what}_event", self.events.append)
        for what in ("key_press", "key_release", "figure_enter", "figure_leave"):
            self.window.on(f"{what}_event", self.events.append)

    def paint(self, red):
        """Paint the panel at once."""
        self._painted.red = red
        self._painted.show()

    def names(self):
        """Return the names of the events so far, without "_event"."""
        return [event.name.removesuffix("_event") for event in self.events]

    def pixels(self):
        return np.asarray(self.page.canvas.buffer_rgba())[..., :3].copy()


@contextlib.asynccontextmanager
async def served():
    """Serve a window in the loop that runs."""
    window = ServedWindow()
    server = window.page.listen()
    try:
        yield window
    finally:
        server.stop()


class FakePage:
    """Talks with a window as its page in a browser does; `picture`: what it shows."""

    def __init__(self, connection):
        self.connection = connection
        self.shown, self.picture = NO_FRAME, None

    @classmethod
    async def open(cls, page, size=SIZE):
        """Open a connection, and tell the page's size if there is one."""
        address = page.address.replace("http", "ws").replace("/?", "/socket?")
        fake = cls(await websocket_connect(HTTPRequest(address)))
        if size is not None:
            fake.tell("size", width=size[0], height=size[1], ratio=1)
        return fake

    def tell(self, kind, **content):
        self.connection.write_message(json.dumps({"type": kind, **content}))

    def point(self, kind, x, y, **more):
        self.tell(kind, x=x, y=y, modifiers=[], **more)

    async def next_update(self, acknowledges=True):
        """Take the next update over; returns its rectangles (left, top, width, height)."""
        update = await self.connection.read_message()
        number, needed, width, height, count = struct.unpack_from("<5I", update)
        assert number > self.shown or needed == NO_FRAME
        assert needed in (NO_FRAME, self.shown)
        if needed == NO_FRAME:
            self.picture = np.zeros((height, width, 3), np.uint8)
        assert self.picture.shape == (height, width, 3)
        start, places = 4 * (5 + 3 * count), []
        for k in range(count):
            left, top, length = struct.unpack_from("<3I", update, 4 * (5 + 3 * k))
            piece = np.asarray(Image.open(io.BytesIO(update[start : start + length])))
            self.picture[top : top + piece.shape[0], left : left + piece.shape[1]] = piece
            places.append((left, top, piece.shape[1], piece.shape[0]))
            start += length
        assert start == len(update)
        self.shown = number
        if acknowledges:
            self.tell("shown", frame=number)
        return places

    async def until_shown(self, window):
        """Take updates over until the window's newest frame is shown, and compare the pictures."""
        await settled()
        while self.shown != window.page.frames.number:
            await self.next_update()
            await settled()
        np.testing.assert_array_equal(self.picture, window.pixels())

    async def hears_nothing(self, seconds=0.1):
        """Return whether for so long nothing comes."""
        try:
            await asyncio.wait_for(self.connection.read_message(), seconds)
        except asyncio.TimeoutError:
            return True
        return False


async def settled():
    """Let the loop handle all that was told so far: it runs both sides."""
    for _ in range(20):  # turns of the loop: one long sleep can be over before the next turn
        await asyncio.sleep(0.005)


async def ask(page, path, host=None, method="GET", **headers):
    """Send a request as it is written; returns the status and the text of the answer."""
    answer, writer = await _request(page, path, host, method, headers)
    status = int((await answer.readline()).split()[1])
    text = (await answer.read()).decode()
    writer.close()
    return status, text


async def open_socket(page, host=None, **headers):
    """Ask for a connection as a browser does; returns the status, and the streams of it."""
    path = page.address.partition("/?")[2]
    headers = {"Sec-WebSocket-Key": "dGVzdCBvZiBhIHdpbmRvdw==", **headers}
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    answer, writer = await _request(page, f"/socket?{path}", host, "GET", upgrade | headers)
    status = int((await answer.readuntil(b"\r\n\r\n")).split()[1])
    return status, answer, writer


async def _request(page, path, host, method, headers):
    port = page.port
    answer, writer = await asyncio.open_connection(LOOPBACK, port)
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host or f'{LOOPBACK}:{port}'}"]
    lines += [f"{name}: {value}" for name, value in {"Connection": "close", **headers}.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    return answer, writer
