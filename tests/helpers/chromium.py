"""A real browser without a screen, driven over its own debugging protocol.

Debian and Ubuntu have it as the package chromium; tests that need it are skipped where it is not.
"""

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy as np
from tornado.websocket import websocket_connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--mute-audio"),
    # Whatever it looks for elsewhere, it finds no network; loopback needs no proxy.
    *("--proxy-server=127.0.0.1:9", "--force-color-profile=srgb", "--hide-scrollbars"),
    *("--remote-debugging-port=0", "--force-device-scale-factor=1"),
)
SECONDS_FOR_THE_MOUSE = 1
BUTTONS = {"left": 1, "none": 0}
READ_CANVAS = """(() => {
    const canvas = document.querySelector('canvas');
    const {width, height} = canvas;
    const {data} = canvas.getContext('2d').getImageData(0, 0, width, height);
    const parts = [];
    for (let k = 0; k < data.length; k += 32768) {
        parts.push(String.fromCharCode(...data.subarray(k, k + 32768)));
    }
    return [width, height, btoa(parts.join(''))];
})()"""


def find_chromium():
    """Return where the browser is, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One page of the browser, of `size` pixels."""

    def __init__(self, socket):
        self._socket = socket
        self._numbers = itertools.count()
        self._waiting = {}
        self.closed = asyncio.ensure_future(self._read())

    async def _read(self):
        while (message := await self._socket.read_message()) is not None:
            answer = json.loads(message)
            if answer.get("id") in self._waiting:
                self._waiting.pop(answer["id"]).set_result(answer)

    def send(self, method, **parameters):
        """Send a command at once; returns what to await if its answer matters."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._socket.write_message(
            json.dumps({"id": number, "method": method, "params": parameters})
        )
        return answer

    async def ask(self, method, **parameters):
        """Send a command; returns its result."""
        answer = await asyncio.wait_for(self.send(method, **parameters), 60)
        assert "error" not in answer, answer
        return answer["result"]

    async def evaluate(self, expression):
        """Return what a JavaScript expression comes to in the page, or will once it is known."""
        how = {"returnByValue": True, "awaitPromise": True}
        answer = await self.ask("Runtime.evaluate", expression=expression, **how)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def open(self, address, size):
        """Go to an address, in a page of so many pixels."""
        await self.resize(*size)
        await self.ask("Page.navigate", url=address)

    async def resize(self, width, height, ratio=1):
        await self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=ratio,
            mobile=False,
        )

    async def reload(self):
        await self.ask("Page.reload")

    def mouse(self, kind, x, y, button="none", **more):
        """Let the mouse do something: "Moved", "Pressed", "Released" or "Wheel"."""
        more |= {"x": x, "y": y, "button": button, "buttons": BUTTONS[button]}
        self._last = self.send("Input.dispatchMouseEvent", type=f"mouse{kind}", **more)

    async def mouse_is_heard(self):
        """Wait until the page has heard of the mouse.

        A page that is being loaded anew sometimes never answers.
        """
        await asyncio.wait([self._last], timeout=SECONDS_FOR_THE_MOUSE)

    async def pixels(self):
        """Return what is on the page's canvas, uint8 (height, width, 4), or None without one."""
        with contextlib.suppress(AssertionError):  # while the page is being loaded anew
            width, height, data = await self.evaluate(READ_CANVAS)
            return np.frombuffer(base64.b64decode(data), np.uint8).reshape(height, width, 4)
        return None

    async def screenshot(self, path):
        answer = await self.ask("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(answer["data"]))


@contextlib.contextmanager
def running_browser():
    """Start the browser; gives the address of its one page, for `connected_page`."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [find_chromium(), *FLAGS, f"--user-data-dir={folder}", "about:blank"]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
            try:
                yield _address_of_page(Path(folder) / "DevToolsActivePort")
            finally:
                process.terminate()


def _address_of_page(port_file):
    while True:
        time.sleep(0.1)
        if port_file.exists() and "\n" in (said := port_file.read_text()):
            with urllib.request.urlopen(f"http://127.0.0.1:{said.splitlines()[0]}/json") as answer:
                for target in json.load(answer):
                    if target["type"] == "page":
                        return target["webSocketDebuggerUrl"]


@contextlib.asynccontextmanager
async def connected_page(address):
    """Give the page of a browser that runs."""
    socket = await websocket_connect(address, max_message_size=2**28)
    page = Page(socket)
    await page.ask("Page.enable")
    yield page
    socket.close()
    await page.closed
