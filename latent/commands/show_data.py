"""Say what a data set holds, draw it on contact sheets, or write it in TMNIST's format."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from latent import cli
from latent.data.dataset import Dataset
from latent.settings import Settings
from latent.tools.check import UserError
from latent.tools.plain_words import shown

PROG = "python -m latent.data"
ROWS_PER_PAGE = 40
IMAGES_PER_CLASS = 30
MOST_CLASSES_LISTED = 30


def build_parser() -> cli.Parser:
    """Return the parser of this module's flags."""
    parser = cli.Parser(prog=PROG, description=__doc__)
    parser.add_argument("dataset", metavar="NAME", help=f"data set: {cli.DATASETS}")
    parser.add_argument(
        "--sheet",
        metavar="FILE.png",
        help="draw a row of images for each class or, of typefaces, for each typeface; further "
        "pages are FILE-2.png and so on",
    )
    parser.add_argument(
        "--export", metavar="FILE.csv.zip", help="write the glyphs in TMNIST's own format"
    )
    cli.add_data_flags(parser)
    return parser


@cli.script(prog=PROG)
def main(argv: list[str] | None = None) -> None:
    """Do what the flags ask for; see `--help`."""
    arguments = build_parser().parse_args(argv)
    if arguments.sheet is not None and not arguments.sheet.endswith(".png"):
        raise UserError(f"--sheet {arguments.sheet}: must end in .png")
    values = vars(arguments).copy()
    if arguments.export is not None and values["charset"] is None and "." not in values["dataset"]:
        values["charset"] = "all" if values["dataset"] in ("alphanumeric", "typefaces") else None
    choice = cli.choose_data(values)

    from latent.data import glyph_table
    from latent.data.loading import load_for

    if arguments.export is not None:
        glyph_table.check_export_path(arguments.export)
    settings = Settings(n_train=arguments.n_train, **choice)
    dataset = load_for(settings, arguments.data_dir, may_stay_in_file=True)
    for line in describe(dataset):
        print(line)
    if arguments.sheet is not None:
        for path in draw_sheets(dataset, Path(arguments.sheet)):
            print(path)
    if arguments.export is not None:
        n_rows = glyph_table.export_tmnist(dataset, arguments.export)
        print(f"{arguments.export}: {n_rows:,} glyphs")


def describe(dataset: Dataset) -> Iterator[str]:
    """Give lines that say what a data set holds and where it came from."""
    yield f"{dataset.title}, from {dataset.source}"
    yield f"{len(dataset.x_train):,} training images, {len(dataset.x_test):,} test images"
    names = dataset.label_names
    if max(map(len, names)) == 1:
        yield f"{len(names)} classes: {''.join(names)}"
    else:
        listed = ", ".join(map(shown, names[:MOST_CLASSES_LISTED]))
        yield f"{len(names)} classes: {listed}{', …' if len(names) > MOST_CLASSES_LISTED else ''}"
    counts = np.bincount(dataset.y_train, minlength=len(names))
    yield f"images of a class for training: {counts.min():,} to {counts.max():,}"
    if dataset.font_train is not None:
        from latent.data.families import family_of

        for part, fonts in (("training", dataset.font_train), ("test", dataset.font_test)):
            typefaces = set(fonts.tolist())
            families = {family_of(name) for name in typefaces}
            yield f"{len(typefaces):,} {part} typefaces of {len(families):,} families"


def draw_sheets(dataset: Dataset, path: Path) -> Iterator[Path]:
    """Draw the contact sheets of a data set; gives the path of each page as it is written."""
    from latent import figures

    names, rows = _rows(dataset)
    n_pages = -(-len(names) // ROWS_PER_PAGE)
    for page in range(n_pages):
        on_page = slice(page * ROWS_PER_PAGE, (page + 1) * ROWS_PER_PAGE)
        content = [(name, rows(name)) for name in names[on_page]]
        title = dataset.title + (f", page {page + 1} of {n_pages}" if n_pages > 1 else "")
        page_path = path if page == 0 else path.with_name(f"{path.stem}-{page + 1}.png")
        figures.image_rows(content, title).save(page_path)
        yield page_path


def _rows(dataset: Dataset) -> tuple[list[str], Callable[[str], np.ndarray]]:
    """Return the names of the rows, and a function that gives the images of one."""
    if dataset.font_train is None:
        names = list(dataset.label_names)

        def of_class(name: str) -> np.ndarray:
            found = np.flatnonzero(dataset.y_train == names.index(name))[:IMAGES_PER_CLASS]
            return dataset.x_train[found]

        return names, of_class

    images = np.concatenate([dataset.x_train, dataset.x_test])
    if dataset.grid is not None:
        images = dataset.grid.words(images, dataset.grid.characters)
    labels = np.concatenate([dataset.y_train, dataset.y_test])
    fonts = np.concatenate([dataset.font_train, dataset.font_test]).astype(str)
    order = np.lexsort((labels, fonts))
    names, starts = np.unique(fonts[order], return_index=True)
    parts = dict(zip(names.tolist(), np.split(order, starts[1:]), strict=True))
    return list(parts), lambda name: images[parts[name]]
