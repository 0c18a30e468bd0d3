import pytest

from latent.windows.explorer.layout import arrange
from latent.windows.rectangles import Grid, Rectangle, fitting_grid

# Panels that stand where others are, which are hidden then.
INSTEAD = {"search": "title", "naming": "title", "file": "title", "scale": "legend"}
INSTEAD |= {"neighbors": "card", "selection": "card", "here": "card"}
INSTEAD_OF_RESULTS = ("keys", "pad")


def test_a_rectangle_contains_its_upper_left_edges_only():
    place = Rectangle(10, 20, 30, 40)
    assert place.contains(10, 20)
    assert place.contains(39.9, 59.9)
    assert not place.contains(40, 20)
    assert not place.contains(10, 60)


def test_squares_of_a_grid_stand_a_gap_apart():
    grid = Grid(left=5, top=7, side=10, gap=2)
    assert grid.square(0, 0) == (5, 7, 10, 10)
    assert grid.square(2, 1) == (29, 19, 10, 10)


@pytest.mark.parametrize("columns_and_rows", [(10, 11), (3, 1), (1, 40), (6.2, 5.4)])
def test_a_fitting_grid_lies_within_its_area_and_fills_one_of_its_sides(columns_and_rows):
    columns, rows = columns_and_rows
    grid = fitting_grid(Rectangle(100, 50, 400, 300), columns, rows, gap=3)
    width = columns * grid.side + (columns - 1) * grid.gap
    height = rows * grid.side + (rows - 1) * grid.gap
    assert grid.left >= 99
    assert grid.left + width <= 501
    assert height <= 301
    assert width > 400 - columns - 1 or height > 300 - rows - 1


def test_a_grid_without_room_still_has_squares():
    assert fitting_grid(Rectangle(0, 0, 2, 2), 10, 10, gap=1).side == 1


@pytest.mark.parametrize("size", [(1600, 900), (640, 400), (800, 1200), (3200, 1800), (300, 200)])
@pytest.mark.parametrize("legend_width", [0, 60, 900])
@pytest.mark.parametrize("strip_height", [0, 140])
def test_panels_lie_within_the_window_and_never_on_each_other(size, legend_width, strip_height):
    places = arrange(size, lambda height: legend_width, strip_height=strip_height)
    for label, replaced in INSTEAD.items():
        assert places.pop(label) == places[replaced]
    for label in INSTEAD_OF_RESULTS:  # and of what stands below them
        place = places.pop(label)
        if label == "keys" and size[0] < 1000:  # they cover the map, too
            inner = places["map"].left, places["map"].top, size[0] - 2 * places["map"].left
            assert place[:3] == pytest.approx(inner)
            assert place.bottom == pytest.approx(max(places["card"].bottom, place.top + 1))
            continue
        assert place[:3] == places["results"][:3]
        last = places["scrubber" if strip_height else "results"]
        assert place.bottom == pytest.approx(max(last.bottom, place.top + 1))
    for label, place in places.items():
        assert place.width >= 1, label
        assert place.height >= 1, label
        assert place.left >= 0
        assert place.top >= 0
        assert place.right <= size[0]
        assert place.bottom <= size[1]
    listed = list(places.items())
    for k, (label, place) in enumerate(listed):
        for other_label, other in listed[:k]:
            apart = (
                place.right <= other.left + 1e-6
                or other.right <= place.left + 1e-6
                or place.bottom <= other.top + 1e-6
                or other.bottom <= place.top + 1e-6
            )
            assert apart, (label, other_label)
