"""Damage to bytes and to plain values, drawn from a seeded `random.Random`."""

import random
import struct

SIZES = (0, 1, 0x7F, 0xFF, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**63 - 1, 2**64 - 1)
FORMS = ("<H", ">H", "<I", ">I", "<Q", ">Q")
MOST_CHANGES = 8
WILD_TEXTS = (
    "",
    "\x1b[2J",
    "a" * 5_000,
    "\ud800",
    "../../etc/passwd",
    "\0",
    "$\\frac{",
    "\u202eabc",
    "nan",
    "__import__('os')",
)


def damaged(content: bytes, rng: random.Random) -> bytes:
    """Return bytes with one to several kinds of damage."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 1, 2, MOST_CHANGES))):
        data = bytearray(rng.choice(KINDS)(data, rng))
    return bytes(data)


def _flip_bits(data: bytearray, rng: random.Random) -> bytearray:
    for _ in range(rng.choice((1, 1, 4, 40)) if data else 0):
        data[_place(data, rng)] ^= 1 << rng.randrange(8)
    return data


def _set_bytes(data: bytearray, rng: random.Random) -> bytearray:
    for _ in range(rng.choice((1, 3, 20)) if data else 0):
        data[_place(data, rng)] = rng.choice((0, 255, rng.randrange(256)))
    return data


def _declare(data: bytearray, rng: random.Random) -> bytearray:
    """Write a size somewhere, as large as 2^64."""
    form, size = rng.choice(FORMS), rng.choice(SIZES)
    width = struct.calcsize(form)
    place = _place(data, rng)
    data[place : place + width] = struct.pack(form, size % 256**width)
    return data


def _truncate(data: bytearray, rng: random.Random) -> bytearray:
    return data[: rng.choice((rng.randrange(len(data) + 1), max(len(data) - rng.randrange(64), 0)))]


def _extend(data: bytearray, rng: random.Random) -> bytearray:
    return data + rng.choice((b"\0", b"x" * 1000, bytes(data[:100]), rng.randbytes(50)))


def _swap_blocks(data: bytearray, rng: random.Random) -> bytearray:
    size = rng.choice((1, 8, 64, 512, 4096))
    one, other = sorted(_place(data, rng) for _ in range(2))
    a, b = data[one : one + size], data[other : other + size]
    if one + size <= other and len(a) == len(b):
        data[one : one + size], data[other : other + size] = b, a
    return data


def _repeat_or_drop_block(data: bytearray, rng: random.Random) -> bytearray:
    place, size = _place(data, rng), rng.choice((1, 2, 16, 300))
    block = data[place : place + size]
    return data[:place] + block * rng.choice((0, 2, 3, 50)) + data[place + size :]


def _clear_block(data: bytearray, rng: random.Random) -> bytearray:
    place, size = _place(data, rng), rng.choice((4, 64, 512, 4096))
    value = rng.choice((0, 255))
    data[place : place + size] = bytes([value]) * len(data[place : place + size])
    return data


def _place(data: bytearray, rng: random.Random) -> int:
    """Choose a place, the first ones more often: they say how all others are to be read."""
    if not data:
        return 0
    return min(rng.randrange(len(data)), rng.choice((32, 300, 3000, len(data))), len(data) - 1)


KINDS = (
    *(_flip_bits, _set_bytes, _declare, _truncate, _extend, _swap_blocks),
    *(_repeat_or_drop_block, _clear_block),
)


def wild_value(rng: random.Random, depth: int = 0):
    """Return a plain value that hardly anybody expects."""
    kinds = (
        lambda: rng.choice((None, True, False)),
        lambda: rng.choice((-1, 0, 1, 2**31, 2**40, 2**63, 10**400)),
        lambda: rng.choice((float("nan"), float("inf"), -0.0, 1e-320, 1e308)),
        lambda: rng.choice(WILD_TEXTS),
        lambda: [] if depth > 3 else [wild_value(rng, depth + 1) for _ in range(rng.randrange(4))],
        lambda: {} if depth > 3 else {rng.choice(WILD_TEXTS): wild_value(rng, depth + 1)},
        lambda: nested(rng.choice((10, 300, 3000))),
        lambda: ["x"] * rng.choice((255, 70_000)),
    )
    return rng.choice(kinds)()


def nested(depth: int) -> list:
    """Return lists within lists."""
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


def changed_value(value, rng: random.Random):
    """Return plain values, lists and dicts, with a part of them changed, left out or added."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = rng.choice(list(value))
        others = {name: item for name, item in value.items() if name != key}
        return rng.choice(
            (
                lambda: others,
                lambda: value | {rng.choice(WILD_TEXTS): wild_value(rng)},
                lambda: value | {key: changed_value(value[key], rng)},
                lambda: value | {key: changed_value(value[key], rng)},
            )
        )()
    if isinstance(value, list) and value and rng.random() < 0.7:
        place = rng.randrange(len(value))
        changed = list(value)
        changed[place : place + 1] = rng.choice(
            ([], [changed_value(value[place], rng)], [value[place]] * 2, [value[place]] * 1000)
        )
        return changed
    return wild_value(rng)
