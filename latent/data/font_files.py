"""The font files of this computer, and those in folders of the user's."""

from pathlib import Path

from latent.tools.check import UserError

TYPE_1_ENDINGS = (".pfb", ".pfa", ".t1")
# The first of twins is kept.
ENDINGS = (".otf", ".ttf", ".otc", ".ttc", ".woff2", ".woff", *TYPE_1_ENDINGS)


def find_font_files(folders: tuple[str, ...] = ()) -> list[Path]:
    """Return TrueType, OpenType, web and Type 1 fonts' files, in a fixed order.

    Those below `folders` or, without any, those that matplotlib finds on this computer and those
    that it brings along. Raises UserError for a folder that is missing or holds no font.
    """
    if folders:
        found = {path for folder in folders for path in _files_below(Path(folder))}
    else:
        found = _installed()
    return sorted(found, key=lambda path: (ENDINGS.index(path.suffix.lower()), str(path)))


def bundled_folder() -> Path:
    """Return the folder of the TrueType fonts that come with matplotlib."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def _files_below(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise UserError(f"--fonts {folder}: there is no such folder")
    found = [path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS]
    found = [path for path in found if path.is_file()]
    if not found:
        raise UserError(f"--fonts {folder}: holds no font file ({', '.join(ENDINGS)})")
    return found


def _installed() -> set[Path]:
    from matplotlib import font_manager

    found = set(map(Path, font_manager.findSystemFonts()))
    found |= set(bundled_folder().glob("*.ttf"))
    folders = [*font_manager.X11FontDirectories, *font_manager.OSXFontDirectories]
    for folder in map(Path, folders):
        for ending in TYPE_1_ENDINGS:  # the font manager leaves these out
            found |= set(folder.rglob(f"*{ending}"))
    # Some of these lie in several folders by way of links.
    return {path.resolve() for path in found if path.suffix.lower() in ENDINGS and path.is_file()}
