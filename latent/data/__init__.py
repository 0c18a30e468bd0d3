"""Data sets: handwritten digits and whatever else comes as 28×28 grey images."""

from latent.data.dataset import Dataset
from latent.data.loading import NAMES, find_data_dir, load, load_for

__all__ = ["NAMES", "Dataset", "find_data_dir", "load", "load_for"]
