"""Who may import whom: read from the source of every module, wherever in it an import stands."""

import ast
import sys
from typing import NamedTuple

import pytest

from tests.helpers.scripts import ROOT

# The rooms of `latent/`, along the way of the data: each imports only from rooms before it.
ROOMS = (
    *("tools", "settings", "data", "codes", "tiles", "clustering", "models", "maps", "training"),
    *("library", "export", "figures", "reports", "windows", "cli", "commands", "demo"),
)
# TensorFlow and windows never meet: what is drawn gets numbers and functions.
APART = {("figures", "models"), ("figures", "training")}
APART |= {("windows", room) for room in ("models", "training", "reports")}
# Libraries that only some rooms or modules may import.
OWNERS = {
    "tensorflow": ("tools.quiet_tensorflow",),
    "keras": ("tools.quiet_tensorflow",),
    "latent.tools.quiet_tensorflow": ("models", "training", "data.tfds"),
    "tensorflow_datasets": ("data.tfds",),
    "matplotlib": ("figures", "windows", "data.font_files"),  # the last asks where fonts are
    "h5py": ("training",),
    "tqdm": ("tools.progress",),
}
# Slow to import, so only within the function that needs them.
LATE = {"openTSNE", "pynndescent", "tensorflow_datasets", "umap"}
# What scripts may import before their flags are parsed.
QUICK = ("cli", "commands.train", "tools", "settings", "windows.screen", "clustering.settings")
QUICK += ("data.characters",)


class Import(NamedTuple):
    """One imported module; `is_late` if the import stands within a function."""

    name: str
    is_late: bool


def module_sources():
    """Return the source of every module of the package and of every script, by dotted name."""
    sources = {}
    for path in [*ROOT.glob("*.py"), *(ROOT / "latent").rglob("*.py")]:
        parts = path.relative_to(ROOT).with_suffix("").parts
        sources[".".join(parts).removesuffix(".__init__")] = path.read_text(encoding="utf-8")
    return sources


def imports_of(source, modules):
    """Return what a module imports; `from a import b` is a.b if that is one of `modules`."""
    found = set()

    def visit(node, is_late):
        if isinstance(node, ast.Import):
            found.update(Import(alias.name, is_late) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            inner = [f"{base}.{alias.name}" for alias in node.names]
            found.update(Import(name if name in modules else base, is_late) for name in inner)
        elif getattr(node, "attr", getattr(node, "id", "")) in ("import_module", "__import__"):
            found.add(Import(".computed", is_late))
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            visit(child, is_late or is_function)

    visit(ast.parse(source), False)
    return found


def is_within(module, places):
    """Whether a module is one of these rooms or modules of the package, or within one."""
    return any(f"{module}.".startswith(f"latent.{place}.") for place in places)


def offence_of(module, imported):
    """Return what is wrong with one import, or None."""
    name, library = imported.name, imported.name.partition(".")[0]
    owner = name if name in OWNERS else library
    if name.startswith("."):
        return "write the whole name of what is imported"
    if library in sys.stdlib_module_names or module.endswith(".__main__"):
        return None
    if owner in OWNERS and not is_within(module, OWNERS[owner]):
        return f"only {' and '.join(OWNERS[owner])} may import {owner}"
    if library in LATE and not imported.is_late:
        return "import it within the function that needs it, it is slow"
    if (ROOT / library).with_suffix(".py").exists() or library in ("tests", "benchmarks"):
        return "nothing imports a script, a test or a benchmark"
    if library != "latent" or name == "latent":
        return None
    if not module.startswith("latent"):
        quick = imported.is_late or is_within(name, QUICK)
        return None if quick else "a script imports this after its flags are parsed"
    room, other = (f"{each}..".split(".")[1] for each in (module, name))
    if {room, other} - {*ROOMS, ""}:
        return f"ROOMS in tests/test_imports.py has no {room} or no {other}"
    if (room, other) in APART or (room and ROOMS.index(other) > ROOMS.index(room)):
        return f"{room} may not import from {other}"
    return None


def find_offences(sources):
    """Return one line for everything in these modules that breaks a rule."""
    return [
        f"{module} imports {imported.name}: {problem}"
        for module, source in sorted(sources.items())
        for imported in sorted(imports_of(source, sources))
        if (problem := offence_of(module, imported))
    ]


def test_every_module_imports_only_from_rooms_before_its_own():
    sources = module_sources()
    assert {"latent", "latent.tools.check", "latent.data", "dense"} <= sources.keys()
    assert find_offences(sources) == []


def test_every_room_is_there_and_says_what_it_is_for():
    for room in ROOMS:
        path = ROOT / "latent" / room
        source = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text()
        assert ast.get_docstring(ast.parse(source)), room


@pytest.mark.parametrize(
    ("module", "source", "problem"),
    [
        ("latent.surprise", "import latent.data", "has no surprise"),
        ("latent.data.idx", "from latent import models", "data may not import from models"),
        ("latent.data.idx", "def f():\n import latent.maps", "data may not import from maps"),
        ("latent.data.idx", "from . import cache", "write the whole name"),
        ("latent.data.idx", "__import__('x')", "write the whole name"),
        ("latent.data.idx", "import tensorflow_datasets", "only data.tfds may import"),
        ("latent.data.tfds", "import tensorflow_datasets", "import it within the function"),
        ("latent.models.vae", "import keras", "only tools.quiet_tensorflow may import keras"),
        ("latent.figures", "from latent.tools.quiet_tensorflow import tf", "only models and"),
        ("latent.reports", "from matplotlib import pyplot", "only figures and windows"),
        ("latent.windows.window", "import latent.models", "windows may not import from models"),
        ("latent.commands.train", "import dense", "nothing imports a script"),
        ("dense", "from latent import models", "a script imports this after its flags"),
    ],
)
def test_an_import_that_breaks_a_rule_is_found(module, source, problem):
    modules = module_sources()
    offences = find_offences(modules | {module: source})
    assert len(offences) == 1, offences
    assert problem in offences[0]
