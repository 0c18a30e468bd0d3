"""The variational autoencoder: codes with a mean and a variance, held near a normal prior.

Kingma and Welling, Auto-Encoding Variational Bayes, 2014.
"""

import numpy as np

from latent.codes.measures import active_units
from latent.data.gray_levels import pixel_vectors
from latent.data.preprocessing import Preprocessing
from latent.models.autoencoder import NO_CHANCE, Autoencoder, Chance, compiled, parts_of
from latent.models.dense import build_decoder
from latent.models.encoders import HiddenLayers
from latent.models.layers import Preprocess
from latent.models.losses import sum_of_loss
from latent.settings import VaeSettings
from latent.settings.schedules import annealed_weights
from latent.tools.draws import Draw
from latent.tools.quiet_tensorflow import keras, tf

# A posterior that is nearer to the prior tells nothing of the image: 0.01 nats of, say, 25.
COLLAPSED_KL = 0.01


def build_vae(
    settings: VaeSettings, preprocessing: Preprocessing, mean: np.ndarray
) -> "VariationalAutoencoder":
    """Build a variational autoencoder; `mean`: the mean training image, (n_pixels,) in [0, 1]."""
    pixels = keras.Input((settings.n_pixels,), name="pixels")
    hidden = HiddenLayers(settings)
    code_mean = keras.layers.Dense(settings.d_latent, name="code_mean")
    # All posteriors start as wide as the prior, and alike.
    log_variance = keras.layers.Dense(
        settings.d_latent, kernel_initializer="zeros", name="code_log_variance"
    )

    def posterior(last):
        return [code_mean(last), log_variance(last)]

    encoders = hidden.encoders(pixels, Preprocess(preprocessing)(pixels), posterior)
    return VariationalAutoencoder(settings, preprocessing, encoders, build_decoder(settings, mean))


class VariationalAutoencoder(Autoencoder):
    """An autoencoder whose encoder gives the mean and the log variance of every code unit.

    Codes are the means; what the decoder learns from is drawn around them. Terms: "loss";
    "reconstruction", the settings' loss of the decoded draw; "kl", the KL divergence in nats,
    summed over the code units; without training also "mse" of the decoded mean.
    """

    @property
    def code_draw(self) -> Draw:
        """One normal number for each code unit."""
        return Draw("normal", self.settings.d_latent)

    def codes(self, pixels):
        """Return the posterior's means (n, d_latent) for pixels (n, n_pixels)."""
        return self.encoder(pixels)[0]

    def terms(self, pixels, penalty_weight, chance: Chance = NO_CHANCE, training: bool = False):
        """Return the terms at the codes that `chance` draws, else at the means; the weight is β."""
        mean, log_variance = self.encoded(pixels, chance, training)
        drawn = mean
        if "code" in chance:
            # The reparametrisation: section 2.4 of the paper.
            drawn += tf.exp(0.5 * log_variance) * chance["code"]
        logits = self.decoder(drawn, training=training)
        reconstruction = self.reconstruction_loss(pixels, logits)
        kl = tf.reduce_sum(kl_divergence(mean, log_variance), axis=-1)
        loss = reconstruction + penalty_weight * kl / sum_of_loss(self.settings)  # β weighs sums
        terms = {"loss": loss, "reconstruction": reconstruction, "kl": kl}
        if not training:
            terms["mse"] = self.squared_error(pixels, self.decoder(mean))
        return terms

    def penalty_weights(self, n_steps: int) -> np.ndarray:
        """Return β at every step of a training run, (n_steps,)."""
        if self.settings.anneal is not None:
            return annealed_weights(n_steps, *self.settings.anneal)
        return np.full(n_steps, self.settings.beta_range[0])

    def encode_posterior(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return means and log variances, float32 (n, d_latent), of images uint8 (n, h, w[, 3])."""
        parts = parts_of(images, self.settings.n_pixels)
        both = np.concatenate([self._posterior(pixel_vectors(part)) for part in parts])
        return both[:, 0], both[:, 1]

    def unit_kl(self, images: np.ndarray) -> np.ndarray:
        """Return each code unit's mean KL divergence over images, float64 (d_latent,), in nats."""
        return kl_divergence(*self.encode_posterior(images)).numpy().mean(axis=0, dtype=float)

    def epoch_numbers(self, images: np.ndarray) -> dict[str, float]:
        """Return how many code units are active on images, uint8 (n, h, w[, 3])."""
        return {"active_units": int(active_units(self.encode(images)).sum())}

    def summary(self, images: np.ndarray) -> dict[str, float]:
        """Return the active units and the mean KL divergence on test images, uint8 (n, h, w[, 3]).

        With the loss "bce" also the ELBO, in nats per image.
        """
        measured = self.measure(images)
        results = self.epoch_numbers(images) | {"test_kl": float(measured["kl"].mean(dtype=float))}
        if self.settings.loss == "bce":
            elbo = -(measured["reconstruction"] + measured["kl"])
            results["test_elbo"] = float(elbo.mean(dtype=float))
        return results

    def summary_lines(self, results: dict[str, float]) -> list[str]:
        """Say the numbers of `summary` in words, and if the posterior has collapsed what to do."""
        active, kl = results["active_units"], results["test_kl"]
        lines = [f"active units {active} of {self.settings.d_latent}, KL {kl:.2f} nats per image"]
        if "test_elbo" in results:
            lines.append(f"test ELBO {results['test_elbo']:.2f} nats per image")
        if active == 0 or kl < COLLAPSED_KL:
            flag = "reg_lambda" if self.settings.beta is None else "beta"
            advice = "give a lower one, or let the weight rise from 0 with --anneal"
            if self.settings.anneal is not None:
                flag, advice = "anneal", "give a lower BETA_MAX or more cycles"
            lines.append(
                "the posterior has collapsed: no code unit tells anything of the image, every "
                f"image becomes the same; the KL divergence weighs too much by --{flag}: {advice}"
            )
        return lines

    def _connect(self) -> keras.Model:
        # Before anything is compiled, because compiling asks for the names it traces.
        self._posterior = compiled(
            lambda pixels: tf.stack(self.encoder(pixels), 1), self.settings.n_pixels
        )
        return super()._connect()


def kl_divergence(mean, log_variance):
    """Return the KL divergence of every unit's normal posterior from its standard normal prior.

    `mean`, `log_variance`: (n, d_latent); the result has their shape, in nats, never below 0 but
    for rounding. Kingma and Welling 2014, appendix B.
    """
    return 0.5 * (tf.square(mean) + tf.exp(log_variance) - 1 - log_variance)
