import asyncio
import random
import struct
import sys

import pytest
from matplotlib.figure import Figure
from tornado.ioloop import PeriodicCallback

from latent.tools.check import UserError
from latent.windows.browser import LOOPBACK, open_page
from latent.windows.screen import Screen
from latent.windows.serving import MOST_BYTES
from latent.windows.window import Window
from tests.helpers.pages import (
    SIZE,
    FakePage,
    ask,
    free_port,
    open_socket,
    run,
    served,
    settled,
)

RED_PANEL = (200, 100, 100, 100)


def test_a_page_gets_a_whole_picture_first_and_then_only_what_changed():
    async def test():
        async with served() as window:
            fake = await FakePage.open(window.page)
            assert await fake.next_update() == [(0, 0, *SIZE)]
            await fake.until_shown(window)
            window.paint(200)
            ((left, top, width, height),) = await fake.next_update()
            assert 170 < left <= 200
            assert 70 < top <= 100
            assert width < 170
            assert height < 170
            await fake.until_shown(window)

    run(test())


def test_nothing_is_sent_before_the_page_has_said_how_large_it_is():
    async def test():
        async with served() as window:
            fake = await FakePage.open(window.page, size=None)
            window.paint(200)
            assert await fake.hears_nothing()
            fake.tell("size", width=500, height=320, ratio=1)
            assert await fake.next_update() == [(0, 0, 500, 320)]

    run(test())


def test_the_next_frame_waits_until_the_page_shows_the_last_one_and_is_the_newest_then():
    async def test():
        async with served() as window:
            fake = await FakePage.open(window.page)
            await fake.next_update(acknowledges=False)
            for red in range(100, 110):
                window.paint(red)
                await asyncio.sleep(0.01)
            assert await fake.hears_nothing()
            fake.tell("shown", frame=fake.shown)
            await fake.next_update()
            assert fake.shown == window.page.frames.number
            assert tuple(fake.picture[150, 250]) == (109, 0, 0)
            await fake.until_shown(window)

    run(test())


def test_frames_come_in_order_and_the_last_one_always_arrives():
    async def test():
        chance, numbers = random.Random(0), []

        async def follow(fake):
            while True:
                await fake.next_update()
                numbers.append(fake.shown)

        async with served() as window:
            fake = await FakePage.open(window.page)
            follower = asyncio.ensure_future(follow(fake))
            for _ in range(100):
                window.paint(chance.randrange(256))
                await asyncio.sleep(chance.choice([0, 0.001, 0.005]))
            await settled()
            follower.cancel()
            await fake.until_shown(window)
            assert numbers == sorted(set(numbers))
            assert len(numbers) > 10

    run(test())


def test_a_page_that_says_that_it_shows_what_it_was_not_sent_changes_nothing():
    async def test():
        async with served() as window:
            fake = await FakePage.open(window.page)
            await fake.next_update(acknowledges=False)
            for number in (0, fake.shown + 1, 10**9):
                fake.tell("shown", frame=number)
            window.paint(200)
            assert await fake.hears_nothing()

    run(test())


def test_a_page_that_has_lost_its_place_gets_a_whole_picture():
    async def test():
        async with served() as window:
            fake = await FakePage.open(window.page)
            await fake.until_shown(window)
            window.paint(200)
            await fake.next_update(acknowledges=False)
            fake.tell("lost")
            assert await fake.next_update() == [(0, 0, *SIZE)]
            await fake.until_shown(window)

    run(test())


def test_a_new_connection_gets_a_whole_picture_at_once():
    async def test():
        async with served() as window:
            for red in (100, 150, 200):
                fake = await FakePage.open(window.page)
                assert await fake.next_update() == [(0, 0, *SIZE)]
                await fake.until_shown(window)
                window.paint(red)
                fake.connection.close()
                await settled()

    run(test())


def test_the_canvas_becomes_as_large_as_the_page_and_as_fine_as_its_screen():
    async def test():
        async with served() as window:
            fake = await FakePage.open(window.page)
            await fake.until_shown(window)
            for width, height, ratio in [(613, 407, 1), (1001, 777, 1.25), (1200, 800, 2)]:
                fake.tell("size", width=width, height=height, ratio=ratio)
                assert await fake.next_update() == [(0, 0, width, height)]
                await fake.until_shown(window)
                assert window.window.size == (width, height)
                assert window.window.pixel_ratio == ratio
            assert window.names() == ["resize"] * 4

    run(test())


def test_what_mouse_and_keys_do_becomes_events_of_the_canvas():
    async def test():
        async with served() as window:
            fake = await FakePage.open(window.page)
            await fake.next_update()
            fake.point("figure_enter", 1, 2)
            fake.point("motion_notify", 250, 110)
            fake.point("button_press", 250, 110, button=1, is_double=False)
            fake.point("button_release", 251, 111, button=1)
            fake.point("button_press", 251, 111, button=3, is_double=True)
            fake.point("button_release", 251, 111, button=3)
            fake.point("scroll", 250, 110, step=-1)
            fake.tell("key_press", key="ArrowLeft", modifiers=["ctrl"])
            fake.tell("key_repeat", key="ArrowLeft", modifiers=["ctrl"])
            fake.tell("key_release", key="ArrowLeft", modifiers=["ctrl"])
            fake.tell("figure_leave")
            await settled()
            assert window.names()[1:] == [
                *("figure_enter", "motion_notify", "button_press", "button_release"),
                *("button_press", "button_release", "scroll"),
                *("key_press", "key_press", "key_release", "figure_leave"),
            ]
            _, enter, move, press, release, double, _, scroll, key, again, *_ = window.events
            assert (enter.x, enter.y) == (1, 298)
            assert move.inaxes is press.inaxes is key.inaxes is window.panel
            assert (move.xdata, move.ydata) == pytest.approx((50, 10))
            assert (press.button, press.dblclick) == (1, False)
            assert (release.x, release.y, release.button) == (251, 189, 1)
            assert (double.button, double.dblclick) == (3, True)
            assert scroll.step == -1
            assert (key.key, key.is_repeat) == ("ctrl+left", False)
            assert (again.key, again.is_repeat) == ("ctrl+left", True)

    run(test())


def test_moves_that_wait_become_one_and_what_is_pressed_stays_in_its_place():
    async def test():
        async with served() as window:
            fake = await FakePage.open(window.page)
            await fake.next_update()
            fake.point("button_press", 210, 110, button=1, is_double=False)
            for x in range(211, 261):
                fake.point("motion_notify", x, 120)
            fake.point("button_release", 260, 120, button=1)
            for _ in range(3):
                fake.point("scroll", 260, 120, step=1)
            await settled()
            assert window.names()[1:] == [
                *("button_press", "motion_notify", "button_release", "scroll")
            ]
            assert window.events[2].x == 260
            assert window.events[4].step == 3

    run(test())


def test_what_is_held_is_released_when_the_connection_is_cut():
    async def test():
        async with served() as window:
            fake = await FakePage.open(window.page)
            await fake.next_update()
            for button in (1, 3):
                fake.point("button_press", 250, 150, button=button, is_double=False)
            fake.point("button_release", 250, 150, button=3)
            fake.tell("key_press", key="d", modifiers=[])
            await settled()
            fake.connection.close()
            await settled()
            assert window.names()[-2:] == ["button_release", "key_release"]
            assert window.events[-2].button == 1
            assert window.events[-2].inaxes is None
            assert window.events[-1].key == "d"

    run(test())


def test_a_handler_that_fails_is_said_and_stops_nothing(caplog):
    async def test():
        async with served() as window:
            window.window.on("key_press_event", lambda event: 1 / 0)
            fake = await FakePage.open(window.page)
            await fake.next_update()
            fake.tell("key_press", key="a", modifiers=[])
            fake.point("motion_notify", 250, 150)
            window.paint(200)
            await fake.until_shown(window)
            assert window.names()[-1] == "motion_notify"

    run(test())
    assert "ZeroDivisionError" in caplog.text


def test_a_page_that_is_closed_again_while_browsers_are_let_go_ends_all_the_same(monkeypatch):
    gone = []

    async def let_go(server):
        await asyncio.sleep(0.05)
        gone.append(server)

    monkeypatch.setattr("latent.windows.serving.HTTPServer.close_all_connections", let_go)
    page = open_page(Figure(), "a", 0)
    closing = PeriodicCallback(page.close, 1)
    closing.start()
    page.serve()
    closing.stop()
    assert len(gone) == 1


def test_the_page_and_its_script_are_sent_to_who_has_the_address():
    async def test():
        async with served() as window:
            page = window.page
            query = f"?token={page.token}"
            assert page.address == f"http://{LOOPBACK}:{page.port}/{query}"
            for host in (None, f"localhost:{page.port}", "127.0.0.1", "[::1]:9000"):
                status, text = await ask(page, f"/{query}", host)
                assert status == 200
                assert "&lt;title&gt; &amp; $more</title>" in text
                assert f'src="browser.js{query}"' in text
            assert (await ask(page, f"/browser.js{query}"))[0] == 200
            own = f"http://{LOOPBACK}:{page.port}"
            assert (await ask(page, f"/{query}", Origin=own))[0] == 200
            assert (await open_socket(page, Origin=own))[0] == 101

    run(test())


@pytest.mark.parametrize("path", ["/", "/browser.js", "/socket", "/elsewhere"])
def test_nothing_is_sent_without_the_token(path):
    async def test():
        async with served() as window:
            token = window.page.token
            assert len(token) > 20
            queries = ["", "?token=", "?token=wrong", f"?token={token[:-1]}", "?token=%C3%A9"]
            queries += [f"?token={token}a", f"?token={token}&token=", f"?other={token}"]
            for query in queries:
                status, text = await ask(window.page, f"{path}{query}", Cookie=f"token={token}")
                assert status == 403
                assert text.splitlines()[-1] == "open the address that stands on the terminal"
                assert token not in text

    run(test())


@pytest.mark.parametrize(
    "foreign",
    [
        {"host": "elsewhere.example"},
        {"host": "elsewhere.example:8988"},
        {"host": "127.0.0.1.elsewhere.example"},
        {"host": "127.0.0.1:8988@elsewhere.example"},
        {"host": "localhost.:8988"},
        {"host": "10.0.0.1"},
        {"host": "0.0.0.0"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},  # another port is another page
        {"Origin": "http://localhost:{port}"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": ""},
    ],
)
def test_foreign_hosts_and_pages_are_refused_even_with_the_token(foreign):
    async def test():
        async with served() as window:
            page = window.page
            headers = {name: value.format(port=page.port) for name, value in foreign.items()}
            for path in ("/", "/browser.js", "/elsewhere"):
                status, _ = await ask(page, f"{path}?token={page.token}", **headers)
                assert status in (400, 403)
            assert (await open_socket(page, **headers))[0] in (400, 403)
            assert not page.connections

    run(test())


def test_there_is_nothing_but_the_page():
    async def test():
        async with served() as window:
            paths = [
                "/../../../../etc/passwd",
                "/..%2f..%2fetc/passwd",
                "/browser.js/../serving.py",
            ]
            paths += ["/serving.py", "//etc/passwd", "/_static/js/mpl.js", "/_images/home.png"]
            paths += ["/1", "/1/ws", "/1/download.png", "/favicon.ico", "/browser.html", "/./"]
            for path in paths:
                assert (await ask(window.page, f"{path}?token={window.page.token}"))[0] == 404
            address = f"/?token={window.page.token}"
            for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE"):
                assert (await ask(window.page, address, method=method))[0] in (400, 405)

    run(test())


def test_it_listens_on_loopback_only():
    async def test():
        async with served() as window:
            for host in ("127.0.0.2", "::1"):
                with pytest.raises(OSError):
                    await asyncio.open_connection(host, window.page.port)

    run(test())


@pytest.mark.parametrize("n_bytes", [MOST_BYTES + 1, 100_000_000, 2**40])
def test_a_large_message_is_refused_before_it_is_read(n_bytes):
    async def test():
        async with served() as window:
            status, answer, writer = await open_socket(window.page)
            assert status == 101
            writer.write(struct.pack(">BBQ4s", 0x81, 0x80 | 127, n_bytes, b"mask"))
            said = await asyncio.wait_for(answer.read(), 10)
            assert struct.unpack(">H", said[2:4]) == (1009,)  # too big
            writer.close()
            assert not window.page.connections

    run(test())


def test_a_large_request_is_refused():
    async def test():
        async with served() as window:
            address = f"/?token={window.page.token}"
            size = {"Content-Length": "100000000"}
            assert (await ask(window.page, address, method="POST", **size))[0] in (400, 413)

    run(test())


@pytest.mark.parametrize(
    "message", ["", "[]", "hello", '{"type": "draw"}', "[" * 4000, '{"type": "shown"}', b"\xff"]
)
def test_a_message_that_is_not_the_pages_ends_the_connection(message):
    async def test():
        async with served() as window:
            fake = await FakePage.open(window.page)
            await fake.next_update()
            await fake.connection.write_message(message, binary=isinstance(message, bytes))
            assert await fake.connection.read_message() is None
            assert fake.connection.close_code == 1008
            other = await FakePage.open(window.page)
            await other.until_shown(window)

    run(test())


def test_two_hundred_pages_are_all_up_to_date():
    async def test():
        async with served() as window:
            fakes = await asyncio.gather(*(FakePage.open(window.page) for _ in range(200)))
            assert len(window.page.connections) == 200
            for red in (100, 200):
                window.paint(red)
                await asyncio.gather(*(fake.until_shown(window) for fake in fakes))

    run(test())


def test_connections_that_are_cut_at_any_moment_leave_nothing_behind():
    async def test():
        chance = random.Random(0)
        async with served() as window:
            fake = await FakePage.open(window.page)
            for k in range(60):
                if chance.random() < 0.3:  # within a request
                    _, writer = await asyncio.open_connection(LOOPBACK, window.page.port)
                    writer.write(b"GET / HTT")
                else:
                    _, _, writer = await open_socket(window.page)
                    size = b'{"type": "size", "width": 400, "height": 300, "ratio": 1}'
                    whole = struct.pack(">BB4s", 0x81, 0x80 | len(size), b"\0\0\0\0") + size
                    writer.write(whole[: chance.randrange(len(whole) + 1)])
                window.paint(k)
                await asyncio.sleep(chance.choice([0, 0.005]))
                writer.transport.abort()
            await fake.until_shown(window)
            assert len(window.page.connections) == 1

    run(test())


def test_without_tornado_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "latent.windows.serving", None)
    with pytest.raises(UserError, match="--web: the package tornado is needed"):
        Window("title", Screen(port=free_port()))
