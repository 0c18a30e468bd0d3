"""What only the first model has a code of, for the others: encoded from an image."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

import numpy as np

from latent.data.gray_levels import to_bytes
from latent.tools.check import UserError
from latent.windows.explorer.coder import Coder, Pick
from latent.windows.explorer.decoding import DecoderLost
from latent.windows.explorer.experiments.base import FIRST, Work
from latent.windows.explorer.own_code import OwnCode

MOST_KEPT = 64
Wanted = tuple[OwnCode, int]  # and the number of a model


class Elsewhere:
    """Own codes of the first of some models as the others have them.

    The user's own image is encoded by each model. A code without an image is decoded by the first
    model, and that image is encoded by the others. `n_found`: how many were.
    """

    def __init__(self, coders: Sequence[Coder]):
        self._coders = coders
        self._found: OrderedDict[Wanted, OwnCode] = OrderedDict()
        self._refused: set[Wanted] = set()  # by the model, which would say so again
        self.n_found = 0

    def of(self, pick: OwnCode, model: int) -> OwnCode | None:
        """Return a code as another model has it; None while that was not found."""
        return self._found.get((pick, model))

    def work(self, picks: Iterable[Pick | None]) -> Work | None:
        """Return what finds those of some picks that were not found, once there are models."""
        own = [pick for pick in picks if isinstance(pick, OwnCode)]
        wanted = [(pick, model) for pick in own for model in range(1, len(self._coders))]
        missing = [each for each in wanted if each not in self._found and self._can_be(*each)]
        if not missing:
            return None
        return Work(
            "encoding for the other models",
            lambda: {each: self._encoded(*each) for each in missing},
            self._take,
        )

    def _can_be(self, pick: OwnCode, model: int) -> bool:
        has_image = pick.image is not None or self._coders[FIRST].decode is not None
        coder = self._coders[model]
        if (pick, model) in self._refused:
            return False
        return has_image and coder.encode is not None and coder.decode is not None

    def _encoded(self, pick: OwnCode, model: int) -> OwnCode:
        coder, image = self._coders[model], pick.image
        if image is None:
            image = to_bytes(self._coders[FIRST].decode(pick.code[None]))[0]
        try:
            code = np.asarray(coder.encode(image[None])[0], np.float32)
        except DecoderLost:
            raise
        except UserError:
            self._refused.add((pick, model))
            raise
        return OwnCode(pick.name, code, coder.content.place(code[None])[0], image)

    def _take(self, found: dict[Wanted, OwnCode]) -> None:
        self._found.update(found)
        self.n_found += len(found)
        while len(self._found) > MOST_KEPT:
            self._found.popitem(last=False)
