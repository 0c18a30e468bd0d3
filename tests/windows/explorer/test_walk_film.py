import numpy as np
import pytest
from PIL import Image

from latent.tiles.palette import INK
from latent.tools.check import UserError
from latent.windows.explorer.experiments.analogy import ANALOGY
from latent.windows.explorer.experiments.interpolation import TARGET
from latent.windows.explorer.experiments.whole_alphabet import WHOLE_ALPHABET
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.walk_film import MARGIN, N_STEPS, SIDE, film_writer
from tests.helpers.maps import decode_whole, fake_decode, grid_map, whole_typefaces


def walking(**changes):
    explorer = Explorer(grid_map(**changes), 300, 200)
    explorer.coder.take_decoder(fake_decode)
    explorer.tabs.board.pick(0)
    explorer.tabs.board.choose(TARGET)
    explorer.tabs.board.pick(63)
    return explorer


def frames_of(path):
    with Image.open(path) as film:
        frames = []
        for k in range(film.n_frames):
            film.seek(k)
            frames.append((np.asarray(film.convert("RGB")).astype(int), film.info["duration"]))
        return frames, film.info["loop"]


def dot_of(frame):
    """Return where the middle of the red dot is on the map."""
    part = frame[MARGIN : MARGIN + SIDE, MARGIN : MARGIN + SIDE]
    rows, columns = np.nonzero((np.abs(part - (220, 60, 30)) < 25).all(axis=2))
    return np.array([columns.mean(), rows.mean()])


def test_a_film_goes_forth_and_back_in_24_steps_and_its_dot_goes_with_it(tmp_path):
    content = grid_map()
    codes = np.zeros((64, 3), np.float32)
    codes[:, :2] = (content.positions - 0.5) * 10
    explorer = walking(codes=codes, labels=np.zeros(64, np.int32))
    path = film_writer(explorer, tmp_path / "map.pkl")()
    assert path == tmp_path / "map.pkl.interpolation-1.gif"
    frames, loop = frames_of(path)
    assert len(frames) == 2 * N_STEPS - 2
    assert loop == 0
    for k in (1, 7, 20):
        np.testing.assert_array_equal(frames[k][0], frames[-k][0])
    durations = [duration for _, duration in frames]
    assert durations[0] == durations[N_STEPS - 1] == 600
    assert set(durations) == {80, 600}
    # From the lower left to the upper right corner of the grid, in equal steps.
    dots = np.array([dot_of(frame) for frame, _ in frames[:N_STEPS]])
    steps = np.diff(dots, axis=0)
    assert (abs(steps - steps.mean(axis=0)) < 1.5).all()
    assert dots[0][0] < 60 < 380 < dots[-1][0]
    assert dots[0][1] > 380 > 60 > dots[-1][1]
    right = [frame[:, MARGIN + SIDE :] for frame, _ in frames]
    assert (right[0] != right[12]).any()


def test_films_are_numbered_like_other_results_and_nothing_half_written_is_left(tmp_path):
    explorer = walking(images=np.random.default_rng(0).integers(0, 256, (64, 28, 28, 3), np.uint8))
    explorer.coder.take_decoder(
        lambda codes: np.abs(np.tile(codes[:, None, None], (1, 28, 28, 1))) % 1
    )
    (tmp_path / "map.pkl.interpolation-4.png").touch()
    write = film_writer(explorer, tmp_path / "map.pkl")
    assert write().name == "map.pkl.interpolation-5.gif"

    def fail(codes):
        raise UserError("the decoder has ended")

    explorer.coder.take_decoder(fail)
    with pytest.raises(UserError, match="has ended"):
        film_writer(explorer, tmp_path / "map.pkl")()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "map.pkl.interpolation-4.png",
        "map.pkl.interpolation-5.gif",
    ]


def test_what_is_missing_for_a_film_is_said(tmp_path):
    explorer = Explorer(grid_map(), 300, 200)
    with pytest.raises(UserError, match="pick a source and the target first"):
        film_writer(explorer, tmp_path / "map.pkl")
    explorer = walking()
    explorer.tabs.choose(ANALOGY)
    with pytest.raises(UserError, match="a GIF of the tab Interpolate: go there first"):
        film_writer(explorer, tmp_path / "map.pkl")
    explorer = walking()
    explorer.coder.decode = None
    with pytest.raises(UserError, match="still loading"):
        film_writer(explorer, tmp_path / "map.pkl")


def test_of_whole_typefaces_the_alphabet_is_filmed_from_before_the_first_to_beyond_the_second(
    tmp_path,
):
    explorer = Explorer(grid_map(**whole_typefaces()), 300, 200)
    explorer.coder.take_decoder(decode_whole)
    explorer.tabs.choose(WHOLE_ALPHABET)
    first, second = 0, 63
    explorer.tabs.board.pick(first)
    with pytest.raises(UserError, match="between two typefaces: pick both first"):
        film_writer(explorer, tmp_path / "map.pkl")
    explorer.tabs.board.pick(second)
    write = film_writer(explorer, tmp_path / "map.pkl")
    explorer.tabs.board.clear()  # what is filmed is what was there
    path = write()
    assert path == tmp_path / "map.pkl.alphabet-1.gif"
    frames, _ = frames_of(path)
    assert len(frames) == 2 * N_STEPS - 2
    codes = explorer.content.codes
    ts = np.linspace(-0.2, 1.2, N_STEPS)
    for k in (0, 9, N_STEPS - 1):
        code = (1 - ts[k]) * codes[first] + ts[k] * codes[second]
        ink = (code.sum() / 40).clip(0, 1)  # of the first of nine characters
        expected = 255 + ink * (np.array(INK) - 255)
        found = frames[k][0][MARGIN + 40, 2 * MARGIN + SIDE + 40]
        assert np.abs(found - expected).max() < 12  # a GIF has 256 colours
