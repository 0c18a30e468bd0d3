"""The course of a training run."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from latent.figures.drawing import HEADER, Drawing, Page
from latent.figures.style import INK_COLOR, MAIN_COLOR, PAGE_WIDTH, draw_tick_lines

N_PANEL_COLUMNS = 2
# Of curves by name; others are of ink.
COLORS = {"training": "#8a8a84", "test": MAIN_COLOR, "validation": "#c46a1b"}
MARKERS_UP_TO = 30  # epochs: more would only thicken the line
SMALLEST_SHARE_OF_RATE = 1e-4
LEAST_TICK_GAP = 0.05  # of the axis

# All in inches.
HISTORY_SIZE = (10.0, 6.5)
PANELS_SIZE = (PAGE_WIDTH, 9.0)
LEFT, RIGHT, BOTTOM = 0.95, 0.3, 0.65
LEGEND_HEIGHT = 0.35
SECOND_LEGEND_ROW = 0.25
PANEL_GAP = 1.1
MARGINS = {"left": LEFT, "right": RIGHT, "top": HEADER + LEGEND_HEIGHT, "bottom": BOTTOM}


class HistoryPanel(NamedTuple):
    """One quantity over the epochs: its curves are `x` and `y` by name, "" for a single one."""

    label: str
    curves: dict[str, tuple[np.ndarray, np.ndarray]]
    is_log: bool = False


def history(epochs: Sequence[dict], loss_name: str, title: str) -> Drawing:
    """Show the training and test loss and the learning rate of each epoch, on log axes.

    `epochs` has one dict per epoch, in order, with "epoch" (from 1), "train_loss", "test_loss"
    and "learning_rate", and "validation_loss" where images were held out. The lowest and the last
    test loss are marked, and the lowest validation loss.
    Raises ValueError if there is no epoch.
    """
    if not epochs:
        raise ValueError("a history needs at least one epoch")
    number, train, test, rate = (
        np.array([epoch[name] for epoch in epochs], float)
        for name in ("epoch", "train_loss", "test_loss", "learning_rate")
    )

    validation = validation_curve(epochs)

    def draw(page: Page) -> None:
        page.title(title, LEFT, RIGHT)
        top = MARGINS["top"] + (SECOND_LEGEND_ROW if validation is not None else 0)
        grid = page.grid(2, 1, height_ratios=(3.5, 1), hspace=0.12, **MARGINS | {"top": top})
        losses = page.figure.add_subplot(grid[0], label="loss")
        rates = page.figure.add_subplot(grid[1], label="learning rate", sharex=losses)

        _draw_curve(losses, number, train, "training", 3.5)
        _draw_curve(losses, number, test, "test", 3.5)
        if validation is not None:
            _draw_curve(losses, *validation, "validation", 3.5)
            _mark(losses, *validation, int(np.argmin(validation[1])), "lowest validation", "v")
        _mark_best_and_last(losses, number, test)
        losses.set_ylabel(f"loss ({loss_name})")
        losses.tick_params(axis="x", which="both", labelbottom=False)
        _draw_legend(losses, 4 if validation is None else 3)
        _set_log_range(losses, np.concatenate([train, test, *(validation or ())[1:]]))

        _draw_curve(rates, number, rate, "", 3.5)
        rates.set_xlabel("epoch")
        rates.set_ylabel("learning rate")
        # A rate that has sunk to nothing would press all the others into a line at the top.
        _set_log_range(rates, np.maximum(rate, rate.max() * SMALLEST_SHARE_OF_RATE))
        _set_epoch_range(rates, number)
        page.figure.align_ylabels([losses, rates])

    return Drawing(HISTORY_SIZE, draw)


def validation_curve(epochs: Sequence[dict]) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the epochs with a validation loss and that loss, float64 (k,) each, if there is one.

    >>> validation_curve([{"epoch": 1}, {"epoch": 2, "validation_loss": 0.5}])
    (array([2.]), array([0.5]))
    """
    found = [
        (epoch["epoch"], epoch["validation_loss"]) for epoch in epochs if "validation_loss" in epoch
    ]
    return tuple(np.array(found, float).T) if found else None


def history_panels(panels: Sequence[HistoryPanel], title: str) -> Drawing:
    """Show each quantity of a training run in a panel of its own, over the same epochs.

    Curves named "training", "test" and "validation" have the colours that they have in `history`.
    Epochs may be fractions: a curve can have a point for every step. Raises ValueError if there is
    no panel.
    """
    if not panels:
        raise ValueError("a history needs at least one panel")

    def draw(page: Page) -> None:
        page.title(title, LEFT, RIGHT)
        n_rows = -(-len(panels) // N_PANEL_COLUMNS)
        panel_width = (page.width - LEFT - RIGHT) / N_PANEL_COLUMNS
        gap = PANEL_GAP / (panel_width - PANEL_GAP / 2)
        grid = page.grid(n_rows, N_PANEL_COLUMNS, hspace=0.2, wspace=gap, **MARGINS)
        drawn: list[Axes] = []
        for k, panel in enumerate(panels):
            first = drawn[0] if drawn else None
            axes = page.figure.add_subplot(grid[k], label=panel.label, sharex=first)
            _draw_panel(axes, panel)
            is_lowest = k + N_PANEL_COLUMNS >= len(panels)
            axes.tick_params(axis="x", labelbottom=is_lowest)
            if is_lowest:
                axes.set_xlabel("epoch")
            drawn.append(axes)
        _draw_legend(drawn[0])
        drawn[0].xaxis.set_major_locator(MaxNLocator(10, integer=True))
        for column in range(N_PANEL_COLUMNS):
            page.figure.align_ylabels(drawn[column::N_PANEL_COLUMNS])

    return Drawing(PANELS_SIZE, draw)


def _draw_panel(axes: Axes, panel: HistoryPanel) -> None:
    for name, (x, y) in panel.curves.items():
        _draw_curve(axes, x, y, name, 3)
    axes.set_ylabel(panel.label)
    values = np.concatenate([y for _, y in panel.curves.values()])
    if panel.is_log and (values > 0).all():
        _set_log_range(axes, values)
    else:
        _set_range_from_zero(axes, values)


def _draw_curve(axes: Axes, x: np.ndarray, y: np.ndarray, name: str, marker_size: float) -> None:
    marker = {"marker": "o", "markersize": marker_size} if len(x) <= MARKERS_UP_TO else {}
    axes.plot(x, y, color=COLORS.get(name, INK_COLOR), label=name, **marker)


def _draw_legend(axes: Axes, n_columns: int = 4) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=n_columns, borderaxespad=0.3)


def _set_range_from_zero(axes: Axes, values: np.ndarray) -> None:
    highest = float(values.max())
    axes.set_ylim(0, 1.06 * highest if highest > 0 else 1)
    is_count = np.array_equal(values, np.rint(values)) and highest > 1
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=is_count))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.4g}"))
    draw_tick_lines(axes)


def _mark_best_and_last(axes: Axes, number: np.ndarray, test: np.ndarray) -> None:
    best, last = int(np.argmin(test)), len(test) - 1
    marks = [("lowest and last" if best == last else "last", last, "o")]
    if best != last:
        marks.insert(0, ("lowest", best, "v"))
    for words, k, marker in marks:
        _mark(axes, number, test, k, f"{words} test", marker)


def _mark(axes: Axes, number: np.ndarray, loss: np.ndarray, k: int, words: str, marker: str):
    """Mark the loss of the k-th epoch; `words` begin with a place and end with a curve's name."""
    axes.plot(
        number[k],
        loss[k],
        marker,
        color=COLORS[words.split()[-1]],
        markeredgecolor=INK_COLOR,
        markersize=8,
        label=f"{words}: {loss[k]:#.3g}, epoch {number[k]:.0f}",
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
    draw_tick_lines(axes)


def _set_epoch_range(axes: Axes, number: np.ndarray) -> None:
    axes.set_xscale("log")
    # One epoch alone stands in the middle.
    first, last = (number[0] / 2, number[0] * 2) if len(number) == 1 else number[[0, -1]]
    margin = (last / first) ** 0.02
    axes.set_xlim(first / margin, last * margin)
    ticks = [step * 10**power for power in range(7) for step in (1, 2, 5)]
    # The last epoch has a tick of its own, and no other stands where its number does.
    room = (last / first) ** LEAST_TICK_GAP
    ticks = [tick for tick in ticks if number[0] <= tick <= number[-1] / room]
    axes.set_xticks([*ticks, number[-1]])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda epoch, _: f"{epoch:,.0f}"))
