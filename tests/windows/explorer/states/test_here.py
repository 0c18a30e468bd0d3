import numpy as np
import pytest

from latent.data.gray_levels import to_bytes
from latent.windows.explorer.states.here import DecodedPlace
from tests.helpers.maps import fake_decode, grid_map
from tests.windows.explorer.states.parts import pointer_of, seen_map_of


@pytest.fixture
def pointer():
    return pointer_of(grid_map())


@pytest.fixture
def seen_map():
    return seen_map_of(grid_map(linear_map=None))


@pytest.fixture
def here(seen_map, pointer):
    return DecodedPlace(seen_map, pointer)


def test_a_place_points_at_the_image_nearest_to_it(here, seen_map, pointer):
    here.toggle()
    x, y = seen_map.content.positions[20].tolist()
    here.look_at(x + 0.01, y)
    assert here.shown.nearest == pointer.image == 20


def test_the_place_that_was_picked_comes_back_when_the_mouse_is_elsewhere(here):
    here.toggle()
    assert here.pick() is None
    here.look_at(0.3, 0.4)
    own = here.pick()
    assert own.name == "0.300, 0.400"
    np.testing.assert_array_equal(own.code, here.shown.code)
    here.look_at(0.6, 0.6)
    here.look_away()
    np.testing.assert_allclose(here.shown.place, (0.3, 0.4), atol=1e-6)
    here.toggle()
    assert here.shown is None
    here.toggle()
    here.look_away()
    assert here.shown is None


def test_it_is_decoded_once_there_is_a_decoder_and_once_only(here, seen_map):
    calls = []

    def decode(codes):
        calls.append(len(codes))
        return fake_decode(codes)

    here.toggle()
    here.look_at(0.3, 0.4)
    assert here.decoded() is None
    seen_map.coder.take_decoder(decode)
    expected = to_bytes(fake_decode(here.shown.code[None]))[0]
    for _ in range(2):
        np.testing.assert_array_equal(here.decoded(), expected)
    assert calls == [1]
