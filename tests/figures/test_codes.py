import numpy as np
import pytest

from latent import figures
from latent.codes.measures import UnitSpread
from latent.codes.sampling import prior_grid
from latent.figures import CodeGroup
from latent.figures.codes import PRIOR_QUARTILE
from tests.helpers.figures import (
    CLOTHES,
    LONG_TITLE,
    TITLE,
    assert_readable,
    axes_called,
    classes_of,
    drawn,
    pixels_of,
)


def spread_of(values):
    return UnitSpread.of(np.asarray(values, float))


def distributions(n_units, names=("all images", "3"), title=TITLE):
    codes = np.random.default_rng(0).standard_normal((50, n_units))
    groups = [CodeGroup(name, "#123456", spread_of(codes)) for name in names]
    labels = [f"{unit}\n{unit / 10:.2f} nats" for unit in range(n_units)]
    return drawn(figures.unit_distributions(groups, labels, title))


def segments(axes):
    """Return the lower and upper ends of every vertical line, in the order drawn."""
    return [
        [path[:, 1].tolist() for path in lines.get_segments()]
        for lines in axes.collections
        if hasattr(lines, "get_segments")
    ]


def test_a_spread_is_mean_deviation_and_quartiles():
    spread = spread_of([[0, 7], [1, 7], [2, 7], [3, 7], [4, 7]])
    assert spread.mean.tolist() == spread.median.tolist() == [2, 7]
    assert spread.lower_quartile.tolist() == [1, 7]
    assert spread.upper_quartile.tolist() == [3, 7]
    assert np.allclose(spread.sd, [np.sqrt(2), 0])


def test_lines_cover_three_deviations_and_the_quartiles_and_a_dot_is_the_median():
    group = CodeGroup("all", "black", spread_of([[0.0], [1.0], [2.0], [3.0], [9.0]]))
    figure = drawn(figures.unit_distributions([group], ["0"], TITLE))
    (axes,) = figure.axes
    thin, thick = segments(axes)
    assert np.allclose(thin, [[3 - 3 * np.sqrt(10), 3 + 3 * np.sqrt(10)]])
    assert np.allclose(thick, [[1, 3]])
    (dots,) = [line for line in axes.lines if line.get_marker() == "o"]
    assert dots.get_ydata().tolist() == [2]
    low, high = axes.get_ylim()
    assert low < thin[0][0] < thin[0][1] < high


def test_units_stand_sixteen_to_a_row_in_the_order_given():
    figure = distributions(20)
    first, second = figure.axes
    assert [tick.get_text()[0:2] for tick in first.get_xticklabels()][:2] == ["0\n", "1\n"]
    assert len(first.get_xticks()) == 16
    assert second.get_xticklabels()[0].get_text() == "16\n1.60 nats"
    assert first.get_ylim() == second.get_ylim()


def test_groups_have_their_colours_and_stand_side_by_side():
    groups = [
        CodeGroup("all images", "#000000", spread_of([[0.0], [1.0]])),
        CodeGroup("7", "#ff0000", spread_of([[1.0], [1.0]])),
    ]
    figure = drawn(figures.unit_distributions(groups, ["0"], TITLE), size=(8, 5))
    black, red = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert (black.get_markeredgecolor(), red.get_markeredgecolor()) == ("#000000", "#ff0000")
    assert black.get_xdata()[0] < 0 < red.get_xdata()[0]
    names = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert names == ["all images", "7", "prior: quartiles, ±3"]


def test_the_quartiles_of_the_prior_are_those_of_a_standard_normal():
    draws = np.random.default_rng(0).standard_normal(100_000)
    assert np.quantile(draws, 0.75) == pytest.approx(PRIOR_QUARTILE, abs=0.01)


@pytest.mark.parametrize(
    ("n_units", "names", "title"),
    [
        (1, ["all images"], TITLE),
        (2, ["all images", *CLOTHES[:4]], TITLE),
        (16, ["all images", "0", "3", "6", "9"], TITLE),
        (64, ["all images", *CLOTHES[1:]], LONG_TITLE),
    ],
)
def test_distributions_are_readable(n_units, names, title):
    assert_readable(distributions(n_units, names, title))


def manifold(names, codes=None, n=6):
    values, _ = prior_grid(n)
    picture = np.zeros((n * 28, n * 28), np.uint8)
    picture[:28, :28] = 255
    if codes is None:
        codes = np.random.default_rng(0).standard_normal((40, 2))
    classes = classes_of(len(codes), names)
    return drawn(figures.latent_manifold(picture, values, codes, classes, TITLE)), classes


def test_the_manifold_stands_beside_the_codes_in_the_colours_of_their_classes():
    codes = np.array([[0.5, -1.0], [2.0, 9.0], [0.0, 0.0]])
    figure, classes = manifold(["a", "b"], codes)
    decoded, scatter = axes_called(figure, "decoded"), axes_called(figure, "codes of test images")
    assert pixels_of(decoded)[0, 0] == 255
    assert decoded.images[0].get_extent() == [0, 1, 0, 1]
    (points,) = [c for c in scatter.collections if len(c.get_offsets()) == 3]
    assert points.get_offsets().tolist() == codes.tolist()
    assert np.allclose(points.get_facecolors()[:, :3], classes.colors[[0, 1, 0]] / 255)
    assert scatter.get_xlim()[1] > 9
    assert scatter.get_xlim() == scatter.get_ylim()


def test_the_manifolds_axes_are_labelled_with_values_at_their_quantiles():
    figure, _ = manifold(["a"])
    decoded = axes_called(figure, "decoded")
    ticks = zip(decoded.get_xticklabels(), decoded.get_xticks(), strict=True)
    places = {label.get_text(): place for label, place in ticks}
    assert places["0"] == pytest.approx(0.5)
    assert places["1"] == pytest.approx(0.841345, abs=1e-5)
    assert places["−1"] == pytest.approx(1 - places["1"])


@pytest.mark.parametrize("names", [["0"], [*"0123456789"], CLOTHES, [f"c{k}" for k in range(94)]])
def test_the_manifold_is_readable(names):
    assert_readable(manifold(names)[0])
