"""What the clustering window says of its state, in words and in lines of a name and a value."""

import numpy as np

from latent.clustering.result import NOISE
from latent.data.characters import CHARACTERS, GOOD_CHARACTERS
from latent.windows.fonts.state import ClusterState


def found_words(state: ClusterState) -> str:
    """Say in a few words what was found."""
    clustering = state.clustering
    words = "1 cluster" if clustering.n_clusters == 1 else f"{clustering.n_clusters:,} clusters"
    return words + (f", {clustering.n_noise:,} {clustering.rest}" if clustering.n_noise else "")


def kept_words(state: ClusterState) -> str:
    """Say how many typefaces are still chosen, or "" if none is."""
    n_chosen = int(state.is_chosen(np.arange(len(state.alphabets))).sum())
    return f"{n_chosen:,} chosen typefaces are kept. " if n_chosen else ""


def size_lines(state: ClusterState) -> list[tuple[str, str]]:
    """Return the sizes of the data set that would be saved, each with its name."""
    n_fonts = sum(state.n_chosen(label) for label in state.shares)
    n_selected = len(state.settings.characters)
    sizes = [
        (f"images of {n_selected} selected characters", n_selected),
        (f"images of {len(GOOD_CHARACTERS)} good characters", len(GOOD_CHARACTERS)),
        (f"images of all {len(CHARACTERS)} characters", len(CHARACTERS)),
    ]
    return [
        ("clusters", f"{len(state.shares):,}"),
        ("typefaces", f"{n_fonts:,}"),
        *((words, f"{n * n_fonts:,}") for words, n in sizes),
    ]


def summary_lines(state: ClusterState) -> list[tuple[str, str]]:
    """Return the numbers about the clustering as texts, each with its name."""
    if state.clustering is None:
        return []
    lines = [(name, _text(value)) for name, value in state.clustering.summary.items()]
    return lines + check_lines(state)


def check_lines(state: ClusterState) -> list[tuple[str, str]]:
    """Return what the check found as texts, each with its name; none if there was no check."""
    check = state.check
    if check is None:
        return []
    lines = [("silhouette, -1 to 1", _share(check.silhouette))]
    if check.agreement is None:
        return [*lines, ("agreement of seeds", "it has no seed")]
    n_unstable = int(check.is_unstable.sum())
    return [
        *lines,
        ("agreement of seeds, 0 to 1", _share(check.agreement)),
        ("unstable typefaces", f"{n_unstable:,}"),
    ]


def made_by_words(state: ClusterState) -> str:
    """What the clusters that are shown were made by, or ""."""
    if state.clustering is None:
        return ""
    return state.title if state.clustered_by is None else state.clustered_by.words


def check_words(state: ClusterState, font: int) -> list[str]:
    """Return what the check found about a typeface, as lines, if there was one."""
    check, label = state.check, int(state.clustering.labels[font])
    if check is None or label == NOISE:
        return []
    words = f"silhouette {_share(check.silhouettes[font])}"
    stable = f", stable {_share(check.typefaces[font])}" if len(check.typefaces) else ""
    return [words + stable]


def finding_words(state: ClusterState) -> str:
    """Say what the check found, or "" if there was none."""
    check = state.check
    if check is None:
        return ""
    words = f"Silhouette {_share(check.silhouette)}"
    if check.agreement is None:
        return words
    n_unstable = int(check.is_unstable.sum())
    words += f", agreement of seeds {_share(check.agreement)}"
    return f"{words}; {n_unstable:,} typefaces are unstable"


def _share(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.2f}"


def _text(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.4g}" if isinstance(value, float) and abs(value) < 1000 else f"{value:,.0f}"
