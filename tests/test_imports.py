"""Who may import whom: read from the source of every module, wherever in it an import stands."""

import ast
import sys
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.helpers import ROOT

# A module, or a folder with all of its modules, stands at the lowest level that lets it import
# what it needs. 3 (TensorFlow) and 4 (matplotlib) never import each other; 5 joins them.
LEVELS = {
    1: (
        "batches",
        "bits",
        "chance",
        "check",
        "cli",
        "clustering.settings",
        "data.characters",
        "data.fontset",
        "figure_names",
        "files",
        "gray_levels",
        "gui",
        "hidden_imports",
        "interrupts",
        "palette",
        "quiet_tensorflow",
        "sampling",
        "schedules",
        "settings",
        "snapshots",
        "tf_config",
    ),
    2: (
        "bit_neighbors",
        "blitting",
        "clustering",
        "data",
        "embedding",
        "embedfile",
        "kernel_pca",
        "gui.cluster_picture",
        "gui.clusters",
        "gui.explore",
        "gui.font_sheet",
        "gui.lettering",
        "gui.map_picture",
        "gui.picking",
        "gui.saving",
        "gui.tile_sizes",
        "map_quality",
        "measures",
        "neighbors",
        "pca",
        "principal_components",
        "progress",
        "resizing",
        "tile_speed",
        "tiles",
    ),
    3: ("denoising", "distribution", "models", "training", "weights"),
    4: (
        "display",
        "figures",
        "gui.browser",
        "gui.card_panel",
        "gui.character_strip",
        "gui.cluster_window",
        "gui.clusters_panel",
        "gui.controls",
        "gui.epsilon_plot",
        "gui.explore_saving",
        "gui.explore_window",
        "gui.keys_panel",
        "gui.legend_panel",
        "gui.map_panel",
        "gui.pixels",
        "gui.results_panel",
        "gui.window",
        "gui.words",
    ),
    5: (
        "data.__main__",
        "decoder_process",
        "demo",
        "experiment",
        "figures.__main__",
        "exploring",
        "font_choosing",
        "mapmaking",
        "pca_report",
        "run_figures",
        "space_figures",
        "stage",
        "stage_figures",
        "vae_figures",
    ),
}
SCRIPT = 6

# The lowest level at which each library may be imported. A library that has an owner is for
# that module, or for the modules of that level, and for nobody else.
LIBRARIES = {
    "numpy": 1,
    "PIL": 2,
    "joblib": 2,
    "llvmlite": 2,
    "numba": 2,
    "openTSNE": 2,
    "pyarrow": 2,
    "scipy": 2,
    "sklearn": 2,
    "threadpoolctl": 2,
    "tqdm": 2,
    "umap": 2,
    "h5py": 3,
}
OWNED_LIBRARIES = {
    "keras": "latent.quiet_tensorflow",
    "matplotlib": 4,
    "tensorflow": "latent.quiet_tensorflow",
    "tensorflow_datasets": "latent.data.tfds",
}
# It asks matplotlib where fonts are, and draws nothing.
ALSO_ALLOWED = {("latent.data.font_files", "matplotlib")}
LATE = {"openTSNE", "tensorflow_datasets", "umap", "latent.quiet_tensorflow"}
WHERE = "LEVELS in tests/test_imports.py"


@dataclass(frozen=True)
class Import:
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
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.add(Import(inner if inner in modules else base, is_late))
        elif getattr(node, "attr", getattr(node, "id", "")) in ("import_module", "__import__"):
            found.add(Import("importlib.import_module", is_late))
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            visit(child, is_late or is_function)

    visit(ast.parse(source), False)
    return found


def level_of(module):
    """Return a module's level, or None if it is listed nowhere."""
    if module == "latent":
        return 1
    if not module.startswith("latent."):
        return SCRIPT
    found = [
        (len(name), level)  # a module's own entry counts more than its folder's
        for level, names in LEVELS.items()
        for name in names
        if f"{module}.".startswith(f"latent.{name}.")
    ]
    return max(found)[1] if found else None


def offence_of(module, imported, modules):
    """Return what is wrong with one import, or None."""
    level, name = level_of(module), imported.name
    library = name.partition(".")[0]
    if name.startswith("."):
        return "write the whole name of what is imported"
    if name == "importlib.import_module":
        return "an import by a computed name cannot be checked"
    if library in sys.stdlib_module_names:
        return None
    if library == "latent":
        if name not in modules:
            return "there is no such module"
        return offence_within(level, imported, module)
    if library in OWNED_LIBRARIES:
        owner = OWNED_LIBRARIES[library]
        if owner not in (module, level) and (module, library) not in ALSO_ALLOWED:
            owner = owner if isinstance(owner, str) else f"level {owner}"
            return f"only {owner} may import {library}"
    elif library not in LIBRARIES:
        if library in modules or library in ("tests", "benchmarks"):
            return "nothing imports a script, a test or a benchmark"
        return "the library is listed nowhere: put it into LIBRARIES in tests/test_imports.py"
    elif level < LIBRARIES[library]:
        return f"level {level} may not import {library}"
    if library in LATE and not imported.is_late:
        return "import it within the function that needs it, it is slow"
    return None


def offence_within(level, imported, module):
    """Return what is wrong with one import of a module of the package, or None."""
    other = level_of(imported.name)
    if other is None:
        return f"{imported.name} is listed nowhere"
    if imported.name == "latent.quiet_tensorflow":
        if level == 3:
            return None
        if module == OWNED_LIBRARIES["tensorflow_datasets"] and imported.is_late:
            return None
        return "only level 3 may import TensorFlow"
    if level == SCRIPT and other > 1 and not imported.is_late:
        return "a script imports this after its flags are parsed"
    if other > level or (level, other) == (4, 3):
        return f"level {level} may not import level {other}"
    return None


def find_offences(sources):
    """Return one line for everything in these modules that breaks a rule."""
    offences = []
    for module, source in sorted(sources.items()):
        if level_of(module) is None:
            offences.append(f"{module} has no level: list it in {WHERE}")
            continue
        for imported in sorted(imports_of(source, sources), key=lambda each: each.name):
            if problem := offence_of(module, imported, sources):
                offences.append(f"{module} imports {imported.name}: {problem}")
    return offences


def find_cycle(sources):
    """Return modules that import each other in a circle, or None."""
    graph = {
        module: {imported.name for imported in imports_of(source, sources)} & sources.keys()
        for module, source in sources.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as problem:
        return problem.args[1]
    return None


def test_every_import_keeps_to_the_levels():
    sources = module_sources()
    assert {"latent", "latent.check", "latent.data", "latent.data.idx", "dense"} <= sources.keys()
    assert find_offences(sources) == []


def test_nothing_is_imported_in_a_circle():
    assert find_cycle(module_sources()) is None


def test_every_listed_module_is_there_and_listed_once():
    listed = [name for names in LEVELS.values() for name in names]
    assert len(listed) == len(set(listed))
    missing = {f"latent.{name}" for name in listed} - module_sources().keys()
    assert not missing, f"take {missing} out of {WHERE}"


PACKAGE = {f"latent.{name}": "" for names in LEVELS.values() for name in names} | {
    "latent": "",
    "latent.data.tfds": "",
    "dense": "",
}


@pytest.mark.parametrize(
    ("module", "source", "problem"),
    [
        ("latent.surprise", "", "latent.surprise has no level: list it in LEVELS in tests/test_im"),
        ("latent.check", "from latent import pca", "level 1 may not import level 2"),
        ("latent.check", "import latent.models", "level 1 may not import level 3"),
        ("latent.check", "from latent.models import build", "level 1 may not import level 3"),
        ("latent.check", "def f():\n from latent import pca", "level 1 may not import level 2"),
        ("latent.check", "if True:\n import sklearn.svm", "level 1 may not import sklearn"),
        ("latent.check", "import pandas", "the library is listed nowhere"),
        ("latent.check", "from . import files", "write the whole name"),
        ("latent.check", "from .files import write_json", "write the whole name"),
        ("latent.check", "import importlib\nimportlib.import_module('x')", "cannot be checked"),
        ("latent.check", "__import__('x')", "cannot be checked"),
        ("latent.check", "import latent.nothing", "there is no such module"),
        ("latent.pca", "import h5py", "level 2 may not import h5py"),
        ("latent.pca", "import umap", "import it within the function"),
        ("latent.pca", "class A:\n from openTSNE import TSNE", "import it within the function"),
        ("latent.pca", "from latent import figures", "level 2 may not import level 4"),
        ("latent.pca", "from latent.quiet_tensorflow import tf", "only level 3 may import TensorF"),
        ("latent.models", "import keras", "only latent.quiet_tensorflow may import keras"),
        ("latent.models", "from tensorflow import nn", "only latent.quiet_tensorflow may import"),
        ("latent.models", "from latent import figures", "level 3 may not import level 4"),
        ("latent.models", "import matplotlib", "only level 4 may import matplotlib"),
        ("latent.figures", "from latent import weights", "level 4 may not import level 3"),
        ("latent.figures", "from latent import demo", "level 4 may not import level 5"),
        ("latent.demo", "from matplotlib import pyplot", "only level 4 may import matplotlib"),
        ("latent.demo", "from latent.quiet_tensorflow import tf", "only level 3 may import Tensor"),
        ("latent.demo", "import dense", "nothing imports a script"),
        ("latent.demo", "from tests import helpers", "nothing imports a script, a test"),
        (
            "latent.data",
            "def f():\n import tensorflow_datasets",
            "only latent.data.tfds may import",
        ),
        ("latent.data.tfds", "import tensorflow_datasets", "import it within the function"),
        ("latent.data.tfds", "from latent import quiet_tensorflow", "only level 3 may import Tens"),
        ("dense", "from latent import demo", "a script imports this after its flags are parsed"),
        ("dense", "import dense", "nothing imports a script"),
    ],
)
def test_an_import_that_breaks_a_rule_is_found(module, source, problem):
    offences = find_offences(PACKAGE | {module: source})
    assert len(offences) == 1, offences
    assert problem in offences[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("latent.check", "import numpy as np\nfrom latent import files\nimport os.path"),
        ("latent.pca", "from latent.check import UserError\nfrom sklearn.svm import SVC"),
        ("latent.pca", "def f():\n import umap"),
        ("latent.models", "import h5py\nfrom latent.quiet_tensorflow import keras, tf"),
        ("latent.figures", "import matplotlib.style\nfrom latent.tiles import mosaic"),
        ("latent.quiet_tensorflow", "import keras\nimport tensorflow as tf"),
        ("latent.data.tfds", "def f():\n from latent import quiet_tensorflow"),
        ("latent.data.tfds", "def f():\n import tensorflow_datasets"),
        ("latent.demo", "from latent import figures, models"),
        ("dense", "from latent import cli\ndef main():\n from latent import demo"),
    ],
)
def test_an_import_that_keeps_to_the_rules_is_let_through(module, source):
    assert find_offences(PACKAGE | {module: source}) == []


def test_a_circle_is_found_even_if_one_of_its_imports_is_late():
    sources = PACKAGE | {
        "latent.check": "from latent import files",
        "latent.files": "import latent.cli",
        "latent.cli": "def f():\n from latent.check import UserError",
    }
    assert set(find_cycle(sources)) == {"latent.check", "latent.files", "latent.cli"}
    assert find_cycle(PACKAGE | {"latent.check": "from latent import files"}) is None
