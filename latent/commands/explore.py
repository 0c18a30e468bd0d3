"""From an embedding file, and the weights that it was made with, to the latent explorer."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from latent.commands.decoder_process import DecoderProcess
from latent.maps.embedding_file import EmbeddingFile, load_embedding
from latent.tools.check import UserError
from latent.tools.files import sha256
from latent.windows.explorer.state import Decode
from latent.windows.explorer.window import ExploreWindow
from latent.windows.screen import Screen

HDF5_START = b"\x89HDF\r\n\x1a\n"


def open_explorer(
    path: str | os.PathLike,
    screen: Screen,
    weights: str | os.PathLike | None = None,
    picks: str | os.PathLike | None = None,
    image: str | os.PathLike | None = None,
) -> ExploreWindow:
    """Return the window of an embedding file, whose `run` shows it.

    `weights`: where the weights are if they were moved; `picks`: a file of picks to begin with;
    `image`: an image file that is shown beside those of the map.
    Raises UserError, in one line, for files that are not ours, or that do not belong together.
    """
    if is_hdf5(path):
        raise UserError(f"{path} holds weights, not a map: make its maps with embed.py {path}")
    content = load_embedding(path)
    load_decoder = encode = None
    if content.codes is not None:
        process = DecoderProcess(find_weights(content, Path(path), weights))
        load_decoder, encode = decoder_loader(process, content), process.encode
    elif weights is not None:
        raise UserError(f"--weights {weights}: {path} is a map of pixels, made without weights")
    return ExploreWindow(content, path, screen, load_decoder, picks, encode=encode, image=image)


def is_hdf5(path: str | os.PathLike) -> bool:
    """Whether a file begins as weights files do; one that cannot be read does not."""
    # Asked first, because opening a named pipe would wait for ever.
    if not Path(path).is_file():
        return False
    try:
        with Path(path).open("rb") as file:
            return file.read(len(HDF5_START)) == HDF5_START
    except OSError:
        return False


def find_weights(
    content: EmbeddingFile, path: Path, weights: str | os.PathLike | None = None
) -> Path:
    """Return the weights file that an embedding was made with, checked by its hash.

    `weights`: where it is, if it was moved. Otherwise it is looked for where it was, then by its
    name beside the embedding and in the folder "results" beside the embedding's folder. Raises
    UserError if it is not there or was changed since.
    """
    there, folder = Path(content.weights_path), path.resolve().parent
    places = [there, folder / there.name, folder.parent / "results" / there.name]
    places = list(dict.fromkeys(places)) if weights is None else [Path(weights)]
    found = [place for place in places if place.is_file()]
    if not found:
        raise UserError(
            f"the weights of {path} are not there, looked for {', '.join(map(str, places))}: "
            "say with --weights FILE where they are"
        )
    for place in found:
        if sha256(place) == content.weights_sha256:
            return place
    if weights is not None:
        raise UserError(
            f"--weights {weights}: {path} was made with other weights, which were "
            f"{content.weights_path}: give those, or map these with embed.py {weights}"
        )
    raise UserError(
        f"{found[0]} was changed since {path} was made with it: "
        f"embed again with embed.py {found[0]}, or give the old file with --weights"
    )


def decoder_loader(process: DecoderProcess, content: EmbeddingFile) -> Callable[[], Decode]:
    """Return the function that waits for what decodes the codes of a model.

    It takes seconds, and raises UserError for weights that do not fit the codes or the images.
    """
    n_numbers, shape = content.codes.shape[1], content.images.shape[1:]
    weights = process.weights

    def load() -> Decode:
        d_latent = process.wait_until_ready()
        if d_latent != n_numbers:
            raise UserError(
                f"{weights} decodes codes of {d_latent} numbers, the map's have {n_numbers}: "
                f"embed again with embed.py {weights}"
            )
        decoded = process.decode(np.zeros((1, n_numbers), np.float32)).shape[1:]
        if decoded != shape:
            raise UserError(
                f"{weights} decodes images of {_size_words(decoded)}, the map's have "
                f"{_size_words(shape)}: embed again with embed.py {weights}"
            )
        return process.decode

    return load


def _size_words(shape: tuple[int, ...]) -> str:
    """Return an image's shape (h, w[, 3]) in words, width first."""
    height, width, *channels = shape
    return f"{width}×{height} pixels{' in colour' if channels else ''}"
