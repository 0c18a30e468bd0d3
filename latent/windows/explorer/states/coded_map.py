"""The images of a map, their codes, what decodes them, and the experiments with them."""

from collections.abc import Sequence

import numpy as np

from latent.data.gray_levels import to_bytes
from latent.maps.embedding_file import EmbeddingFile
from latent.tools.shares import TellShare, unheard
from latent.windows.explorer.coder import Coder, Decode, Encode, Pick
from latent.windows.explorer.experiments.base import FIRST
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.history import History
from latent.windows.explorer.picks import Board
from latent.windows.explorer.tabs import Tabs

DECODED_AT_ONCE = 1024  # so that whoever points at an image meanwhile hardly waits
PIXELS_AT_ONCE = 2**23  # of large images, so that they take little memory as numbers


class CodedMap:
    """Images with codes, and tabs of experiments with these codes.

    Codes can be decoded after `take_decoder`; a map of pixels, which has no codes, takes the pixels
    for them and can decode at once. `others`: maps of the same images that this one is compared
    with, whose models have a part in the tabs. `name`: of the model.
    """

    def __init__(self, content: EmbeddingFile, others: Sequence["CodedMap"], name: str):
        self.content = content
        self.history = History()
        self.model = FIRST  # which of the models of `tabs` this map is of
        self.coder = Coder(content, name)
        self.others = tuple(others)
        self.tabs = Tabs([self.coder, *(other.coder for other in self.others)], self.history)

    @property
    def n_images(self) -> int:
        """How many images there are."""
        return len(self.content.images)

    # Codes and what is decoded from them.

    def codes_of(self, indices: np.ndarray | slice | list[int]) -> np.ndarray:
        """Return the codes of some images, float32 (m, d)."""
        return self.coder.codes_of(indices)

    @property
    def decode(self) -> Decode | None:
        """What decodes codes, or None while there is nothing yet."""
        return self.coder.decode

    @property
    def encode(self) -> Encode | None:
        """What encodes images, or None while there is nothing yet."""
        return self.coder.encode

    def take_decoder(self, decode: Decode | None, encode: Encode | None = None) -> None:
        """Decode codes, and encode images if that is possible, by these functions from now on.

        With None for `decode` nothing is decoded any more.
        """
        self.coder.take_decoder(decode, encode)

    def reconstruction(self, index: int) -> np.ndarray | None:
        """Return an image's reconstruction, uint8 (h, w[, 3]); None without a decoder."""
        if self.decode is None:
            return None
        return to_bytes(self.decode(self.codes_of([index])))[0]

    def decode_all(self, tell_share: TellShare = unheard) -> np.ndarray:
        """Return all images as the model reconstructs them, uint8 (n, h, w[, 3]).

        Changes nothing, so that another thread can do it.
        """
        decoded = np.empty_like(self.content.images)
        most = min(DECODED_AT_ONCE, max(PIXELS_AT_ONCE // decoded[0].size, 1))
        for start in range(0, self.n_images, most):
            part = slice(start, start + most)
            decoded[part] = to_bytes(self.decode(self.codes_of(part)))
            tell_share(min(start + most, self.n_images) / self.n_images)
        return decoded

    # Experiments.

    @property
    def experiment(self) -> Experiment:
        """The experiment that is shown."""
        return self.board.experiment

    @property
    def board(self) -> Board:
        """The picks of the experiment that is shown."""
        return self.tabs.current.board

    @property
    def boards(self) -> tuple[Board, ...]:
        """The picks of all experiments."""
        return self.tabs.boards

    def toggle_experiment(self) -> None:
        """Go on to the next experiment; each keeps its picks."""
        self.tabs.go_on()

    def choose_experiment(self, experiment: Experiment) -> None:
        """Show this experiment."""
        self.tabs.choose(experiment)

    def pick_words(self, pick: Pick) -> str:
        """Return what a pick is, with an image's index."""
        index = f" (index {pick:,})" if isinstance(pick, int) else ""
        return f"{self.coder.pick_name(pick)}{index}"
