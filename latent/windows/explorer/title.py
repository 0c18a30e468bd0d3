"""What is said of a whole map: its title."""

import math
from pathlib import Path

from latent.codes.kinds import as_codes
from latent.maps.embedding_file import METHOD_TITLES, EmbeddingFile
from latent.tools.plain_words import shown


def map_title(content: EmbeddingFile) -> str:
    """Return in one line what is on a map, and how it came there."""
    what = "images" if content.grid is None else "whole typefaces"
    words = f"{method_title(content)} of {len(content.images):,} {what} of "
    words += shown(Path(content.dataset).name)
    if content.codes is None:
        return f"{words} as their {math.prod(content.images.shape[1:]):,} pixels"
    n, kind = content.codes.shape[1], as_codes(content.codes).kind
    return f"{words} as codes of {n:,} {kind} by {shown(Path(content.weights_path).name)}"


def method_title(content: EmbeddingFile) -> str:
    """Return what made a map, as people call it."""
    return METHOD_TITLES.get(content.method, shown(content.method))
