"""Shares of clusters: what they are called, how they are dragged, and how flags give them."""

import re

from latent.clustering.result import NOISE
from latent.tools.check import UserError, check_whole_number

PIXELS_FOR_ALL = 200  # of dragging, from no typeface of a cluster to all of them
WHOLE = 100  # percent
NOISE_WORD = "noise"


def key_of(label: int) -> str:
    """Return what a cluster is called on the command line and in files; the first is 1."""
    return NOISE_WORD if label == NOISE else str(label + 1)


def share_after_drag(percent: int, pixels_up: float) -> float:
    """Return the share after the mouse was dragged up, or down, from where it was `percent`.

    >>> share_after_drag(0, 100), share_after_drag(50, -500)
    (50.0, 0)
    """
    return min(max(percent + pixels_up / PIXELS_FOR_ALL * WHOLE, 0), WHOLE)


def parse_selection(text: str) -> dict[int, int]:
    """Read "3:50 7:100": shares in percent by cluster, the first cluster being 1, or "noise".

    Returns them by label. Raises UserError for anything else.

    >>> parse_selection("3:50 noise:7")
    {2: 50, -1: 7}
    """
    selection = {}
    for word in text.replace(",", " ").split():
        match = re.fullmatch(rf"(\d{{1,6}}|{NOISE_WORD}):(\d{{1,6}})%?", word)
        if match is None or match[1] == "0":
            raise UserError(
                f"--select {word}: must be CLUSTER:PERCENT, such as 3:50, clusters counted from 1"
            )
        label = NOISE if match[1] == NOISE_WORD else int(match[1]) - 1
        if label in selection:
            raise UserError(f"--select {word}: this cluster is named twice")
        selection[label] = check_whole_number(f"--select {match[1]}:", int(match[2]), 0, WHOLE)
    if not any(selection.values()):
        raise UserError("--select: names no share above 0, give CLUSTER:PERCENT, such as 3:50")
    return selection
