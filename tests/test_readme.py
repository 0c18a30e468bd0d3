import re
import sys

import pytest

from tests.helpers.scripts import ROOT, SCRIPTS, load_script

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="argparse words differ by version")
def test_the_readme_shows_the_real_help_of_every_script(script):
    parser = load_script(script.removesuffix(".py")).build_parser()
    shown = re.search(rf"```\n\$ python {re.escape(script)} --help\n(.*?)```", README, re.DOTALL)
    assert shown, f"README.md has no help of {script}; run python tests/update_readme.py"
    assert shown[1] == parser.format_help(), "run python tests/update_readme.py"


def test_every_picture_the_readme_shows_is_there_and_small():
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures
    for name in pictures:
        assert (ROOT / name).stat().st_size < 400_000, name


def test_every_file_the_readme_links_to_is_there():
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#]+)\)", README)
    for name in links:
        assert name.startswith("http") or (ROOT / name).exists(), name
