"""A command in words, and several by their names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

Action = Callable[["ExploreWindow", list[str]], object]  # of the words behind the name


@dataclass(frozen=True)
class Command:
    """What stands behind a name: how it is written, words on what it does, and what does it."""

    usage: str
    words: str
    action: Action


class Commands(dict[str, Command]):
    """Commands by their names."""

    def add(self, usage: str, words: str) -> Callable[[Action], Action]:
        """Let a function be the command whose name is the first word of `usage`."""

        def register(action: Action) -> Action:
            self[usage.split()[0]] = Command(usage, words, action)
            return action

        return register
