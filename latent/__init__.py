"""See what autoencoders learn: train them, map their codes, walk between images.

The rooms of this package stand along the way of the data, and each imports only from rooms before
it (checked by `tests/test_imports.py`): tools, settings, data, codes, tiles, clustering, models,
maps, training, library, export, figures, reports, windows, cli, commands. `docs/architecture.md`
shows them.

As a library it has one function, `open`.
"""

import os
from typing import TYPE_CHECKING

from latent.tools.check import UserError

if TYPE_CHECKING:
    from latent.library.model import Model
    from latent.maps.embedding_file import EmbeddingFile

__all__ = ["UserError", "open"]


def open(path: str | os.PathLike) -> "Model | EmbeddingFile":
    """Open a file of this project, for a program of one's own.

    A weights file, `NAME.weights.h5`, becomes a `Model` with `encode(images)`, `decode(codes)` and
    `interpolate(start, end, steps, way)`. An embedding, `….pkl`, becomes an `EmbeddingFile` with
    `positions`, `codes`, `labels`, `images` and `place(codes)`. Which it is, is read in the file.
    Nothing in it is run. Raises UserError, in one line, if it is missing, damaged or neither.
    """
    from latent.library.opening import open_file  # slow, and not needed to import the package

    return open_file(path)
