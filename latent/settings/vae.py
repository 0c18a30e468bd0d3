"""The settings of a variational autoencoder."""

import math
from dataclasses import dataclass
from typing import ClassVar

from latent.settings.base import MOST_EPOCHS
from latent.settings.dense import DenseSettings
from latent.tools.check import UserError, check_number, check_whole_number

DEFAULT_REG_LAMBDA = 0.01


@dataclass(frozen=True, kw_only=True)
class VaeSettings(DenseSettings):
    """A variational autoencoder, and how much the KL divergence of its posterior weighs.

    At most one of `reg_lambda`, `beta` and `anneal` is given; without them the weight is a
    `reg_lambda` of DEFAULT_REG_LAMBDA. The loss is the mean error of the pixels + reg_lambda ×
    the mean KL divergence of the code units; times the number of pixels that is the summed error
    + β × the summed KL divergence, with β = reg_lambda × `beta_per_lambda`.
    """

    model: ClassVar[str] = "vae"
    code_activations: ClassVar[tuple[str, ...]] = ("linear",)  # the prior has no bounds

    layers: tuple[int, ...] = (64,)
    reg_lambda: float | None = None
    beta: float | None = None
    anneal: tuple[int | float, ...] | None = None  # cycles, lead-in, ramp, lowest and highest β

    def __post_init__(self) -> None:
        super().__post_init__()
        weights = ("reg_lambda", "beta", "anneal")
        given = [name for name in weights if getattr(self, name) is not None]
        if len(given) > 1:
            raise UserError(f"--{given[1]}: clashes with --{given[0]}, give one of them")
        for name in ("reg_lambda", "beta"):
            if name in given:
                check_number(f"--{name}", getattr(self, name), least=0)
        if self.anneal is None:
            return
        if len(self.anneal) != 5:
            raise UserError(
                f"--anneal: has {len(self.anneal)} values, needs 5: "
                "M_CYCLES LEAD_FRAC RAMP_FRAC BETA_MIN BETA_MAX"
            )
        cycles, lead, ramp, lowest, highest = self.anneal
        check_whole_number("--anneal M_CYCLES", cycles, least=1, most=MOST_EPOCHS)
        check_number("--anneal LEAD_FRAC", lead, least=0, below=1)
        check_number("--anneal RAMP_FRAC", ramp, least=0, most=1)
        check_number("--anneal BETA_MIN", lowest, least=0)
        check_number("--anneal BETA_MAX", highest, least=lowest)

    @property
    def beta_per_lambda(self) -> float:
        """How large β is for a `reg_lambda` of 1.

        >>> VaeSettings(d_latent=16).beta_per_lambda
        49.0
        """
        # The root of a mean over the pixels becomes that of the sum with the root of their number.
        summed_per_mean = math.sqrt(self.n_pixels) if self.loss == "rmse" else self.n_pixels
        return summed_per_mean / self.d_latent

    @property
    def beta_range(self) -> tuple[float, float]:
        """The lowest and the highest β of a training run; they are equal without annealing."""
        if self.anneal is not None:
            return self.anneal[3], self.anneal[4]
        if self.beta is not None:
            return self.beta, self.beta
        reg_lambda = DEFAULT_REG_LAMBDA if self.reg_lambda is None else self.reg_lambda
        return (reg_lambda * self.beta_per_lambda,) * 2

    @property
    def objective(self) -> str:
        """The loss in words, with the weight of the KL divergence on both scales."""
        mean_loss, summed_loss = {
            "mse": ("mean squared error", "squared error"),
            "rmse": ("root mean squared error", "root of the squared error"),
            "bce": ("mean cross-entropy", "cross-entropy in nats"),
        }[self.loss]
        betas = self.beta_range
        lambdas = [beta / self.beta_per_lambda for beta in betas]
        return (
            f"{mean_loss} of the pixels + {_range(*lambdas)} × mean KL divergence of the "
            f"code units; in sums: {summed_loss} + β × KL divergence, β = {_range(*betas)}"
        )


def _range(low: float, high: float) -> str:
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
