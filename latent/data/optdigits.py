"""The 1,797 handwritten digits that scikit-learn carries, as images in MNIST's format.

Source: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998: 8×8 pixels of 0
to 16.
"""

import numpy as np

from latent.data.mnist_format import to_mnist_format

N_TEST = 360


def load_optdigits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return x_train (1437, 28, 28), y_train, x_test (360, 28, 28), y_test; always the same split.

    Images are uint8, labels int64; each digit has the same share in both parts.
    """
    # Imported here because it takes a second, and whoever loads other data does not need it.
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    digits = load_digits()
    images = np.stack([to_mnist_format(image / 16 * 255) for image in digits.images])
    x_train, x_test, y_train, y_test = train_test_split(
        images, digits.target, test_size=N_TEST, stratify=digits.target, random_state=0
    )
    return x_train, y_train.astype(np.int64), x_test, y_test.astype(np.int64)
