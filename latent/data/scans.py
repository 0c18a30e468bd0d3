"""Ink on paper, as a camera or a scanner sees it."""

import numpy as np

INK_PERCENT = 99.8  # of a picture's pixels that are paler than its ink
LEAST_INK = 30  # grey levels between paper and ink
LARGEST_GRAIN = 6  # medians of what paper differs from its own middle
LEAST_SHARE = 0.1  # of what ink differs from paper


def without_paper(image: np.ndarray) -> np.ndarray:
    """Return ink on a ground of 0, uint8 (h, w), of a picture whose ground is the paper of a scan.

    The paper is what the border mostly is. What differs from it no more than its own grain, or a
    tenth of the ink, is paper too, and what differs from full ink no more than that is brought to
    255. A ground of 0 without any grain stays as it is, and so does all on it.
    """
    border = np.concatenate([image[0], image[-1], image[1:-1, 0], image[1:-1, -1]]).astype(float)
    paper = np.median(border)
    grain = np.median(np.abs(border - paper))
    if paper == 0 and grain == 0:
        return image
    ink = np.percentile(image, INK_PERCENT) - paper
    if ink < LEAST_INK:
        return np.zeros_like(image)
    lowest = max(LARGEST_GRAIN * grain, LEAST_SHARE * ink)
    share = (image - paper - lowest) / max((1 - LEAST_SHARE) * ink - lowest, 1)
    return np.rint(255 * share.clip(0, 1)).astype(np.uint8)
