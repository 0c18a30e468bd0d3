"""A weights file or an embedding, told apart by what is in it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from latent.maps.embedding_file import EmbeddingFile, load_embedding
from latent.tools.check import UserError

if TYPE_CHECKING:
    from latent.library.model import Model

HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


def open_file(path: str | os.PathLike) -> "Model | EmbeddingFile":
    """Open a weights file as a `Model`, or an embedding; see `latent.open`."""
    if not is_weights_file(path):
        return load_embedding(path)
    from latent.library.model import Model  # TensorFlow

    return Model.load(path)


def is_weights_file(path: str | os.PathLike) -> bool:
    """Return whether a file begins as weights do; raises UserError if it cannot be read."""
    path = Path(path)
    if not os.path.lexists(path):
        raise UserError(
            f"{path}: there is no such file; give weights of a training script, or an embedding "
            "of embed.py"
        )
    if not path.is_file():  # opening a named pipe would wait for ever
        raise UserError(f"cannot read {path}: it is not a file")
    try:
        with path.open("rb") as file:
            return file.read(len(HDF5_SIGNATURE)) == HDF5_SIGNATURE
    except OSError as problem:
        raise UserError(f"cannot read {path}: {problem.strerror or problem}") from problem
