"""`python -m latent.demo WEIGHTS FOLDER`: all that a run made on a sheet, then the explorer."""

from pathlib import Path

import numpy as np
from PIL import Image

from latent import cli, figures
from latent.commands.explore import open_explorer
from latent.settings import WEIGHTS_ENDING
from latent.tools.check import UserError
from latent.windows.screen import Screen

PROG = "python -m latent.demo"
FIGURES = {
    "reconstructions": "Reconstructed test images, from lowest to highest error",
    "differences": "Where reconstructions are too high (red) and too low (blue)",
    "history": "Training history",
}
EXPLORED = "UMAP"  # the map that is opened
MAPS = {"PCA": "Map by PCA", "TSNE": "Map by t-SNE", "UMAP": "Map by UMAP"}


@cli.script(prog=PROG)
def main(argv: list[str] | None = None) -> None:
    """Lay the figures and maps of one run out on a sheet, say what to try next, open a map."""
    parser = cli.Parser(prog=PROG, description=__doc__)
    parser.add_argument("weights", metavar="WEIGHTS")
    parser.add_argument("folder", metavar="FOLDER", help="folder that embed.py wrote into")
    arguments = parser.parse_args(argv)
    weights = Path(arguments.weights)
    stem = weights.name.removesuffix(WEIGHTS_ENDING)
    paths = {title: weights.with_name(f"{stem}.{name}.png") for name, title in FIGURES.items()}
    for method, title in MAPS.items():
        paths[title] = Path(arguments.folder) / f"{weights.name}.embed-{method}.pkl.map.png"

    pictures = [(title, _read_picture(path)) for title, path in paths.items()]
    sheet = weights.with_name(f"{stem}.sheet.png")
    figures.contact_sheet(pictures, f"What {stem} made").save(sheet)
    explored = Path(arguments.folder) / f"{weights.name}.embed-{EXPLORED}.pkl"
    print(
        f"\nmade: {weights}, its figures beside it, maps in {arguments.folder}\n"
        f"all on one sheet: {sheet}\n"
        "try next, on 60,000 handwritten digits (11 MB are downloaded once):\n"
        "  .venv/bin/python dense.py --layers 256 --d_latent 16\n"
        "  .venv/bin/python embed.py results/dense-digits-d_latent16-layers256.weights.h5\n"
        f"the map again: .venv/bin/python explore_latent.py {explored}",
        flush=True,
    )
    explore(explored, weights.with_name(f"{stem}.explorer.png"))


def explore(embedding: Path, picture: Path) -> None:
    """Open the explorer on a map; without a display, draw its window into a picture."""
    try:
        explorer = open_explorer(embedding, Screen())
    except UserError:
        # If what is wrong is the map itself, this says it.
        open_explorer(embedding, Screen(snapshot=str(picture))).run()
        print(f"there is no display for the explorer's window, a picture of it: {picture}")
    else:
        explorer.run()


def _read_picture(path: Path) -> np.ndarray:
    try:
        return np.asarray(Image.open(path).convert("RGB"))
    except OSError as problem:
        raise UserError(f"cannot read {path}: run dense.py and embed.py first") from problem
