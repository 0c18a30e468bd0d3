"""Numbers that change over a training run, one for each step."""

import numpy as np

from latent.settings import LEARNING_RATE_SCHEDULES
from latent.tools.check import check_option


def learning_rates(schedule: str, learning_rate: float, n_steps: int) -> np.ndarray:
    """Return the learning rate of every step, float64 (n_steps,).

    "constant" stays at `learning_rate`; "cosine" falls from it to 0 along half a cosine
    (Loshchilov and Hutter, SGDR, 2017, equation 5, one period).
    """
    check_option("--lr_schedule", schedule, LEARNING_RATE_SCHEDULES)
    if schedule == "constant":
        return np.full(n_steps, learning_rate)
    return learning_rate * 0.5 * (1 + np.cos(np.pi * np.arange(n_steps) / n_steps))


def rising_weights(warmup: float, n_steps: int) -> np.ndarray:
    """Return a weight for every step that rises from 0 to 1 and stays there, float64 (n_steps,).

    It rises along a line over the first `warmup` of the steps, a share from 0 (at once) to 1.

    >>> rising_weights(0.5, 8).tolist()
    [0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 1.0]
    """
    if warmup == 0:
        return np.ones(n_steps)
    return np.minimum(1, np.arange(n_steps) / (warmup * n_steps))


def annealed_weights(
    n_steps: int, n_cycles: int, lead: float, ramp: float, lowest: float, highest: float
) -> np.ndarray:
    """Return a weight for every step that rises again and again, float64 (n_steps,).

    It is `lowest` for the first `lead` of the steps, a share rounded to whole steps. Then come
    `n_cycles` cycles of equal length, which need not be a whole number of steps: in each the
    weight rises along a line from `lowest` over the first `ramp` of the cycle, a share from 0 (at
    once) to 1, and then is `highest` (Fu et al., Cyclical Annealing Schedule, 2019, equations 6
    and 7, with a lead-in before).

    >>> annealed_weights(10, 2, lead=0.2, ramp=0.5, lowest=0, highest=1).tolist()
    [0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 0.0, 0.5, 1.0, 1.0]
    """
    n_lead = round(lead * n_steps)
    n_left = n_steps - n_lead
    # In whole numbers, so that no cycle starts a step late by a rounding error.
    place = np.arange(n_left) * n_cycles % max(n_left, 1) / max(n_left, 1)  # in its cycle, [0, 1)
    share = np.minimum(1, place / ramp) if ramp else np.ones(n_left)
    return np.concatenate([np.full(n_lead, float(lowest)), lowest + (highest - lowest) * share])
