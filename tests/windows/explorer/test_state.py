import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.data.gray_levels import to_bytes
from latent.maps.places import LinearMap
from latent.windows.explorer.experiments.analogy import ANALOGY
from latent.windows.explorer.experiments.interpolation import STEPS, TARGET
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.thinning import find_spacings
from tests.helpers.maps import fake_decode, grid_map


def explorer(decode=fake_decode, **changes):
    made = Explorer(grid_map(**changes), 600, 400)
    if decode is not None:
        made.coder.take_decoder(decode)
    return made


def point_at(explorer, index):
    place = explorer.map.view.to_pixels(explorer.content.positions[index])
    explorer.pointer.point_at_image(explorer.map.image_at(*place))
    return explorer.pointer.image


def pick(explorer, *indices):
    for index in indices:
        assert point_at(explorer, index) == index
        assert explorer.pick()


def cell_named(explorer, name):
    (cell,) = [cell for cell in explorer.tabs.sheet.cells if cell.name == name]
    return cell


def test_a_hidden_class_can_be_neither_seen_nor_pointed_at():
    explored = explorer()
    explored.choice.toggle_class(1)
    assert explored.choice.n_shown == 64 - 21
    assert not explored.choice.shown[1::3].any()
    assert explored.choice.shown[::3].all()
    assert point_at(explored, 1) is None
    assert not explored.pick()
    assert point_at(explored, 2) == 2
    explored.choice.toggle_class(1)
    assert explored.choice.shown is None
    assert point_at(explored, 1) == 1


def test_all_classes_can_be_hidden():
    explored = explorer()
    for label in range(3):
        explored.choice.toggle_class(label)
    assert explored.choice.n_shown == 0
    explored.map.picture()
    assert point_at(explored, 1) is None


def test_each_experiment_keeps_its_picks():
    explored = explorer()
    pick(explored, 3, 5)
    explored.tabs.go_on()
    assert explored.tabs.experiment is ANALOGY
    pick(explored, 9)
    explored.tabs.choose(explored.tabs.all[0].experiment)
    assert explored.tabs.board.picks[:3] == (3, 5, None)
    explored.tabs.go_on()
    assert explored.tabs.board.picks[0] == 9


def test_slots_show_the_data_s_images_or_their_reconstructions():
    explored = explorer()
    pick(explored, 5)
    explored.tabs.finish()
    cell = cell_named(explored, "source 1")
    np.testing.assert_array_equal(explored.tabs.image(cell), explored.content.images[5])
    assert not explored.decoded.toggle()
    explored.map.tiles.show_decoded(explored.coder.decode_all())
    np.testing.assert_array_equal(explored.tabs.image(cell, True), explored.coder.reconstruction(5))
    np.testing.assert_array_equal(
        explored.map.tiles.shown.images[5], explored.coder.reconstruction(5)
    )
    assert explored.decoded.toggle()


def test_before_there_is_a_decoder_picks_are_shown_and_nothing_else():
    explored = explorer(decode=None)
    pick(explored, 1, 2)
    explored.tabs.board.choose(TARGET)
    pick(explored, 3)
    explored.tabs.finish()
    cells = explored.tabs.sheet.cells
    shown = [cell for cell in cells if explored.tabs.image(cell) is not None]
    assert {cell.slot for cell in shown} == {0, 1, TARGET}
    assert explored.coder.reconstruction(1) is None
    explored.coder.take_decoder(fake_decode)
    explored.tabs.finish()
    assert explored.tabs.image(cell_named(explored, "source 1, t = 0.5")) is not None


def test_lines_go_from_place_to_place_and_straight_on_a_linear_map():
    codes = np.random.default_rng(1).normal(size=(64, 3)).astype(np.float32)
    linear_map = LinearMap(np.eye(3)[:, :2] * 0.05, np.full(2, 0.5))
    positions = np.clip(linear_map.place(codes), 0, 1)
    explored = explorer(codes=codes, positions=positions, linear_map=linear_map)
    for index in (4, 6):
        explored.tabs.board.pick(index)
    explored.tabs.board.choose(TARGET)
    explored.tabs.board.pick(50)
    assert explored.tabs.lines() == []
    explored.tabs.finish()
    assert len(explored.tabs.lines()) == 2
    for line, source in zip(explored.tabs.lines(), (4, 6), strict=True):
        assert len(line) == len(STEPS)
        np.testing.assert_array_equal(line[0], positions[source])
        expected = [(1 - t) * positions[source] + t * positions[50] for t in STEPS]
        np.testing.assert_allclose(line, expected, atol=1e-5)


def test_a_line_on_a_curved_map_passes_through_the_places_of_its_codes():
    explored = explorer(linear_map=None)
    explored.tabs.go_on()
    for index in (1, 2, 3, 4, 5, 6, 7, 20, 21):
        explored.tabs.board.pick(index)
    explored.tabs.finish()
    lines = explored.tabs.lines()
    assert len(lines) == 8
    codes = explored.content.codes
    for k in range(7):
        code = codes[k + 1] + (codes[21] - codes[20])
        np.testing.assert_allclose(
            lines[k + 1][1], explored.content.place(code[None])[0], atol=1e-6
        )


def test_what_is_pointed_at_in_a_tab_is_marked_on_the_map_where_it_lies():
    explored = explorer(linear_map=None)
    for index in (*range(10), 50):
        explored.tabs.board.pick(index)
    explored.tabs.finish()
    cell = cell_named(explored, "source 4, t = 0.25")
    assert explored.pointer.point_at_cell(cell)
    assert not explored.pointer.point_at_cell(cell)
    image, place, _ = explored.ringed(explored.map)
    expected = explored.content.place(cell.code[None])[0]
    np.testing.assert_allclose(place, expected, atol=1e-6)
    np.testing.assert_array_equal(image, to_bytes(fake_decode(cell.code[None]))[0])
    lines = ["source 4, t = 0.25", "from one · Font 3", "to three · Font 0"]
    assert explored.tabs.pointed_lines() == lines
    explored.pointer.point_at_cell(cell_named(explored, "source 4"))
    assert explored.pointer.image == 3
    assert explored.pointer.point_nowhere()
    assert explored.ringed(explored.map) is None


def test_the_mean_of_images_can_be_picked():
    explored = explorer()
    assert not explored.pick_mean([])
    assert explored.pick_mean(np.array([4, 7]))
    assert explored.pick_mean([9])
    assert explored.tabs.board.picks[:3] == ((4, 7), 9, None)
    mean = explored.content.codes[[4, 7]].mean(axis=0)
    np.testing.assert_allclose(cell_named(explored, "source 1").code, mean, atol=1e-6)


@pytest.mark.parametrize("shape", [(28, 28), (6, 9, 3)])
def test_a_map_of_pixels_decodes_its_pixels(shape):
    images = np.random.default_rng(0).integers(0, 256, (64, *shape), dtype=np.uint8)
    explored = explorer(decode=None, codes=None, linear_map=None, images=images)
    np.testing.assert_array_equal(explored.coder.reconstruction(3), images[3])


def test_codes_of_bits_are_mixed_as_zeros_and_ones():
    bits = np.random.default_rng(2).integers(0, 2, (64, 3))
    explored = explorer(codes=PackedBits.of(bits), linear_map=None)
    pick(explored, 5)
    explored.tabs.board.choose(TARGET)
    pick(explored, 6)
    half = cell_named(explored, "source 1, t = 0.5").code
    np.testing.assert_allclose(half, (bits[5] + bits[6]) / 2)
    explored.tabs.finish()
    assert len(explored.tabs.lines()) == 1


@pytest.mark.parametrize("n", [1, 2])
def test_a_map_of_one_or_two_images_can_be_explored(n):
    whole = grid_map()
    names = ("positions", "codes", "labels", "images")
    parts = {name: getattr(whole, name)[:n] for name in names}
    explored = Explorer(grid_map(**parts, font_names=["A"] * n), 300, 200)
    explored.coder.take_decoder(fake_decode)
    explored.map.picture()
    for _ in range(11):
        pick(explored, n - 1)
    explored.tabs.finish()
    assert all(explored.tabs.image(cell) is not None for cell in explored.tabs.sheet.cells)
    assert len(explored.tabs.lines()) == 10


def test_the_tile_under_the_pointer_is_always_the_image_of_its_index():
    """After any pan, zoom, filter and resize, pixels and pointing are checked against the data."""
    content = grid_map(side=12)
    explored = Explorer(content, 500, 400)
    rng = np.random.default_rng(4)
    n_probes = 0
    while n_probes < 1000:
        match rng.integers(7):
            case 0:
                explored.map.view.zoom_at(*rng.integers(0, 400, 2), rng.choice([0.6, 0.8, 1.25, 2]))
            case 1:
                explored.choice.toggle_class(int(rng.integers(3)))
            case 2:
                explored.choice.toggle_only(str(rng.choice(["class", "typeface"])))
            case 3:
                explored.map.view.resize(*rng.integers(200, 600, 2))
            case 4 if rng.random() < 0.2:
                explored.show_everything()
                explored.map.view.show_all()
            case _:
                explored.map.view.pan(*rng.integers(-80, 80, 2))
        picture, size, view = explored.map.picture(), explored.map.tile_size, explored.map.view
        expected = Explorer(content, 1, 1).map.tiles.original.get(size)
        apart = view.scale * 0.9 / 11 > size + 1
        is_shown = np.ones(144, bool) if explored.choice.shown is None else explored.choice.shown
        for index in rng.choice(144, 6, replace=False):
            x, y = np.rint(view.to_pixels(content.positions[index])).astype(int)
            inside = size < x < view.width - size and size < y < view.height - size
            if not (inside and apart):
                continue
            n_probes += 1
            is_hidden = explored.content.labels[index] in explored.choice.hidden_classes
            assert explored.map.image_at(x, y) == (None if is_hidden else index)
            is_tile = find_spacings(content.positions, np.flatnonzero(is_shown))[
                index
            ] >= np.float32(explored.map.tile_spacing)
            if is_tile:
                left, top = x - size // 2, y - size // 2
                drawn = picture[top : top + size, left : left + size, :3]
                opacity = expected[index].astype(int)[..., None]
                color = np.array(explored.colors.color_of(index))
                ground = np.array([250, 249, 245])
                mixed = np.rint((ground * (255 - opacity) + color * opacity) / 255)
                assert np.abs(drawn - mixed).max() <= 1
