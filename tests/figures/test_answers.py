"""Figures of answers: what is drawn are the numbers that are given, and all of it is readable."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from latent.codes.estimates import Estimate
from latent.figures.answers import Line
from latent.figures.answers.analogies import AnalogyPanel, analogies
from latent.figures.answers.bars import BarPanel, bar_panels
from latent.figures.answers.draws import Source, random_draws
from latent.figures.answers.layers import LayerCurve, noise_by_layer
from latent.figures.answers.page import ink_strip
from latent.figures.answers.sweeps import SweepBlock, SweepRow, unit_sweeps
from latent.figures.answers.walks import Walk, walks
from latent.figures.style import new_figure
from tests.helpers.figures import LONG_TITLE, TITLE, assert_readable, axes_called

LINES = {
    "a": Line("#0174ab"),
    "a model with a name that is rather long": Line("#f47707"),
    "pixels": Line("#92908a", (0, (4, 1.5))),
}
TS = np.linspace(-0.5, 1.5, 9)
SCALES = (1.0, 2.0, 3.0)


def images(n, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, 28, 28), dtype=np.uint8)


def estimate(values):
    values = np.asarray(values, float)
    return Estimate(values, values - 0.1, values + 0.1)


def drawn(drawing):
    figure = new_figure(*drawing.size)
    drawing.draw(figure)
    return figure


def test_bars_are_as_long_as_their_numbers_and_missing_ones_are_left_out():
    values = {"a": 0.25, "pixels": estimate(0.5)}
    panels = [BarPanel("share", "{:.2f}", values, least=1.0), BarPanel("n", "{:,.0f}", {"a": 9})]
    figure = drawn(bar_panels(panels, LINES, TITLE))
    axes = axes_called(figure, "share")
    assert [bar.get_width() for bar in axes.patches] == [0.25, 0.5]
    assert [bar.get_y() + bar.get_height() / 2 for bar in axes.patches] == [0, 2]
    assert [text.get_text() for text in axes.texts] == ["0.25", "0.50"]
    assert axes.lines[0].get_xdata().tolist() == [0.4, 0.6]
    assert axes.get_xlim()[1] > 1
    assert_readable(figure)


def test_a_number_below_0_has_no_bar_where_others_are_above_and_a_long_one_where_none_is():
    values = {"a": -0.25, "pixels": -0.5}
    panels = [BarPanel("share", "{:.2f}", values, least=1.0), BarPanel("nats", "{:.2f}", values)]
    figure = drawn(bar_panels(panels, LINES, TITLE))
    share, nats = axes_called(figure, "share"), axes_called(figure, "nats")
    assert [bar.get_width() for bar in share.patches] == [0, 0]
    assert [bar.get_width() for bar in nats.patches] == [0.25, 0.5]
    assert [text.get_text() for text in share.texts] == ["−0.25", "−0.50"]


@pytest.mark.parametrize("n_panels", [1, 4, 9])
def test_any_number_of_panels_is_readable(n_panels):
    values = {"a": 1234.5, "pixels": float("nan")}
    panels = [BarPanel(f"measure number {k}", "{:,.1f}", values) for k in range(n_panels)]
    assert_readable(drawn(bar_panels(panels, LINES, LONG_TITLE)))


def test_walks_show_curves_over_t_and_images_below_their_place():
    curves = {"legible": {name: estimate(np.full(9, k / 4)) for k, name in enumerate(LINES)}}
    examples = [{name: images(9, k) for k, name in enumerate(LINES)}]
    columns = [Walk(way, curves, examples) for way in ("straight", "round")]
    figure = drawn(walks(TS, columns, {"legible": 0.9}, LINES, TITLE))
    axes = axes_called(figure, "straight, legible")
    for line, (name, curve) in zip(axes.lines, curves["legible"].items(), strict=False):
        np.testing.assert_array_equal(line.get_xdata(), TS)
        np.testing.assert_array_equal(line.get_ydata(), curve.value)
        assert to_hex(line.get_color()) == LINES[name].color
    assert axes.lines[3].get_ydata()[0] == 0.9
    strip = axes_called(figure, "straight, pixels")
    np.testing.assert_array_equal(strip.images[0].get_array(), ink_strip(images(9, 2)))
    # A tile's middle is at its t.
    left, right = (axes.transData.transform((t, 0))[0] for t in TS[[0, -1]])
    box = strip.get_window_extent()
    tile = box.width / 9
    assert box.x0 + tile / 2 == pytest.approx(left, abs=1)
    assert box.x1 - tile / 2 == pytest.approx(right, abs=1)
    assert_readable(figure)


@pytest.mark.parametrize("names", [("0", "1", "2"), tuple("abcdefghijklmnopqrstuvwxyz"), None])
def test_random_draws_show_every_class_beside_its_share_of_real_images(names):
    names = names or tuple(f"a class called {k}" for k in range(60))
    real = np.full(len(names), 1 / len(names))
    shares = np.linspace(0, 1, len(names)) / len(names)
    curve = {"a": estimate([0.1, 0.2, 0.3])}
    source = Source(curve, curve, {"a": shares}, {"a": images(5)})
    ceilings = {"legible": 0.9, "realistic": 0.8}
    sources = {"prior": source, "mixture": source}
    drawing = random_draws(sources, SCALES, names, real, ceilings, LINES, TITLE)
    figure = drawn(drawing)
    axes = axes_called(figure, "prior, classes of a")
    np.testing.assert_allclose([bar.get_height() for bar in axes.patches], shares)
    marks = axes.collections[0].get_segments()
    np.testing.assert_allclose([mark[0][1] for mark in marks], real)
    line = axes_called(figure, "mixture, realistic").lines[0]
    assert line.get_ydata().tolist() == [0.1, 0.2, 0.3]
    assert_readable(figure)


def test_classes_that_cannot_be_named_at_their_bars_are_named_below():
    styles = ("Thin", "Light", "Regular", "Bold", "Black")
    names = tuple(f"{style}{slant}" for style in styles for slant in ("", " Italic", " Oblique"))
    shares = np.full(len(names), 0.05)
    curve = {"a": estimate([0.1, 0.2, 0.3])}
    source = Source(curve, curve, {"a": shares}, {"a": images(5)})
    sources = dict.fromkeys(("prior", "Gaussian", "mixture", "uniform"), source)
    ceilings = {"legible": 0.9, "realistic": 0.8}
    drawing = random_draws(sources, SCALES, names, shares, ceilings, LINES, TITLE)
    figure = drawn(drawing)
    assert_readable(figure)
    told = [text.get_text() for text in figure.findobj(Text)]
    assert any(", ".join(names) in " ".join(words.split()) for words in told)


@pytest.mark.parametrize("n_blocks", [1, 3, 6])
def test_sweeps_show_what_each_unit_carries_and_tells(n_blocks):
    rows = [SweepRow(3, 0.4, 1.0, images(7), None), SweepRow(1, 0.1, 2.0, images(7), None)]
    blocks = [SweepBlock(f"model {k}", rows) for k in range(n_blocks - 1)]
    added = np.zeros((28, 28))
    added[0, 0], added[5, 5] = 0.5, -0.5
    blocks.append(SweepBlock("bits", [SweepRow(4095, 0.2, 0.5, images(6), added)]))
    figure = drawn(unit_sweeps(blocks, 2.0, TITLE))
    bars = axes_called(figure, "bars of bits, unit 4095").patches
    assert [bar.get_width() for bar in bars] == [1, 0.25]
    if n_blocks > 1:
        bars = axes_called(figure, "bars of model 0, unit 1").patches
        assert [bar.get_width() for bar in bars] == [0.25, 1]
    picture = np.asarray(axes_called(figure, "bits, unit 4095").images[0].get_array()).astype(int)
    assert picture[0, 0, 0] > picture[0, 0, 2] + 100  # red: the bit adds ink
    assert picture[5, 5, 2] > picture[5, 5, 0] + 100  # blue: it takes some away
    assert_readable(figure)


def test_a_bit_that_no_image_has_on_is_shown_all_the_same():
    row = SweepRow(7, 0.0, 0.0, images(0), np.zeros((28, 28)))
    assert_readable(drawn(unit_sweeps([SweepBlock("bits", [row])], 0.0, TITLE)))


def test_where_all_images_are_of_one_class_no_unit_tells_of_it():
    row = SweepRow(7, 0.3, 1e-13, images(7), None)  # by rounding
    figure = drawn(unit_sweeps([SweepBlock("mine", [row])], 0.0, TITLE))
    bars = axes_called(figure, "bars of mine, unit 7").patches
    assert [bar.get_width() for bar in bars] == [1, 0]


def test_layers_stand_between_pixels_code_and_image_however_deep_a_network_is():
    shallow = [("pixels", True), ("code", True), ("image", False)]
    deep = [("pixels", True), ("encoder_0", True), ("code", True), ("decoder_0", False)]
    deep += [("decoder_1", False), ("decoder_2", False), ("image", False)]
    curves = [
        LayerCurve("a", [(*layer, estimate(k / 10)) for k, layer in enumerate(deep)]),
        LayerCurve("pixels", [(*layer, estimate(0.9)) for layer in shallow]),
    ]
    rows = {"clean": images(5), "noisy": images(5), "a": images(3)}
    figure = drawn(noise_by_layer(curves, rows, LINES, TITLE))
    axes = axes_called(figure, "distance by layer")
    assert axes.lines[0].get_xdata().tolist() == [0, 0.5, 1, 1.25, 1.5, 1.75, 2]
    np.testing.assert_allclose(axes.lines[0].get_ydata(), np.arange(7) / 10)
    assert axes.lines[1].get_xdata().tolist() == [0, 1, 2]
    words = [text.get_text() for text in axes.texts]
    assert words == ["encoder 0", "code", "decoder 0", "decoder 1", "decoder 2"]
    assert_readable(figure)


def test_analogies_show_each_error_with_its_interval():
    errors = {
        name: {way: estimate(0.2 + k / 10) for k, way in enumerate(("alone", "nearest"))}
        for name in LINES
    }
    rows = {"C": images(6), "the true glyph": images(6), "alone": images(6), "nearest": images(6)}
    panels = [AnalogyPanel(style, errors, rows) for style in ("bold", "italic")]
    figure = drawn(analogies(panels, "a", LINES, TITLE))
    lines = axes_called(figure, "bold").lines
    np.testing.assert_allclose(lines[0].get_xdata(), [0.1, 0.3])
    assert lines[1].get_xdata().tolist() == [0.2]
    assert len(lines) == 12
    assert axes_called(figure, "bold").get_xlabel().endswith("the true glyph")
    whole = drawn(analogies(panels, "a", LINES, TITLE, "alphabet"))
    assert axes_called(whole, "italic").get_xlabel().endswith("the true alphabet")
    shown = axes_called(figure, "italic, nearest").images[0].get_array()
    np.testing.assert_array_equal(shown, ink_strip(images(6)))
    assert_readable(figure)


def test_the_same_drawing_twice_gives_the_same_pixels():
    drawing = bar_panels([BarPanel("n", "{:.0f}", {"a": 1.0})], LINES, TITLE)
    pixels = []
    for figure in (drawn(drawing), drawn(drawing)):
        figure.canvas.draw()
        pixels.append(np.asarray(figure.canvas.buffer_rgba()))
    np.testing.assert_array_equal(*pixels)
