"""Handwritten digits as tensorflow-datasets prepares them, made up."""

from pathlib import Path

from latent.data import tfds
from tests.helpers.digits import random_digits


def prepare_digits(folder: Path, n_train: int = 20, n_test: int = 10) -> Path:
    """Prepare random digits below a folder, as MNIST is, without a download; returns the folder."""
    library = tfds._import_tensorflow_datasets()
    parts = {"train": random_digits(n_train, seed=0), "test": random_digits(n_test, seed=1)}
    features = {
        "image": library.features.Image(shape=(28, 28, 1)),
        "label": library.features.ClassLabel(num_classes=10),
    }

    with library.core.registered.skip_registration():

        class Mnist(library.core.GeneratorBasedBuilder):
            VERSION = library.core.Version("3.0.1")

            def _info(self):
                return library.core.DatasetInfo(
                    builder=self,
                    features=library.features.FeaturesDict(features),
                    supervised_keys=("image", "label"),
                )

            def _split_generators(self, _):
                return {part: self._generate_examples(part) for part in parts}

            def _generate_examples(self, part):
                for number, (image, label) in enumerate(zip(*parts[part], strict=True)):
                    yield number, {"image": image[..., None], "label": label}

    Mnist(data_dir=folder).download_and_prepare()
    return folder
