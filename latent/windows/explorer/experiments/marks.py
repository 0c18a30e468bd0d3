"""Marks that are dragged along tracks, each a name with its value; what is at 0 is not kept."""

MARK_STEP = 0.05
Marks = tuple[tuple[str, float], ...]


def with_mark(marks: Marks, name: str, value: float, least: float) -> Marks:
    """Return the marks with that of a name at a value; what is nearer to 0 than `least` is 0.

    >>> with_mark((("a", 1.0), ("b", 2.0)), "a", 0.52, 0.1)
    (('b', 2.0), ('a', 0.5))
    """
    value = round(round(value / MARK_STEP) * MARK_STEP, 2)
    others = tuple(mark for mark in marks if mark[0] != name)
    return (*others, (name, value)) if abs(value) >= least else others
