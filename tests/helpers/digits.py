"""Handwritten digits as MNIST's files hold them, made up."""

import gzip

import numpy as np


def idx_bytes(array, magic=None, shape=None):
    """Return an array as an IDX file of unsigned bytes, or with a header that lies."""
    header = [0x0800 + array.ndim if magic is None else magic, *(shape or array.shape)]
    return np.array(header, ">u4").tobytes() + array.astype(np.uint8).tobytes()


def write_idx(path, array, **header):
    """Write an array as an IDX file, gzipped if the path ends in .gz; returns the path."""
    data = idx_bytes(array, **header)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path


def random_digits(n, seed=0):
    """Return n random images, uint8 (n, 28, 28), and labels that go round from 0 to 9."""
    images = np.random.default_rng(seed).integers(0, 256, (n, 28, 28), dtype=np.uint8)
    return images, np.arange(n) % 10


def write_mnist(folder, n_train=20, n_test=10, ending=""):
    """Write MNIST's four files with random images; returns their arrays by file name."""
    arrays = {}
    for prefix, n, seed in (("train", n_train, 0), ("t10k", n_test, 1)):
        images, labels = random_digits(n, seed)
        arrays[f"{prefix}-images-idx3-ubyte"] = images
        arrays[f"{prefix}-labels-idx1-ubyte"] = labels
    for name, array in arrays.items():
        write_idx(folder / f"{name}{ending}", array)
    return arrays
