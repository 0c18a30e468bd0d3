"""The typefaces in font files, rendered in TMNIST's format on all cores, once."""

import hashlib
import logging
import re
from collections import Counter
from pathlib import Path

import numpy as np

from latent.data.cache import load_cached, stamp_of, store_cached
from latent.data.characters import CHARACTERS
from latent.data.font_files import bundled_folder, find_font_files
from latent.data.glyphs import Glyphs
from latent.data.rendering import LEAST_RECOGNISED, Rendered, count_recognised, render_file
from latent.tools.check import UserError
from latent.tools.plain_words import shown
from latent.tools.processes import Lost, map_safely
from latent.tools.progress import ProgressReport

SECONDS_PER_FILE = 30
RECIPE = 1  # to be counted up when other glyphs come out of the same files
REFERENCES = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSerif")
REFERENCES += ("DejaVuSerif-Bold", "DejaVuSansMono")

# Fonts that put Greek letters or signs in the places of Latin letters say so in their names.
SYMBOL_NAME = re.compile("symbol|ding|emoji|icon|cmex|cmmi|cmsy|stmary|msam|msbm", re.IGNORECASE)

log = logging.getLogger(__name__)


def load_typefaces(folders: tuple[str, ...] = ()) -> Glyphs:
    """Return the 94 characters of every typeface in `folders`, or of this computer.

    What was rendered before is taken from the cache, file by file. Files that give no typeface
    are counted in a warning by reason. Raises UserError if there is no typeface at all.
    """
    paths = find_font_files(folders)
    source = f"font files in {', '.join(folders)}" if folders else "the fonts of this computer"
    digest = hashlib.sha256("\n".join(map(str, folders)).encode()).hexdigest()[:12]
    rendered = _render_all(paths, f"typefaces-{digest}" if folders else "typefaces")
    problems = Counter(_general(each.problem) for each in rendered if each.problem)
    if problems:
        words = "; ".join(f"{n:,} {shown(problem)}" for problem, n in problems.most_common(5))
        log.warning("%s font files give no typeface: %s", f"{problems.total():,}", words)
    names, glyphs = _without_twins(rendered)
    if not names:
        raise UserError(
            f"{source}: no typeface has all {len(CHARACTERS)} characters, give other --fonts"
        )
    file_of: dict[str, str] = {}
    for path, each in zip(paths, rendered, strict=True):
        for name in each.names:
            file_of.setdefault(name, str(path))
    return Glyphs(
        images=np.concatenate(glyphs),
        characters=np.tile(np.frombuffer(CHARACTERS.encode(), np.uint8), len(names)),
        fonts=np.repeat(np.arange(len(names), dtype=np.int32), len(CHARACTERS)),
        font_names=names,
        source=source,
        files=tuple(file_of[name] for name in names),
    )


def _render_all(paths: list[Path], cache_name: str) -> list[Rendered]:
    """Render the files that are not in the cache or have changed since; keep all that are."""
    stamps = [stamp_of(path) for path in paths]
    known = _read_cache(cache_name)
    keys = ["\n".join(map(str, stamp)) for stamp in stamps]
    missing = [str(path) for path, key in zip(paths, keys, strict=True) if key not in known]
    if missing:
        fresh = _render(missing)
        known |= {k: fresh[str(p)] for p, k in zip(paths, keys, strict=True) if str(p) in fresh}
        _write_cache(cache_name, {key: known[key] for key in keys})
    return [known[key] for key in keys]


def _render(paths: list[str]) -> dict[str, Rendered]:
    references = _references()
    results = {}
    with ProgressReport("rendering fonts", len(paths)) as report:
        for path, result in map_safely(render_file, paths, SECONDS_PER_FILE):
            if isinstance(result, Lost):
                log.warning("%s %s and is left out", path, result.reason)
                result = Rendered((), _no_glyphs(), result.reason)
            results[path] = _without_symbols(result, references)
            report.advance(1)
    return results


def _references() -> np.ndarray:
    """Return plain typefaces that come with matplotlib, uint8 (n, 94, 28, 28)."""
    paths = [bundled_folder() / f"{name}.ttf" for name in REFERENCES]
    return np.concatenate([render_file(str(path)).glyphs for path in paths])


def _without_symbols(rendered: Rendered, references: np.ndarray) -> Rendered:
    kept = [
        k
        for k, (name, glyphs) in enumerate(zip(rendered.names, rendered.glyphs, strict=True))
        if not SYMBOL_NAME.search(name) and count_recognised(glyphs, references) >= LEAST_RECOGNISED
    ]
    if len(kept) == len(rendered.names):
        return rendered
    problem = "" if kept else "draws symbols in place of letters"
    return Rendered(tuple(rendered.names[k] for k in kept), rendered.glyphs[kept], problem)


def _without_twins(rendered: list[Rendered]) -> tuple[tuple[str, ...], list[np.ndarray]]:
    """Keep the first typeface of each name, and of each look, in alphabetical order."""
    by_name: dict[str, np.ndarray] = {}
    for each in rendered:
        for name, glyphs in zip(each.names, each.glyphs, strict=True):
            by_name.setdefault(name, glyphs)
    looks = set()
    kept = []
    for name in sorted(by_name):
        look = by_name[name].tobytes()
        if look not in looks:
            looks.add(look)
            kept.append(name)
    return tuple(kept), [by_name[name] for name in kept]


def _read_cache(name: str) -> dict[str, Rendered]:
    cached = load_cached(name, [RECIPE])
    if cached is None:
        return {}
    glyphs, small = cached
    ends = np.cumsum(small["counts"])
    names = small["names"].tolist()
    return {
        str(key): Rendered(tuple(names[end - n : end]), glyphs[end - n : end], str(problem))
        for key, problem, end, n in zip(
            small["keys"], small["problems"], ends, small["counts"], strict=True
        )
    }


def _write_cache(name: str, known: dict[str, Rendered]) -> None:
    rendered = list(known.values())
    small = {
        "keys": np.array(list(known)),
        "problems": np.array([each.problem for each in rendered]),
        "counts": np.array([len(each.names) for each in rendered], np.int64),
        "names": np.array([font for each in rendered for font in each.names], str),
    }
    glyphs = np.concatenate([_no_glyphs(), *(each.glyphs for each in rendered)])
    store_cached(name, [RECIPE], glyphs, small)


def _no_glyphs() -> np.ndarray:
    return np.empty((0, len(CHARACTERS), 28, 28), np.uint8)


def _general(problem: str) -> str:
    """Leave out which character is missing, so that like problems count as one."""
    return "lack characters" if problem.startswith("has no ") else problem.partition(":")[0]
