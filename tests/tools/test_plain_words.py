import logging
import sys

import pytest

from latent.tools.check import UserError
from latent.tools.plain_words import OutputLost, plain_output, printable, shown
from tests.helpers.scripts import run_script

WILD = "a\x1b[2J\nb\u202ec\udcffd\0"


@pytest.mark.parametrize("words", [WILD, "\r", "\x9b31m", "\u2028", "\U000e0001"])
def test_what_would_change_a_terminal_is_escaped(words):
    assert printable(words).isprintable()
    assert printable(words).encode()


def test_words_of_any_language_stay_as_they_are():
    assert printable("naïve Ελλάδα 漢字 × …") == "naïve Ελλάδα 漢字 × …"


@pytest.mark.parametrize("what", range(4))
def test_a_value_of_any_size_is_cut(what):
    value = ["x" * 10**6, "\x1b" * 10**6, 10**5000, [[1] * 10**5]][what]
    assert len(shown(value)) <= 80
    assert shown(value).isprintable()


def test_the_two_ends_of_what_is_cut_stay():
    assert shown("begin" + "x" * 1000 + "end").startswith("begin")
    assert shown("begin" + "x" * 1000 + "end").endswith("end")


def test_every_error_is_one_plain_line_of_bounded_length():
    words = str(UserError(f"{WILD} is wrong"))
    assert words.isprintable()
    assert words.endswith("is wrong")
    assert len(str(UserError("x" * 10**6))) <= 2000


def test_what_a_script_prints_and_warns_is_plain(capsys, monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    with plain_output():
        print(f"class {WILD.replace(chr(10), '')}\nnext line")
        logging.getLogger("latent.data").warning("typeface %s", "a\x1b[2J")
    said = capsys.readouterr()
    assert said.out == "class a\\x1b[2Jb\\u202ec\\udcffd\\x00\nnext line\n"
    assert said.err == "typeface a\\x1b[2J\n"


def test_standard_output_is_as_it_was_afterwards():
    before = sys.stdout
    with pytest.raises(UserError), plain_output():
        raise UserError("words")
    assert sys.stdout is before


def test_output_that_cannot_be_kept_is_said(tmp_path, monkeypatch):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(OutputLost, match="No space left"), plain_output():
            print("words")


def test_a_reader_that_leaves_ends_a_script_quietly_and_letters_it_lacks_are_escaped():
    code = """
import os, sys
from latent import cli
sys.modules["__main__"].__file__ = "a.py"
@cli.script
def main(argv):
    print("\\u00d7 \\u6f22")
    if argv:
        read, write = os.pipe()
        os.close(read)
        os.dup2(write, 1)
        print("nobody reads this", flush=True)
sys.exit(main(sys.argv[1:]))
"""
    plain = run_script(["-c", code], PYTHONIOENCODING="ascii")
    assert (plain.returncode, plain.stdout, plain.stderr) == (0, "\\xd7 \\u6f22\n", "")
    left = run_script(["-c", code, "leave"])
    assert (left.returncode, left.stderr) == (0, "")
