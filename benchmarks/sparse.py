"""The frontier of sparse binary codes: for each price of a bit, the bits on and the error."""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.data import load_for
from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.settings import SparseSettings
from latent.tools.check import UserError
from latent.training.loop import Trainer, TrainingRecord

LAMBDAS = (0.01, 0.02, 0.05, 0.1, 0.3, 1.0)
# On MNIST: at least one λ must reach each of these errors with at most so many bits on.
WANTED = ((0.020, 92), (0.0125, 150))
EMPTY_CODE_LOSS = 52.9  # on MNIST: the summed squared error of the mean image
DEFAULT = SparseSettings()


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data_dir", help="folder of the data files (default: $LATENT_DATA)")
    parser.add_argument("--dataset", default=DEFAULT.dataset)
    parser.add_argument("--n_train", type=int, help="training images (default: all)")
    parser.add_argument("--epochs", type=int, default=DEFAULT.epochs)
    parser.add_argument("--lambdas", type=float, nargs="+", default=LAMBDAS)
    parser.add_argument("--reg_method", default=DEFAULT.reg_method)
    parser.add_argument("--seed", type=int, default=DEFAULT.seed)
    return parser


def main(argv: list[str] | None = None) -> None:
    parser = build_parser()
    args = parser.parse_args(argv)
    try:
        common = replace(
            DEFAULT,
            dataset=args.dataset,
            n_train=args.n_train,
            epochs=args.epochs,
            reg_method=args.reg_method,
            seed=args.seed,
        )
        all_settings = [replace(common, reg_lambda=value) for value in args.lambdas]
        dataset = load_for(common, args.data_dir)
    except UserError as problem:
        parser.error(str(problem))
    print(
        f"{len(dataset.x_train):,} {dataset.title}, {args.epochs} epochs, {args.reg_method}, "
        f"reg_warmup {common.reg_warmup:g}"
    )
    print("     λ  error (MSE)  bits on  bits used  always on  distinct codes  total loss  s/epoch")
    results = [measure(settings, dataset) for settings in all_settings]
    for error, n_bits in WANTED:
        is_met = any(r["error"] <= error and r["mean_active_bits"] <= n_bits for r in results)
        print(f"wanted on MNIST: error ≤ {error} at ≤ {n_bits} bits: {'yes' if is_met else 'no'}")
    print(f"wanted on MNIST, L1: total loss at λ = 1 below {EMPTY_CODE_LOSS}")


def measure(settings: SparseSettings, dataset) -> dict[str, float]:
    """Train with one λ; print and return what came of it."""
    preprocessing = fit_preprocessing(dataset.x_train, settings.pca_dims, settings.whiten)
    model = build(settings, preprocessing, mean_image(dataset.x_train))
    trainer = Trainer(model, dataset.x_train, dataset.x_test, TrainingRecord(settings.epochs))
    trainer.compile()
    start = time.perf_counter()
    trainer.train_until(settings.epochs, lambda _: True)
    seconds = (time.perf_counter() - start) / settings.epochs
    results = model.summary(dataset.x_test)
    results["error"] = trainer.record.history[-1]["test_mse"]
    print(
        f"{settings.reg_lambda:6g}  {results['error']:11.5f}  {results['mean_active_bits']:7.1f}  "
        f"{results['bits_used']:9,}  {results['bits_always_on']:9,}  "
        f"{results['distinct_codes']:14,}  {results['total_loss']:10.2f}  {seconds:7.1f}",
        flush=True,
    )
    return results


if __name__ == "__main__":
    main()
