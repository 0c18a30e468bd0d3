"""Data sets: every source of images becomes one `Dataset`.

Comes in: the word after `--dataset` and files that nobody vouches for. Goes out: a `Dataset` of
bytes, labels and names, and what an encoder is fed of it (`gray_levels`, `preprocessing`).
To add a data set: a module that returns a `Dataset`, and a row of the table in `loading`.
"""

from latent.data.dataset import Dataset
from latent.data.loading import NAMES, find_data_dir, load, load_for
