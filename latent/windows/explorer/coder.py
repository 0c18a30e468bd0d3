"""The codes of a map's images, what decodes codes, and all that was decoded and placed so far."""

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from latent.data.gray_levels import pixel_vectors, to_bytes
from latent.maps.embedding_file import EmbeddingFile
from latent.tools.plain_words import shown
from latent.tools.shares import TellShare, unheard
from latent.windows.explorer.coloring import reconstruction_errors
from latent.windows.explorer.own_code import OwnCode, own_code_from_values

DECODED_AT_ONCE = 1024  # so that whoever points at an image meanwhile hardly waits
PIXELS_AT_ONCE = 2**23  # of large images, so that they take little memory as numbers
MOST_MEANS = 64  # of several images that are kept
IMAGES_AT_ONCE = 4096
MOST_KEPT_BYTES = 48 * 2**20  # of decoded images, with what tells their codes apart

Encode = Callable[[np.ndarray], np.ndarray]  # uint8 (m, h, w[, 3]) -> float32 (m, d)
Decode = Callable[[np.ndarray], np.ndarray]  # float32 (m, d) -> (m, h, w[, 3]) in [0, 1]
# What can run in another thread, and returns what, in this one, keeps what was found.
Keep = Callable[[], None]
Find = Callable[[], Keep]
# The index of an image, those of several, whose mean is meant, or a code that no image has.
Pick = int | tuple[int, ...] | OwnCode


class Coder:
    """The images of `content`, their codes, and what decodes codes.

    `decode` is None until there is a decoder, and so is `encode`; a map of pixels, which has no
    codes, takes the pixels for them. `name`: of the model, for comparing several. Images and places
    that were found are kept by the bytes of their codes; the oldest go when there are too many.
    """

    def __init__(self, content: EmbeddingFile, name: str = ""):
        self.content, self.name = content, name
        is_pixels = content.codes is None
        self.decode: Decode | None = self._decode_pixels if is_pixels else None
        self.encode: Encode | None = pixel_vectors if is_pixels else None
        self.n_decoded = 0  # how often codes were decoded, as a mark of what is known
        self._images: OrderedDict[bytes, np.ndarray] = OrderedDict()
        self._places: OrderedDict[bytes, np.ndarray] = OrderedDict()
        self._means: OrderedDict[tuple[int, ...], tuple] = OrderedDict()

    def codes_of(self, indices: np.ndarray | slice | Sequence[int]) -> np.ndarray:
        """Return the codes of some images, float32 (m, d)."""
        if self.content.codes is None:
            return pixel_vectors(self.content.images[indices])
        return np.asarray(self.content.codes[indices], np.float32)

    # What images are decoded to.

    def reconstruction(self, index: int) -> np.ndarray | None:
        """Return an image's reconstruction, uint8 (h, w[, 3]); None without a decoder."""
        if self.decode is None:
            return None
        return to_bytes(self.decode(self.codes_of([index])))[0]

    def decode_all(self, tell_share: TellShare = unheard) -> np.ndarray:
        """Return all images as the model reconstructs them, uint8 (n, h, w[, 3]).

        Changes nothing, so that another thread can do it. `tell_share` hears how much is done.
        """
        decoded = np.empty_like(self.content.images)
        n, most = len(decoded), min(DECODED_AT_ONCE, max(PIXELS_AT_ONCE // decoded[0].size, 1))
        for start in range(0, n, most):
            part = slice(start, start + most)
            decoded[part] = to_bytes(self.decode(self.codes_of(part)))
            tell_share(min(start + most, n) / n)
        return decoded

    # What can be in a slot.

    def pick_code(self, pick: Pick) -> np.ndarray:
        """Return the code of a pick, float32 (d,): of several images the mean of theirs."""
        if isinstance(pick, OwnCode):
            return pick.code
        return self.codes_of([pick])[0] if isinstance(pick, int) else self._mean(pick)[0]

    def pick_image(self, pick: Pick) -> np.ndarray | None:
        """Return the image of a pick, uint8 (h, w[, 3]): of several the mean; None: it has none."""
        if isinstance(pick, OwnCode):
            return pick.image
        return self.content.images[pick] if isinstance(pick, int) else self._mean(pick)[1]

    def _mean(self, indices: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Return the mean code and the mean image of several images; the last few are kept."""
        if indices not in self._means:
            codes, images = 0.0, 0.0
            for start in range(0, len(indices), IMAGES_AT_ONCE):
                some = list(indices[start : start + IMAGES_AT_ONCE])
                codes = codes + self.codes_of(some).sum(axis=0, dtype=np.float64)
                images = images + self.content.images[some].sum(axis=0, dtype=np.float64)
            n = len(indices)
            image = np.rint(images / n).astype(np.uint8)
            self._means[indices] = (codes / n).astype(np.float32), image
            while len(self._means) > MOST_MEANS:
                self._means.popitem(last=False)
        return self._means[indices]

    def pick_name(self, pick: Pick) -> str:
        """Return what a pick is: its class, and its typeface where images belong to some.

        Of a whole typeface it is the name, which tells the class, its style.
        """
        content = self.content
        if isinstance(pick, OwnCode):
            return pick.name if pick.image is not None else f"the place {pick.name}"
        if not isinstance(pick, int):
            return f"mean of {len(pick):,} images"
        name = shown(content.label_names[content.labels[pick]])
        if content.font_names is None:
            return name
        font = shown(content.font_names[pick])
        return f"{name} · {font}" if content.grid is None else font

    def read_own_code(self, values: Any) -> OwnCode:
        """Make a code of its own of plain values; raises ValueError if it does not fit this map."""
        content = self.content
        shape = content.images.shape[1:]
        d = math.prod(shape) if content.codes is None else content.codes.shape[1]
        return own_code_from_values(values, d, shape)

    # What codes are decoded to, and where they lie on the map.

    def image_of(self, key: bytes) -> np.ndarray | None:
        """Return what a code was decoded to, uint8 (h, w[, 3]); None if it was not yet."""
        return _found(self._images, key)

    def place_of(self, key: bytes) -> np.ndarray | None:
        """Return where a code lies on the map, float32 (2,); None if it is not known yet."""
        return _found(self._places, key)

    def place_of_pick(self, pick: Pick) -> np.ndarray | None:
        """Return where a pick lies on the map, float32 (2,); None if it is not known yet."""
        if isinstance(pick, int):
            return self.content.positions[pick]
        if isinstance(pick, OwnCode):
            return pick.place
        return self.place_of(self.pick_code(pick).tobytes())

    def error_of(self, key: bytes, true: int | np.ndarray) -> float | None:
        """Return the mean squared error of what a code was decoded to as a true image.

        `true`: the image, uint8 (h, w[, 3]), or its index. A pixel goes from 0 to 1. None while the
        code was not decoded.
        """
        decoded = self.image_of(key)
        if decoded is None:
            return None
        image = self.content.images[true] if isinstance(true, int) else true
        return float(reconstruction_errors(image[None], decoded[None])[0])

    def decoding(self, codes: Iterable[np.ndarray]) -> Find | None:
        """Return what decodes those of the codes (d,) that were not before; None if all were."""
        decode = self.decode
        missing = {} if decode is None else _missing(codes, self._images)
        if not missing:
            return None

        def find() -> Keep:
            images = to_bytes(decode(np.stack(list(missing.values()))))

            def keep() -> None:
                if decode == self.decode:
                    self.n_decoded += 1
                    _keep(self._images, missing, images)

            return keep

        return find

    def placing(self, codes: Iterable[np.ndarray]) -> Find | None:
        """Return what places those of the codes (d,) that were not before; None if all were."""
        missing = _missing(codes, self._places)
        if not missing:
            return None

        def find() -> Keep:
            places = self.content.place(np.stack(list(missing.values())))
            return lambda: _keep(self._places, missing, places)

        return find

    def take_decoder(self, decode: Decode | None, encode: Encode | None = None) -> None:
        """Decode codes by this function from now on, or, with None, no more.

        `encode`: what encodes images from now on; None: what did before.
        """
        self.decode = decode
        self.encode = self.encode if encode is None else encode
        self.n_decoded += 1
        self._images.clear()

    def _decode_pixels(self, codes: np.ndarray) -> np.ndarray:
        """Return pixels (m, d) as images: what decodes a map of the pixels."""
        return np.clip(codes, 0, 1).reshape(-1, *self.content.images.shape[1:])


def _found(kept: OrderedDict, key: bytes) -> np.ndarray | None:
    value = kept.get(key)
    if value is not None:
        kept.move_to_end(key)
    return value


def _missing(codes: Iterable[np.ndarray], kept: OrderedDict) -> dict[bytes, np.ndarray]:
    found = {code.tobytes(): code for code in codes}
    return {key: code for key, code in found.items() if key not in kept}


def _keep(kept: OrderedDict, codes: Iterable[bytes], found: np.ndarray) -> None:
    """Keep what was found for each code, as many of the newest as there is room for."""
    kept.update(zip(codes, found, strict=True))
    key, value = next(reversed(kept.items()))
    most = max(MOST_KEPT_BYTES // (len(key) + value.nbytes), len(found))
    while len(kept) > most:
        kept.popitem(last=False)
