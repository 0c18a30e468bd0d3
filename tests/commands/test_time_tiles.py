"""draw_tiles.py: what its measures mean, its pictures, and its bad input."""

import numpy as np
import pytest
from PIL import Image

from latent.commands.time_tiles import TileSpeed, measure_tiles, memory_bandwidth
from latent.tiles.palette import OFF_WHITE
from tests.helpers.refusals import error_line_of
from tests.helpers.scripts import load_script

draw_tiles = load_script("draw_tiles")

FEW = ["--dataset", "optdigits", "--n_train", "60"]


def some_speed(**changes):
    values = {
        "n_tiles": 1000,
        "map_size": 100,
        "tile_size": 10,
        "tile_bytes": 100_000,
        "kernel_seconds": 0.01,
        "plain_seconds": 0.5,
        "picture": np.zeros((100, 100, 3), np.uint8),
        "is_equal": True,
    }
    return TileSpeed(**(values | changes))


def test_speeds_follow_from_the_kernels_time():
    speed = some_speed()
    assert speed.tiles_per_second == pytest.approx(100_000)
    assert speed.line(16e7).split() == (  # 100,000 + 2 * 30,000 bytes in 1 of 10 ms
        ["1,000", "10", "100", "10.0", "ms", "100,000", "100", "3,333", "10%", "50", "×", "yes"]
    )
    assert some_speed(is_equal=False).line(16e7).endswith("NO")


def test_a_measured_picture_is_the_map_and_equal_to_the_twins():
    positions = np.array([[0, 0], [1, 1]])
    tiles = np.full((2, 28, 28), 255, np.uint8)
    speed = measure_tiles(positions, tiles, np.array([0, 1]), map_size=50, tile_size=10)
    assert speed.is_equal
    assert speed.kernel_seconds > 0
    assert speed.plain_seconds > 0
    assert (speed.picture[40:, :10] != OFF_WHITE).any(axis=2).all()
    assert (speed.picture[:10, 40:] != OFF_WHITE).any(axis=2).all()
    assert (speed.picture[10:40] == OFF_WHITE).all()


def test_memory_has_a_bandwidth():
    assert 1e8 < memory_bandwidth() < 1e13


def test_every_combination_has_a_line_and_a_picture(tmp_path, capsys):
    flags = ["--n", "30", "60", "--size", "200", "300", "--tile", "12", "--out", str(tmp_path)]
    assert draw_tiles.main([*FEW, *flags]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.endswith("yes")]
    assert [line.split()[:3] for line in lines] == [
        ["30", "12", "200"],
        ["30", "12", "300"],
        ["60", "12", "200"],
        ["60", "12", "300"],
    ]
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 4
    assert names[0] == "draw_tiles-optdigits-n_train60-n30-size200-tile12.png"
    with Image.open(tmp_path / names[0]) as picture:
        assert picture.width > 200


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--n", "61"], "from 1 to 60"),
        (["--n", "0"], "--n"),
        (["--size", "5"], "--size"),
        (["--tile", "0"], "--tile"),
        (["--size", "200", "--tile", "201"], "--tile"),
        (["--dataset", "nothing"], "--dataset nothing"),
    ],
)
def test_wrong_flags_are_one_line_and_nothing_is_written(tmp_path, capsys, flags, words):
    given = (*FEW, "--out", tmp_path / "out", *flags)
    assert words in error_line_of(capsys, "draw_tiles.py", draw_tiles.main, *given)
    assert not list(tmp_path.glob("out/*"))
