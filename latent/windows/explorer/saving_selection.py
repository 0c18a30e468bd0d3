"""What becomes of a selection: files, beside the embedding, to train on the images or without."""

from pathlib import Path

import numpy as np

from latent.data.selection import Selection, digest_of, settings_from_json, write_selection
from latent.maps.embedding_file import EmbeddingFile
from latent.tools.check import UserError
from latent.windows.explorer.saving import next_free_stem

PART = "part"  # as the files are called


def save_selection(content: EmbeddingFile, indices: np.ndarray, path: Path) -> Path:
    """Write the images `indices` of a map beside the embedding at `path`, as JSON and as a table.

    Returns the path of both files without their endings. Raises UserError if they cannot be
    written, or if the map does not say which data it is of.
    """
    try:
        settings = settings_from_json(content.settings_json, content.dataset)
    except UserError as problem:
        raise UserError(
            f"{path.name} does not say which data it is of: make it again with embed.py"
        ) from problem
    stem = next_free_stem(path, PART)
    names, typefaces = content.label_names, content.font_names
    digest = digest_of(content.images, content.labels, indices)
    selection = Selection(
        settings=settings,
        n_images=len(content.images),
        indices=indices,
        digest=digest,
        names=[names[label] for label in content.labels[indices].tolist()],
        typefaces=None if typefaces is None else [typefaces[index] for index in indices.tolist()],
    )
    write_selection(stem, selection)
    return stem
