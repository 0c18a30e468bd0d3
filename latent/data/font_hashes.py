"""What tells a typeface from another of the same name: a hash of its glyphs.

It is the SHA-256 of the codes of the characters that the typeface has, of the 94 and in ASCII's
order, and of their pixels, 28×28 bytes each. So a font and the same font in another kind of file
have one hash, and a newer version that draws a single letter anew has another.
"""

import hashlib
import logging
from collections.abc import Sequence

import numpy as np

from latent.data.alphabets import Alphabets
from latent.data.characters import CHARACTERS
from latent.data.glyphs import Glyphs
from latent.tools.check import UserError
from latent.tools.plain_words import shown

SHAPE = (28, 28)  # of the glyphs that are hashed
CODES = np.frombuffer(CHARACTERS.encode(), np.uint8)

log = logging.getLogger(__name__)


def hashes_of_fonts(alphabets: Alphabets, fonts: Sequence[int]) -> dict[str, str]:
    """Return the hashes of some typefaces, by their names."""
    return {
        alphabets.font_names[font]: _hash(alphabets.images, CODES, alphabets.rows[font])
        for font in fonts
    }


def hashes_of_glyphs(glyphs: Glyphs, names: Sequence[str]) -> dict[str, str]:
    """Return the hashes of those of the typefaces `names` that are among the glyphs, by name."""
    number_of = {name: number for number, name in enumerate(glyphs.font_names)}
    wanted = {number_of[name] for name in names if name in number_of}
    used = np.flatnonzero(np.isin(glyphs.fonts, list(wanted)) & np.isin(glyphs.characters, CODES))
    keys = glyphs.fonts[used].astype(np.int64) * 256 + glyphs.characters[used]
    keys, first = np.unique(keys, return_index=True)  # of two like glyphs the first counts
    fonts, rows = keys // 256, used[first]
    starts = np.flatnonzero(np.diff(fonts, prepend=-1))
    return {
        glyphs.font_names[fonts[part[0]]]: _hash(
            glyphs.images, glyphs.characters[rows[part]], rows[part]
        )
        for part in np.split(np.arange(len(fonts)), starts[1:])
        if len(part)
    }


def check_same_typefaces(
    glyphs: Glyphs, names: Sequence[str], hashes: Sequence[str], title: str, may_differ: bool
) -> None:
    """Raise UserError unless the typefaces that are here look as they did in the font set.

    `names` and `hashes` are the font set's, which `title` names; a hash may be cut behind its first
    digits. If they `may_differ`, that is only said in a warning. Typefaces that are not here do not
    count, nor do glyphs of another size than the hashes are of.
    """
    differing = _differing(glyphs, names, hashes)
    if not differing:
        return
    words = (
        f"{title}: {len(differing):,} of its {len(names):,} typefaces look otherwise in "
        f"{glyphs.source} than when they were chosen, the first of them {shown(differing[0])}"
    )
    if may_differ:
        log.warning("%s", words)
        return
    raise UserError(f"{words}: give the --fonts that it was chosen from, or --other_source")


def count_same(glyphs: Glyphs, names: Sequence[str], hashes: Sequence[str] | None) -> int:
    """Count the typefaces that are here and look as the hashes say, if there are any."""
    n_here = len({*names} & {*glyphs.font_names})
    return n_here - (0 if hashes is None else len(_differing(glyphs, names, hashes)))


def _differing(glyphs: Glyphs, names: Sequence[str], hashes: Sequence[str]) -> list[str]:
    """Return the names of typefaces that are here but look otherwise than the hashes say."""
    if glyphs.images.shape[1:] != SHAPE:
        return []
    found = hashes_of_glyphs(glyphs, names)
    return [
        name
        for name, digits in zip(names, hashes, strict=True)
        if name in found and not found[name].startswith(digits)
    ]


def _hash(images: np.ndarray, codes: np.ndarray, rows: np.ndarray) -> str:
    """Return the hash of a typeface whose characters are in these rows, -1 for one it lacks."""
    is_there = rows >= 0
    digest = hashlib.sha256(codes[is_there].tobytes())
    digest.update(np.ascontiguousarray(images[rows[is_there]]).tobytes())
    return digest.hexdigest()
