"""Puts the real `--help` of every script into README.md: run after changing flags."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.helpers.scripts import ROOT, load_script


def main():
    path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    for script in re.findall(r"```\n\$ python (\w+\.py) --help\n", text):
        said = load_script(script.removesuffix(".py")).build_parser().format_help()
        start = rf"(```\n\$ python {re.escape(script)} --help\n).*?(```)"
        text = re.sub(start, lambda found: found[1] + said + found[2], text, flags=re.DOTALL)  # noqa: B023
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
