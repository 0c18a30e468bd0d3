import numpy as np

from latent.tools.quiet_tensorflow import keras
from latent.training.adam import EPSILON, Adam


def test_weights_and_moments_become_what_adam_of_keras_makes_of_them():
    rng = np.random.default_rng(0)
    start = [rng.normal(size=(3, 4)), rng.normal(size=5)]
    gradients = [[rng.normal(size=each.shape) * 1e-3 for each in start] for _ in range(6)]
    results = []
    for optimizer in (Adam(), keras.optimizers.Adam(epsilon=EPSILON)):
        weights = [keras.Variable(each, dtype="float32") for each in start]
        optimizer.build(weights)
        for k, gradient in enumerate(gradients):
            optimizer.learning_rate.assign(0.01 / (k + 1))
            optimizer.apply([each.astype(np.float32) for each in gradient], weights)
        state = [variable.numpy() for variable in optimizer.variables]
        results.append(([weight.numpy() for weight in weights], state))
    (ours, our_state), (theirs, their_state) = results
    for own, plain in zip(our_state, their_state, strict=True):
        np.testing.assert_allclose(own, plain, rtol=2e-5)  # 1 - 0.999 is rounded here, not there
    for own, plain, before in zip(ours, theirs, start, strict=True):
        np.testing.assert_allclose(own, plain, rtol=1e-5)
        assert np.abs(own - before).min() > 0.001
