"""Scripts run as a user runs them, and what they may say."""

import functools
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(path.name for path in ROOT.glob("*.py"))
# Nothing listens there: a script that looks for a download finds no network, at once.
CLOSED_PROXY = "http://127.0.0.1:9"


@functools.cache
def load_script(name):
    """Return a script as a module under a name of its own.

    A module called `sparse` would be taken for the library of that name by scipy.
    """
    spec = importlib.util.spec_from_file_location(f"{name}_script", ROOT / f"{name}.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_script(arguments, **environment):
    """Run Python with these arguments in the project's folder; returns the completed process.

    There is no display, no graphics card and no network, and data are looked for in an empty
    folder unless `LATENT_DATA` is given.
    """
    with tempfile.TemporaryDirectory() as empty:
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env=script_environment(**{"LATENT_DATA": empty, **environment}),
            capture_output=True,
            encoding="utf-8",
            timeout=600,
        )


def script_environment(**environment):
    """Return the environment that scripts are run in by tests, with changes."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LATENT_") and name.lower() != "no_proxy"
    }
    own = {"MPLBACKEND": "Agg", "CUDA_VISIBLE_DEVICES": "-1", "PYTHONIOENCODING": "utf-8"}
    # Both spellings are read, the small one first.
    proxies = dict.fromkeys(
        ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), CLOSED_PROXY
    )
    changes = {name: str(value) for name, value in environment.items()}
    return inherited | own | proxies | changes


def one_error_line(result, script):
    """Check that a finished script said one line that is an error, with status 2; returns it."""
    assert result.returncode == 2, result.stderr
    return check_error_line(result.stderr, script)


def check_error_line(said, script):
    """Check that what stood on standard error is one line, an error of this script."""
    assert "Traceback" not in said
    lines = said.splitlines()
    assert len(lines) == 1, said
    start = f"{script}: error: "
    assert lines[0].startswith(start), said
    return lines[0].removeprefix(start)
