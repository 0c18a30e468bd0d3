"""Codes for places of a map where no image lies: what the model would decode there."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from latent.codes.kinds import as_codes
from latent.data.gray_levels import mean_image, pixel_vectors
from latent.maps.embedding_file import EmbeddingFile
from latent.windows.explorer.pointing import Picker

N_NEAREST = 10  # images whose codes are mixed where the map is not linear
N_PROBES = 1000  # images that tell how far images usually lie apart
USUAL = 95  # percentile of their distances to the tenth nearest
SEED = 0


@dataclass(frozen=True, eq=False)
class Here:
    """A place of the map, float32 (2,), its code, float32 (d,), and the image nearest to it.

    `is_far`: the nearest image is further away than images usually are.
    """

    place: np.ndarray
    code: np.ndarray
    nearest: int
    is_far: bool


class PlaceDecoder:
    """Finds codes for places of a map: `picker` finds all of its images.

    On a linear map it is the code at this place on the plane that the map shows, through the middle
    of all codes. On others it is the mean of the codes of the 10 nearest images, weighted by one
    over the distance; at the very place of an image it is that image's code.
    """

    def __init__(self, content: EmbeddingFile, picker: Picker):
        self._content, self._picker = content, picker

    def at(self, x: float, y: float) -> Here:
        """Return what is at a position of the map."""
        place = np.array([x, y])
        indices, distances = self._picker.around(x, y, N_NEAREST)
        code = self._mixed(indices, distances) if self._plane is None else self._on_plane(place)
        is_far = bool(distances[0] > self._usual_distance)
        return Here(place.astype(np.float32), code.astype(np.float32), int(indices[0]), is_far)

    def prepare(self) -> None:
        """Make ready what `at` needs; another thread can do it."""
        _ = self._plane, self._usual_distance

    def _on_plane(self, place: np.ndarray) -> np.ndarray:
        middle, middle_place, inverse = self._plane
        return middle + (place - middle_place) @ inverse

    def _mixed(self, indices: np.ndarray, distances: np.ndarray) -> np.ndarray:
        codes = self._codes_of(indices)
        if distances[0] == 0:
            return codes[0]
        weights = 1 / distances
        return weights @ codes / weights.sum()

    def _codes_of(self, indices: np.ndarray) -> np.ndarray:
        content = self._content
        if content.codes is None:
            return pixel_vectors(content.images[indices])
        return np.asarray(content.codes[indices], np.float64)

    @cached_property
    def _plane(self) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
        """The mean code (d,), its place (2,), and the matrix (2, d) from places back to codes."""
        content = self._content
        if content.linear_map is None:
            return None
        is_pixels = content.codes is None
        middle = mean_image(content.images) if is_pixels else as_codes(content.codes).mean()
        matrix, offset = content.linear_map
        return middle, middle @ matrix + offset, np.linalg.pinv(matrix)

    @cached_property
    def _usual_distance(self) -> float:
        n = len(self._content.positions)
        if n <= N_NEAREST:
            return 1.0
        probes = np.random.default_rng(SEED).choice(n, min(n, N_PROBES), replace=False)
        places = self._content.positions[probes].astype(float)
        return float(np.percentile(self._picker.distances_to(places, N_NEAREST + 1), USUAL))
