"""The course of a training run."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from latent.figures.style import INK_COLOR, QUIET_COLOR, house_style
from latent.figures.text import add_title, size_in_inches

HISTORY_SIZE = (10.0, 6.5)  # inches
PANELS_SIZE = (40 / 3, 9.0)
N_PANEL_COLUMNS = 2
TRAIN_COLOR = "#8a8a84"
TEST_COLOR = "#0f62ac"
MARKERS_UP_TO = 30  # epochs: more would only thicken the line
SMALLEST_SHARE_OF_RATE = 1e-4

# All in inches.
LEFT, RIGHT, BOTTOM = 0.95, 0.3, 0.65
TITLE_TOP, TITLE_HEIGHT = 0.15, 0.6
LEGEND_HEIGHT = 0.35
PANEL_GAP = 1.1


class HistoryPanel(NamedTuple):
    """One quantity over the epochs: its curves are `x` and `y` by name, "" for a single one."""

    label: str
    curves: dict[str, tuple[np.ndarray, np.ndarray]]
    is_log: bool = False


def history(
    figure: Figure | SubFigure, epochs: Sequence[dict], title: str, loss_name: str = "MSE"
) -> Figure | SubFigure:
    """Draw the training and test loss and the learning rate of each epoch, on log axes.

    `epochs` has one dict per epoch, in order, with "epoch" (from 1), "train_loss", "test_loss"
    and "learning_rate"; other entries are not used. The lowest and the last test loss are marked.
    Raises ValueError if there is no epoch.
    """
    if not epochs:
        raise ValueError("a history needs at least one epoch")
    number, train, test, rate = (
        np.array([epoch[name] for epoch in epochs], float)
        for name in ("epoch", "train_loss", "test_loss", "learning_rate")
    )
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, LEFT, TITLE_TOP, width - LEFT - RIGHT, TITLE_HEIGHT)
        grid = figure.add_gridspec(
            2,
            1,
            height_ratios=(3.5, 1),
            left=LEFT / width,
            right=1 - RIGHT / width,
            bottom=BOTTOM / height,
            top=1 - (TITLE_TOP + TITLE_HEIGHT + LEGEND_HEIGHT) / height,
            hspace=0.12,
        )
        losses = figure.add_subplot(grid[0], label="loss")
        rates = figure.add_subplot(grid[1], label="learning rate", sharex=losses)

        marker = {"marker": "o", "markersize": 3.5} if len(epochs) <= MARKERS_UP_TO else {}
        losses.plot(number, train, color=TRAIN_COLOR, label="training", **marker)
        losses.plot(number, test, color=TEST_COLOR, label="test", **marker)
        _mark_best_and_last(losses, number, test)
        losses.set_ylabel(f"loss ({loss_name})")
        losses.tick_params(axis="x", which="both", labelbottom=False)
        losses.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.3)
        _set_log_range(losses, np.concatenate([train, test]))

        rates.plot(number, rate, color=INK_COLOR, **marker)
        rates.set_xlabel("epoch")
        rates.set_ylabel("learning rate")
        # A rate that has sunk to nothing would press all the others into a line at the top.
        _set_log_range(rates, np.maximum(rate, rate.max() * SMALLEST_SHARE_OF_RATE))
        _set_epoch_range(rates, number)
        figure.align_ylabels([losses, rates])
    return figure


def history_panels(
    figure: Figure | SubFigure, panels: Sequence[HistoryPanel], title: str
) -> Figure | SubFigure:
    """Draw each quantity of a training run in a panel of its own, over the same epochs.

    Curves named "training" and "test" have the colours that they have in `history`. Epochs may be
    fractions: a curve can have a point for every step. Raises ValueError if there is no panel.
    """
    if not panels:
        raise ValueError("a history needs at least one panel")
    colors = {"training": TRAIN_COLOR, "test": TEST_COLOR}
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, LEFT, TITLE_TOP, width - LEFT - RIGHT, TITLE_HEIGHT)
        n_rows = -(-len(panels) // N_PANEL_COLUMNS)
        panel_width = (width - LEFT - RIGHT) / N_PANEL_COLUMNS
        grid = figure.add_gridspec(
            n_rows,
            N_PANEL_COLUMNS,
            left=LEFT / width,
            right=1 - RIGHT / width,
            bottom=BOTTOM / height,
            top=1 - (TITLE_TOP + TITLE_HEIGHT + LEGEND_HEIGHT) / height,
            hspace=0.2,
            wspace=PANEL_GAP / (panel_width - PANEL_GAP / 2),
        )
        drawn = []
        for k, panel in enumerate(panels):
            first = drawn[0] if drawn else None
            axes = figure.add_subplot(grid[k], label=panel.label, sharex=first)
            for name, (x, y) in panel.curves.items():
                style = {"marker": "o", "markersize": 3} if len(x) <= MARKERS_UP_TO else {}
                axes.plot(x, y, color=colors.get(name, INK_COLOR), label=name, **style)
            axes.set_ylabel(panel.label)
            values = np.concatenate([y for _, y in panel.curves.values()])
            if panel.is_log and (values > 0).all():
                _set_log_range(axes, values)
            else:
                _set_range_from_zero(axes, values)
            is_lowest = k + N_PANEL_COLUMNS >= len(panels)
            axes.tick_params(axis="x", labelbottom=is_lowest)
            if is_lowest:
                axes.set_xlabel("epoch")
            drawn.append(axes)
        drawn[0].legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.3)
        drawn[0].xaxis.set_major_locator(MaxNLocator(10, integer=True))
        for column in range(N_PANEL_COLUMNS):
            figure.align_ylabels(drawn[column::N_PANEL_COLUMNS])
    return figure


def _set_range_from_zero(axes: Axes, values: np.ndarray) -> None:
    highest = float(values.max())
    axes.set_ylim(0, 1.06 * highest if highest > 0 else 1)
    is_count = np.array_equal(values, np.rint(values)) and highest > 1
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=is_count))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.4g}"))
    axes.grid(axis="y", color=QUIET_COLOR, alpha=0.25, linewidth=0.6)


def _mark_best_and_last(axes: Axes, number: np.ndarray, test: np.ndarray) -> None:
    best, last = int(np.argmin(test)), len(test) - 1
    marks = [("lowest and last" if best == last else "last", last, "o")]
    if best != last:
        marks.insert(0, ("lowest", best, "v"))
    for words, k, marker in marks:
        axes.plot(
            number[k],
            test[k],
            marker,
            color=TEST_COLOR,
            markeredgecolor=INK_COLOR,
            markersize=8,
            label=f"{words} test: {test[k]:#.3g}, epoch {number[k]:.0f}",
        )


def _set_log_range(axes: Axes, values: np.ndarray) -> None:
    """Make the y axis a log axis around the values, wide enough that noise looks flat."""
    axes.set_yscale("log")
    positive = values[values > 0]
    span = 1.0
    if len(positive):
        span = positive.max() / positive.min()
        margin = max(1.15, span**0.06)
        axes.set_ylim(positive.min() / margin, positive.max() * margin)
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if span < 100 else (1,)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}"))
    axes.grid(axis="y", color=QUIET_COLOR, alpha=0.25, linewidth=0.6)


def _set_epoch_range(axes: Axes, number: np.ndarray) -> None:
    axes.set_xscale("log")
    # One epoch alone stands in the middle.
    first, last = (number[0] / 2, number[0] * 2) if len(number) == 1 else number[[0, -1]]
    margin = (last / first) ** 0.02
    axes.set_xlim(first / margin, last * margin)
    ticks = [step * 10**power for power in range(7) for step in (1, 2, 5)]
    ticks = [tick for tick in ticks if number[0] <= tick <= number[-1]]
    axes.set_xticks(ticks or number[[0, -1]])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda epoch, _: f"{epoch:,.0f}"))
