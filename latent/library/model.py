"""A trained model for a program of one's own: images to codes, codes to images, ways between."""

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from latent.codes.bits import PackedBits
from latent.codes.paths import WAYS, AlongData, StraightLine, Way
from latent.library.arrays import check_codes, check_images, pixels_of
from latent.models import Autoencoder
from latent.models.autoencoder import parts_of
from latent.models.sparse import SparseAutoencoder
from latent.settings import Settings
from latent.tools.check import UserError, check_option, check_whole_number
from latent.training.weights_file import load_weights

MOST_STEPS = 1_000_000


class Model:
    """What `latent.open` makes of a weights file.

    `path`: of that file. Whatever a method cannot take it refuses with a `latent.UserError`, whose
    one line says what it takes.
    """

    def __init__(self, path: Path, autoencoder: Autoencoder):
        self.path = path
        self._autoencoder = autoencoder
        self._way, self._way_key = None, None  # the last that was made, and of what

    @classmethod
    def load(cls, path: str | os.PathLike) -> "Model":
        """Read a weights file; raises UserError if it is missing, damaged or not one of ours."""
        return cls(Path(path), load_weights(path).model)

    @property
    def settings(self) -> Settings:
        """All settings that the model was trained with, by the names of the flags."""
        return self._autoencoder.settings

    @property
    def image_shape(self) -> tuple[int, ...]:
        """The shape of one image: (h, w), or (h, w, 3) in colour."""
        return self.settings.array_shape

    @property
    def d_latent(self) -> int:
        """How many numbers, or bits, a code has."""
        return self.settings.d_latent

    @property
    def is_binary(self) -> bool:
        """Whether codes are bits."""
        is_sparse = isinstance(self._autoencoder, SparseAutoencoder)
        return is_sparse and not self.settings.real_code_activations

    def __repr__(self) -> str:
        words = f"{self.settings.model} {self._autoencoder.describe()}"
        return f"<latent model {words} of {self.settings.dataset}: {self.path}>"

    def encode(self, images: Any) -> np.ndarray:
        """Return the codes of images, float32 (n, d_latent); bits are uint8 (n, d_latent), 0 or 1.

        `images`: (n, h, w), or (n, h, w, 3) in colour, uint8 from 0 to 255 or floats from 0 to 1,
        where 0 is ground and 255 or 1 full ink, as in the images that the model was trained on.
        The codes of a variational model are the means. Raises UserError for other images.
        """
        images = check_images(images, self.image_shape)
        codes = np.empty((len(images), self.d_latent), np.uint8 if self.is_binary else np.float32)
        done = 0
        for part in parts_of(images):
            pixels = pixels_of(part, self.settings.binary_input)
            codes[done : done + len(part)] = self._autoencoder.encode_pixels(pixels)
            done += len(part)
        return codes

    def decode(self, codes: Any) -> np.ndarray:
        """Return the images that codes stand for, float32 (n, h, w[, 3]) from 0 to 1.

        `codes`: numbers (n, d_latent), or the codes of an embedding. A model of bits also draws
        what lies between them, like 0.5. Raises UserError for other codes.
        """
        codes = check_codes("codes", codes, (None, self.d_latent))
        return self._autoencoder.decode(codes)

    def interpolate(
        self, start: Any, end: Any, steps: int, way: str = StraightLine.name, among: Any = None
    ) -> np.ndarray:
        """Return the codes of a way, float32 (steps, d_latent), both ends among them.

        `start`, `end`: numbers (d_latent,). `way`: "straight line"; "great circle", around the mean
        code; or "along the data", from code to code where many are. The last two have to know the
        codes of many images, `among`: (n, d_latent), or those of an embedding, at least 2. Raises
        UserError for other codes, fewer than 2 steps, or another way.
        """
        check_option("way", way, WAYS)
        check_whole_number("steps", steps, least=2, most=MOST_STEPS)
        ends = (
            check_codes(name, code, (self.d_latent,))
            for name, code in (("start", start), ("end", end))
        )
        made = StraightLine()
        if way != StraightLine.name:
            made = self._made_way(way, self._check_among(among, way))
        return made.way(*ends, np.linspace(0, 1, steps)).astype(np.float32)

    def _made_way(self, way: str, known: np.ndarray | PackedBits) -> Way:
        """Make a way of these codes, or take the last one made if that was the same.

        Along the data it takes seconds, which many calls with the same codes need not wait for.
        """
        content = known.packed if isinstance(known, PackedBits) else known
        key = way, known.shape, sha256(np.ascontiguousarray(content)).digest()
        if key != self._way_key:
            self._way, self._way_key = WAYS[way](known), key
        return self._way

    def _check_among(self, among: Any, way: str) -> np.ndarray | PackedBits:
        if among is None:
            raise UserError(f'way "{way}": give the codes of many images as among=')
        known = check_codes("among", among, (None, self.d_latent))
        if len(known) < 2:
            raise UserError(f"among: at least 2 codes are needed, got {len(known)}")
        if self.is_binary and way == AlongData.name:
            return known if isinstance(known, PackedBits) else PackedBits.of(known)
        return known
