import numpy as np
import pytest

from latent.windows.explorer.view import LARGEST_SCALE, OVERLAP, PanZoom


def test_the_whole_map_lies_in_the_middle_of_the_panel():
    view = PanZoom(1000, 500)
    corners = view.to_pixels([(0, 0), (1, 1)])
    (left, bottom), (right, top) = corners
    assert left + right == pytest.approx(1000, abs=1)
    assert bottom + top == pytest.approx(500, abs=1)
    assert 0 < top < bottom < 500


def test_the_y_axis_of_the_data_points_up():
    view = PanZoom(300, 300)
    assert view.to_pixels((0.5, 0.9))[1] < view.to_pixels((0.5, 0.1))[1]


def test_to_data_undoes_to_pixels():
    view = PanZoom(640, 480)
    view.zoom_at(100, 30, 3.7)
    view.pan(13, -5)
    for point in np.random.default_rng(0).random((50, 2)):
        assert view.to_data(*view.to_pixels(point)) == pytest.approx(point, abs=1e-12)


def test_panning_moves_everything_by_the_same_whole_pixels():
    view = PanZoom(640, 480)
    before = view.to_pixels([(0.2, 0.3), (0.7, 0.9)])
    view.pan(30, -12)
    np.testing.assert_allclose(view.to_pixels([(0.2, 0.3), (0.7, 0.9)]) - before, [(30, -12)] * 2)


@pytest.mark.parametrize("factor", [1.25, 0.8, 5, 0.9])
def test_what_is_under_the_pointer_stays_there_while_zooming(factor):
    view = PanZoom(640, 480)
    view.zoom_at(320, 240, 4)
    before = view.to_data(200, 100)
    view.zoom_at(200, 100, factor)
    assert view.to_pixels(before) == pytest.approx((200, 100), abs=0.51)


def test_zooming_has_limits():
    view = PanZoom(640, 480)
    for _ in range(200):
        view.zoom_at(320, 240, 1.25)
    assert view.scale == LARGEST_SCALE
    for _ in range(300):
        view.zoom_at(320, 240, 0.8)
    assert view.scale == 480 / 4


def test_the_map_cannot_be_pushed_out_of_sight():
    view = PanZoom(640, 480)
    for dx, dy in [(10_000, 0), (0, 10_000), (-10_000, 0), (0, -10_000)]:
        view.show_all()
        view.pan(dx, dy)
        (left, bottom), (right, top) = view.to_pixels([(0, 0), (1, 1)])
        assert left <= 640 - OVERLAP + 1
        assert right >= OVERLAP - 1
        assert top <= 480 - OVERLAP + 1
        assert bottom >= OVERLAP - 1


def test_a_new_size_keeps_the_middle():
    view = PanZoom(640, 480)
    view.zoom_at(100, 100, 6)
    middle = view.to_data(320, 240)
    view.resize(1000, 700)
    assert view.to_data(500, 350) == pytest.approx(middle, abs=2 / view.scale)


@pytest.mark.parametrize("size", [(1, 1), (0, 5), (30, 2000)])
def test_any_panel_has_a_view(size):
    view = PanZoom(*size)
    view.zoom_at(0, 0, 2)
    view.pan(3, 3)
    assert np.isfinite(view.to_pixels((0.5, 0.5))).all()
