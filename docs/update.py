"""Puts the real `--help` of every command into the pages that show it: `make docs`."""

import re
import sys
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.helpers.scripts import ROOT, SCRIPTS, run_script

COMMANDS = (*SCRIPTS, "-m latent.data", "-m latent.figures", "-m latent.export")
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
HELP = re.compile(r"(?<=```\n\$ python )(\S+\.py|-m \S+)( --help\n)(.*?)(?=```)", re.DOTALL)


def main() -> None:
    for page in PAGES:
        page.write_text(with_real_help(page.read_text(encoding="utf-8")), encoding="utf-8")


def with_real_help(text: str) -> str:
    """Return a page's text with every help text in it as the command prints it now."""
    return HELP.sub(lambda found: found[1] + found[2] + help_of(found[1]), text)


@cache
def help_of(command: str) -> str:
    """Return what `python COMMAND --help` prints."""
    return run_script([*command.split(), "--help"]).stdout


if __name__ == "__main__":
    main()
