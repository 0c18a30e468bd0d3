"""Reading pickles of plain data without running anything that is in them.

Python's own `pickle.load` runs any command that somebody hid in a file. Here the instructions in
it are read one by one: only the few that numbers, text, lists, dicts and numpy arrays need are
known, none of them calls anything, and whatever else is in a file makes it refused.
"""

import enum
import os
import pickletools
from typing import Any, BinaryIO

import numpy as np

from latent.tools.check import require

MOST_INSTRUCTIONS = 300_000  # what the most names take, and then some
KNOWN_DTYPES = ("u1", "i4", "f4", "f8")


def read_plain_pickle(file: BinaryIO, size: int | None = None) -> dict[str, Any]:
    """Return the dict in a pickle of numbers, text, lists, dicts and (at its top) numpy arrays.

    `size`: how many bytes of the file are the pickle; all of them if None.

    Raises ValueError, TypeError or LookupError for any other pickle, and for a damaged one.
    Nothing in it is called, and memory stays within a few times the file's length, because every
    value is made from bytes of the file and sharing one copies nothing.
    """
    source = _WithinSize(file, size)
    size = source.left
    stack: list[Any] = []
    memo: list[Any] = []
    marks: list[int] = []
    for count, (instruction, argument, _) in enumerate(pickletools.genops(source)):
        require(count < MOST_INSTRUCTIONS, "too many instructions")
        _obey(instruction.name, argument, stack, memo, marks)
    require(len(stack) == 1 and not marks and source.left == 0, "something is left over")
    (values,) = stack
    require(type(values) is dict, "not a dict")
    arrays = {name: array.values for name, array in values.items() if type(array) is _Array}
    require(sum(array.nbytes for array in arrays.values()) <= size, "arrays share their bytes")
    # Copied, so that they own their memory, in this machine's byte order, and can be written to.
    return values | {
        name: array.astype(array.dtype.newbyteorder("=")) for name, array in arrays.items()
    }


class _Known(enum.Enum):
    """The names that numpy's arrays need in a pickle, as mere marks: none can be called."""

    RECONSTRUCT = enum.auto()
    NDARRAY = enum.auto()
    DTYPE = enum.auto()


_KNOWN_NAMES = {
    ("numpy._core.multiarray", "_reconstruct"): _Known.RECONSTRUCT,  # numpy 2
    ("numpy.core.multiarray", "_reconstruct"): _Known.RECONSTRUCT,  # numpy 1
    ("numpy", "ndarray"): _Known.NDARRAY,
    ("numpy", "dtype"): _Known.DTYPE,
}


class _Dtype:
    """A number format as a pickle builds it: named first, its byte order told afterwards."""

    def __init__(self, arguments: tuple) -> None:
        name, _, _ = arguments
        require(type(name) is str and name in KNOWN_DTYPES, "unknown number format")
        self.dtype = np.dtype(name).newbyteorder("<")

    def set_state(self, state: tuple) -> None:
        _, order, *inner, _, _, _ = state
        require(order == ("|" if self.dtype.itemsize == 1 else "<"), "unknown byte order")
        require(inner == [None] * 3, "arrays of records are not plain")


class _Array:
    """An array as a pickle builds it: empty first, shape and bytes told afterwards."""

    def __init__(self, arguments: tuple) -> None:
        require(arguments[0] is _Known.NDARRAY, "unknown kind of array")
        self.values = np.empty(0, np.uint8)

    def set_state(self, state: tuple) -> None:
        _, shape, dtype, is_fortran, data = state
        require(type(dtype) is _Dtype and type(data) is bytes, "array without format or data")
        require(is_fortran is False and type(shape) is tuple, "array of unknown order or shape")
        require(all(type(length) is int and length >= 0 for length in shape), "impossible shape")
        self.values = np.frombuffer(data, dtype.dtype).reshape(shape)  # copies nothing


class _WithinSize:
    """A file that is never asked for more bytes than it has left, whatever its content claims."""

    def __init__(self, file: BinaryIO, size: int | None) -> None:
        self.file = file
        self.left = os.fstat(file.fileno()).st_size if size is None else size

    def read(self, n: int) -> bytes:
        data = self.file.read(min(n, self.left))
        self.left -= len(data)
        return data

    def readline(self) -> bytes:
        raise ValueError("instructions written as text lines are not used here")


def _obey(name: str, argument: Any, stack: list, memo: list, marks: list[int]) -> None:
    """Do one instruction of a pickle; the names are those of the module pickletools."""
    match name:
        case "PROTO" | "FRAME" | "STOP":
            pass
        case "NONE" | "NEWTRUE" | "NEWFALSE":
            stack.append({"NONE": None, "NEWTRUE": True, "NEWFALSE": False}[name])
        case "BININT" | "BININT1" | "BININT2" | "LONG1" | "BINFLOAT":
            stack.append(argument)
        case "SHORT_BINUNICODE" | "BINUNICODE" | "SHORT_BINBYTES" | "BINBYTES" | "BINBYTES8":
            stack.append(argument)
        case "MEMOIZE":
            memo.append(stack[-1])
        case "BINGET" | "LONG_BINGET":
            stack.append(memo[argument])
        case "MARK":
            marks.append(len(stack))
        case "EMPTY_LIST" | "EMPTY_DICT" | "EMPTY_TUPLE":
            stack.append({"EMPTY_LIST": list, "EMPTY_DICT": dict, "EMPTY_TUPLE": tuple}[name]())
        case "TUPLE1" | "TUPLE2" | "TUPLE3":
            stack.append(tuple(_popped(stack, int(name[-1]))))
        case "TUPLE":
            stack.append(tuple(_popped_to_mark(stack, marks)))
        case "APPEND" | "APPENDS":
            items = _popped(stack, 1) if name == "APPEND" else _popped_to_mark(stack, marks)
            require(type(stack[-1]) is list, "only a list can be appended to")
            stack[-1].extend(items)
        case "SETITEM" | "SETITEMS":
            items = _popped(stack, 2) if name == "SETITEM" else _popped_to_mark(stack, marks)
            require(type(stack[-1]) is dict, "only a dict has items to set")
            # Before they are hashed: a deeply nested tuple would exhaust the C stack.
            require(all(type(key) is str for key in items[::2]), "keys must be text")
            stack[-1].update(zip(items[::2], items[1::2], strict=True))
        case "STACK_GLOBAL":
            module, attribute = _popped(stack, 2)
            require(type(module) is str and type(attribute) is str, "a name must be text")
            stack.append(_KNOWN_NAMES[module, attribute])
        case "REDUCE":
            what, arguments = _popped(stack, 2)
            require(type(what) is _Known and type(arguments) is tuple, "not a known call")
            stack.append({_Known.RECONSTRUCT: _Array, _Known.DTYPE: _Dtype}[what](arguments))
        case "BUILD":
            (state,) = _popped(stack, 1)
            require(type(stack[-1]) in (_Array, _Dtype), "only arrays have a state")
            require(type(state) is tuple, "a state must be a tuple")
            stack[-1].set_state(state)
        case _:
            raise ValueError(f"{name} is no instruction of plain data")


def _popped(stack: list, count: int) -> list:
    items = stack[len(stack) - count :]
    require(len(items) == count, "too little on the stack")
    del stack[len(stack) - count :]
    return items


def _popped_to_mark(stack: list, marks: list[int]) -> list:
    return _popped(stack, len(stack) - marks.pop())
