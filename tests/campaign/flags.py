"""Random command lines, drawn from each script's own parser: they end with 0 or 2, and no more.

Scripts run within this process until they would load data or files: what they would do then is
replaced by the end of the script.

python -m tests.campaign.flags                       5,000 command lines
python -m tests.campaign.flags --number 7            one of them again, with all it says
"""

import argparse
import contextlib
import importlib
import io
import os
import random
import sys
import tempfile
import traceback
from pathlib import Path
from unittest import mock

from tests.campaign.mutate import WILD_TEXTS
from tests.helpers.scripts import load_script

N_TRIES = 5_000
TRAINING = ("dense", "vae", "sparse", "conv")
# Of each script: the module with its parser, None for the script itself, and where it is ended.
SCRIPTS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    **dict.fromkeys(TRAINING, (None, ("latent.data.load_for",))),
    "embed": (
        None,
        (
            "latent.commands.map_source.source_from_weights",
            "latent.commands.map_source.source_from_pixels",
        ),
    ),
    "evaluate": (None, ("latent.commands.evaluate.load_models",)),
    "explore_latent": (None, ("latent.commands.explore.open_explorer",)),
    "cluster_fonts": (None, ("latent.commands.choose_fonts.load_alphabets",)),
    "draw_tiles": (None, ("latent.data.load_for",)),
    "pca_digits": (None, ("latent.data.load_for",)),
    "latent.data": ("latent.commands.show_data", ("latent.data.loading.load_for",)),
    "latent.figures": (
        "latent.commands.redraw_figures",
        ("latent.training.weights_file.load_weights",),
    ),
    "latent.export": (
        "latent.commands.export",
        ("latent.maps.embedding_file.load_embedding", "latent.training.weights_file.load_weights"),
    ),
}
INTEGERS = ("-1", "0", "1", "2", "5", "16", "28", "784", "70000", "2147483648", "9" * 400)
NO_INTEGERS = ("", "x", "1e3", "0.5", "nan", "inf", "-0.0", "١٢", "1_000", " 7 ", "0x10", "+3")
TEXTS = (
    *("optdigits", "digits", "typefaces", "here", "a.json", "a.csv", "a.npy", "a.png"),
    *("b.csv.zip", "a.weights.h5", "folder", "folder/inner", "/dev/null", "missing", ".", ".."),
    *("-", "all", "none", "TSNE", "PCA", "GPU:0", "CPU:0", "CPU:1", "1:50", "noise:10", "good"),
    *("abc", "html", "keras", "\udcff"),
)


def make_files(folder: Path) -> None:
    """Write the files that command lines name."""
    (folder / "folder" / "inner").mkdir(parents=True)
    for name in ("a.json", "a.csv", "a.npy", "a.weights.h5", "b.csv.zip"):
        (folder / name).write_text("{")


def command_line(parser: argparse.ArgumentParser, rng: random.Random) -> list[str]:
    """Draw the words of a command line that a parser knows, or nearly."""
    words: list[str] = []
    actions = [action for action in parser._actions if action.option_strings]
    for action in rng.sample(actions, min(len(actions), rng.choice((0, 1, 2, 3, 5)))):
        words += [rng.choice(action.option_strings), *_values(action, rng)]
    if rng.random() < 0.1:
        words.append(rng.choice(("--unknown", "-x", "--", "--epoch", *WILD_TEXTS)))
    for action in parser._actions:
        if not action.option_strings and rng.random() < 0.9:
            place = rng.choice((0, len(words)))
            words[place:place] = _values(action, rng)
    # The system hands no zero bytes over.
    return [word.replace("\0", "").replace("\ud800", "\udcff") for word in words]


def _values(action: argparse.Action, rng: random.Random) -> list[str]:
    if action.nargs == 0:
        return []
    most = {"*": 3, "+": 3, "?": 1, None: 1}.get(action.nargs, action.nargs)
    least = 0 if action.nargs in ("*", "?") else 1
    n = rng.randint(least, most) if rng.random() < 0.9 else rng.randint(0, 6)
    return [_value(action, rng) for _ in range(n)]


def _value(action: argparse.Action, rng: random.Random) -> str:
    if rng.random() < 0.1:
        return rng.choice((*WILD_TEXTS, *NO_INTEGERS))
    if action.choices is not None and rng.random() < 0.9:
        return str(rng.choice(list(action.choices)))
    if action.type is int:
        return rng.choice(INTEGERS)
    if action.type is not None:
        return rng.choice((*INTEGERS, "0.5", "1e-3", "0.99", "1e308", "nan", "inf", "1e-400"))
    return rng.choice(TEXTS)


def try_one(number: int) -> tuple[list[str], str]:
    """Run the command line of a number; returns it, and what is wrong, or ""."""
    rng = random.Random(f"flags {number}")
    name = rng.choice(list(SCRIPTS))
    module_name, ends = SCRIPTS[name]
    script = load_script(name) if module_name is None else importlib.import_module(module_name)
    words = command_line(script.build_parser(), rng)
    stopped = mock.Mock(side_effect=SystemExit(0))
    out, err = io.StringIO(), io.StringIO()
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as patches:
        here = Path(folder) / "so" / "deep" / "that" / "nothing" / "leads" / "out"
        here.mkdir(parents=True)
        make_files(here)
        os.chdir(here)
        patches.callback(os.chdir, before)
        for end in ends:
            patches.enter_context(mock.patch(end, stopped))
        patches.enter_context(contextlib.redirect_stdout(out))
        patches.enter_context(contextlib.redirect_stderr(err))
        try:
            status = script.main(words)
        except SystemExit as end:
            status = end.code
        except BaseException:
            status = traceback.format_exc(limit=-4)
    said = err.getvalue()
    problem = ""
    if status not in (0, 2):
        problem = f"it ended with {status}"
    elif status == 2 and not _ends_in_one_error(said):
        problem = f"it said {said!r}"
    return [name, *words], problem


def _ends_in_one_error(said: str) -> bool:
    """Return whether the last line is an error and all before it are warnings, if there are any."""
    lines = said.split("\n")
    is_error = [": error: " in line for line in lines]
    is_last = is_error[-2:] == [True, False] and is_error.count(True) == 1
    return is_last and all(line.isprintable() for line in lines) and not lines[-1]


def run(n_tries: int, first: int = 0) -> list[int]:
    """Try so many command lines; prints what is wrong, returns the numbers of those."""
    bad = []
    for number in range(first, first + n_tries):
        words, problem = try_one(number)
        if problem:
            bad.append(number)
            again = f"python -m tests.campaign.flags --number {number}"
            print(f"{words}: {problem}\n  again: {again}", flush=True)
    print(f"command lines: {n_tries - len(bad):,} as they should be, {len(bad):,} not", flush=True)
    return bad


def main() -> int:
    """Run what the flags ask for; the status says whether all went well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=N_TRIES)
    parser.add_argument("--number", type=int, help="one try only")
    arguments = parser.parse_args()
    if arguments.number is not None:
        return 1 if run(1, arguments.number) else 0
    return 1 if run(arguments.tries) else 0


if __name__ == "__main__":
    sys.exit(main())
