import numpy as np
import pytest

from latent.tools.check import UserError
from latent.windows.explorer.coloring import FAMILY, KEPT
from latent.windows.explorer.experiments.analogy import ANALOGY
from latent.windows.explorer.own_code import OwnCode
from latent.windows.explorer.script import COMMANDS, read_script, run_script
from tests.helpers.scripts import ROOT
from tests.windows.explorer.test_explorer_window import Opened


@pytest.fixture
def opened(tmp_path):
    return Opened(tmp_path)


def do(opened, text):
    run_script(text, opened.window)
    return opened.explorer


def test_what_is_searched_for_is_gone_to_and_picked(opened):
    explorer = do(opened, "search two font 0; next; next; pick; neighbours")
    assert explorer.search.current == 1
    found = explorer.search.found.indices
    assert explorer.tabs.board.picks[0] == found[1]
    assert explorer.neighbors.shown.index == found[1]
    assert opened.window.near.is_visible
    assert not do(opened, "close").search.is_open


def test_the_first_image_that_was_found_is_meant_before_one_was_gone_to(opened):
    explorer = do(opened, "search three; neighbours")
    assert explorer.neighbors.shown.index == 2


def test_filters_colours_and_the_view(opened):
    explorer = do(opened, "only typeface Font 3; hide two; color family; zoom 3; centre 0.4 0.7")
    assert explorer.choice.words().startswith("only the typeface Font 3, without two")
    assert explorer.colors.coloring.kind == FAMILY
    view = explorer.map.view
    np.testing.assert_allclose(view.to_data(view.width / 2, view.height / 2), (0.4, 0.7), atol=0.01)
    before = explorer.map.tile_size
    explorer = do(opened, "tiles 2; color kept; all; whole; decoded")
    assert explorer.map.tile_size > before / 3
    assert explorer.colors.coloring.kind == KEPT
    assert explorer.choice.layers is None
    assert explorer.map.tiles.shows_decoded
    assert "three" in do(opened, "only class three").choice.words()


def test_picks_slots_tabs_and_undo(opened):
    explorer = do(opened, "tab analogy; slot B; pick #5; slot A; pick #6 #7; undo")
    assert explorer.tabs.experiment is ANALOGY
    assert explorer.tabs.board.picks[-2:] == (6, 5)
    assert do(opened, "clear").tabs.board.is_empty
    assert do(opened, "tab interpolate").tabs.board.is_empty


def test_selections(opened):
    assert len(do(opened, "select box 0 0 0.2 1").selection.indices) == 16
    assert len(do(opened, "select none; select lasso 0 0 1 0 0 1").selection.indices) > 20
    assert do(opened, "select #3 #9").selection.indices.tolist() == [3, 9]
    do(opened, "save selection")
    assert opened.path.with_name("map.pkl.part-1.selection.csv").exists()


def test_places_and_own_images_fill_slots(opened):
    explorer = do(opened, "decode 0.25 0.5; take; decode; paper; paper")
    assert isinstance(explorer.tabs.board.picks[0], OwnCode)
    np.testing.assert_allclose(explorer.tabs.board.picks[0].place, (0.25, 0.5))
    assert not explorer.here.is_on
    explorer.coder.take_decoder(
        explorer.coder.decode, lambda images: np.zeros((len(images), 3), np.float32)
    )
    explorer = do(opened, "draw 0.2 0.2 0.5 0.7 0.8 0.2; take")
    assert explorer.tabs.board.picks[1].image is not None


def test_saving_and_keys(opened):
    do(opened, "pick #1; save; keys")
    assert opened.path.with_name("map.pkl.interpolation-1.png").exists()
    assert opened.window.keys.is_visible


def test_what_the_tabs_can_do(opened):
    explorer = do(opened, "pick #1; slot T; pick #2; choose along the data; t 0.25; film")
    assert explorer.tabs.current.walks.way == "along the data"
    assert explorer.tabs.current.t == 0.25
    assert opened.path.with_name("map.pkl.interpolation-1.gif").exists()
    do(opened, "tab analogy; slot A; pick #1 #2; name  bold  er")
    explorer = do(opened, "tab vary; pick #3; choose directions; mark 2 bold er; scroll 1")
    assert explorer.tabs.board.extra == (("bold er", 2.0),)
    assert explorer.tabs.current.named == (("bold er", 1, 2),)


def test_the_mean_of_a_selection_is_picked(opened):
    explorer = do(opened, "mean; select #3 #9; tab analogy; slot A; mean")
    assert explorer.tabs.board.picks[7] == (3, 9)


def test_semicolons_can_be_written(opened):
    assert read_script(r"search \;; keys;; ")[0][1] == [";"]
    assert do(opened, r"search \;").search.text == ";"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("dance", "--do dance: must be one of search, next,"),
        ("pick #64", "--do pick .*#64 must be the index of an image, #0 to #63"),
        ("pick", "say which image, as #12, or search or point before"),
        ("tab chess", "tab chess: must be one of interpolate, analogy, vary"),
        ("choose home", "choose home: must be one of straight line, great circle, along the data"),
        ("t x", "'x' must be numbers"),
        ("tab analogy; t 1", "this tab has no slider"),
        ("tab vary; pick #1; mark 1 unit 9", "row unit 9: must be one of unit"),
        ("tab vary; pick #1; bit 1", "bit 1: must be one of"),
        ("name x", "pick both on the tab Analogy first"),
        ("zoom in", "'in' must be numbers"),
        ("zoom -2", "must be above 0"),
        ("zoom 1 2", "2 numbers are given, 1 are needed"),
        ("centre 1", "1 numbers are given, 2 are needed"),
        ("select lasso 0 0 1 1 0", "5 numbers are given, 6 are needed"),
        ("select all", "'all' must be box, lasso, none, or indices"),
        ("color mood", "color mood: must be one of class, family, error, kept"),
        ("only class four", "there is no class 'four'"),
        ("only", "only nothing: must be one of class, typeface"),
        ("slot 99", "slot 99: must be one of 1, 2"),
        ("take", "decode a place, or open or draw an image, before"),
        ("image gone.png", "gone.png: there is no such file"),
        ("save all", "save all: must be one of selection"),
    ],
)
def test_what_cannot_be_done_is_one_line(opened, script, words):
    with pytest.raises(UserError, match=words) as caught:
        do(opened, script)
    assert str(caught.value).startswith("--do ")


def test_nothing_is_done_if_a_later_command_is_unknown(opened):
    with pytest.raises(UserError, match="--do dance"):
        do(opened, "pick #3; dance")
    assert opened.explorer.tabs.board.is_empty


def test_the_page_lists_all_commands():
    page = (ROOT / "docs" / "explore_latent.md").read_text(encoding="utf-8")
    for found in COMMANDS.values():
        assert f"| `{found.usage}` | {found.words} |" in page, found.usage
