import numpy as np
import pytest

from latent import figures
from latent.figures import HistoryPanel
from tests.helpers.figures import LONG_TITLE, TITLE, assert_readable, axes_called, drawn


def some_history(n):
    return [
        {
            "epoch": epoch,
            "train_loss": 1 / epoch,
            "test_loss": 2 / epoch,
            "learning_rate": 0.001,
            "seconds": 0.2,
        }
        for epoch in range(1, n + 1)
    ]


def draw_history(epochs, title=TITLE, loss_name="MSE"):
    return drawn(figures.history(epochs, loss_name, title))


def test_the_history_shows_both_losses_of_every_epoch_on_log_axes():
    axes = axes_called(draw_history(some_history(4), loss_name="BCE"), "loss")
    train, test = axes.lines[:2]
    assert train.get_label() == "training" and test.get_label() == "test"
    assert train.get_xdata().tolist() == test.get_xdata().tolist() == [1, 2, 3, 4]
    assert train.get_ydata().tolist() == [1, 1 / 2, 1 / 3, 1 / 4]
    assert test.get_ydata().tolist() == [2, 1, 2 / 3, 1 / 2]
    assert axes.get_xscale() == axes.get_yscale() == "log"
    assert axes.get_ylabel() == "loss (BCE)"


def test_the_learning_rate_has_its_own_axes_below():
    figure = draw_history(some_history(3))
    axes, losses = axes_called(figure, "learning rate"), axes_called(figure, "loss")
    assert axes.lines[0].get_ydata().tolist() == [0.001] * 3
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "learning rate")
    assert axes.get_yscale() == "log" and axes.get_xlim() == losses.get_xlim()
    assert axes.get_position().y1 < losses.get_position().y0


def legend_words(figure):
    return [text.get_text() for text in axes_called(figure, "loss").get_legend().get_texts()]


def test_the_lowest_and_the_last_test_loss_are_marked():
    epochs = some_history(3)
    epochs[2]["test_loss"] = 1.5
    figure = draw_history(epochs)
    lowest, last = axes_called(figure, "loss").lines[2:]
    assert (lowest.get_xdata(), lowest.get_ydata()) == ([2], [1])
    assert (last.get_xdata(), last.get_ydata()) == ([3], [1.5])
    assert legend_words(figure)[2:] == ["lowest test: 1.00, epoch 2", "last test: 1.50, epoch 3"]


def test_a_last_loss_that_is_the_lowest_is_marked_once():
    figure = draw_history(some_history(3))
    assert legend_words(figure)[2:] == ["lowest and last test: 0.667, epoch 3"]


def test_a_validation_loss_is_a_third_curve_with_its_lowest_marked():
    epochs = some_history(5)
    for k, loss in enumerate([3.0, 1.0, 2.0, 2.5, 2.6]):
        epochs[k]["validation_loss"] = loss
    figure = draw_history(epochs)
    curve = axes_called(figure, "loss").lines[2]
    assert curve.get_ydata().tolist() == [3.0, 1.0, 2.0, 2.5, 2.6]
    assert "lowest validation: 1.00, epoch 2" in legend_words(figure)
    assert_readable(figure)


def test_one_epoch_stands_in_the_middle_of_whole_epochs():
    figure = draw_history(some_history(1))
    axes = axes_called(figure, "learning rate")
    low, high = axes.get_xlim()
    assert low * high == pytest.approx(1)
    assert axes.get_xticks().tolist() == [1]


@pytest.mark.parametrize(
    "n, ticks", [(3, [1, 2, 3]), (25, [1, 2, 5, 10, 20, 25]), (51, [1, 2, 5, 10, 20, 51])]
)
def test_the_last_epoch_has_a_tick_that_no_other_touches(n, ticks):
    assert axes_called(draw_history(some_history(n)), "loss").get_xticks().tolist() == ticks


def test_a_flat_loss_is_a_flat_line_inside_its_axes():
    epochs = [{**epoch, "train_loss": 0.067, "test_loss": 0.067} for epoch in some_history(50)]
    axes = axes_called(draw_history(epochs), "loss")
    low, high = axes.get_ylim()
    assert low < 0.067 < high and high / low > 1.3
    assert len([tick for tick in axes.get_yticks() if low <= tick <= high]) >= 2


def test_a_learning_rate_that_ends_at_zero_leaves_the_others_apart():
    epochs = some_history(4)
    epochs[3]["learning_rate"] = 0
    low, high = axes_called(draw_history(epochs), "learning rate").get_ylim()
    assert 1e-8 < low < 1e-7 and 0.001 < high < 0.01


def with_cosine_rates(epochs):
    rates = 0.0005 * (1 + np.cos(np.pi * np.arange(len(epochs)) / len(epochs)))
    return [{**epoch, "learning_rate": rate} for epoch, rate in zip(epochs, rates, strict=True)]


@pytest.mark.parametrize(("n", "title"), [(1, ""), (2, TITLE), (25, TITLE), (500, LONG_TITLE)])
def test_histories_are_whole_and_readable(n, title):
    epochs = with_cosine_rates(some_history(n))
    epochs[-1]["test_loss"] *= 1.5
    figure = draw_history(epochs, title)
    assert_readable(figure)


def test_a_history_without_epochs_is_refused():
    with pytest.raises(ValueError, match="at least one epoch"):
        draw_history([])


# Panels

EPOCHS = np.arange(1, 5.0)
PANELS = [
    HistoryPanel("loss", {"training": (EPOCHS, 1 / EPOCHS), "test": (EPOCHS, 2 / EPOCHS)}, True),
    HistoryPanel("active units", {"test": (EPOCHS, np.array([0, 2, 5, 7.0]))}),
    HistoryPanel("weight", {"": (np.arange(1, 401) / 100, np.linspace(0, 1, 400))}),
]


def panels(given=PANELS, title=TITLE):
    return drawn(figures.history_panels(given, title))


def test_each_quantity_has_a_panel_with_its_curves():
    figure = panels()
    assert [axes.get_label() for axes in figure.axes] == ["loss", "active units", "weight"]
    loss, units, weight = figure.axes
    assert [line.get_label() for line in loss.lines] == ["training", "test"]
    assert loss.lines[0].get_ydata().tolist() == (1 / EPOCHS).tolist()
    assert loss.get_yscale() == "log"
    assert (units.get_yscale(), units.get_ylim()[0]) == ("linear", 0)
    assert all(tick == round(tick) for tick in units.get_yticks())
    assert len(weight.lines[0].get_xdata()) == 400
    assert weight.get_xlim() == loss.get_xlim()


def test_a_log_panel_with_a_zero_is_drawn_from_zero():
    figure = panels([HistoryPanel("loss", {"test": (EPOCHS, np.zeros(4))}, is_log=True)])
    assert figure.axes[0].get_yscale() == "linear"
    assert figure.axes[0].get_ylim() == (0, 1)


@pytest.mark.parametrize("title", [TITLE, LONG_TITLE])
@pytest.mark.parametrize("n_panels", [1, 3, 6])
def test_panels_are_readable(n_panels, title):
    assert_readable(panels((PANELS * 2)[:n_panels], title))


def test_a_history_of_one_epoch_is_readable():
    one = np.array([1.0])
    assert_readable(panels([HistoryPanel("loss", {"test": (one, one)}, True)] * 6))


def test_no_panels_are_refused():
    with pytest.raises(ValueError, match="at least one panel"):
        panels([])
