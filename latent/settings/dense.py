"""The settings of a dense autoencoder."""

from dataclasses import dataclass
from typing import ClassVar

from latent.settings.base import Settings
from latent.tools.check import UserError


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
