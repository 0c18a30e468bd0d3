"""What all figures share: their size, their style, and the files that they become."""

import matplotlib
import pytest
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from latent.figures import Drawing
from latent.figures.style import house_style, new_figure, save_figure
from latent.tools.check import UserError
from tests.helpers.figures import TITLE, drawn, saved


def draw(page):
    page.title(TITLE, 0.5, 0.5)
    axes = page.axes("curve", 1, 4, 2, bottom=0.5)
    axes.plot([1, 2, 4], label="a curve")
    axes.legend()
    page.text(2, 0.1, "a note")


SOME = Drawing((6, 4), draw)


def bytes_of(path):
    SOME.save(path)
    return path.read_bytes()


def test_a_figure_has_the_size_and_the_pixels_per_inch_of_its_drawing(tmp_path):
    figure = Drawing((4, 3), draw, dpi=50).new_figure()
    assert saved(figure, tmp_path / "a.png").shape == (150, 200, 3)


def test_places_on_a_page_are_in_inches_from_its_edges():
    boxes = []

    def place(page):
        boxes.append(page.axes("a", 1, 3, 2, top=0.5).get_position().bounds)
        boxes.append(page.axes("b", 1, 3, 2, bottom=0.5).get_position().bounds)
        margins = {"left": 1, "right": 2, "top": 0.5, "bottom": 1.5}
        boxes.append(page.axes_within("c", **margins).get_position().bounds)
        grid = page.grid(1, 1, **margins)
        boxes.append(page.figure.add_subplot(grid[0]).get_position().bounds)

    Drawing((6, 4), place).new_figure()
    assert boxes == [
        pytest.approx((1 / 6, 1.5 / 4, 3 / 6, 2 / 4)),
        pytest.approx((1 / 6, 0.5 / 4, 3 / 6, 2 / 4)),
        pytest.approx((1 / 6, 1.5 / 4, 3 / 6, 2 / 4)),
        pytest.approx((1 / 6, 1.5 / 4, 3 / 6, 2 / 4)),
    ]


def test_a_drawing_fits_into_a_part_of_another_figure():
    parts = new_figure(12, 4).subfigures(1, 2)
    SOME.draw(parts[1])
    (axes,) = parts[1].axes
    assert axes.get_position().width == pytest.approx(4 / 6)
    assert not parts[0].axes


def test_the_same_drawing_gives_the_same_bytes(tmp_path):
    first = bytes_of(tmp_path / "first.png")
    assert bytes_of(tmp_path / "second.png") == first
    assert b"Software" not in first


def test_saving_one_figure_twice_gives_the_same_bytes(tmp_path):
    figure = drawn(SOME)
    for name in ("first.png", "second.png"):
        save_figure(figure, tmp_path / name)
    assert (tmp_path / "first.png").read_bytes() == (tmp_path / "second.png").read_bytes()


def test_the_users_own_style_changes_nothing(tmp_path):
    ours = bytes_of(tmp_path / "ours.png")
    theirs = {
        "font.size": 30,
        "axes.facecolor": "red",
        "figure.facecolor": "black",
        "figure.constrained_layout.use": True,
        "lines.linewidth": 9,
        "savefig.bbox": "tight",
        "savefig.dpi": 20,
        "savefig.transparent": True,
        "text.hinting": "none",
    }
    with matplotlib.rc_context(theirs):
        assert bytes_of(tmp_path / "theirs.png") == ours
        assert matplotlib.rcParams["font.size"] == 30


def test_a_figure_from_elsewhere_gets_our_ground_and_layout():
    with matplotlib.rc_context({"figure.facecolor": "red", "figure.constrained_layout.use": True}):
        figure = Figure(figsize=(6, 4))
        SOME.draw(figure)
    assert not isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine)
    assert figure.get_facecolor() == new_figure(1, 1).get_facecolor()


def test_a_drawing_sees_our_style_whoever_draws_it():
    sizes = []
    drawing = Drawing((1, 1), lambda page: sizes.append(matplotlib.rcParams["font.size"]))
    with matplotlib.rc_context({"font.size": 30}):
        drawing.new_figure()
        drawing.draw(Figure())
    with house_style():
        assert sizes == [matplotlib.rcParams["font.size"]] * 2


def test_a_figure_that_cannot_be_written_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot write") as raised:
        SOME.save(tmp_path / "file" / "figure.png")
    assert "\n" not in str(raised.value)
