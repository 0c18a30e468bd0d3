"""What is chosen of a map's images: those that are shown, and those that are selected."""

from collections.abc import Sequence

import numpy as np

from latent.maps.embedding_file import EmbeddingFile
from latent.windows.explorer.selection import Pixels, Selection, in_box, in_lasso
from latent.windows.explorer.states.asked_map import AskedMap
from latent.windows.explorer.summary import Summary, summarize


class SelectedMap(AskedMap):
    """A map of which images are hidden, faded or selected, and where that is undone."""

    def __init__(
        self,
        content: EmbeddingFile,
        width: int,
        height: int,
        others: Sequence["SelectedMap"],
        name: str,
    ):
        super().__init__(content, width, height, others, name)
        self.selection = Selection(len(content.images), self.history)
        self.summary: Summary | None = None  # of the images that are selected

    # What is shown.

    def toggle_class(self, label: int) -> None:
        """Hide the images of a class, or show them again."""
        self.choice.toggle_class(label)
        self._see_choice()

    def toggle_only(self, kind: str) -> str:
        """Show only the "class" or "typeface" of the image pointed at; if that is done, all.

        The others fade. Returns, in words, why nothing changed, or "" if it did.
        """
        problem = self.choice.toggle_only(kind, self.hovered)
        self._see_choice()
        return problem

    def show_only(self, kind: str, which: int) -> None:
        """Show only one "class" or "typeface", by its number; the others fade."""
        self.choice.show_only(kind, which)
        self._see_choice()

    def show_everything(self) -> None:
        """Show all images of all classes, whatever was asked or selected."""
        self.search = self.near = None
        self.selection.replace(np.empty(0, np.int64))
        self.summary = None
        self.choice.show_everything()
        self._see_choice()

    # What is selected.

    def select_box(self, first: Pixels, second: Pixels) -> bool:
        """Select what is shown in a box of the view besides; returns whether that is anything."""
        return self._select(in_box(self.view, self.content.positions, first, second))

    def select_lasso(self, corners: list[Pixels]) -> bool:
        """Select what is shown within a closed line besides; returns whether that is anything."""
        return self._select(in_lasso(self.view, self.content.positions, corners))

    def toggle_selected(self, index: int) -> bool:
        """Select an image, or select it no more; returns False for one that is not shown."""
        if not self.choice.can_be_selected[index]:
            return False
        self.selection.toggle(index)
        self._see_selection()
        return True

    def select(self, indices: np.ndarray) -> None:
        """Select these images and no others, shown or not."""
        self.selection.replace(np.unique(indices))
        self._see_selection()

    def _select(self, is_meant: np.ndarray) -> bool:
        has_changed = self.selection.add(np.flatnonzero(is_meant & self.choice.can_be_selected))
        if has_changed:
            self._see_selection()
        return has_changed

    def _see_selection(self) -> None:
        for each in self.maps:
            each.summary = None
        self.choice.take_selected(self.selection.mask)
        self._see_choice()

    def find_summary(self) -> Summary:
        """Return what there is to say of the selected images, of which there must be one.

        Changes nothing, so that another thread can do it.
        """
        return summarize(self.content, self.selection.indices)

    def take_summary(self, summary: Summary) -> None:
        """Keep what there is to say of the selected images."""
        self.summary = summary

    def undo(self, *others: object) -> object | None:
        """Take back the last pick, clearing or selection; returns whose it was, or None.

        `others`: of which changes count too, as of the own image.
        """
        owner = self.history.undo(self.board, self.selection, *others)
        if owner is self.selection:
            self._see_selection()
        return owner
