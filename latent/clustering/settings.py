"""What a clustering is made by: an algorithm, characters and the parameters of each."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from latent.data.characters import CHARACTERS
from latent.tools.check import UserError, check_number, check_option, check_whole_number
from latent.tools.plain_words import shown

METRICS = ("euclidean", "cosine")
DEFAULT_CHARACTERS = "RSTW"
MOST_LISTED = 16  # characters


@dataclass(frozen=True)
class Algorithm:
    """A way of clustering: its value on the command line, its name, and what it depends on."""

    value: str
    title: str
    parameters: tuple[str, ...]


ALGORITHMS = {
    algorithm.value: algorithm
    for algorithm in (
        Algorithm("kmeans", "KMeans", ("n_clusters", "pca_dims", "metric")),
        Algorithm(
            "spectral", "Spectral", ("n_clusters", "pca_dims", "metric", "n_neighbors", "mutual")
        ),
        Algorithm("dbscan-auto", "DBScan-auto", ("min_size", "pca_dims", "metric")),
        Algorithm("dbscan", "DBScan", ("min_size", "epsilon", "pca_dims", "metric")),
    )
}


SEEDED = ("kmeans", "spectral")


@dataclass(frozen=True)
class Range:
    """The values of a numeric parameter, both ends included, and what the window calls it."""

    title: str
    least: float
    most: float
    step: float = 1


RANGES = {
    "n_clusters": Range("N clusters", 2, 200),
    "pca_dims": Range("PCA dims", 0, 200),
    "n_neighbors": Range("neighbours k", 1, 50),
    "min_size": Range("min size", 2, 50),
    "epsilon": Range("epsilon", 0.001, 1, 0.001),
}


@dataclass(frozen=True, kw_only=True)
class ClusterSettings:
    """The algorithm, the characters, and a value for every parameter of every algorithm.

    `characters`: of the 94, in ASCII's order, possibly none yet. `pca_dims`: principal components
    to keep, 0 for all that the pixels say. `epsilon`: the radius of a neighbourhood in units of the
    largest distance. Raises UserError, naming the flag, for a value out of its range.
    """

    algorithm: str = field(default="kmeans")
    characters: str = DEFAULT_CHARACTERS
    n_clusters: int = 25
    pca_dims: int = 0
    metric: str = "euclidean"
    n_neighbors: int = 9  # of each typeface in the graph of spectral clustering
    mutual: bool = False  # whether an edge needs both to count each other as neighbours
    min_size: int = 5
    epsilon: float = 0.15
    seed: int = 0

    def __post_init__(self) -> None:
        check_option("--algorithm", self.algorithm, ALGORITHMS)
        check_option("--metric", self.metric, METRICS)
        for name, limits in RANGES.items():
            check = check_number if limits.step < 1 else check_whole_number
            check(f"--{name}", getattr(self, name), limits.least, limits.most)
        check_whole_number("--seed", self.seed, least=0, most=2**31 - 1)
        if self.characters != "".join(c for c in CHARACTERS if c in self.characters):
            raise UserError(
                f"--characters {self.characters}: must be some of the 94 characters from ! to ~"
            )

    @property
    def title(self) -> str:
        """The name of the algorithm."""
        return ALGORITHMS[self.algorithm].title

    @property
    def words(self) -> str:
        """All that the clusters depend on, in words.

        >>> ClusterSettings(algorithm="dbscan", metric="cosine").words
        'DBScan by RSTW, min size 5, epsilon 0.15, PCA dims 0, cosine distance'
        """
        parts = [f"{self.title} by {listed(self.characters)}"]
        for name, value in self.parameters.items():
            if name in RANGES:
                parts.append(f"{RANGES[name].title} {value:g}")
            elif name == "metric":
                parts.append(f"{value} distance")
            elif value:
                parts.append("mutual neighbours")
        return ", ".join(parts + ([f"seed {self.seed}"] if self.uses_seed else []))

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of the algorithm's own parameters, by name."""
        return {name: getattr(self, name) for name in ALGORITHMS[self.algorithm].parameters}

    @property
    def uses_seed(self) -> bool:
        """Whether another seed can give other clusters."""
        return self.algorithm in SEEDED

    def gives_the_same(self, other: "ClusterSettings") -> bool:
        """Whether the same clusters come of other settings: only what the algorithm has counts."""
        return self._key == other._key

    @property
    def _key(self) -> tuple:
        """All that the clusters depend on, the algorithm first."""
        seed = self.seed if self.uses_seed else 0
        return (self.algorithm, self.characters, seed, *self.parameters.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain values by name."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "ClusterSettings":
        """Make settings of `to_dict`'s result, trusting nothing in it.

        What is missing is as usual. Raises UserError if a value is unknown, of another type or out
        of range.
        """
        usual = {each.name: each.default for each in fields(cls)}
        given = {}
        for name, value in values.items():
            if name not in usual:
                raise UserError(f"its setting {shown(name)} is unknown")
            wanted = type(usual[name])
            fits = isinstance(value, wanted) or (wanted is float and isinstance(value, int))
            if not fits or (isinstance(value, bool) and wanted is not bool):
                raise UserError(f"its setting {name} has the wrong type")
            given[name] = value
        return cls(**given)

    def check_parameters(self, given: dict[str, Any]) -> None:
        """Raise UserError if a parameter was given that the algorithm does not have."""
        for name in given:
            users = [a.value for a in ALGORITHMS.values() if name in a.parameters]
            if self.algorithm not in users:
                raise UserError(
                    f"--{name}: goes with --algorithm {' or '.join(users)}, not {self.algorithm}"
                )


def listed(characters: str) -> str:
    """Return characters as a title names them: many are only counted."""
    return characters if len(characters) <= MOST_LISTED else f"{len(characters)} characters"


PARAMETERS = tuple(
    each.name
    for each in fields(ClusterSettings)
    if each.name not in ("algorithm", "characters", "seed")
)
