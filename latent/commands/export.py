"""Take a trained model, or the maps of its codes, to other tools: files that they open."""

import argparse
from pathlib import Path

from latent import cli
from latent.settings import WEIGHTS_ENDING
from latent.tools.check import UserError, check_option
from latent.tools.files import check_writable, read_steadily

PROG = "python -m latent.export"
OF_WEIGHTS = ("keras", "onnx")
OF_MAPS = ("html", "projector", "parquet", "csv", "npz")


def build_parser() -> cli.Parser:
    """Return the parser of this module's flags."""
    parser = cli.Parser(prog=PROG, description=__doc__)
    parser.add_argument(
        "sources",
        nargs="*",
        metavar="WEIGHTS_OR_EMBEDDING",
        help="a .weights.h5 file of a training script, or embeddings of embed.py: several maps of "
        "the same images go into one file",
    )
    parser.add_argument(
        "--to",
        nargs="+",
        required=True,
        metavar="TARGET",
        help="of weights: keras, onnx (encoder and decoder as networks of their own); of "
        "embeddings: html (the map as one page), projector (a folder for TensorBoard), parquet "
        "(a table with the images, for pandas, Hugging Face and Embedding Atlas), csv, npz",
    )
    parser.add_argument(
        "--n_images",
        type=int,
        metavar="N",
        help="of embeddings: N images, as many of each class (default: all)",
    )
    parser.add_argument(
        "--out", metavar="FOLDER", help="folder for what is made (default: that of the first file)"
    )
    return parser


def read_words(argv: list[str] | None) -> argparse.Namespace:
    """Parse flags; names of files behind the targets, as in `--to html FILE`, are sources too."""
    arguments = build_parser().parse_args(argv)
    targets = (*OF_WEIGHTS, *OF_MAPS)
    named = [word for word in arguments.to if word in targets or not Path(word).suffix]
    arguments.sources += [word for word in arguments.to if word not in named]
    arguments.to = [check_option("--to", word, targets) for word in dict.fromkeys(named)]
    if not arguments.to:
        raise UserError(f"--to: give at least one of {', '.join(targets)}")
    if not arguments.sources:
        raise UserError("give a WEIGHTS file or an EMBEDDING to export")
    return arguments


@cli.script(prog=PROG)
def main(argv: list[str] | None = None) -> None:
    """Write what the flags ask for; see `--help`."""
    arguments = read_words(argv)
    targets = arguments.to
    if arguments.n_images is not None and not set(targets) & set(OF_MAPS):
        raise UserError(f"--n_images: goes with {', '.join(OF_MAPS)}")

    from latent.library.opening import is_weights_file

    paths = list(dict.fromkeys(map(Path, arguments.sources)))
    weights = [path for path in paths if is_weights_file(path)]
    maps = [path for path in paths if path not in weights]
    _check_sources(targets, weights, maps)
    if "onnx" in targets:
        from latent.export.packages import check_onnx

        check_onnx()
    folder = paths[0].parent if arguments.out is None else Path(arguments.out)
    check_writable(folder)
    of_maps = [name for name in targets if name in OF_MAPS]
    if of_maps:
        _export_maps(maps, of_maps, arguments.n_images, folder)
    for path in weights:
        _export_weights(path, [name for name in targets if name in OF_WEIGHTS], folder)


def _check_sources(targets: list[str], weights: list[Path], maps: list[Path]) -> None:
    """Raise UserError for a target that nothing is given for, or a file that no target takes."""
    for target in targets:
        if target in OF_WEIGHTS and not weights:
            raise UserError(
                f"--to {target}: takes weights, and {maps[0]} is an embedding: give the "
                f"{WEIGHTS_ENDING} file that it was made from"
            )
        if target in OF_MAPS and not maps:
            raise UserError(
                f"--to {target}: takes embeddings, and {weights[0]} holds weights: make one with "
                f"embed.py {weights[0]}"
            )
    names = [path.name for path in weights]
    if len(set(names)) < len(names):
        raise UserError(f"{weights[0]}: two weights files of one name would become one file")
    unused = weights if not set(targets) & set(OF_WEIGHTS) else []
    unused = unused or (maps if not set(targets) & set(OF_MAPS) else [])
    if unused:
        raise UserError(f"{unused[0]}: nothing of --to {' '.join(targets)} is made of it")


def _export_weights(path: Path, targets: list[str], folder: Path) -> None:
    from latent.export.networks import write_keras, write_onnx
    from latent.tools.lock import writing_alone
    from latent.training.weights_file import load_weights

    model = load_weights(path).model
    start = folder / path.name.removesuffix(WEIGHTS_ENDING)
    with writing_alone(start.with_name(f"{start.name}.export")):
        for target in targets:
            for written in {"keras": write_keras, "onnx": write_onnx}[target](model, start):
                print(written, flush=True)


def _export_maps(paths: list[Path], targets: list[str], n_images: int | None, folder: Path) -> None:
    from latent.export import csv_table, html_page, npz_arrays, parquet_table, projector
    from latent.export.mapped_images import from_embeddings
    from latent.maps.embedding_file import load_embedding
    from latent.tools.lock import writing_alone

    writers = {
        "html": (html_page.ENDING, html_page.write_html),
        "projector": (projector.ENDING, projector.write_projector),
        "parquet": (parquet_table.ENDING, parquet_table.write_parquet),
        "csv": (csv_table.ENDING, csv_table.write_csv),
        "npz": (npz_arrays.ENDING, npz_arrays.write_npz),
    }
    images = from_embeddings(
        {path: read_steadily(path, lambda path=path: load_embedding(path)) for path in paths}
    )
    if n_images is not None:
        images = images.part(n_images)
    for target in targets:
        ending, write = writers[target]
        path = folder / f"{paths[0].name}{ending}"
        with writing_alone(path):
            write(images, path)
        print(path, flush=True)
