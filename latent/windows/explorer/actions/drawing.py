"""The user's own image: drawn on paper or opened, and what follows from it."""

from functools import partial

import numpy as np

from latent.tools.check import UserError
from latent.windows.explorer.actions.base import Actions
from latent.windows.explorer.decoding import DecoderLost
from latent.windows.explorer.panels.pad import CLEAR, OPEN, PICK_NEAR
from latent.windows.explorer.states.own_image import Found as FoundOwn

OWN, WARM_UP = "own image", "warm up"  # the names of work in the background


class Drawing(Actions):
    """Paper that stands where the results are, and the image that is on it."""

    def toggle_pad(self) -> None:
        """Show paper to draw on in place of the results, or the results again."""
        if self.whole.pad.is_visible:
            self.whole.show_instead(None)
            self.status.say("")
            return
        self.whole.show_instead(self.whole.pad)
        what = "draw, or open a file"
        if self.explorer.own.preparing.is_whole:
            what = "open a file NAME.glyphs.csv of complete_typeface.py"
        self.status.say(f"{what}; i: back to the results")
        # The first image takes longest, so it is not one that somebody waits for.
        encode = self.explorer.coder.encode
        if encode is not None:
            warm_up = partial(encode, np.zeros_like(self.explorer.content.images[:1]))
            self.background.start(WARM_UP, warm_up, otherwise=self.whole.telling.excuse)

    def open_image(self, path: str) -> None:
        """Take an image file for the own image, and show what becomes of it."""
        try:
            self.explorer.own.open(path)
        except UserError as problem:
            self.status.say(str(problem))
            return
        self.show_own()
        self.status.say(f"opened {path}")

    def show_own(self) -> None:
        """Show the own image, and what the model makes of it."""
        if not self.whole.pad.is_visible:
            self.toggle_pad()
        self.show_drawing()

    def show_drawing(self) -> None:
        """Show what follows from what is on the paper now."""
        try:
            coder = self.explorer.coder
            self.explorer.own.run_through(coder.encode, coder.decode)
        except DecoderLost as problem:
            self.whole.decoders.restart(problem)
        self.whole.pad.show()
        if self.explorer.own.is_empty:
            self.whole.map.show()
        self._find_own()

    def _find_own(self) -> None:
        """Find where the own image lies and what is near, which can take long."""
        find = self.explorer.own.finder(self.explorer.neighbors.codes)
        if find is not None and not self.background.is_busy(OWN):
            self.background.start(OWN, find, self._take_own, self.whole.telling.excuse)

    def _take_own(self, found: FoundOwn) -> None:
        if not self.explorer.own.take_found(found):
            self._find_own()  # it was drawn on meanwhile
        self.whole.pad.show()
        self.whole.map.show()

    def act(self, action: str) -> None:
        """Do what was pressed beside the paper: one of ACTIONS, or PICK_NEAR."""
        if action == CLEAR:
            self.explorer.own.clear()
            self.show_drawing()
        elif action == OPEN:
            self.whole.show_line(self.whole.file, True)
            self.window.input.write_with(self._write_path)
        else:
            pick = self.explorer.pick if action == PICK_NEAR else self.explorer.pick_own
            if pick():
                self.whole.experimenting.show_picks()
            else:
                self.status.say("draw something first, or wait until its place is found")

    def _write_path(self, key: str) -> None:
        """Do what a key does in the line for a file."""
        match key:
            case "escape" | "enter":
                path, self.whole.file.text = self.whole.file.text, ""
                self.window.input.write_with(None)
                self.whole.show_line(self.whole.file, False)
                if key == "enter":
                    self.open_image(path)
                return
            case "backspace":
                self.whole.file.text = self.whole.file.text[:-1]
            case _ if len(key) == 1:
                self.whole.file.text += key
        self.whole.file.show()
