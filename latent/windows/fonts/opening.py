"""An earlier choice, a font set, shown again as it was when it was saved."""

from collections.abc import Callable

import numpy as np

from latent.clustering.result import NOISE, Clustering
from latent.clustering.settings import ClusterSettings
from latent.data.font_choosing import Groups
from latent.data.font_hashes import hashes_of_fonts
from latent.data.fontset import FontSet
from latent.tools.check import UserError
from latent.tools.plain_words import shown
from latent.windows.fonts.shares import key_of
from latent.windows.fonts.state import ClusterState

Cluster = Callable[[ClusterSettings], Clustering]


def open_font_set(state: ClusterState, font_set: FontSet, cluster: Cluster) -> str:
    """Let a state, in which nothing was done yet, show a font set.

    If the set says what its clusters were made by, `cluster` makes them again; without that the
    clusters are what was chosen. Returns words about what is not as it was, or "". Raises UserError
    if none of the typefaces is there, or if a setting cannot be.
    """
    index = {name: place for place, name in enumerate(state.alphabets.font_names)}
    there = [index[name] for name in font_set.font_names if name in index]
    if not there:
        raise UserError(
            f"none of the {len(font_set.font_names):,} typefaces of the font set is in "
            f"{state.alphabets.source}: use the --dataset or --fonts that it was made with"
        )
    chosen = np.zeros(len(index), bool)
    chosen[there] = True
    choosing = font_set.choosing
    if choosing is None:
        state.choose_characters(font_set.characters)
        state.begin(_clusters_of(font_set.clusters, index, len(there)), None, chosen)
        return _missing_words(state, font_set, index)
    state.settings = ClusterSettings.from_dict(
        {**choosing.controls, "characters": font_set.characters}
    )
    state.shown = choosing.shown
    made_by = choosing.clustering and ClusterSettings.from_dict(choosing.clustering)
    words = []
    clustering = None
    if made_by is not None:
        try:
            clustering = cluster(made_by)
        except UserError as problem:
            words.append(f"its clusters cannot be made again: {problem}")
            made_by = None
    if clustering is None:
        groups = choosing.groups or font_set.clusters
        clustering = _clusters_of(groups, index, len(there))
    excluded = frozenset(index[name] for name in choosing.excluded if name in index)
    chosen[list(excluded)] = False
    state.begin(clustering, made_by, chosen, excluded)
    missing = _missing_words(state, font_set, index)
    if missing:
        words.append(missing)
    elif state.font_set().clusters == font_set.clusters:
        for label in state.shares:
            state.shares[label] = choosing.shares.get(key_of(label), state.shares[label])
    elif made_by is not None:
        words.append("its clusters come out otherwise here; all that was chosen is chosen")
    return "; ".join(words + _change_words(state, font_set, there))


def _clusters_of(groups: Groups, index: dict[str, int], n_there: int) -> Clustering:
    """Return clusters of given typefaces; all others are the rest."""
    labels = np.full(len(index), NOISE)
    places = np.arange(len(index), dtype=np.float64)
    for label, names in enumerate(groups):
        for place, name in enumerate(names):
            if name in index and labels[index[name]] == NOISE:
                labels[index[name]], places[index[name]] = label, place
    # By size like all clusters, but equal ones stay in the file's order.
    sizes = np.bincount(labels[labels != NOISE], minlength=len(groups))
    numbers = np.argsort(np.argsort(-sizes, kind="stable"))
    labels = np.where(labels == NOISE, NOISE, numbers[labels])
    return Clustering(
        labels=labels,
        distances=np.zeros(len(labels)),
        second=places,
        summary={"clusters": int(labels.max()) + 1, "typefaces": n_there},
        rest="not in the font set",
    )


def _missing_words(state: ClusterState, font_set: FontSet, index: dict[str, int]) -> str:
    missing = [name for name in font_set.font_names if name not in index]
    if not missing:
        return ""
    return (
        f"{len(missing):,} of the {len(font_set.font_names):,} typefaces of the font set are not "
        f"in {state.alphabets.source}, the first of them {shown(missing[0])}; the others are shown"
    )


def _change_words(state: ClusterState, font_set: FontSet, there: list[int]) -> list[str]:
    """Say which of the typefaces that are there look otherwise than when the set was saved."""
    known = font_set.hashes
    found = hashes_of_fonts(state.alphabets, there) if known else {}
    changed = [name for name, digits in found.items() if known.get(name, digits) != digits]
    if not changed:
        return []
    return [
        f"{len(changed):,} of its typefaces look otherwise here than when it was saved, the first "
        f"of them {shown(changed[0])}"
    ]
