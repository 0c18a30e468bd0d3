"""The ways of an interpolation: straight at once, others after a search, which is kept."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from latent.codes.paths import WAYS, AlongData, StraightLine, Way
from latent.windows.explorer.coder import Coder, Pick
from latent.windows.explorer.experiments.base import Slide, Work

STRAIGHT = StraightLine.name
MOST_KEPT_BYTES = 64 * 2**20  # of codes along ways that had to be searched

Pair = tuple[Pick, Pick]


class Walks:
    """The codes at any `t` of the ways from picks to others, one kind of way at a time.

    `way`: the kind's name, one of `ways`. The straight line needs no preparation; others are made
    once of all codes by `work`, and the path along the data is searched for each pair, at the
    `steps` and at all steps of the `slide`.
    """

    def __init__(self, coder: Coder, steps: Sequence[float], slide: Slide):
        self._coder = coder
        self.way = STRAIGHT
        n_steps = round((slide.high - slide.low) / slide.step)
        grid = [slide.low + k * slide.step for k in range(n_steps + 1)]
        self._ts = np.array(sorted({round(t, 4) for t in (*grid, *steps)}))
        self._made: dict[str, Way] = {STRAIGHT: StraightLine()}
        self._found: OrderedDict[Pair, np.ndarray] = OrderedDict()
        self._n_searches = 0

    @property
    def ways(self) -> list[str]:
        """The kinds of ways that there are among these codes."""
        is_one = len(self._coder.content.images) < 2
        return [name for name, way in WAYS.items() if not (is_one and way is AlongData)]

    @property
    def state(self) -> tuple:
        """What changes whenever other codes come out."""
        return self.way, self.way in self._made, self._n_searches

    def choose(self, way: str) -> None:
        """Go this kind of way from now on."""
        if way not in self.ways:
            raise ValueError(f"there is no way {way}")
        self.way = way

    def codes(self, source: Pick, target: Pick, ts: Sequence[float]) -> list[np.ndarray | None]:
        """Return the codes at `ts`, float32 (d,) each, or None for each while they are not known.

        Along the data each t is a step of the slider or one of the steps.
        """
        way = self._made.get(self.way)
        if way is None:
            return [None] * len(ts)
        if not isinstance(way, AlongData):
            ends = (self._coder.pick_code(pick) for pick in (source, target))
            return list(way.way(*ends, np.array(ts)).astype(np.float32))
        table = self._found.get((source, target))
        if table is None:
            return [None] * len(ts)
        return [table[np.abs(self._ts - t).argmin()] for t in ts]

    def find(self, way: str, source: Pick, target: Pick, ts: np.ndarray) -> np.ndarray:
        """Return the codes at any `ts` (m,), (m, d), after a search that can take long."""
        ends = (self._coder.pick_code(pick) for pick in (source, target))
        return self._way(way).way(*ends, ts).astype(np.float32)

    def work(self, pairs: Sequence[Pair]) -> Work | None:
        """Return the search for what is not known of the way of these pairs, or None."""
        way = self.way
        is_searched = WAYS[way] is AlongData
        missing = [pair for pair in dict.fromkeys(pairs) if pair not in self._found]
        if not pairs or (way in self._made and not (is_searched and missing)):
            return None

        def run() -> dict[Pair, np.ndarray]:
            made = self._way(way)
            if not is_searched:
                return {}
            starts, ends = (
                np.stack([self._coder.pick_code(pair[side]) for pair in missing]) for side in (0, 1)
            )
            return dict(
                zip(missing, made.many(starts, ends, self._ts).astype(np.float32), strict=True)
            )

        n = len(self._coder.content.images)
        return Work(f"finding the way {_among(way, n)} …", run, self._take)

    def _way(self, way: str) -> Way:
        """Make a kind of way of all codes, once."""
        if way not in self._made:
            self._made[way] = WAYS[way](self._coder.content.vectors)
        return self._made[way]

    def _take(self, found: dict[Pair, np.ndarray]) -> None:
        self._n_searches += 1
        for pair, codes in found.items():
            self._found[pair] = codes
            most = max(MOST_KEPT_BYTES // codes.nbytes, len(found))
            while len(self._found) > most:
                self._found.popitem(last=False)


def _among(way: str, n: int) -> str:
    return f"along the data, among {n:,} codes" if WAYS[way] is AlongData else f"on a {way}"
