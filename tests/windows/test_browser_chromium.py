"""A window in a real browser, used at random: what the page shows is what is on the canvas."""

import asyncio
import os
import random
import re
import signal
import subprocess
import sys

import numpy as np
import pytest

from tests.helpers.chromium import connected_page, find_chromium, running_browser
from tests.helpers.pages import free_port
from tests.helpers.scripts import ROOT, script_environment
from tests.helpers.slow_line import slow_line

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="chromium is not installed")

SIZE = (700, 500)
ALT, SHIFT = 1, 8  # as the debugging protocol calls keys that are held
# How many things are done on each, which is the seed too; LATENT_BROWSER_ACTIONS says another
# number for all.
LINES = {
    "none": (200, {}),
    "100 ms of delay": (40, {"delay": 0.1}),
    "1 Mbit/s": (40, {"bytes_per_second": 125_000}),
}
SECONDS_TO_THE_WINDOW = 0.3  # until it has heard of all that was done
SECONDS_UNTIL_SHOWN = 30
NOTICE_IS_HIDDEN = "document.querySelector('p').hidden"
# Lets the first picture wait for `goOn`.
LATE_PICTURES = """
    const decode = window.createImageBitmap;
    const start = new Promise((done) => { window.goOn = done; });
    window.createImageBitmap = (...what) => start.then(() => decode(...what));
"""
LOOKS = """(() => {
    const [canvas, notice] = ['canvas', 'p'].map((name) => document.querySelector(name));
    if (notice === null) {
        return ['hidden', '']; // while the page is being loaded
    }
    return [getComputedStyle(canvas).visibility, notice.hidden ? '' : notice.textContent];
})()"""
SECONDS = 300  # until a test is given up


class Window:
    """A window that another process serves at a port; `address`: as that process printed it."""

    def __init__(self, process, port, folder):
        self.process, self.port = process, port
        self._path = folder / "canvas.npy"
        self.address = self._line_with("http://")[0]

    def pixels(self):
        """Return what is on the canvas now, uint8 (height, width, 4)."""
        self.process.stdin.write(f"{self._path}\n")
        self.process.stdin.flush()
        self._line_with("written")
        return np.load(self._path)

    def n_selected(self):
        """Return how many images of the map are selected."""
        self.process.stdin.write("how many\n")
        self.process.stdin.flush()
        return int(self._line_with("selected:")[0].removeprefix("selected:"))

    def _line_with(self, start):
        for line in self.process.stdout:
            if found := re.search(rf"{start}\S*", line):
                return found
        raise AssertionError("the window has ended")


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("window"), free_port()
    with subprocess.Popen(
        [sys.executable, "tests/helpers/served_window.py", str(port), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=script_environment(),
    ) as process:
        try:
            yield Window(process, port, folder)
            process.send_signal(signal.SIGINT)
            assert process.stdout.read() == "stopped\n"
        finally:
            process.kill()


@pytest.fixture(scope="module")
def browser():
    with running_browser() as address:
        yield address


async def use_at_random(page, chance):
    """Do one thing that a user does, quickly."""
    what = chance.choices(["drag", "zoom", "click", "reload"], [10, 6, 6, 1])[0]
    x, y = (chance.randrange(side) for side in SIZE)
    page.mouse("Moved", x, y)
    if what == "reload":
        await page.reload()
        await asyncio.sleep(chance.uniform(0, 0.3))
    elif what == "zoom":
        for _ in range(chance.randrange(1, 4)):
            page.mouse("Wheel", x, y, deltaX=0, deltaY=chance.choice([-100, 100]))
    else:
        page.mouse("Pressed", x, y, "left", clickCount=1)
        for _ in range(chance.randrange(3, 30) if what == "drag" else 0):
            x, y = (
                min(max(place + chance.randrange(-60, 61), 0), side - 1)
                for place, side in zip((x, y), SIZE, strict=True)
            )
            page.mouse("Moved", x, y, "left")
            await asyncio.sleep(chance.choice([0, 0.002, 0.005]))
        page.mouse("Released", x, y, "left", clickCount=1)
    await page.mouse_is_heard()


async def until_equal(page, window, said):
    """Wait until the page shows what is on the canvas, or fail with how many pixels differ."""
    await asyncio.sleep(SECONDS_TO_THE_WINDOW)
    loop = asyncio.get_running_loop()
    end = loop.time() + SECONDS_UNTIL_SHOWN
    while True:
        shown, drawn = await page.pixels(), window.pixels()
        if shown is not None and np.array_equal(shown, drawn):
            return
        if loop.time() > end:
            assert shown is not None, f"{said}: there is nothing on the page"
            assert shown.shape == drawn.shape, said
            pytest.fail(f"{said}: {(shown != drawn).any(axis=2).sum():,} pixels are wrong")
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("line", LINES)
def test_the_page_shows_what_is_on_the_canvas_whatever_was_done(browser, window, line):
    n, slowness = LINES[line]
    n = int(os.environ.get("LATENT_BROWSER_ACTIONS", n))
    chance = random.Random(n)

    async def test():
        async with connected_page(browser) as page, slow_line(window.port, **slowness) as port:
            await page.open(window.address.replace(f":{window.port}/", f":{port}/"), SIZE)
            await until_equal(page, window, "after opening")
            for k in range(1, n + 1):
                await use_at_random(page, chance)
                if k % (n // 4) == 0:
                    await until_equal(page, window, f"after {k} of {n} actions")
            await page.reload()
            await until_equal(page, window, "after a last reload")
            assert (await page.pixels()).shape == (SIZE[1], SIZE[0], 4)

    asyncio.run(asyncio.wait_for(test(), SECONDS))


@pytest.mark.parametrize("modifier", [ALT, SHIFT])
def test_dragging_with_a_key_held_selects_in_the_browser_too(browser, window, modifier):
    async def test():
        async with connected_page(browser) as page:
            await page.open(window.address, SIZE)
            await until_equal(page, window, "after opening")
            # Select nothing, and see the whole map: the tests before may have moved it.
            for key in ("Escape", "r"):
                page.send("Input.dispatchKeyEvent", type="keyDown", key=key)
            await asyncio.sleep(SECONDS_TO_THE_WINDOW)
            assert window.n_selected() == 0
            page.mouse("Pressed", 60, 80, "left", clickCount=1, modifiers=modifier)
            for x, y in ((150, 90), (160, 200), (70, 210)):
                page.mouse("Moved", x, y, "left", modifiers=modifier)
                await asyncio.sleep(0.05)
            page.mouse("Released", 160, 210, "left", clickCount=1, modifiers=modifier)
            await page.mouse_is_heard()
            await until_equal(page, window, "after selecting")
            assert window.n_selected() > 10

    asyncio.run(asyncio.wait_for(test(), SECONDS))


def test_a_page_without_a_picture_says_so_and_shows_no_empty_canvas(browser, window):
    async def test():
        async with connected_page(browser) as page:
            late = await page.ask("Page.addScriptToEvaluateOnNewDocument", source=LATE_PICTURES)
            await page.open(window.address, SIZE)
            while (looks := await page.evaluate(LOOKS))[1] == "":
                assert looks[0] == "hidden"
                await asyncio.sleep(0.05)
            assert looks == ["hidden", "the window is being drawn …"]
            await page.evaluate("goOn()")
            await until_equal(page, window, "after the first picture")
            assert await page.evaluate(LOOKS) == ["visible", ""]
            await page.ask("Page.removeScriptToEvaluateOnNewDocument", **late)

    asyncio.run(asyncio.wait_for(test(), SECONDS))


def test_a_picture_that_the_browser_cannot_read_is_asked_for_again(browser, window):
    async def test():
        async with connected_page(browser) as page:
            await page.open(window.address, SIZE)
            await until_equal(page, window, "after opening")
            await page.evaluate(
                """(() => {
                    const decode = window.createImageBitmap;
                    window.createImageBitmap = () => {
                        window.createImageBitmap = decode;
                        return Promise.reject(new Error('broken'));
                    };
                })()"""
            )
            await page.resize(SIZE[0] + 50, SIZE[1])
            await until_equal(page, window, "after a broken picture")
            assert (await page.pixels()).shape == (SIZE[1], SIZE[0] + 50, 4)

    asyncio.run(asyncio.wait_for(test(), SECONDS))


def test_a_page_whose_connection_was_cut_says_so_and_goes_on_by_itself(browser, window):
    async def test():
        async with connected_page(browser) as page:
            async with slow_line(window.port) as port:
                await page.open(window.address.replace(f":{window.port}/", f":{port}/"), SIZE)
                await until_equal(page, window, "after opening")
                assert await page.evaluate(NOTICE_IS_HIDDEN)
            while await page.evaluate(NOTICE_IS_HIDDEN):
                await asyncio.sleep(0.1)
            async with slow_line(window.port, at=port):
                while not await page.evaluate(NOTICE_IS_HIDDEN):
                    await asyncio.sleep(0.1)
                await page.resize(SIZE[0], SIZE[1] + 50)
                await until_equal(page, window, "after the connection was cut")
                assert (await page.pixels()).shape == (SIZE[1] + 50, SIZE[0], 4)

    asyncio.run(asyncio.wait_for(test(), SECONDS))


def test_no_other_page_in_the_browser_reaches_the_window(browser, window):
    socket = window.address.replace("http", "ws").replace("/?", "/socket?")

    async def test():
        async with connected_page(browser) as page:
            await page.open("about:blank", SIZE)
            reached = f"""new Promise((done) => {{
                const socket = new WebSocket('{socket}');
                socket.onopen = () => done(true);
                socket.onerror = () => done(false);
            }})"""
            assert await page.evaluate(reached) is False
            read = f"fetch('{window.address}').then(() => true, () => false)"
            assert await page.evaluate(read) is False

    asyncio.run(asyncio.wait_for(test(), SECONDS))
