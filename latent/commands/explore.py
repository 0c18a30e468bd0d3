"""From an embedding file, and the weights that it was made with, to the latent explorer."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from latent.commands.decoder_process import DecoderProcess
from latent.maps.embedding_file import EmbeddingFile, load_embedding
from latent.tools.check import UserError
from latent.tools.files import sha256
from latent.tools.plain_words import shown
from latent.windows.explorer.coder import Decode
from latent.windows.explorer.experiments.compare import MOST_MODELS, check_same_images
from latent.windows.explorer.window import ExploreWindow
from latent.windows.screen import Screen

HDF5_START = b"\x89HDF\r\n\x1a\n"


def open_explorer(
    paths: str | os.PathLike | Sequence[str | os.PathLike],
    screen: Screen,
    weights: str | os.PathLike | Sequence[str | os.PathLike] | None = None,
    picks: str | os.PathLike | None = None,
    image: str | os.PathLike | None = None,
) -> ExploreWindow:
    """Return the window of an embedding file, or of two or three that are compared.

    `weights`: where the weights are if they were moved; those of several maps in any order.
    `picks`: a file of picks to begin with; `image`: an image file that is shown beside those of the
    map. Raises UserError, in one line, for files that are not ours, or that do not belong together.
    """
    paths = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    given = [weights] if isinstance(weights, str | os.PathLike) else list(weights or [])
    if len(paths) > MOST_MODELS:
        raise UserError(f"{len(paths)} maps: at most {MOST_MODELS} are compared, give fewer")
    contents = [_load(path) for path in paths]
    for path, content in zip(paths[1:], contents[1:], strict=True):
        check_same_images(contents[0], content, str(paths[0]), str(path))
    is_one = len(paths) == 1 and given
    chosen = given[-1:] if is_one else _sort_weights(given, contents)
    found = []
    for path, content, own in zip(paths, contents, chosen, strict=True):
        if content.codes is None and own is not None:
            raise UserError(f"--weights {own}: {path} is a map of pixels, made without weights")
        found.append(None if content.codes is None else find_weights(content, Path(path), own))
    processes = [
        None if file is None else DecoderProcess(file, content.weights_sha256)
        for file, content in zip(found, contents, strict=True)
    ]
    loaders = [
        None if process is None else decoder_loader(process, content)
        for process, content in zip(processes, contents, strict=True)
    ]
    encoders = [None if process is None else process.encode for process in processes]
    return ExploreWindow(
        contents[0],
        paths[0],
        screen,
        loaders[0],
        picks,
        encode=encoders[0],
        image=image,
        compared=list(zip(contents[1:], loaders[1:], encoders[1:], strict=True)),
    )


def _load(path: str | os.PathLike) -> EmbeddingFile:
    if is_hdf5(path):
        raise UserError(f"{path} holds weights, not a map: make its maps with embed.py {path}")
    return load_embedding(path)


def _sort_weights(
    given: Sequence[str | os.PathLike], contents: Sequence[EmbeddingFile]
) -> list[str | os.PathLike | None]:
    """Return for each map which of the given weights it was made with, or None."""
    chosen: list[str | os.PathLike | None] = [None] * len(contents)
    for file in given:
        if not Path(file).is_file():
            raise UserError(f"--weights {file}: there is no such file")
        digest = sha256(file)
        own = [k for k, content in enumerate(contents) if content.weights_sha256 == digest]
        if not own:
            raise UserError(f"--weights {file}: none of these maps was made with it, leave it out")
        for k in own:
            chosen[k] = file
    return chosen


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
        listed = ", ".join(shown(place, 200) for place in places)
        raise UserError(
            f"the weights of {path} are not there, looked for {listed}: "
            "say with --weights FILE where they are"
        )
    for place in found:
        if sha256(place) == content.weights_sha256:
            return place
    if weights is not None:
        raise UserError(
            f"--weights {weights}: {path} was made with other weights, which were "
            f"{shown(content.weights_path, 200)}: give those, or map these with embed.py {weights}"
        )
    raise UserError(
        f"{found[0]} was changed since {path} was made with it: "
        f"embed again with embed.py {found[0]}, or give the old file with --weights"
    )


def decoder_loader(process: DecoderProcess, content: EmbeddingFile) -> Callable[[], Decode]:
    """Return the function that waits for what decodes the codes of a model.

    If that process has ended, the function starts another one.

    It takes seconds, and raises UserError for weights that do not fit the codes or the images.
    """
    n_numbers, shape = content.codes.shape[1], content.images.shape[1:]
    weights = process.weights

    def load() -> Decode:
        process.start_again()
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
