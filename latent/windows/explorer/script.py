"""A script, for `--do`: commands in words, done one after the other."""

import re
from typing import TYPE_CHECKING

from latent.tools.check import UserError, check_option
from latent.windows.explorer.scripting import on_map, on_tabs, on_window, questions
from latent.windows.explorer.scripting.command import Command

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

COMMANDS = questions.commands | on_tabs.commands | on_map.commands | on_window.commands


def read_script(text: str) -> list[tuple[Command, list[str]]]:
    r"""Return commands, which semicolons part, each with the words behind it.

    A semicolon that belongs to a word is written "\;". Raises UserError for an unknown command.

    >>> [(found.usage, words) for found, words in read_script("zoom 2; keys;")]
    [('zoom FACTOR', ['2']), ('keys', [])]
    """
    found = []
    for part in re.split(r"(?<!\\);", text):
        name, *words = part.replace(r"\;", ";").split() or [""]
        if name:
            check_option("--do", name, COMMANDS)
            found.append((COMMANDS[name], words))
    return found


def run_script(text: str, window: "ExploreWindow") -> None:
    """Do all that a script says, each thing after the one before is finished.

    Raises UserError, in one line that names the command, for one that cannot be done.
    """
    commands = read_script(text)
    background = window.window.background
    background.finish()
    for found, words in commands:
        try:
            found.action(window, words)
        except UserError as problem:
            raise UserError(f"--do {found.usage}: {problem}") from problem
        background.finish()
