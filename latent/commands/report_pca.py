"""What PCA keeps of a data set, beside trained autoencoders: numbers, figures and a table."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from latent import figures
from latent.codes.principal_components import PrincipalComponents
from latent.data import Dataset
from latent.data.gray_levels import to_bytes
from latent.data.image_components import images_to_fit
from latent.figures import Drawing, ModelPoint
from latent.figures.display import Display
from latent.maps.places import to_unit_square
from latent.settings import DATA_SETTINGS, Settings
from latent.tiles.classes import Classes
from latent.tools.check import UserError, check_whole_number
from latent.tools.lock import writing_alone
from latent.tools.plain_words import shown

DEFAULT_DIMS = (2, 5, 10, 25, 50, 100, 200)
MOST_COMPONENT_IMAGES = 60
EXAMPLES_IN_ROW = 30
FEWEST_EXAMPLES = 2  # of a class, as far as it has them
ZOOM = 2.4  # of example images, for eyes that see 28 pixels badly


class PCAReport:
    """Principal components of one data set's training images, measured on its test images.

    `dims`: the numbers of components to show; by default the usual ones that these images can have.
    Raises UserError for a number that they cannot have.
    """

    def __init__(self, dataset: Dataset, dims: Sequence[int] | None = None):
        images = images_to_fit(dataset.x_train)
        n_train = len(images)
        if n_train < 2 or not len(dataset.x_test):
            raise UserError(
                f"{dataset.title}: needs 2 training images and a test image, has {n_train:,} and "
                f"{len(dataset.x_test):,}"
            )
        most = min(n_train - 1, math.prod(dataset.array_shape))
        if dims is None:
            dims = [k for k in DEFAULT_DIMS if k <= most] or [most]
        for k in dims:
            check_whole_number("--dims", k, least=1, most=most)
        self.dataset, self.dims = dataset, sorted(set(dims))
        self._counted = count_words(n_train, len(dataset.x_train))
        self.components = PrincipalComponents.of(images)
        self.explained = self.components.explained()
        self.errors = self.components.errors(dataset.x_test)
        self.models: list[ModelPoint] = []

    def add_models(self, paths: Sequence[str], data: Settings) -> Iterator[str]:
        """Measure the models in weights files, and give a line for each that cannot be compared.

        `data`: see `add_model`. Raises UserError if a file is not there at all.
        """
        for path in paths:
            if not Path(path).is_file():
                raise UserError(f"--weights {path}: there is no such file")
        for path in paths:
            try:
                self.add_model(path, data)
            except UserError as problem:
                yield f"passed over: {problem}"

    def add_model(self, path: str, data: Settings) -> None:
        """Measure the model in a weights file on the same test images.

        `data` says which those are. Raises UserError if the file holds no model of ours, or one
        that was made for other images; only how many it was trained on, and which, may differ.
        """
        from latent.training.weights_file import load_weights  # needs TensorFlow, which is slow

        model = load_weights(path).model
        for name in DATA_SETTINGS:
            own, wanted = getattr(model.settings, name), getattr(data, name)
            if name not in ("n_train", "part") and own != wanted:
                raise UserError(
                    f"{path} was trained with {name} {shown(own)}, here it is {shown(wanted)}"
                )
        error = float(model.measure(self.dataset.x_test)["mse"].mean(dtype=np.float64))
        settings = model.settings
        self.models.append(ModelPoint(settings.model, settings.d_latent, error, model.describe()))

    def table(self) -> Iterator[str]:
        """Give the numbers line by line, models after the components."""
        yield "components  variance explained  test MSE"
        for k in self.dims:
            yield f"{k:10,}  {self.explained[k]:17.2%}  {self.errors[k]:8.5f}"
        if self.models:
            yield "code size   model                         test MSE"
            for model in self.models:
                words = f"{model.kind} {model.layers}"
                yield f"{model.code_size:9,}   {words:28}  {model.error:8.5f}"

    def save(self, folder: Path, stem: str, map_size: int) -> None:
        """Write all figures and say where they are."""
        with writing_alone(folder / stem):
            for name, drawing in (*self.drawings().items(), ("map", self.tile_map(map_size))):
                path = folder / f"{stem}.{name}.png"
                drawing.save(path)
                print(path, flush=True)

    def show(self) -> None:
        """Show all figures but the map, if there is a display, and wait until they are closed."""
        display = Display(wanted=True)
        for name, drawing in self.drawings().items():
            display.show(name, drawing)
        display.wait_until_closed()

    def drawings(self) -> dict[str, Drawing]:
        """Return the figures by name, which becomes a part of their files' names."""
        return {
            "rebuilt": self._rebuilt(),
            "components": self._component_images(),
            "errors": self._explained_and_errors(),
        }

    def tile_map(self, map_size: int) -> Drawing:
        """Return a figure of the training images at their first two components.

        Of those in a file some are drawn.
        """
        dataset, components = self.dataset.few_in_memory(), self.components
        counted = count_words(len(dataset.x_train), len(self.dataset.x_train))
        return figures.tile_map(
            to_unit_square(components.coordinates(dataset.x_train)),
            dataset.pictures(dataset.x_train),
            Classes(dataset.y_train, dataset.label_names),
            map_size,
            f"{counted} {dataset.title} at their first two principal components",
            f"the plane explains {self.explained[min(2, len(components))]:.1%} of the variance; "
            "first component to the right, second upwards",
        )

    def _rebuilt(self) -> Drawing:
        dataset = self.dataset
        of_each = max(EXAMPLES_IN_ROW // len(dataset.label_names), FEWEST_EXAMPLES)
        classes = Classes(dataset.y_test, dataset.label_names)
        examples = dataset.x_test[classes.first_of_each(of_each)]
        rows = []
        for start in range(0, len(examples), EXAMPLES_IN_ROW):
            some = examples[start : start + EXAMPLES_IN_ROW]
            rows += [("", dataset.pictures(some[:0]))] if rows else []  # apart from the ones before
            for k in self.dims:
                rebuilt = to_bytes(dataset.pictures(self.components.rebuild(some, k)))
                rows.append((f"{_words(k)}, MSE {self.errors[k]:.5f}", rebuilt))
            rows.append(("original", dataset.pictures(some)))
        title = f"{dataset.title}: test images rebuilt from their first principal components"
        return figures.image_rows(rows, title, ZOOM, figures.DPI)

    def _component_images(self) -> Drawing:
        n_shown = min(len(self.components), MOST_COMPONENT_IMAGES)
        shown = self.components.components[:n_shown].reshape(-1, *self.dataset.x_train.shape[1:])
        return figures.components(
            self.dataset.pictures(shown),
            np.diff(self.explained)[:n_shown],
            f"First {n_shown} principal components of {self._counted} "
            f"{self.dataset.title}, each with its share of the variance; "
            f"{self.explained[n_shown]:.1%} all together",
        )

    def _explained_and_errors(self) -> Drawing:
        dataset = self.dataset
        return figures.explained_and_errors(
            self.explained,
            self.errors,
            self.dims,
            self.models,
            f"What principal components keep of {dataset.title}: "
            f"{self._counted} training and {len(dataset.x_test):,} test images",
        )


def count_words(n: int, n_all: int) -> str:
    """Say how many images of how many.

    >>> count_words(2000, 2000), count_words(10, 2000)
    ('2,000', '10 of 2,000')
    """
    return f"{n:,}" if n == n_all else f"{n:,} of {n_all:,}"


def _words(k: int) -> str:
    return f"{k:,} component{'s' if k > 1 else ''}"
