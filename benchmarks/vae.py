"""Seconds per epoch of a variational autoencoder, against Keras `fit` with a custom train_step.

Both train the same network on the same images in the same process, in turns, so that what else
the computer does meets both.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.data import load
from latent.data.gray_levels import mean_image, pixel_vectors
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.models.losses import mean_squared_error, sum_of_loss
from latent.models.vae import VariationalAutoencoder, kl_divergence
from latent.settings import VaeSettings
from latent.tools.check import UserError, check_whole_number
from latent.tools.quiet_tensorflow import keras, tf
from latent.training.adam import EPSILON
from latent.training.loop import Trainer, TrainingRecord

MOST_RATIO = 0.5


class KerasFit(keras.Model):
    """The same network and loss, trained as Keras's own example of a VAE does."""

    def __init__(self, model: VariationalAutoencoder, beta: float):
        super().__init__()
        self.encoder, self.decoder = model.encoder, model.decoder
        self.weight = beta / sum_of_loss(model.settings)
        self.loss_mean = keras.metrics.Mean(name="loss")
        self.draws = keras.random.SeedGenerator(0)

    def train_step(self, pixels):
        with tf.GradientTape() as tape:
            mean, log_variance = self.encoder(pixels)
            noise = keras.random.normal(tf.shape(mean), seed=self.draws)
            logits = self.decoder(mean + tf.exp(0.5 * log_variance) * noise)
            kl = tf.reduce_sum(kl_divergence(mean, log_variance), axis=-1)
            loss = tf.reduce_mean(mean_squared_error(pixels, logits) + self.weight * kl)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        self.loss_mean.update_state(loss)
        return {"loss": self.loss_mean.result()}

    @property
    def metrics(self):
        return [self.loss_mean]


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", default="digits", help="data set (default: %(default)s)")
    parser.add_argument("--data_dir", help="folder of the data files (default: $LATENT_DATA)")
    parser.add_argument("--epochs", type=int, default=5, help="epochs of each (default: 5)")
    parser.add_argument("--layers", type=int, nargs="*", default=[256])
    parser.add_argument("--d_latent", type=int, default=16)
    parser.add_argument("--batch_size", type=int, default=256)
    return parser


def main(argv: list[str] | None = None) -> None:
    parser = build_parser()
    args = parser.parse_args(argv)
    try:
        check_whole_number("--epochs", args.epochs, least=1)
        settings = VaeSettings(
            layers=tuple(args.layers),
            d_latent=args.d_latent,
            batch_size=args.batch_size,
            epochs=args.epochs,
            lr_schedule="constant",
        )
        dataset = load(args.dataset, args.data_dir)
    except UserError as problem:
        parser.error(str(problem))
    images = dataset.x_train

    def build_model() -> VariationalAutoencoder:
        return build(settings, fit_preprocessing(images), mean_image(images))

    model = build_model()
    trainer = Trainer(model, images, dataset.x_test, TrainingRecord(args.epochs))
    trainer.compile()
    pixels = pixel_vectors(images)
    fit = KerasFit(build_model(), settings.beta_range[0])
    # With XLA, fit's own default, Keras draws normal numbers many times slower on a CPU.
    optimizer = keras.optimizers.Adam(settings.learn_rate, epsilon=EPSILON)
    fit.compile(optimizer=optimizer, jit_compile=False)
    fit.fit(pixels[: args.batch_size], batch_size=args.batch_size, verbose=0)  # compiles

    ours, theirs = [], []
    for epoch in range(1, args.epochs + 1):
        trainer.train_until(epoch, lambda _: True)
        ours.append(trainer.record.history[-1]["seconds"])
        start = time.perf_counter()
        fit.fit(pixels, batch_size=args.batch_size, verbose=0)
        theirs.append(time.perf_counter() - start)

    ratio = statistics.median(ours) / statistics.median(theirs)
    train_loss = trainer.record.history[-1]["train_loss"]
    print(f"{dataset.title}, {len(images):,} images, {model.describe()}, batch {args.batch_size}")
    print(f"our loop  {statistics.median(ours):6.2f} s an epoch, training loss {train_loss:.5f}")
    print(
        f"Keras fit {statistics.median(theirs):6.2f} s an epoch, "
        f"training loss {float(fit.loss_mean.result()):.5f}"
    )
    print(f"ours / fit {ratio:.2f}, wanted at most {MOST_RATIO}")


if __name__ == "__main__":
    main()
