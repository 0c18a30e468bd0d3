"""What the clustering window knows: characters, parameters, clusters and what is chosen of them."""

from dataclasses import replace
from typing import Any

import numpy as np

from latent.clustering.checks import Check, KPoint
from latent.clustering.result import NOISE, Clustering
from latent.clustering.settings import ClusterSettings, listed
from latent.data.alphabets import Alphabets
from latent.data.characters import CHARACTERS, GOOD_CHARACTERS, choose_characters
from latent.data.font_choosing import FontChoosing
from latent.data.fontset import FontSet
from latent.tools.check import UserError
from latent.windows.fonts.shares import WHOLE, key_of

PRESETS = {
    "All": CHARACTERS,
    "None": "",
    "Good": GOOD_CHARACTERS,
    "Capitals": choose_characters("capitals"),
    "Lowercase": choose_characters("lowercase"),
    "Figures": choose_characters("figures"),
    "Hamburgefonstiv": choose_characters("Hamburgefonstiv"),
}
# What undoing brings back; the shares and the choice are copied too.
REMEMBERED = ("settings", "shown", "clustering", "clustered_by", "clustered_characters", "title")
REMEMBERED += ("excluded", "_members", "check")


class ClusterState:
    """Typefaces, how they are to be clustered, the clusters found, and the choice among them.

    `settings`: what the next clustering goes by, its characters among them. `clustering`: the last
    one, or None, `clustered_by` what it was made by, None for that of a font set, and `title` what
    it is of, and `check` how far it can be believed, once that is known; `dims_unstable`: whether
    typefaces that other seeds put elsewhere are pale. `shares`: for each cluster, or NOISE, that is
    chosen from, how much of it in percent, 1 to 100; `excluded`: typefaces that no share chooses.
    `shown`: the character that stands for a typeface. Every change can be undone.
    """

    def __init__(self, alphabets: Alphabets, settings: ClusterSettings):
        self.alphabets = alphabets
        self.settings = settings
        self.clustering: Clustering | None = None
        self.clustered_by: ClusterSettings | None = None
        self.clustered_characters = self.title = ""
        self.shares: dict[int, int] = {}
        self.excluded: frozenset[int] = frozenset()
        self.check: Check | None = None
        self.dims_unstable = False
        self._k_points: tuple[KPoint, ...] = ()
        self._k_made_by = settings
        self._is_chosen = np.zeros(len(alphabets), bool)
        self._members: dict[int, np.ndarray] = {}
        self.shown = _telling(settings.characters or CHARACTERS)
        self._past: list[dict[str, Any]] = []
        self._changing = ""  # what the last change was of: more of the same is undone with it

    def set(self, name: str, value: Any) -> None:
        """Set one of the settings; raises UserError, and changes nothing, if it cannot be."""
        settings = replace(self.settings, **{name: value})
        if settings != self.settings:
            self._remember(f"setting {name}")
            self.settings = settings

    def undo(self) -> bool:
        """Take the last change of anything back; returns whether there was one."""
        self._changing = ""
        if not self._past:
            return False
        for name, value in self._past.pop().items():
            setattr(self, name, value)
        return True

    def end_change(self) -> None:
        """Let the next change be undone by itself, even if it is of the same thing."""
        self._changing = ""

    def _remember(self, what: str) -> None:
        """Keep what there is before it changes; changes of the same one after the other are one."""
        if not what or what != self._changing:
            kept = {name: getattr(self, name) for name in REMEMBERED}
            kept |= {"shares": dict(self.shares), "_is_chosen": self._is_chosen.copy()}
            self._past.append(kept)
        self._changing = what

    def has(self, name: str, value: Any) -> bool:
        """Whether one of the settings has this value."""
        return getattr(self.settings, name) == value

    def toggle(self, name: str, value: Any, other: Any) -> None:
        """Set one of the settings to a value, or to the other one if it has that already."""
        self.set(name, other if self.has(name, value) else value)

    def toggle_character(self, character: str) -> None:
        """Choose a character, or take it out again."""
        chosen = set(self.settings.characters) ^ {character}
        self.choose_characters("".join(sorted(chosen)))

    def choose_characters(self, characters: str) -> None:
        """Choose these characters and no others."""
        self.end_change()
        self.set("characters", characters)
        if characters and self.shown not in characters:
            self.shown = _telling(characters)

    def show_character(self, character: str) -> None:
        """Let this character stand for each typeface, chosen or not."""
        self.shown = character

    def take(self, clustering: Clustering, settings: ClusterSettings) -> None:
        """Go on with a new clustering by these settings; what was chosen stays chosen."""
        self._remember("")
        self._take(clustering, settings)

    def begin(
        self,
        clustering: Clustering,
        settings: ClusterSettings | None,
        chosen: np.ndarray,
        excluded: frozenset[int] = frozenset(),
    ) -> None:
        """Start from an earlier choice, before which there is nothing to undo.

        `settings`: what the clusters were made by, None for those of a font set; `chosen`: bool
        (n,); `excluded`: places of typefaces.
        """
        self._is_chosen, self.excluded = chosen.copy(), excluded
        self._take(clustering, settings)
        self._past, self._changing = [], ""

    def begin_numbers(self, settings: ClusterSettings) -> None:
        """Forget what other numbers of clusters gave, before those of these settings come in."""
        self._k_points, self._k_made_by = (), settings

    def add_number(self, point: KPoint) -> None:
        """Take in what came of a number of clusters."""
        self._k_points = (*self._k_points, point)

    @property
    def k_curve(self) -> tuple[KPoint, ...]:
        """What came of other numbers of clusters, if all else is as in those that are shown."""
        made_by = self.clustered_by
        if made_by is None or "n_clusters" not in made_by.parameters:
            return ()
        tried = replace(self._k_made_by, n_clusters=made_by.n_clusters)
        return self._k_points if tried.gives_the_same(made_by) else ()

    def is_dim(self, fonts: np.ndarray) -> np.ndarray:
        """Return which of some typefaces are to be pale, bool (n,)."""
        if not self.dims_unstable or self.check is None or not len(self.check.typefaces):
            return np.zeros(len(fonts), bool)
        return self.check.is_unstable[fonts]

    @property
    def is_stale(self) -> bool:
        """Whether Cluster would make other clusters than those that are shown."""
        made_by = self.clustered_by
        return made_by is not None and not self.settings.gives_the_same(made_by)

    @property
    def groups(self) -> list[int]:
        """The labels in the order in which they are shown: clusters by size, noise last."""
        return list(self._members)

    def name_of(self, label: int) -> str:
        """Return what a cluster is called; the first is 1."""
        return self.clustering.rest if label == NOISE else str(label + 1)

    def members(self, label: int) -> np.ndarray:
        """Return the typefaces of a cluster from most to least typical, int64 (n,)."""
        return self._members[label]

    def set_share(self, label: int, percent: float) -> None:
        """Choose this much of a cluster, rounded to whole percents; 0 chooses nothing of it.

        At least one typeface of any share, the least typical first, but none that is excluded.
        """
        percent = int(min(max(round(percent), 0), WHOLE))
        self._remember(f"share {label}")
        members = self._members[label]
        n = max((2 * len(members) * percent + WHOLE) // (2 * WHOLE), 1) if percent else 0
        self._is_chosen[members] = False
        self._is_chosen[members[len(members) - n :]] = True
        self._is_chosen[list(self.excluded)] = False
        self.shares.pop(label, None)
        if self.n_chosen(label):
            self.shares[label] = percent

    def step_share(self, label: int, steps: int) -> None:
        """Choose so many typefaces more of a cluster, or as many percent of a large one."""
        step = max(round(WHOLE / len(self._members[label])), 1)
        self.set_share(label, self.shares.get(label, 0) + steps * step)

    def toggle_font(self, font: int) -> None:
        """Choose a typeface by itself, or, if it is chosen, exclude it."""
        self._remember("")
        self._is_chosen[font] ^= True
        is_chosen = self._is_chosen[font]
        self.excluded = self.excluded - {font} if is_chosen else self.excluded | {font}
        label = int(self.clustering.labels[font])
        self.shares.pop(label, None)
        self._measure_share(label)

    def is_chosen(self, fonts: np.ndarray) -> np.ndarray:
        """Return which of some typefaces are chosen, bool (n,)."""
        return self._is_chosen[fonts]

    def n_chosen(self, label: int) -> int:
        """Return how many typefaces of a cluster are chosen."""
        return int(self._is_chosen[self._members[label]].sum())

    def chosen(self, label: int) -> np.ndarray:
        """Return the chosen typefaces of a cluster, in the members' order."""
        members = self._members[label]
        return members[self._is_chosen[members]]

    def _measure_share(self, label: int) -> None:
        n_chosen = self.n_chosen(label)
        if n_chosen:
            share = round(WHOLE * n_chosen / len(self._members[label]))
            self.shares[label] = min(max(share, 1), WHOLE)

    def select(self, selection: dict[int, int]) -> None:
        """Choose shares by cluster, as `parse_selection` gives them.

        Raises UserError, and chooses nothing, if there is no such cluster.
        """
        for label in selection:
            if label not in self._members:
                known = f"clusters go from 1 to {self.clustering.n_clusters}"
                raise UserError(f"--select {key_of(label)}: there is no such cluster, {known}")
        for label, percent in selection.items():
            self.set_share(label, percent)
        self.end_change()

    def font_set(self) -> FontSet:
        """Return the choice as a font set; raises UserError if it is empty."""
        if not self.settings.characters:
            raise UserError("no character is chosen: choose those to be saved with the font set")
        if not self.shares:
            raise UserError("no typeface is chosen: press on a cluster and drag up (or --select)")
        names = self.alphabets.font_names
        chosen = [self.chosen(label) for label in self.groups if label in self.shares]
        clusters = tuple(tuple(names[font] for font in fonts) for fonts in chosen)
        return FontSet(tuple(self.settings.characters), clusters)

    def choosing(self) -> FontChoosing:
        """Return how the choice was made, from which `opening` shows it again."""
        made_by, names = self.clustered_by, self.alphabets.font_names
        groups = [self.members(label).tolist() for label in self.groups if label != NOISE]
        return FontChoosing(
            controls=self.settings.to_dict(),
            clustering=None if made_by is None else made_by.to_dict(),
            groups=tuple(tuple(names[font] for font in fonts) for fonts in groups)
            if made_by is None
            else (),
            shares={key_of(label): share for label, share in self.shares.items()},
            excluded=tuple(sorted(names[font] for font in self.excluded)),
            shown=self.shown,
        )

    def chosen_groups(self) -> list[tuple[str, np.ndarray]]:
        """Return what is chosen of each cluster, with words that say how much it is."""
        return [
            (
                f"{'' if label == NOISE else 'cluster '}{self.name_of(label)}: "
                f"{self.n_chosen(label):,} of {len(self.members(label)):,} typefaces",
                self.chosen(label),
            )
            for label in self.groups
            if label in self.shares
        ]

    def _take(self, clustering: Clustering, settings: ClusterSettings | None) -> None:
        self.clustering, self.clustered_by = clustering, settings
        self.clustered_characters = (settings or self.settings).characters
        name = "Font set of" if settings is None else f"{settings.title} by"
        self.title = f"{name} {listed(self.clustered_characters)}"
        self.shares, self.check = {}, None
        labels = [*range(clustering.n_clusters), *([NOISE] if clustering.n_noise else [])]
        self._members = {label: clustering.members(label) for label in labels}
        for label in labels:
            self._measure_share(label)


def _telling(characters: str) -> str:
    """Return the first letter, which tells more of a typeface than digits and signs do."""
    return next((character for character in characters if character.isalpha()), characters[0])
