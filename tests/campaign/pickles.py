"""Pickles that nobody should believe: every instruction there is, bombs, deep nesting."""

import pickle
import pickletools
import random

OPCODES = pickletools.opcodes


def random_pickle(rng: random.Random, whole: bytes) -> bytes:
    """Return a pickle made of random instructions, put into a whole one or alone, or a bomb."""
    kinds = (_inserted, _inserted, _program, _memo_bomb, _nested, _command, _lengths)
    return rng.choice(kinds)(rng, whole)


def instruction(rng: random.Random, opcode: pickletools.OpcodeInfo) -> bytes:
    """Return one instruction with an argument that fits it in form, if not in sense."""
    code = opcode.code.encode("latin-1")
    argument = opcode.arg
    if argument is None:
        return code
    if argument.n > 0:
        return code + rng.randbytes(argument.n)
    if argument.n in (pickletools.TAKEN_FROM_ARGUMENT1, pickletools.TAKEN_FROM_ARGUMENT4U):
        width = 1 if argument.n == pickletools.TAKEN_FROM_ARGUMENT1 else 4
        data = rng.randbytes(rng.randrange(5))
        return code + len(data).to_bytes(width, "little") + data
    if argument.n in (pickletools.TAKEN_FROM_ARGUMENT4, pickletools.TAKEN_FROM_ARGUMENT8U):
        width = 4 if argument.n == pickletools.TAKEN_FROM_ARGUMENT4 else 8
        return code + rng.choice((2, 2**31 - 1)).to_bytes(width, "little") + b"ab"
    return code + rng.choice((b"1\n", b"os\nsystem\n", b"'x'\n", b"\n"))


def _program(rng: random.Random, whole: bytes) -> bytes:
    body = b"".join(instruction(rng, rng.choice(OPCODES)) for _ in range(rng.randrange(1, 30)))
    return b"\x80\x04" + body + b"."


def _inserted(rng: random.Random, whole: bytes) -> bytes:
    """Put an instruction between two of a whole pickle, or in place of one."""
    places = [place for _, _, place in pickletools.genops(whole)]
    number = rng.randrange(len(places) - 1)
    start, end = places[number], places[number + rng.randrange(2)]
    return whole[:start] + instruction(rng, rng.choice(OPCODES)) + whole[end:]


def _memo_bomb(rng: random.Random, whole: bytes) -> bytes:
    """Return lists of ten times the same list, many times over."""
    body = b"](" + b"K\x01" * 10 + b"e\x94"
    for level in range(rng.choice((5, 40))):
        body += (
            b"](" + b"h" + bytes([level]) + b"e\x94"
            if level % 2
            else (b"](" + (b"h" + bytes([level])) * 10 + b"e\x94")
        )
    return b"\x80\x04" + body + b"."


def _nested(rng: random.Random, whole: bytes) -> bytes:
    depth = rng.choice((100, 10_000, 200_000))
    body = rng.choice((b"]" * depth + b"a" * (depth - 1), b")" + b"\x85" * depth))
    return b"\x80\x04" + body + b"."


def _command(rng: random.Random, whole: bytes) -> bytes:
    module, name = rng.choice((("os", "system"), ("builtins", "eval"), ("numpy", "load")))
    call = f"c{module}\n{name}\n(S'false'\ntR.".encode()
    made = b"\x80\x04" + pickle.dumps(module, 4)[2:-1] + pickle.dumps(name, 4)[2:-1]
    return rng.choice((call, made + b"\x93(\x8c\x05falsetR.", whole[:-1] + call))


def _lengths(rng: random.Random, whole: bytes) -> bytes:
    """Claim strings, bytes and numbers of up to 2^63 bytes."""
    code, width = rng.choice(((b"\x8d", 8), (b"\x8e", 8), (b"X", 4), (b"B", 4), (b"\x8b", 4)))
    size = rng.choice((2**31 - 1, 2**40, 2**63 - 1)) % 256**width
    return b"\x80\x04" + code + size.to_bytes(width, "little") + b"abc."
