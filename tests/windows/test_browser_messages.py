import json

import pytest

from latent.windows.browser_canvas import key_name
from latent.windows.browser_messages import FIELDS, joined, read_message

WHOLE = {
    "x": 1.5,
    "y": -2,
    "step": 1,
    "button": 1,
    "is_double": False,
    "modifiers": ["shift"],
    "key": "a",
    "width": 800,
    "height": 600,
    "ratio": 1.25,
    "frame": 3,
}


@pytest.mark.parametrize("kind", FIELDS)
def test_a_message_is_read_with_the_fields_of_its_type_and_nothing_else(kind):
    fields = {name: WHOLE[name] for name in FIELDS[kind]}
    assert read_message(json.dumps(WHOLE | {"type": kind, "more": 1})) == {"type": kind, **fields}
    for name in fields:
        others = {other: value for other, value in WHOLE.items() if other != name}
        with pytest.raises(ValueError, match="not a message of the page"):
            read_message(json.dumps({"type": kind, **others}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("x", value) for value in ("1", None, True, [], float("nan"), float("inf"), 1e300)),
        *(("y", value) for value in (-1e9, 10**400, {})),
        *(("button", value) for value in (0, 4, 1.0, True, "1")),
        *(("modifiers", value) for value in (None, "ctrl", [1], ["ctrl", "other"], [[]])),
        ("is_double", 1),
        ("step", 1e9),
    ],
)
def test_values_that_cannot_be_are_refused(name, value):
    kind = "scroll" if name == "step" else "button_press"
    with pytest.raises(ValueError):
        read_message(json.dumps(WHOLE | {"type": kind, name: value}))


@pytest.mark.parametrize("size", [{"width": 0}, {"height": 10**6}, {"ratio": 0}, {"ratio": -1}])
def test_sizes_that_cannot_be_are_refused(size):
    with pytest.raises(ValueError):
        read_message(json.dumps(WHOLE | {"type": "size"} | size))


@pytest.mark.parametrize("key", ["", "k" * 33, 5, None])
def test_keys_that_cannot_be_are_refused(key):
    with pytest.raises(ValueError):
        read_message(json.dumps(WHOLE | {"type": "key_press", "key": key}))


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '{"type": []}', "[" * 5000, b"\xff\xfe"])
def test_text_that_is_no_message_is_refused(text):
    with pytest.raises(ValueError):
        read_message(text)


def test_only_messages_of_which_one_says_as_much_are_joined():
    def message(kind, **changes):
        return read_message(json.dumps(WHOLE | {"type": kind} | changes))

    moves = message("motion_notify"), message("motion_notify", x=9)
    assert joined(*moves) == moves[1]
    assert joined(message("size"), message("size", width=900))["width"] == 900
    assert joined(message("scroll"), message("scroll", step=-3))["step"] == -2
    assert joined(message("scroll"), message("scroll", x=9)) is None
    assert joined(message("scroll"), message("scroll", modifiers=[])) is None
    assert joined(message("motion_notify"), message("scroll")) is None
    assert joined(message("button_press"), message("button_press")) is None
    assert joined(message("key_press"), message("key_press")) is None
    held = message("key_repeat"), message("key_repeat", key="b")
    assert joined(held[0], held[0]) == held[0]
    assert joined(*held) is None


@pytest.mark.parametrize(
    ("key", "modifiers", "name"),
    [
        ("a", [], "a"),
        ("A", ["shift"], "A"),
        (" ", [], " "),
        ("/", ["shift"], "/"),
        ("Backspace", [], "backspace"),
        ("Escape", [], "escape"),
        ("ArrowUp", [], "up"),
        ("PageDown", ["shift"], "shift+pagedown"),
        ("s", ["ctrl"], "ctrl+s"),
        ("s", ["alt", "ctrl"], "ctrl+alt+s"),
        ("Control", ["ctrl"], "control"),
        ("Shift", ["ctrl", "shift"], "ctrl+shift"),
        ("Alt", ["alt"], "alt"),
        ("F5", [], "f5"),
    ],
)
def test_keys_have_matplotlibs_names(key, modifiers, name):
    assert key_name({"key": key, "modifiers": modifiers}) == name
