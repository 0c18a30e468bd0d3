"""Maps by t-SNE, as openTSNE computes it."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from latent.codes.kinds import Codes
from latent.codes.neighbors import Neighbors
from latent.maps.base import Embedding
from latent.maps.plane import starting_layout
from latent.tools.check import UserError, check_number
from latent.tools.shares import TellShare

START_SPREAD = 1e-4  # openTSNE's own: larger starts freeze the coarse structure
EXAGGERATED_STEPS, STEPS = 250, 500
FEWEST_FOR_THREADS = 1000  # below, threads wait for each other longer than they work
# Width of a cell of openTSNE's grid. Half as fine as its own choice, which spends most of the time
# on the grid: three times as fast on 10,000 codes, with neighbours kept as well.
CELL = 2
# Cells to a side at least, of which a map that is still small needs no more: openTSNE's 50 take a
# quarter longer on 10,000 codes, with neighbours kept as well.
FEWEST_CELLS = 20
MANY = 300_000  # vectors: of more, memory and time would be of the weights alone
PLACING_PERPLEXITY = 5  # openTSNE's own: new vectors mind only the nearest that are laid out
REPORT_EVERY = 50  # steps: each report costs one evaluation of the loss


@dataclass
class TSNEEmbedding(Embedding):
    """t-SNE: near vectors are kept near, whatever that does to the far ones.

    `perplexity`, from 1, is the smooth number of neighbours each vector minds; it must be below a
    third of their number. van der Maaten and Hinton 2008; interpolation: Linderman et al. 2019.
    """

    name: ClassVar[str] = "TSNE"
    perplexity: float = 30.0

    def __post_init__(self) -> None:
        self.perplexity = check_number("--perplexity", self.perplexity, least=1)

    def neighbors_needed(self, n: int) -> int:
        """Three times the perplexity, beyond which weights are next to nothing; of many twice it.

        Of 231,522 codes the map's 10-NN accuracy is 0.837 with twice and 0.839 with three times.
        """
        return int((2 if n > MANY else 3) * self.perplexity)

    @property
    def neighbors_to_place(self) -> int:
        """Three times the perplexity that new vectors are placed with."""
        return 3 * PLACING_PERPLEXITY

    def check(self, n: int) -> None:
        """Raise UserError unless three times the perplexity is below `n`."""
        if n < 4:
            raise UserError(f"TSNE needs at least 4 images, got {n}: leave it out of --methods")
        if 3 * self.perplexity >= n:
            raise UserError(
                f"--perplexity {self.perplexity:g}: with {n} images it must be "
                f"at most {(n - 1) // 3}"
            )

    def _lay_out(
        self, codes: Codes, neighbors: Neighbors | None, seed: int, tell_share: TellShare
    ) -> np.ndarray:
        # Imported late: it takes seconds.
        from joblib import cpu_count
        from openTSNE import TSNE
        from openTSNE.affinity import PerplexityBasedNN
        from openTSNE.nearest_neighbors import PrecomputedNeighbors

        n_threads = cpu_count() if len(codes) >= FEWEST_FOR_THREADS else 1
        k = self.neighbors_needed(len(codes))
        # A copy, because a sparse matrix is made of it and sorts it.
        known = PrecomputedNeighbors(neighbors.indices[:, :k].copy(), neighbors.distances[:, :k])
        affinities = PerplexityBasedNN(
            knn_index=known, perplexity=self.perplexity, symmetrize=False, n_jobs=n_threads
        )
        # By openTSNE itself it takes half as much memory again.
        affinities.P = affinities.P + affinities.P.T
        affinities.P.data /= 2
        steps_done = 0

        def report(*_: Any) -> None:
            nonlocal steps_done
            steps_done += REPORT_EVERY
            # Placing others afterwards is heard of here, too.
            tell_share(min(steps_done / (EXAGGERATED_STEPS + STEPS), 1.0))

        layout = TSNE(
            early_exaggeration_iter=EXAGGERATED_STEPS,
            n_iter=STEPS,
            ints_in_interval=CELL,
            min_num_intervals=FEWEST_CELLS,
            n_jobs=n_threads,
            random_state=seed,
            callbacks=report,
            callbacks_every_iters=REPORT_EVERY,
        )
        start = starting_layout(codes, START_SPREAD, seed)
        self._fitted = layout.fit(affinities=affinities, initialization=start)
        return np.asarray(self._fitted)

    def _place(
        self, others: Codes, nearest: Neighbors | None, laid_out: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        # It asks its index of neighbours for those of the new vectors, which are known.
        self._fitted.affinities.knn_index = _KnownNeighbors(nearest, len(laid_out))
        perplexity = min(PLACING_PERPLEXITY, nearest.indices.shape[1] / 3)
        rows = np.zeros((len(others), 1))  # only counted
        placed = self._fitted.transform(rows, perplexity=perplexity)
        # Placing moves the whole layout, so both are read after it.
        return np.asarray(self._fitted), np.asarray(placed)


class _KnownNeighbors:
    """An index of neighbours that answers with those it was given."""

    def __init__(self, nearest: Neighbors, n_laid_out: int):
        self._nearest, self.n_samples = nearest, n_laid_out

    def query(self, rows: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        indices, distances = self._nearest
        return indices[:, :k], np.asarray(distances[:, :k], np.float64)
