"""The settings of a sparse binary autoencoder."""

from dataclasses import dataclass
from typing import Any, ClassVar

from latent.settings.base import Settings
from latent.tools.check import check_number, check_option

# The λ of each method where none is given. Penalties are on very different scales: a hundred bits
# cost 100 by L1 and 10,000 by L1-squared, and a thousand undecided units a million by
# entropy-squared.
DEFAULT_LAMBDAS = {
    "none": 0.02,  # weighs nothing
    "L1": 0.02,
    "L1-squared": 1e-4,
    "entropy": 0.01,
    "entropy-squared": 1e-5,
    "log": 0.02,
    "kl": 0.02,
}
REG_METHODS = tuple(DEFAULT_LAMBDAS)


@dataclass(frozen=True, kw_only=True)
class SparseSettings(Settings):
    """A wide code of bits, sigmoid units through thresholds, with a price on bits that are on.

    A `reg_lambda` of None becomes the default of the method.
    """

    model: ClassVar[str] = "sparse"
    code_activations: ClassVar[tuple[str, ...]] = ("sigmoid",)

    layers: tuple[int, ...] = (512, 128)
    d_latent: int = 4096
    code_activation: str = "sigmoid"
    real_code_activations: bool = False  # the sigmoid units without the thresholds
    reg_method: str = "L1"
    reg_lambda: float | None = None  # with L1: the price of one bit, in summed reconstruction loss
    reg_warmup: float = 0.2  # share of the training over which the price rises from 0
    sparsity: float = 0.02  # kl: the share of images for which a bit is to be on

    def __post_init__(self) -> None:
        super().__post_init__()
        check_option("--reg_method", self.reg_method, REG_METHODS)
        if self.reg_lambda is None:
            # Saved runs are to say what they were trained with, whatever the default is later.
            object.__setattr__(self, "reg_lambda", DEFAULT_LAMBDAS[self.reg_method])
        check_number("--reg_lambda", self.reg_lambda, least=0)
        check_number("--reg_warmup", self.reg_warmup, least=0, most=1)
        check_number("--sparsity", self.sparsity, above=0, below=1)

    def _differences(self, values: dict[str, Any]) -> list[str]:
        usual = DEFAULT_LAMBDAS[self.reg_method]
        return super()._differences(values | {"reg_lambda": usual})
