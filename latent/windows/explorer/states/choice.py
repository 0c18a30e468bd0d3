"""Which of a map's images are shown: all, or some of them while the others fade or are hidden."""

from functools import cached_property

import numpy as np

from latent.maps.embedding_file import EmbeddingFile
from latent.tools.plain_words import shown
from latent.windows.explorer.layers import FADED, HIDDEN, SHOWN
from latent.windows.explorer.states.pointer import Pointer

EVERYTHING = "all classes and typefaces"  # as messages call what is shown then
MOST_NAMED = 3  # classes that a message names


class Choice:
    """What a user chose to see of the images of `content`.

    `hidden_classes`: of which nothing is drawn. `only`: "class" or "typeface" and which one, or
    None. `found`: what was searched for, in words, and whether each image is one of it, bool (n,),
    or None. `selected`: whether each image is selected, or None while none is. `layers`: HIDDEN,
    FADED or SHOWN for each image, uint8 (n,); another array after every change, and None while all
    images are shown. The `pointer` leaves an image that is hidden.
    """

    def __init__(self, content: EmbeddingFile, pointer: Pointer):
        self._content, self._pointer = content, pointer
        self.show_everything()

    @property
    def shown(self) -> np.ndarray | None:
        """Whether each image is shown, neither hidden nor faded, bool (n,); None: all are."""
        return None if self.layers is None else self.layers == SHOWN

    @property
    def n_shown(self) -> int:
        """How many images are shown."""
        return len(self._content.labels) if self.layers is None else int(self.shown.sum())

    @cached_property
    def typefaces(self) -> tuple[list[str], np.ndarray] | None:
        """The names of the typefaces and which one each image has, int (n,); None without any."""
        names = self._content.font_names
        if names is None:
            return None
        numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
        return list(numbers), np.array([numbers[name] for name in names])

    def groups(self, kind: str) -> tuple[list[str], np.ndarray]:
        """Return the names of all of a kind, and which one each image is of, int (n,)."""
        if kind == "class":
            return self._content.label_names, self._content.labels
        return self.typefaces

    def toggle_class(self, label: int) -> None:
        """Hide the images of a class, or show them again."""
        self.hidden_classes ^= {label}
        self._find_layers()

    def toggle_only(self, kind: str) -> str:
        """Show only the "class" or "typeface" of the image pointed at; if that is done, all.

        The others fade. Returns, in words, why nothing changed, or "" if it did.
        """
        index = self._pointer.image
        if kind == "typeface" and self.typefaces is None:
            return "these images belong to no typefaces"
        if self.only is not None and self.only[0] == kind:
            self.only = None
        elif index is None:
            return f"point at an image, then press the key, to see only its {kind}"
        else:
            self.only = (kind, int(self.groups(kind)[1][index]))
        self._find_layers()
        return ""

    def show_only(self, kind: str, which: int) -> None:
        """Show only one of a kind's `groups`, by its number; the others fade."""
        self.only = (kind, which)
        self._find_layers()

    def restore(self, hidden_classes: frozenset[int], only: tuple[str, int] | None) -> None:
        """Hide these classes, and show only this class or typeface."""
        self.hidden_classes, self.only = hidden_classes, only
        self._find_layers()

    def take_found(self, words: str, is_found: np.ndarray | None) -> None:
        """Show only what was found by searching for `words`, bool (n,), or, with None, all."""
        self.found = None if is_found is None else (words, is_found)
        self._find_layers()

    def take_selected(self, is_selected: np.ndarray | None) -> None:
        """Show only the images that are selected, bool (n,), or, with None, all."""
        self.selected = is_selected
        self._find_layers()

    @property
    def can_be_selected(self) -> np.ndarray:
        """Whether each image would be shown if none were selected, bool (n,)."""
        layers = self._layers_without_selection()
        return np.ones(len(self._content.labels), bool) if layers is None else layers == SHOWN

    def show_everything(self) -> None:
        """Show all images."""
        self.selected: np.ndarray | None = None
        self.hidden_classes: frozenset[int] = frozenset()
        self.only: tuple[str, int] | None = None
        self.found: tuple[str, np.ndarray] | None = None
        self.layers: np.ndarray | None = None

    def words(self) -> str:
        """Return in words what is shown now."""
        names, hidden = self._content.label_names, sorted(self.hidden_classes)
        words = []
        if self.found is not None:
            words.append(f"found {self.found[0]}")
        if self.selected is not None:
            words.append(f"{int(self.selected.sum()):,} selected")
        if self.only is not None:
            kind, which = self.only
            words.append(f"only the {kind} {shown(self.groups(kind)[0][which])}")
            if kind == "class":
                words += ["which is hidden"] * (which in hidden)
                hidden = []  # no other class is shown anyway
        if hidden:
            is_few = len(hidden) <= MOST_NAMED
            some = ", ".join(shown(names[label]) for label in hidden[:MOST_NAMED])
            words.append(f"without {some if is_few else f'{len(hidden)} classes'}")
        if not words:
            return EVERYTHING
        n = len(self._content.labels)
        return f"{', '.join(words)}: {self.n_shown:,} of {n:,} images shown"

    def _find_layers(self) -> None:
        layers = self._layers_without_selection()
        if self.selected is not None:
            if layers is None:
                layers = np.full(len(self.selected), SHOWN, np.uint8)
            layers[~self.selected & (layers == SHOWN)] = FADED
        self.layers = layers
        pointed = self._pointer.image
        if pointed is not None and layers is not None and layers[pointed] == HIDDEN:
            self._pointer.forget_image()

    def _layers_without_selection(self) -> np.ndarray | None:
        if not self.hidden_classes and self.only is None and self.found is None:
            return None
        is_seen = np.ones(len(self._content.label_names), bool)
        is_seen[list(self.hidden_classes)] = False
        is_seen = is_seen[self._content.labels]
        layers = np.full(len(is_seen), SHOWN, np.uint8)
        if self.only is not None:
            kind, which = self.only
            layers[self.groups(kind)[1] != which] = FADED
        if self.found is not None:
            layers[~self.found[1]] = FADED
        layers[~is_seen] = HIDDEN
        return layers
