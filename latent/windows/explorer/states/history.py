"""What can be undone, in the order in which it was done, as far back as the window's beginning."""

from collections.abc import Callable


class History:
    """Changes to several things that have a state, each noted with what brings the old one back."""

    def __init__(self) -> None:
        self._changes: list[tuple[object, Callable[[], object]]] = []

    def note(self, owner: object, restore: Callable[[], object]) -> None:
        """Note, before something changes, what makes it as it was."""
        self._changes.append((owner, restore))

    def undo(self, *owners: object) -> object | None:
        """Take back the last change of any of these; returns whose it was, or None."""
        for k in reversed(range(len(self._changes))):
            owner, restore = self._changes[k]
            if any(owner is other for other in owners):
                del self._changes[k]
                restore()
                return owner
        return None
