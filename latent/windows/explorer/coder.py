"""The codes of a map's images, what decodes codes, and all that was decoded and placed so far."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from latent.data.gray_levels import pixel_vectors, to_bytes
from latent.maps.embedding_file import EmbeddingFile
from latent.windows.explorer.coloring import reconstruction_errors

MOST_KEPT_BYTES = 48 * 2**20  # of decoded images, with what tells their codes apart

Decode = Callable[[np.ndarray], np.ndarray]  # float32 (m, d) -> (m, h, w[, 3]) in [0, 1]
Pick = int | tuple[int, ...]  # the index of an image, or those of several, whose mean is meant


class Coder:
    """The images of `content`, their codes, and what decodes codes.

    `decode` is None until there is a decoder; a map of pixels, which has no codes, takes the pixels
    for them. `name`: of the model, for comparing several. Images and places that were found are
    kept by the bytes of their codes; the oldest go when there are too many.
    """

    def __init__(self, content: EmbeddingFile, name: str = ""):
        self.content, self.name = content, name
        self.decode: Decode | None = self._decode_pixels if content.codes is None else None
        self.n_decoded = 0  # how often codes were decoded, as a mark of what is known
        self._images: OrderedDict[bytes, np.ndarray] = OrderedDict()
        self._places: OrderedDict[bytes, np.ndarray] = OrderedDict()

    def codes_of(self, indices: np.ndarray | slice | Sequence[int]) -> np.ndarray:
        """Return the codes of some images, float32 (m, d)."""
        if self.content.codes is None:
            return pixel_vectors(self.content.images[indices])
        return np.asarray(self.content.codes[indices], np.float32)

    # What can be in a slot.

    def pick_code(self, pick: Pick) -> np.ndarray:
        """Return the code of a pick, float32 (d,): of several images the mean of theirs."""
        codes = self.codes_of(list(indices_of(pick)))
        return codes[0] if len(codes) == 1 else codes.mean(axis=0, dtype=np.float64).astype("f4")

    def pick_image(self, pick: Pick) -> np.ndarray:
        """Return the image of a pick, uint8 (h, w[, 3]): of several the mean."""
        if isinstance(pick, int):
            return self.content.images[pick]
        mean = self.content.images[list(pick)].mean(axis=0, dtype=np.float64)
        return np.rint(mean).astype(np.uint8)

    def pick_name(self, pick: Pick) -> str:
        """Return what a pick is: its class, and its typeface where images belong to some."""
        content = self.content
        if not isinstance(pick, int):
            return f"mean of {len(pick):,} images"
        name = content.label_names[content.labels[pick]]
        return name if content.font_names is None else f"{name} · {content.font_names[pick]}"

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
        return self.place_of(self.pick_code(pick).tobytes())

    def error_of(self, key: bytes, index: int) -> float | None:
        """Return the mean squared error of what a code was decoded to as the image `index`.

        A pixel goes from 0 to 1. None while the code was not decoded.
        """
        decoded = self.image_of(key)
        if decoded is None:
            return None
        return float(reconstruction_errors(self.content.images[[index]], decoded[None])[0])

    def finder(
        self, to_decode: Iterable[np.ndarray], to_place: Iterable[np.ndarray]
    ) -> Callable[[], Callable[[], None]] | None:
        """Return what decodes and places those of the codes (d,) that were not before, or None.

        It changes nothing, so that another thread can call it; what it returns keeps what it found.
        """
        decode = self.decode
        images = {} if decode is None else _missing(to_decode, self._images)
        places = _missing(to_place, self._places)
        if not images and not places:
            return None

        def find() -> Callable[[], None]:
            decoded, placed = [], []
            if images:
                decoded = to_bytes(decode(np.stack(list(images.values()))))
            if places:
                placed = self.content.place(np.stack(list(places.values())))

            def keep() -> None:
                if decode == self.decode and images:
                    self.n_decoded += 1
                    self._keep(self._images, zip(images, decoded, strict=True))
                self._keep(self._places, zip(places, placed, strict=True))

            return keep

        return find

    def take_decoder(self, decode: Decode) -> None:
        """Decode codes by this function from now on."""
        self.decode = decode
        self.n_decoded += 1
        self._images.clear()

    def _keep(self, kept: OrderedDict, found: Iterable[tuple[bytes, np.ndarray]]) -> None:
        found = list(found)
        kept.update(found)
        if found:
            key, value = found[0]
            most = max(MOST_KEPT_BYTES // (len(key) + value.nbytes), len(found))
            while len(kept) > most:
                kept.popitem(last=False)

    def _decode_pixels(self, codes: np.ndarray) -> np.ndarray:
        """Return pixels (m, d) as images: what decodes a map of the pixels."""
        return np.clip(codes, 0, 1).reshape(-1, *self.content.images.shape[1:])


def indices_of(pick: Pick) -> tuple[int, ...]:
    """Return the indices of all images that a pick means."""
    return (pick,) if isinstance(pick, int) else pick


def _found(kept: OrderedDict, key: bytes) -> np.ndarray | None:
    value = kept.get(key)
    if value is not None:
        kept.move_to_end(key)
    return value


def _missing(codes: Iterable[np.ndarray], kept: OrderedDict) -> dict[bytes, np.ndarray]:
    found = {code.tobytes(): code for code in codes}
    return {key: code for key, code in found.items() if key not in kept}
