"""Questions asked of the map: a search, the neighbours of an image, what a place is decoded to."""

from latent.windows.explorer.actions.base import Actions

HERE = "decode here"  # the name of work in the background


class Asking(Actions):
    """The search line, the nearest codes of an image, and places that are decoded."""

    # Search.

    def open_search(self) -> None:
        """Show the line to search in; keys are written into it until it is closed."""
        self.explorer.search.look_for("")
        self.whole.map.show_ring()  # a hidden image is pointed at no more
        self.open_line()
        self.status.say("return: the next, shift+return: pick it, escape: close")

    def open_line(self) -> None:
        """Show the line as it is; keys are written into it."""
        self.whole.show_line(self.whole.search, True)
        self.window.input.write_with(self._write)

    def search_for(self, text: str) -> None:
        """Show what `text` means."""
        self.explorer.search.look_for(text)
        self._show_found()

    def fly_on(self) -> None:
        """Look at the next image that was found."""
        if self.explorer.search.fly_on():
            self._show_found()

    def pick_found(self) -> None:
        """Pick the image that was flown to, or the first one, for the current slot."""
        if self.explorer.search.current is None:
            self.fly_on()
        if self.explorer.pick_found():
            self.whole.experimenting.show_picks()

    def close_search(self) -> None:
        """Hide the search line, and show again what had faded."""
        self.explorer.search.close()
        self.window.input.write_with(None)
        self.whole.show_line(self.whole.search, False)
        self.whole.looking.show_choice()

    def _write(self, key: str) -> None:
        """Do what a key does in the search line."""
        text = self.explorer.search.text
        match key:
            case "escape":
                self.close_search()
            case "enter":
                self.fly_on()
            case "shift+enter":
                self.pick_found()
            case "backspace":
                self.search_for(text[:-1])
            case _ if len(key) == 1:
                self.search_for(text + key)

    def _show_found(self) -> None:
        self.whole.search.show()
        self.whole.show_pointed()
        for panel in (self.whole.map, self.whole.legend, self.status):
            panel.show()

    # Neighbours.

    def toggle_near(self) -> None:
        """Show the nearest codes of the image pointed at, or, if they are shown, no more."""
        explorer = self.explorer
        self.window.input.point_again()
        index = explorer.pointer.image
        if index is None and explorer.neighbors.shown is None:
            self.status.say("point at an image, then press the key, to see its nearest codes")
            return
        near = explorer.neighbors.shown
        is_same = near is not None and index in (None, near.index)
        if not explorer.neighbors.show(None if is_same else index) and not is_same:
            self.status.say("there is no other image")
            explorer.neighbors.show(None)
            return
        self.show_near_found()

    def show_near(self, index: int) -> None:
        """Show the nearest codes of an image."""
        self.explorer.pointer.point_at_image(index)
        self.explorer.neighbors.show(index)
        self.show_near_found()

    def show_near_found(self) -> None:
        """Show the nearest codes that were found, or no more."""
        is_open = self.explorer.neighbors.shown is not None
        self.whole.show_pointed()
        self.whole.map.show()
        self.status.say("click one to go on from there, n: close" if is_open else "")

    # Places.

    def toggle_here(self) -> None:
        """Decode the place of the map that is pointed at, whether an image is there or not."""
        explorer, background = self.explorer, self.background
        if explorer.here.is_on:
            self._here_toggled()
        elif not background.is_busy(HERE):
            background.start(HERE, explorer.here.prepare, self._here_toggled)

    def end_here(self) -> None:
        """Decode no place any more."""
        self.background.forget(HERE)
        if self.explorer.here.is_on:
            self._here_toggled()

    def _here_toggled(self, nothing: None = None) -> None:
        self.explorer.here.toggle()
        self.whole.map.show_moved()
        self.whole.show_pointed()
        self.status.say("")

    def decode_at(self, x: float, y: float) -> None:
        """Decode a position of the map."""
        if not self.explorer.here.is_on:
            self.explorer.here.toggle()
        self.explorer.here.look_at(x, y)
        self.whole.map.show()
        self.whole.show_pointed()
        self.status.say("")
