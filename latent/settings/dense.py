"""The settings of a dense autoencoder."""

from dataclasses import dataclass
from typing import ClassVar

from latent.settings.base import MOST_LAYERS, MOST_UNITS, Settings
from latent.tools.check import UserError, check_whole_number


@dataclass(frozen=True, kw_only=True)
class DenseSettings(Settings):
    """A fully connected autoencoder with a bottleneck of `d_latent` numbers."""

    model: ClassVar[str] = "dense"

    def check_code_fits(self, n_features: int) -> None:
        """Raise UserError if a code would hold more numbers than the encoder gets."""
        if self.d_latent > n_features:
            raise UserError(
                f"--d_latent {self.d_latent}: must be at most {n_features}, as many numbers as the "
                f"encoder gets with --pca_dims {self.pca_dims}"
            )


def depth_to_layers(depth: int, d_latent: int, n_pixels: int) -> tuple[int, ...]:
    """Return the sizes of `depth` layers that shrink geometrically from the pixels to the code.

    The last of them is the code itself, of `d_latent` numbers, so `depth - 1` sizes come back.

    >>> depth_to_layers(3, 49, 784)
    (311, 123)
    """
    check_whole_number("--depth", depth, least=1, most=MOST_LAYERS)
    check_whole_number("--d_latent", d_latent, least=1, most=MOST_UNITS)
    ratio = d_latent / n_pixels
    return tuple(round(n_pixels * ratio ** (k / depth)) for k in range(1, depth))
