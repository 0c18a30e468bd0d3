"""Finding a typeface by its name, and the names that may have been meant."""

import difflib

from latent.data.alphabets import Alphabets
from latent.tools.check import UserError
from latent.tools.plain_words import shown

N_SUGGESTED = 5
LEAST_LIKENESS = 0.4  # of names that are suggested, 0 to 1


def find_typeface(alphabets: Alphabets, name: str, flag: str) -> int:
    """Return the place of a typeface; capitals and small letters need not be right.

    Raises UserError, which begins with the flag, with the nearest names if there is none like it.
    """
    names = alphabets.font_names
    if name in names:
        return names.index(name)
    lowered = [each.lower() for each in names]
    wanted = name.lower()
    if lowered.count(wanted) == 1:
        return lowered.index(wanted)
    nearest = names_like(alphabets, name)
    words = f"; the nearest names are {', '.join(map(shown, nearest))}" if nearest else ""
    raise UserError(f"{flag} {shown(name)}: no such typeface in {alphabets.source}{words}")


def names_like(alphabets: Alphabets, name: str, n: int = N_SUGGESTED) -> list[str]:
    """Return at most `n` names that are like one that there is not, those that hold it first."""
    by_lowered = {each.lower(): each for each in alphabets.font_names}
    wanted = name.lower()
    holding = [each for each in by_lowered if wanted and wanted in each]
    like = difflib.get_close_matches(wanted, by_lowered, n, LEAST_LIKENESS)
    return [by_lowered[each] for each in dict.fromkeys([*holding[:n], *like])][:n]
