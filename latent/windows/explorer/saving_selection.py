"""What becomes of a selection: files, beside the embedding, to train on the images or without."""

import json
from pathlib import Path

from latent.data.selection import Selection, data_settings, digest_of, write_selection
from latent.maps.embedding_file import EmbeddingFile
from latent.settings import DATASET_NAMES, Settings
from latent.tools.check import UserError
from latent.windows.explorer.saving import next_free_stem

PART = "part"  # as the files are called


def save_selection(content: EmbeddingFile, indices, path: Path) -> Path:
    """Write the images `indices` of a map beside the embedding at `path`, as JSON and as a table.

    Returns the path of both files without their endings. Raises UserError if they cannot be
    written, or if the map does not say which data it is of.
    """
    settings = settings_of(content, path)
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


def settings_of(content: EmbeddingFile, path: Path) -> Settings:
    """Return the settings of a map's data; raises UserError if the file at `path` has none."""
    try:
        values = json.loads(content.settings_json)
    except (ValueError, RecursionError):
        values = {}
    # Maps of pixels once said only the data set's name, which is enough for those that have one.
    if not values and content.dataset in DATASET_NAMES:
        values = {"dataset": content.dataset}
    try:
        return data_settings(values)
    except UserError as problem:
        raise UserError(
            f"{path.name} does not say which data it is of: make it again with embed.py"
        ) from problem
