import numpy as np
import pytest
from matplotlib.backend_bases import KeyEvent, MouseEvent

from latent.windows.explorer.window import ExploreWindow
from tests.helpers.maps import fake_decode, grid_map
from tests.helpers.windows import UNSEEN, send

N_EVENTS = 3_000
KEYS = [
    *("r", ",", ".", "o", "c", "f", "escape", "k", "/", "n", "d", "i", "e", " ", "backspace", "h"),
    *("+", "-", "left", "down", "enter", "shift+enter", "a", "two", "1", "#", "ctrl+x", None),
]
HELD = [(), (), (), ("shift",), ("alt",), ("ctrl",), ("shift", "alt")]


@pytest.fixture
def opened(tmp_path):
    content = grid_map(side=6)
    window = ExploreWindow(
        content, tmp_path / "map.pkl", UNSEEN, lambda: fake_decode, size=(420, 300)
    )
    window.window.figure.canvas.draw()
    window.window.background.finish()
    encode = lambda images: images.reshape(len(images), -1)[:, :3].astype(np.float32)  # noqa: E731
    window.explorer.coder.take_decoder(fake_decode, encode)
    return window


def test_random_events_leave_the_window_whole(opened):
    explorer, figure = opened.explorer, opened.window.figure
    canvas, chance = figure.canvas, np.random.default_rng(0)
    canvas.callbacks.exception_handler = _raise
    # What is drawn does not matter here, only what is done; drawing is a hundred times slower.
    figure.canvas.draw_idle = lambda: None
    opened.window._is_drawn = False
    seen = set()
    for number in range(N_EVENTS):
        place = chance.uniform((-5, -5), np.add(opened.window.size, 5))
        held = HELD[chance.integers(len(HELD))]
        button = int(chance.choice([1, 1, 1, 2, 3]))
        match chance.integers(9):
            case 0 | 1:
                key = KEYS[chance.integers(len(KEYS))]
                event = KeyEvent("key_press_event", canvas, key, *place)
            case 2 | 3:
                is_double = bool(chance.integers(6) == 0)
                event = MouseEvent(
                    "button_press_event", canvas, *place, button, dblclick=is_double, modifiers=held
                )
            case 4 | 5:
                event = MouseEvent("button_release_event", canvas, *place, button)
            case 6:
                step = float(chance.choice([-3, -1, 1, 2]))
                event = MouseEvent("scroll_event", canvas, *place, step=step)
            case _:
                event = MouseEvent("motion_notify_event", canvas, *place, modifiers=held)
        send(figure, event)
        opened.window.background.deliver()
        _check(opened)
        seen |= {name for name, panel in opened.window.panels.items() if panel.is_visible}
        if not explorer.selection.is_empty:
            seen.add("selected")
        if number % 1000 == 0:
            explorer.map.resize(*opened.map.size)
            explorer.map.picture()
    opened.window.background.finish()
    assert seen >= {"selection", "here", "pad", "keys", "neighbors", "search", "scale", "selected"}
    while explorer.undo(explorer.own) is not None:
        pass
    assert explorer.selection.is_empty
    assert explorer.tabs.board.is_empty


def _check(opened):
    """Check what must hold whatever was done."""
    explorer = opened.explorer
    shown = [opened.near, opened.selection, opened.here, opened.card]
    assert sum(panel.is_visible for panel in shown) == 1
    assert sum(panel.is_visible for panel in (opened.results, opened.keys, opened.pad)) == 1
    indices = explorer.selection.indices
    assert (np.diff(indices) > 0).all()
    assert (explorer.choice.selected is None) == explorer.selection.is_empty
    assert 0 <= explorer.tabs.board.slot < len(explorer.tabs.board.picks)
    assert explorer.pointer.image is None or 0 <= explorer.pointer.image < explorer.n_images
    assert np.isfinite(
        [explorer.map.view.scale, explorer.map.view.left, explorer.map.view.top]
    ).all()


def _raise(problem):
    raise problem
