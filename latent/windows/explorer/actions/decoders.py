"""The life of what decodes codes: it is loaded, it may end, and then it is started again."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from latent.windows.explorer.actions.base import Actions
from latent.windows.explorer.coder import Decode, Encode
from latent.windows.explorer.decoding import MOST_RESTARTS, LastingDecoder
from latent.windows.explorer.state import Explorer

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

DECODER = "decoder"  # the name of work in the background
Load = Callable[[], Decode]


class Decoders(Actions):
    """What decodes the codes of each map, loaded in other threads.

    `load`: returns what decodes the codes of the map that was opened, None: it needs nothing.
    `load_others`: the same for each map that it is compared with. `encode`: encodes images once
    there is a decoder.
    """

    def __init__(
        self,
        whole: "ExploreWindow",
        load: Load | None,
        load_others: Sequence[Load | None],
        encode: Encode | None,
    ):
        super().__init__(whole)
        self._load, self._load_others, self._encode = load, load_others, encode
        self._n_restarts = 0

    @property
    def is_loading(self) -> bool:
        """Whether the decoder of the map that was opened is not there yet."""
        return self.background.is_busy(DECODER)

    def load(self) -> None:
        """Begin to load all decoders."""
        self._load_compared()
        if self._load is not None:
            self.background.start(
                DECODER, self._load, self._take_decoder, self.whole.telling.excuse
            )
            self.status.update()

    def _load_compared(self) -> None:
        for other, load in zip(self.explorer.others, self._load_others, strict=True):
            if load is not None:
                name = f"{DECODER} of {other.coder.name}"
                take = partial(self._take_other_decoder, other)
                self.background.start(name, load, take, self.whole.telling.excuse)

    def _take_other_decoder(self, other: Explorer, decode: Decode) -> None:
        other.take_decoder(decode)
        self.whole.finding.find()
        self.whole.experimenting.show_tab()

    def _take_decoder(self, decode: Decode) -> None:
        shape = self.explorer.content.images.shape[1:]
        lasting = LastingDecoder(decode, shape, self.restart)
        self.explorer.take_decoder(lasting, self._encode)
        if not self.explorer.own.is_empty:
            self.whole.drawing.show_drawing()
        self.whole.finding.find()
        self.whole.experimenting.show_tab()
        if self.explorer.decode is not None:  # it may have ended at once
            self.status.say("")
            self.whole.looking.go_on_as_wanted()

    def restart(self, problem: Exception) -> None:
        """Load the decoder once more, after it has ended, and say so."""
        self.explorer.take_decoder(None)
        if self._n_restarts == MOST_RESTARTS:
            self.status.say(str(problem))
        elif not self.is_loading:
            self._n_restarts += 1
            self.background.start(
                DECODER, self._load, self._take_decoder, self.whole.telling.excuse
            )
            self.status.say("the decoder has ended and is started again")
