"""Names of runs that were continued: they tell how many epochs it has been in all.

A run of 25 epochs is `NAME`; continued, it becomes `NAME-total50`, then `NAME-total75`. Earlier
files stay as they are.
"""

import glob
import re
from pathlib import Path

from latent.settings import WEIGHTS_ENDING


def continued_name(name: str, n_epochs: int) -> str:
    """Return the name of a run that goes on to `n_epochs` epochs in all.

    >>> continued_name("dense-digits-d_latent16", 50)
    'dense-digits-d_latent16-total50'
    """
    return f"{name}-total{n_epochs}"


def newest_weights(folder: Path, name: str) -> Path:
    """Return the weights file of a run or of its latest continuation, whichever is the newest.

    If there is none it is the path that the run's own file would have.
    """
    own = folder / f"{name}{WEIGHTS_ENDING}"
    pattern = re.compile(re.escape(name) + r"-total(\d+)" + re.escape(WEIGHTS_ENDING))
    found = [(0, own)] if own.exists() else []
    for path in folder.glob(f"{glob.escape(name)}-total*{WEIGHTS_ENDING}"):
        match = pattern.fullmatch(path.name)
        if match:
            found.append((int(match[1]), path))
    if not found:
        return own
    return max(found, key=lambda item: (item[1].stat().st_mtime_ns, item[0]))[1]
