"""What a page in a browser may tell its window, checked before it is believed."""

import json
from collections.abc import Callable
from typing import Any

MOST_BYTES = 4096  # of a message
MOST_SIDE = 16_384  # pixels
MODIFIERS = ("ctrl", "alt", "shift", "super")
POINTER = ("x", "y", "modifiers")


def _between(least: float, most: float) -> Callable[[Any], bool]:
    """Return what says whether a value is a number from `least` to `most`."""
    return lambda value: type(value) in (int, float) and least <= value <= most


CHECKS = {
    "x": _between(-1e6, 1e6),  # pixels of the canvas from its upper left corner, as is y
    "y": _between(-1e6, 1e6),
    "step": _between(-100, 100),  # notches of the wheel, up
    "button": lambda value: value in (1, 2, 3, 8, 9) and type(value) is int,
    "is_double": lambda value: type(value) is bool,
    "modifiers": lambda value: type(value) is list and all(each in MODIFIERS for each in value),
    "key": lambda value: type(value) is str and 1 <= len(value) <= 32,  # as browsers call it
    "width": _between(1, MOST_SIDE),  # pixels of the screen, as is height
    "height": _between(1, MOST_SIDE),
    "ratio": _between(0.1, 16),  # pixels of the screen for each one of the page
    "frame": _between(0, 2**53),
}
FIELDS = {
    "size": ("width", "height", "ratio"),
    "shown": ("frame",),  # is on the page now
    "lost": (),  # the page cannot show what it was sent, and asks for a whole picture
    "motion_notify": POINTER,
    "button_press": (*POINTER, "button", "is_double"),
    "button_release": (*POINTER, "button"),
    "scroll": (*POINTER, "step"),
    "figure_enter": POINTER,
    "figure_leave": (),
    "key_press": ("key", "modifiers"),
    "key_repeat": ("key", "modifiers"),  # the key is held down
    "key_release": ("key", "modifiers"),
}


def read_message(text: str | bytes) -> dict[str, Any]:
    """Return a message as a dict of its "type" and the fields of this type, and nothing else.

    Raises ValueError if it is not one that our page sends.
    """
    try:
        message = json.loads(text)
        kind = message["type"]
        content = {name: message[name] for name in FIELDS[kind]}
    except (LookupError, TypeError, RecursionError) as problem:
        raise ValueError(f"not a message of the page: {problem}") from problem
    for name, value in content.items():
        if not CHECKS[name](value):
            raise ValueError(f"not a message of the page: {name} of {kind}")
    return {"type": kind, **content}


def joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any] | None:
    """Return the one message that says as much as two that follow each other, or None."""
    kind = first["type"]
    if kind != second["type"]:
        return None
    if kind in ("motion_notify", "size") or (kind == "key_repeat" and first == second):
        return second
    if kind == "scroll" and first == {**second, "step": first["step"]}:
        return {**second, "step": first["step"] + second["step"]}
    return None
