"""What is drawn at the place of each image on a map."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from latent.codes.kinds import Vectors
from latent.data.alphabet_grid import AlphabetGrid
from latent.data.gray_levels import to_bytes
from latent.settings import Settings
from latent.tools.check import UserError

IMAGES_AT_ONCE, TYPEFACES_AT_ONCE = 2048, 128  # decoded as numbers


class StandIn:
    """What is drawn of an image on the map: the image, or letters of a whole typeface.

    `specimen`: these letters, "" for an image. Raises UserError for letters that were not chosen,
    and for images that have none.
    """

    def __init__(self, settings: Settings, specimen: str | None):
        self._grid = AlphabetGrid.of_settings(settings)
        if self._grid is None and specimen is not None:
            raise UserError("--specimen: goes with whole typefaces, --unit typeface")
        self.specimen = "" if self._grid is None else self._grid.choose_specimen(specimen)
        self.key = {"specimen": self.specimen} if self.specimen else {}

    def of(self, images: np.ndarray) -> np.ndarray:
        """Return the tiles, uint8 (n, h, w[, 3]), that stand for images."""
        return images if self._grid is None else self._grid.words(images, self.specimen)

    def decoded(self, decode: Callable[[Vectors], np.ndarray], codes: Vectors) -> "DecodedTiles":
        """Return the tiles of what a model makes of codes (n, d)."""
        at_once = IMAGES_AT_ONCE if self._grid is None else TYPEFACES_AT_ONCE
        return DecodedTiles(codes, lambda some: self.of(to_bytes(decode(some))), at_once)


@dataclass(frozen=True, eq=False)
class DecodedTiles:
    """Tiles that are decoded when they are asked for: at full size all would fill the memory.

    Like an array uint8 (n, h, w[, 3]) that has no other index than a slice. `make` gives the tiles
    of a few codes, `at_once` says how few.
    """

    codes: Vectors
    make: Callable[[Vectors], np.ndarray]
    at_once: int
    dtype = np.dtype(np.uint8)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", (len(self.codes), *self.make(self.codes[:1]).shape[1:]))

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def ndim(self) -> int:
        """3, or 4 in colour."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of all pixels."""
        return int(np.prod(self.shape))

    def __getitem__(self, rows: slice) -> np.ndarray:
        codes = self.codes[rows]
        starts = range(0, max(len(codes), 1), self.at_once)
        return np.concatenate([self.make(codes[k : k + self.at_once]) for k in starts])
