"""The settings of a sparse binary autoencoder."""

from dataclasses import dataclass
from typing import ClassVar

from latent.settings.base import Settings
from latent.tools.check import check_number, check_option

REG_METHODS = ("none", "L1", "L1-squared", "entropy", "entropy-squared", "log", "kl")


@dataclass(frozen=True, kw_only=True)
class SparseSettings(Settings):
    """A wide code of bits, sigmoid units through thresholds, with a price on bits that are on."""

    model: ClassVar[str] = "sparse"
    code_activations: ClassVar[tuple[str, ...]] = ("sigmoid",)

    layers: tuple[int, ...] = (512, 128)
    d_latent: int = 4096
    code_activation: str = "sigmoid"
    real_code_activations: bool = False  # the sigmoid units without the thresholds
    reg_method: str = "L1"
    reg_lambda: float = 0.02  # with L1: the price of one bit, in summed reconstruction loss
    reg_warmup: float = 0.2  # share of the training over which the price rises from 0
    sparsity: float = 0.02  # kl: the share of images for which a bit is to be on

    def __post_init__(self) -> None:
        super().__post_init__()
        check_option("--reg_method", self.reg_method, REG_METHODS)
        check_number("--reg_lambda", self.reg_lambda, least=0)
        check_number("--reg_warmup", self.reg_warmup, least=0, most=1)
        check_number("--sparsity", self.sparsity, above=0, below=1)
