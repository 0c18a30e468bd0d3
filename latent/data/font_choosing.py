"""How the typefaces of a font set were chosen, as the font set's file keeps it.

The file's keys are those of `FontChoosing`'s fields, beside the two that every font set has. What
the settings mean is known where clusters are made, see `latent.clustering.settings`; here they are
names and plain values.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from latent.data.characters import CHARACTERS
from latent.tools.check import UserError, check_whole_number
from latent.tools.plain_words import shown

MOST_SETTINGS = 100
LONGEST_TEXT = 200  # letters of a setting
WHOLE = 100  # percent

Plain = str | int | float | bool
Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class FontChoosing:
    """What the window knew when a font set was saved.

    `controls`: the settings that the controls showed. `clustering`: those that the clusters were
    made by, or None if they came out of an earlier font set, and then `groups` are the names of
    their typefaces. `shares`: in percent, 1 to 100, by the name of the cluster. `excluded`: what
    was crossed out. `shown`: the character that stood for each typeface.
    """

    controls: Mapping[str, Plain]
    clustering: Mapping[str, Plain] | None
    groups: Groups
    shares: Mapping[str, int]
    excluded: tuple[str, ...]
    shown: str


def choosing_to_json(choosing: FontChoosing) -> dict[str, Any]:
    """Return plain values that `choosing_from_json` reads."""
    clustering = choosing.clustering
    return {
        "controls": dict(choosing.controls),
        "clustering": None if clustering is None else dict(clustering),
        "groups": [list(names) for names in choosing.groups],
        "shares": dict(choosing.shares),
        "excluded": list(choosing.excluded),
        "shown": choosing.shown,
    }


def choosing_from_json(content: Mapping[str, Any]) -> FontChoosing | None:
    """Read what a font set's file says of how it was chosen, trusting nothing in it.

    Returns None if it says nothing. Raises UserError, whose words begin with "its", if a value is
    missing, of another type or out of range.
    """
    if "controls" not in content:
        return None
    clustering = content.get("clustering")
    shown_character = content.get("shown")
    if not isinstance(shown_character, str) or len(shown_character) != 1:
        raise UserError("its shown must be a character")
    if shown_character not in CHARACTERS:
        raise UserError(f"its shown character '{shown(shown_character)}' is not one from ! to ~")
    return FontChoosing(
        controls=_settings(content["controls"], "controls"),
        clustering=None if clustering is None else _settings(clustering, "clustering"),
        groups=_groups(content.get("groups", [])),
        shares=_shares(content.get("shares")),
        excluded=_names(content.get("excluded"), "excluded"),
        shown=shown_character,
    )


def _settings(value: Any, name: str) -> dict[str, Plain]:
    if not isinstance(value, dict) or len(value) > MOST_SETTINGS:
        raise UserError(f"its {name} must be at most {MOST_SETTINGS} settings by name")
    for key, each in value.items():
        is_long = isinstance(each, str) and len(each) > LONGEST_TEXT
        is_wild = isinstance(each, float) and not math.isfinite(each)
        if not isinstance(each, Plain) or is_long or is_wild:
            raise UserError(
                f"its {name} must be numbers and texts of at most {LONGEST_TEXT} letters, "
                f"{shown(key)} is not"
            )
    return value


def _groups(value: Any) -> Groups:
    if not isinstance(value, list):
        raise UserError("its groups must be lists of names")
    return tuple(_names(names, "groups") for names in value)


def _names(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise UserError(f"its {name} must be lists of names of typefaces")
    return tuple(value)


def _shares(value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        raise UserError("its shares must be percents by cluster")
    return {
        name: check_whole_number(f"its share of {shown(name)}", each, least=1, most=WHOLE)
        for name, each in value.items()
    }
