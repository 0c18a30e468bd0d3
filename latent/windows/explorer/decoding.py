"""A decoder that may end at any time, because it is a process of its own."""

import threading
from collections.abc import Callable

import numpy as np

from latent.tools.check import UserError

MOST_RESTARTS = 3  # of one window: a decoder that always ends is not started for ever


class DecoderLost(UserError):
    """The process that decodes has ended; `decoder`: the LastingDecoder that had it, if one did."""

    decoder: "LastingDecoder | None" = None


class LastingDecoder:
    """Decodes as `decode` does, and tells `lost` once that has ended.

    The thread that made it, which draws, then gets empty images of `shape` until there is another
    decoder; other threads hear of it by DecoderLost, and so does whoever encodes.
    """

    def __init__(
        self,
        decode: Callable[[np.ndarray], np.ndarray],
        shape: tuple[int, ...],
        lost: Callable[[Exception], object],
        encode: Callable[[np.ndarray], np.ndarray] | None = None,
    ):
        self._encode = encode
        self._decode, self._shape, self._lost = decode, shape, lost
        self._drawing_thread = threading.current_thread()

    def __call__(self, codes: np.ndarray) -> np.ndarray:
        """Return images float32 (m, h, w[, 3]) in [0, 1] of codes (m, d)."""
        try:
            return self._decode(codes)
        except DecoderLost as problem:
            problem.decoder = self
            if threading.current_thread() is not self._drawing_thread:
                raise
            self._lost(problem)
            return np.zeros((len(codes), *self._shape), np.float32)

    def encode(self, images: np.ndarray) -> np.ndarray:
        """Return codes float32 (m, d) of images uint8 (m, h, w[, 3])."""
        try:
            return self._encode(images)
        except DecoderLost as problem:
            problem.decoder = self
            raise
