import argparse
import socket
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.backend_bases import KeyEvent

from latent.tiles.palette import OFF_WHITE
from latent.tools.check import UserError
from latent.windows.browser import LOOPBACK
from latent.windows.controls import Button
from latent.windows.input import Key
from latent.windows.panel import Panel, PicturePanel
from latent.windows.pictures import blank_picture, fill_rectangle, frame_rectangle
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Rectangle
from latent.windows.screen import DEFAULT_PORT, Screen, add_screen_flags, read_screen
from latent.windows.window import Window
from tests.helpers.pages import free_port
from tests.helpers.scripts import run_script
from tests.helpers.windows import (
    UNSEEN,
    click,
    drag,
    leave,
    move,
    panel,
    press,
    press_key,
    scroll,
    send,
)

RED = (255, 0, 0)


class Painted(PicturePanel):
    """A panel of one colour that notes what the mouse does in it."""

    is_draggable = True

    def __init__(self, window, label):
        super().__init__(window, label)
        self.color, self.heard = RED, []
        for name in ("press", "press_right", "drag", "release", "point", "scroll", "leave"):
            setattr(self, name, lambda *values, name=name: self.heard.append((name, *values)))

    def paint(self):
        self.picture[..., :3] = self.color


def screen_of(*flags):
    parser = argparse.ArgumentParser()
    add_screen_flags(parser)
    return read_screen(parser.parse_args(flags))


def canvas_pixels(window):
    """Return what is on the window's canvas, (height, width, 3), rows from the top down."""
    return np.asarray(window.figure.canvas.buffer_rgba())[..., :3]


def listening_window():
    """Return a window, and the keys that it heard: "a" once for each press, "b" while held."""
    window, heard = Window("keys", UNSEEN), []
    window.input.listen_to(
        [
            Key("a", "once", {"a": lambda: heard.append("a")}),
            Key("b", "again and again", {"b": lambda: heard.append("b")}, may_repeat=True),
        ]
    )
    return window, heard


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [([0, 40, 900, 940], "aabb"), ([0, 40, 40, 80], "abb")],
)
def test_a_busy_window_tells_keys_that_were_pressed_again_from_those_that_are_held(
    milliseconds, expected
):
    window, heard = listening_window()
    canvas = window.figure.canvas
    for key in "ab":
        for name, when in zip(["press", "release", "press", "release"], milliseconds, strict=True):
            event = SimpleNamespace(time=when)  # as toolkits tell of it, here all at once
            send(window.figure, KeyEvent(f"key_{name}_event", canvas, key, guiEvent=event))
    assert "".join(heard) == expected


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [([0, 90], "a"), ([0, 900], "a!"), ([0, 500, 500], "a"), ([0, 500, 500, 900], "a!")],
)
def test_what_follows_a_key_that_was_held_waits_until_it_is_really_let_go(milliseconds, expected):
    window, heard = Window("keys", UNSEEN), []
    window.input.listen_to(
        [Key("a", "", {"a": lambda: heard.append("a")}, False, lambda: heard.append("!"))]
    )
    names = ["press", "release", "press", "release"]
    for name, when in zip(names, milliseconds, strict=False):
        event = SimpleNamespace(time=when)
        name = f"key_{name}_event"
        send(window.figure, KeyEvent(name, window.figure.canvas, "a", guiEvent=event))
    window.background.finish()
    assert "".join(heard) == expected


def test_a_key_that_a_browser_calls_held_repeats_only_what_may_repeat():
    window, heard = listening_window()
    for key in "ab":
        for is_repeat in (False, True, False):
            event = KeyEvent("key_press_event", window.figure.canvas, key)
            event.is_repeat = is_repeat
            send(window.figure, event)
    assert "".join(heard) == "aabbb"


def test_a_window_is_on_the_desktop_unless_a_flag_says_otherwise():
    assert screen_of() == Screen()
    assert screen_of("--snapshot", "a.png") == Screen(snapshot="a.png")
    assert screen_of("--web") == Screen(port=DEFAULT_PORT)
    assert screen_of("--web", "9000") == Screen(port=9000)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--snapshot", "a.png", "--web"], "--snapshot: clashes with --web"),
        (["--web", "0"], "--web 0: must be a whole number from 1 to 65,535"),
        (["--web", "70000"], "--web 70000: must be"),
        (["--snapshot", "a.jpg"], "must be a file name that ends in .png"),
    ],
)
def test_flags_that_cannot_be_are_refused(flags, words):
    with pytest.raises(UserError, match=words):
        screen_of(*flags)


def test_without_a_toolkit_one_line_says_what_to_use():
    with pytest.raises(UserError, match=r"--snapshot FILE\.png .* --web"):
        Window("title", Screen())


def test_a_port_that_is_taken_is_said():
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=f"--web {port}: this port cannot be used"):
            Window("title", Screen(port=port))


def test_a_panel_is_placed_to_the_pixel_and_its_coordinates_are_pixels():
    window = Window("title", UNSEEN, (400, 300))
    one = Panel(window, "one")
    one.place(Rectangle(50, 20, 200, 100))
    axes = one.axes
    assert one.size == (200, 100)
    assert axes.bbox.extents == pytest.approx([50, 180, 250, 280])
    assert axes.transData.transform((0, 0)) == pytest.approx([50, 280])
    assert axes.transData.transform((200, 100)) == pytest.approx([250, 180])


def test_pixels_reach_the_canvas_unchanged():
    window = Window("title", UNSEEN, (60, 50))
    one = Panel(window, "one")
    one.place(Rectangle(10, 5, 30, 20))
    picture = blank_picture(20, 30)
    picture[..., :3] = np.random.default_rng(0).integers(0, 256, (20, 30, 3))
    one.axes.add_artist(Pixels(picture))
    window.figure.canvas.draw()
    drawn = canvas_pixels(window)
    np.testing.assert_array_equal(drawn[5:25, 10:40], picture[..., :3])
    assert (drawn[25:] == OFF_WHITE).all()


@pytest.mark.parametrize(("left", "top"), [(-4, 3), (25, -7), (5, 15), (-40, 0), (0, 30)])
def test_pixels_outside_of_their_panel_are_cut_off(left, top):
    window = Window("title", UNSEEN, (60, 50))
    one = Panel(window, "one")
    one.place(Rectangle(10, 5, 30, 20))
    one.axes.add_artist(Pixels(blank_picture(10, 15, RED), left, top))
    window.figure.canvas.draw()
    expected = np.full((50, 60, 3), OFF_WHITE, np.uint8)
    expected[5:25, 10:40][max(top, 0) : max(top + 10, 0), max(left, 0) : max(left + 15, 0)] = RED
    np.testing.assert_array_equal(canvas_pixels(window), expected)


def test_redrawing_a_panel_leaves_the_others_alone():
    window = Window("title", UNSEEN, (100, 50))
    panels = [Painted(window, label) for label in ("one", "two")]
    for k, painted in enumerate(panels):
        painted.place(Rectangle(50 * k, 0, 50, 50))
    window.figure.canvas.draw()
    for painted in panels:
        painted.color = (0, 0, 255)
    panels[1].show()
    drawn = canvas_pixels(window)
    assert (drawn[:, :50] == RED).all()
    assert (drawn[:, 50:] == (0, 0, 255)).all()


def test_a_button_does_what_it_says_when_it_is_pressed():
    window, done = Window("title", UNSEEN, (200, 100)), []
    button = Button(window, "Save", lambda: done.append("saved"))
    button.place(Rectangle(10, 10, 80, 30))
    click(panel(window.figure, "button:Save"))
    assert done == ["saved"]
    click(button.axes, 150, 60)  # beside it
    assert done == ["saved"]


def test_a_panel_hears_of_the_mouse_in_its_own_pixels_and_of_a_drag_beyond_its_edge():
    window = Window("title", UNSEEN, (200, 100))
    one, two = Painted(window, "one"), Painted(window, "two")
    window.lay_out(lambda: {"one": Rectangle(0, 0, 90, 100), "two": Rectangle(100, 0, 90, 100)})
    move(one.axes, 5, 6)
    drag(one.axes, (5, 6), (150, 40), steps=1)
    scroll(one.axes, 20, 30, 2)
    press(two.axes, 1, 2, button=3)
    leave(window.figure)
    assert one.heard == [
        *(("point", 5, 6), ("press", 5, 6), ("drag", 150, 40), ("release", 150, 40)),
        *(("scroll", 20, 30, 2), ("leave",)),
    ]
    assert two.heard == [("press_right", 1, 2), ("leave",)]


def test_a_hidden_panel_is_neither_drawn_nor_clicked():
    window = Window("title", UNSEEN, (100, 50))
    painted = Painted(window, "one")
    painted.place(Rectangle(0, 0, 50, 50))
    painted.set_visible(False)
    window.figure.canvas.draw()
    painted.show()
    press(painted.axes, 5, 5)
    assert (canvas_pixels(window) == OFF_WHITE).all()
    assert painted.heard == []


def test_keys_do_what_the_window_says():
    window, done = Window("title", UNSEEN, (200, 100)), []
    window.input.keys = [Key("a, b", "words", {"a": lambda: done.append(1), "b": done.clear})]
    for key in ("a", "x", None, "a"):
        press_key(window.figure, key)
    assert done == [1, 1]
    press_key(window.figure, "b")
    assert done == []


def test_matplotlibs_own_keys_do_nothing():
    window = Window("title", UNSEEN, (200, 100))
    axes = Panel(window, "one").axes
    for key in "qsflkpocrh":
        press_key(window.figure, key, axes, 1, 1)
    assert axes.get_xscale() == axes.get_yscale() == "linear"


def test_the_picture_of_a_window_has_its_size_and_is_always_the_same(tmp_path):
    from PIL import Image

    for name in ("a.png", "b.png"):
        window = Window("title", Screen(snapshot=str(tmp_path / name)), (320, 200))
        Button(window, "Save", print).place(Rectangle(10, 10, 80, 30))
        window.run()
    assert Image.open(tmp_path / "a.png").size == (320, 200)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_picture_waits_for_work_in_other_threads(tmp_path):
    window, done = Window("title", Screen(snapshot=str(tmp_path / "a.png")), (100, 100)), []
    window.background.start("work", lambda: 1, done.append)
    window.run()
    assert done == [1]


def test_frames_lie_along_the_edges_of_their_rectangle_and_fills_fill_it():
    picture = blank_picture(9, 9, (0, 0, 0))
    fill_rectangle(picture, Rectangle(3, 3, 3, 3), (9, 9, 9))
    frame_rectangle(picture, Rectangle(1, 1, 7, 7), RED, 2)
    is_red = (picture[..., :3] == RED).all(axis=2)
    expected = np.zeros((9, 9), bool)
    expected[1:8, 1:8] = True
    expected[3:6, 3:6] = False
    np.testing.assert_array_equal(is_red, expected)
    assert (picture[3:6, 3:6, :3] == 9).all()


def test_a_window_is_served_to_a_browser_on_this_computer_until_ctrl_c():
    code = f"""
import os, signal, threading, urllib.request
from latent.windows.screen import Screen
from latent.windows.window import Window
window = Window("title", Screen(port={free_port()}), (300, 200))
print("address", window.page.address, flush=True)
def look():
    try:
        page = urllib.request.urlopen(window.page.address, timeout=50).read()
        print("page", b"<title>title</title>" in page, flush=True)
    finally:
        os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=look).start()
try:
    window.run()
except KeyboardInterrupt:
    print("stopped")
"""
    result = run_script(["-c", code], no_proxy="127.0.0.1")
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    address, *said = result.stdout.splitlines()
    assert address.startswith(f"address http://{LOOPBACK}:")
    assert f"open {address.removeprefix('address ')}" in said
    assert {"page True", "stopped"} <= set(said)


def test_a_window_in_a_browser_ends_when_it_is_closed():
    code = f"""
from latent.windows.screen import Screen
from latent.windows.window import Window
window = Window("title", Screen(port={free_port()}), (300, 200))
window.background.start("close", lambda: None, lambda nothing: window.close())
window.run()
print("closed")
"""
    result = run_script(["-c", code])
    assert result.stderr == ""
    assert result.stdout.splitlines()[-1] == "closed"
