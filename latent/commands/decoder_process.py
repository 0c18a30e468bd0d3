"""A model in a process of its own: loading TensorFlow would hold a window up for seconds."""

import multiprocessing
import signal
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from latent.codes.kinds import Vectors
from latent.tools.check import UserError
from latent.tools.files import read_steadily
from latent.tools.files import sha256 as hash_of
from latent.tools.plain_words import shown
from latent.windows.explorer.decoding import DecoderLost


class DecoderProcess:
    """The model of a weights file, which begins to load at once and ends with this process.

    `sha256`: what the hash of the file must be, "" if it may be any.
    """

    def __init__(self, weights: Path, sha256: str = ""):
        self._one_at_a_time = threading.Lock()
        self.weights, self._sha256 = weights, sha256
        self._has_ended = False
        self._start()

    def _start(self) -> None:
        # A fresh process: a copy of one with windows and threads is not safe.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        arguments = (theirs, self.weights, self._sha256)
        process = context.Process(target=_serve, args=arguments, daemon=True)
        process.start()
        theirs.close()
        self.process_id = process.pid

    def start_again(self) -> None:
        """Start another process if this one has ended."""
        with self._one_at_a_time:
            if self._has_ended:
                self._connection.close()
                self._start()
                self._has_ended = False

    def wait_until_ready(self) -> int:
        """Return the size of the codes that are decoded, once they can be.

        Raises UserError for weights that are not ours or that are damaged.
        """
        return self._next_answer()

    def decode(self, codes: Vectors) -> np.ndarray:
        """Return the images float32 (n, h, w[, 3]) in [0, 1] that codes (n, d_latent) stand for."""
        return self._ask("decode", codes)

    def encode(self, images: np.ndarray) -> np.ndarray:
        """Return the codes float32 (n, d_latent) of images uint8 (n, h, w[, 3]), as maps have them.

        Raises UserError for images of another shape than the model's.
        """
        return self._ask("encode", images)

    def _ask(self, question: str, rows: Vectors) -> np.ndarray:
        with self._one_at_a_time:
            with suppress(OSError):  # it has ended: the answer will say so
                self._connection.send((question, rows))
            return self._next_answer()

    def _next_answer(self):
        try:
            answer = self._connection.recv()
        except (EOFError, OSError) as problem:
            self._has_ended = True
            raise DecoderLost(
                f"the decoder of {self.weights} has ended: open the window again"
            ) from problem
        if isinstance(answer, Exception):
            raise answer
        return answer


def _serve(connection: Connection, weights: Path, sha256: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the window
    try:
        from latent.training.weights_file import load_weights

        def read():
            if sha256 and hash_of(weights) != sha256:
                raise UserError(
                    f"{weights} was changed since the map was made: embed again with embed.py "
                    f"{weights}"
                )
            return load_weights(weights).model

        model = read_steadily(weights, read)
        d_latent = model.settings.d_latent
        model.decode(np.zeros((1, d_latent), np.float32))  # compiled before it is needed
        connection.send(d_latent)
        answers = {
            "decode": model.decode,
            "encode": lambda images: np.asarray(model.map_vectors(images)[:], np.float32),
        }
        while True:
            question, rows = connection.recv()
            connection.send(answers[question](rows))
    except (EOFError, ConnectionError):
        return  # the window was closed
    except Exception as problem:
        with suppress(ConnectionError):
            if not isinstance(problem, UserError):
                problem = UserError(shown(" ".join(str(problem).split()), 300))
            connection.send(problem)
