"""The typefaces in font files, rendered on all cores, once."""

import hashlib
import json
import logging
import re
from functools import partial
from pathlib import Path

import numpy as np

from latent.data.cache import load_cached, stamp_of, store_cached
from latent.data.characters import CHARACTERS
from latent.data.font_choice import FontChoice
from latent.data.font_files import bundled_folder, find_font_files
from latent.data.glyphs import Glyphs
from latent.data.left_out import lacking_words, left_out_words
from latent.data.rendering import (
    AxisRange,
    Recipe,
    Rendered,
    looks_like_letters,
    nothing_rendered,
    render_file,
)
from latent.settings.axes import Axis, read_axes
from latent.tools.check import UserError
from latent.tools.plain_words import shown
from latent.tools.processes import Lost, map_safely
from latent.tools.progress import ProgressReport

SECONDS_PER_FILE = 30
RECIPE = 2  # to be counted up when other glyphs come out of the same files
REFERENCES = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSerif")
REFERENCES += ("DejaVuSerif-Bold", "DejaVuSansMono")
MOST_NAMED, MOST_NAMED_OF_COMPUTER = 20, 3  # files that are left out
MOST_SHOWN = 30  # characters
MOST_BYTES = 4 << 30  # of all glyphs together

# Fonts that put Greek letters or signs in the places of Latin letters say so in their names.
SYMBOL_NAME = re.compile("symbol|ding|emoji|icon|cmex|cmmi|cmsy|stmary|msam|msbm", re.IGNORECASE)

log = logging.getLogger(__name__)


def load_typefaces(choice: FontChoice | None = None, characters: str = CHARACTERS) -> Glyphs:
    """Return the glyphs of every typeface in font files that has all of `characters`.

    Of each all of the 94 characters that it has. What was rendered before is taken from the cache,
    file by file. Files that give no typeface are counted in a warning by reason, and named with
    what they lack. Raises UserError if there is no typeface at all, or none on an axis asked for.
    """
    choice = choice or FontChoice()
    recipe = Recipe(read_axes(choice.axes), choice.image_size)
    paths = find_font_files(choice.folders)
    source = choice.source
    rendered = _render_all(paths, _cache_name(choice), recipe)
    _check_axes(recipe.axes, paths, rendered, source)
    needed = np.array([character in characters for character in CHARACTERS])
    usable, left_out, from_files = [], [], []
    for path, each in zip(paths, rendered, strict=True):
        if each.problem:
            left_out.append((path.name, each.problem))
            continue
        is_whole = each.there[:, needed].all(axis=1)
        for k in np.flatnonzero(~is_whole).tolist():
            name = path.name if len(each.names) == 1 else f"{path.name} ({each.names[k]})"
            left_out.append((name, lacking_words(needed & ~each.there[k])))
        usable.append(each.some(np.flatnonzero(is_whole).tolist(), ""))
        from_files += [(path, name) for name in usable[-1].names]
    if left_out:
        most_named = MOST_NAMED if choice.folders else MOST_NAMED_OF_COMPUTER
        for line in left_out_words(left_out, most_named):
            log.warning("%s", line)
    names, glyphs, there = _without_twins(usable)
    if not names:
        is_any_font = any(each.names for each in rendered)
        raise UserError(f"{source}: {_none_words(characters, is_any_font)}")
    is_there = np.stack(there)
    fonts, places = np.nonzero(is_there)
    images = np.concatenate(glyphs) if is_there.all() else np.stack(glyphs)[is_there]
    file_of: dict[str, str] = {}
    for path, name in from_files:
        file_of.setdefault(name, str(path))
    return Glyphs(
        images=images,
        characters=np.frombuffer(CHARACTERS.encode(), np.uint8)[places],
        fonts=fonts.astype(np.int32),
        font_names=names,
        source=source,
        files=tuple(file_of[name] for name in names),
    )


def _none_words(characters: str, is_any_font: bool) -> str:
    if not is_any_font:
        return "no font file there can be used, give other --fonts"
    if characters == CHARACTERS:
        return f"no typeface has all {len(CHARACTERS)} characters, give other --fonts"
    listed = characters if len(characters) <= MOST_SHOWN else f"{len(characters)}"
    return (
        f"no typeface has all {listed} characters of the charset, give other --fonts or "
        "fewer characters, --charset"
    )


def _check_axes(
    axes: tuple[Axis, ...], paths: list[Path], rendered: list[Rendered], source: str
) -> None:
    """Raise UserError for a value that no font has; say in warnings which fonts lack which."""
    found = [
        (path.name, own)
        for path, each in zip(paths, rendered, strict=True)
        for own in dict.fromkeys(each.ranges)
    ]
    for tag, values in axes:
        ranges = [(name, own) for name, own in found if own.tag == tag]
        if not ranges:
            others = " ".join(sorted({own.tag for _, own in found})) or "none"
            raise UserError(
                f"--axes {tag}: no font has this axis in {source}; axes that are there: {others}"
            )
        for value in values:
            if not any(own.least <= value <= own.most for _, own in ranges):
                name, (_, least, most) = ranges[0]
                raise UserError(
                    f"--axes {tag}: {value:g} is outside of every font's range, that of "
                    f"{shown(name)} goes from {least:g} to {most:g}"
                )
        for name, (_, least, most) in ranges:
            outside = [f"{value:g}" for value in values if not least <= value <= most]
            if outside:
                log.warning(
                    "%s: its %s goes from %g to %g, so it is left out at %s",
                    *(shown(name), tag, least, most, " ".join(outside)),
                )


def _render_all(paths: list[Path], cache_name: str, recipe: Recipe) -> list[Rendered]:
    """Render the files that are not in the cache or have changed since; keep all that are."""
    stamps = [stamp_of(path) for path in paths]
    known = _read_cache(cache_name)
    keys = ["\n".join(map(str, stamp)) for stamp in stamps]
    missing = [str(path) for path, key in zip(paths, keys, strict=True) if key not in known]
    if missing:
        fresh = _render(missing, recipe)
        known |= {k: fresh[str(p)] for p, k in zip(paths, keys, strict=True) if str(p) in fresh}
        _write_cache(cache_name, {key: known[key] for key in keys}, recipe)
    return [known[key] for key in keys]


def _cache_name(choice: FontChoice) -> str:
    if choice == FontChoice():
        return "typefaces"
    given = [*map(str, choice.folders)]
    if choice.axes or choice.image_size:
        given.append(json.dumps([choice.axes, choice.image_size]))
    return f"typefaces-{hashlib.sha256(chr(10).join(given).encode()).hexdigest()[:12]}"


def _render(paths: list[str], recipe: Recipe) -> dict[str, Rendered]:
    references = _references()
    results = {}
    n_bytes = 0
    with ProgressReport("rendering fonts", len(paths)) as report:
        render = partial(render_file, recipe=recipe)
        for path, result in map_safely(render, paths, SECONDS_PER_FILE):
            if isinstance(result, Lost):
                log.warning("%s %s and is left out", path, result.reason)
                result = nothing_rendered(recipe, result.reason)
            results[path] = _without_symbols(result, references)
            n_bytes += results[path].glyphs.nbytes
            if n_bytes > MOST_BYTES:
                raise UserError(
                    f"the glyphs of {len(results):,} of {len(paths):,} font files already take "
                    f"{n_bytes >> 30} GB: choose a smaller --image_size, or fewer --fonts or --axes"
                )
            report.advance(1)
    return results


def _references() -> np.ndarray:
    """Return plain typefaces that come with matplotlib, uint8 (n, 94, 28, 28)."""
    paths = [bundled_folder() / f"{name}.ttf" for name in REFERENCES]
    return np.concatenate([render_file(str(path)).glyphs for path in paths])


def _without_symbols(rendered: Rendered, references: np.ndarray) -> Rendered:
    kept = [
        k
        for k, name in enumerate(rendered.names)
        if not SYMBOL_NAME.search(name)
        and looks_like_letters(rendered.glyphs[k], rendered.there[k], references)
    ]
    if len(kept) == len(rendered.names):
        return rendered
    return rendered.some(kept, "draws symbols in place of letters")


def _without_twins(
    rendered: list[Rendered],
) -> tuple[tuple[str, ...], list[np.ndarray], list[np.ndarray]]:
    """Keep the first typeface of each name, and of each look, in alphabetical order."""
    by_name: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for each in rendered:
        for name, *found in zip(each.names, each.glyphs, each.there, strict=True):
            by_name.setdefault(name, tuple(found))
    looks = set()
    kept = []
    for name in sorted(by_name):
        look = by_name[name][0].tobytes()
        if look not in looks:
            looks.add(look)
            kept.append(name)
    return tuple(kept), [by_name[name][0] for name in kept], [by_name[name][1] for name in kept]


def _read_cache(name: str) -> dict[str, Rendered]:
    cached = load_cached(name, [RECIPE])
    if cached is None:
        return {}
    glyphs, small = cached
    ends = np.cumsum(small["counts"])
    names = small["names"].tolist()
    return {
        str(key): Rendered(
            tuple(names[end - n : end]),
            glyphs[end - n : end],
            small["there"][end - n : end],
            str(problem),
            tuple(AxisRange(*each) for each in json.loads(str(ranges))),
        )
        for key, problem, ranges, end, n in zip(
            *(small["keys"], small["problems"], small["ranges"], ends, small["counts"]),
            strict=True,
        )
    }


def _write_cache(name: str, known: dict[str, Rendered], recipe: Recipe) -> None:
    rendered = [nothing_rendered(recipe, ""), *known.values()]
    small = {
        "keys": np.array(list(known)),
        "problems": np.array([each.problem for each in rendered[1:]]),
        "ranges": np.array([json.dumps(each.ranges) for each in rendered[1:]]),
        "counts": np.array([len(each.names) for each in rendered[1:]], np.int64),
        "names": np.array([font for each in rendered for font in each.names], str),
        "there": np.concatenate([each.there for each in rendered]),
    }
    store_cached(name, [RECIPE], np.concatenate([each.glyphs for each in rendered]), small)
