"""The life of what decodes codes: it is loaded, it may end, and then it is started again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from latent.maps.embedding_file import EmbeddingFile
from latent.windows.explorer.actions.base import Actions
from latent.windows.explorer.coder import Coder, Decode, Encode
from latent.windows.explorer.decoding import MOST_RESTARTS, DecoderLost, LastingDecoder

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

DECODER = "decoder"  # how the names of work in the background begin
Load = Callable[[], Decode]


class Compared(NamedTuple):
    """A further map, what loads its decoder, and what encodes images once that is loaded."""

    content: EmbeddingFile
    load: Load | None
    encode: Encode | None = None


@dataclass(eq=False)
class Life:
    """Of the decoder of one map: what loads it, and how often it was started again.

    `coder`: what decodes the codes of the map.
    """

    coder: Coder
    load: Load | None
    encode: Encode | None
    n_restarts: int = 0

    @property
    def work(self) -> str:
        """The name of the work in the background that loads it."""
        return f"{DECODER} {self.coder.name}"


class Decoders(Actions):
    """What decodes the codes of each map, loaded in other threads, and again if it ends.

    `models`: for the map that was opened, and then for each that it is compared with, what returns
    a decoder, or None for a map that needs none, and what encodes images once that is there.
    """

    def __init__(self, whole: "ExploreWindow", models: Sequence[tuple[Load | None, Encode | None]]):
        super().__init__(whole)
        coders = self.explorer.tabs.coders
        self._lives = [Life(coder, *model) for coder, model in zip(coders, models, strict=True)]

    @property
    def is_loading(self) -> bool:
        """Whether a decoder is not there yet."""
        return any(self.background.is_busy(life.work) for life in self._lives)

    def load(self) -> None:
        """Begin to load all decoders."""
        for life in self._lives:
            if life.load is not None:
                self._start(life)
        self.status.show()

    def restart(self, problem: DecoderLost) -> None:
        """Load a decoder once more, after it has ended, if it is still in use."""
        for life in self._lives:
            if life.coder.decode is problem.decoder:
                self._restart(life, problem)

    def _start(self, life: Life) -> None:
        take = partial(self._take, life)
        self.background.start(life.work, life.load, take, self.whole.telling.excuse)

    def _take(self, life: Life, decode: Decode) -> None:
        coder, shape = life.coder, life.coder.content.images.shape[1:]
        lasting = LastingDecoder(decode, shape, partial(self._restart, life), life.encode)
        coder.take_decoder(lasting, None if life.encode is None else lasting.encode)
        if coder is self.explorer.coder and not self.explorer.own.is_empty:
            self.whole.drawing.show_drawing()
        self.whole.finding.find()
        self.whole.experimenting.show_tab()
        if coder.decode is not None:  # it may have ended at once
            self.status.say("")
            self.whole.looking.go_on_as_wanted()

    def _restart(self, life: Life, problem: Exception) -> None:
        life.coder.take_decoder(None)
        if life.n_restarts == MOST_RESTARTS:
            self.status.say(str(problem))
        elif not self.background.is_busy(life.work):
            life.n_restarts += 1
            self._start(life)
            name = life.coder.name
            of = f" of {name}" if name else ""
            self.status.say(f"the decoder{of} has ended and is started again")
