"""Nothing is cut off and no words cover others, in small windows, with the longest names."""

from dataclasses import replace

import numpy as np
import pytest

from latent.clustering.settings import ClusterSettings
from latent.clustering.workbench import Workbench
from latent.tiles.palette import OFF_WHITE
from latent.windows.explorer.experiments.compare import COMPARE
from latent.windows.explorer.panels.results import CURRENT_COLOR
from latent.windows.explorer.script import run_script
from latent.windows.fonts.saving import Target
from latent.windows.fonts.state import ClusterState
from latent.windows.fonts.window import ClusterWindow
from tests.helpers.explorers import Opened
from tests.helpers.maps import fake_decode, grid_map
from tests.helpers.shown_words import problems_of, recorded_words, shown_words
from tests.helpers.windows import UNSEEN, move, panel, resize
from tests.windows.explorer.test_alphabet import TYPEFACES
from tests.windows.fonts.test_fonts_window import alphabets_of

SIZES = ((640, 480), (1366, 680), (1600, 900))
LONG = "AnExtraordinarilyLongNameOfAFamily-SemiCondensedExtraBoldItalicOfEightyLetters__"
PATH = "/home/somebody/" + "a folder with a long name/" * 12 + "map.pkl"
PICKS = "pick " + " ".join(f"#{k}" for k in range(11))


def assert_fits(window, k, state):
    """Measure the words of a window in the smallest size and, in turn, in one of the others."""
    for size in (SIZES[1 + k % (len(SIZES) - 1)], SIZES[0]):
        resize(window.figure, *size)
        assert problems_of(window) == [], (size, state)


def explorer_states(opened):
    """Bring a window into one state after the other; yields what each is."""
    window, explorer = opened.window, opened.explorer
    yield "the beginning"
    for tab in explorer.tabs.all:
        run_script(f"tab {tab.experiment.tab}; {PICKS}", window)
        explorer.pointer.point_at_cell(tab.sheet.cells[-1])
        window.show_pointed()
        yield tab.experiment.tab
        explorer.pointer.point_nowhere()
    window.status.say(f"saved {PATH}")
    run_script("point #63", window)
    yield "a long path"
    for words in (
        "neighbours #7",
        "select box 0.1 0.1 0.9 0.9",
        "decode 0.01 0.99",
        "decode; search " + LONG,
        f"search {LONG} {LONG}; close; keys",
        "keys; draw 0.2 0.2 0.8 0.8 0.2 0.8",
        "paper; color error; point #0",
        "color kept; point #1",
        "color cluster; all; color class",
    ):
        run_script(words, window)
        yield words
    window.explorer.tabs.choose(window.explorer.tabs.all[1].experiment)
    window.experimenting.open_naming()
    yield "naming"


@pytest.mark.parametrize("are_long", [True, False])
def test_the_explorer_shows_all_words_whole_within_their_panels(tmp_path, are_long):
    names = [f"{k} {LONG}"[:80] for k in range(12)] if are_long else ["one", "two", "three"]
    changes = {
        "labels": (np.arange(64) % len(names)).astype(np.int32),
        "label_names": names,
        "font_names": [f"{k % 5}{LONG}"[:80] if are_long else f"Font {k % 5}" for k in range(64)],
        "dataset": f"/data/{LONG * are_long}/fonts.json",
        "weights_path": f"/results/{LONG * are_long}/{LONG * are_long}.weights.h5",
    }
    other = grid_map(**changes)
    compared = [(other, lambda: fake_decode, None)]
    opened = Opened(tmp_path, size=SIZES[0], compared=compared, **changes)
    assert COMPARE in [tab.experiment for tab in opened.explorer.tabs.all]
    for k, state in enumerate(explorer_states(opened)):
        opened.finish()
        assert_fits(opened.window.window, k, state)


@pytest.mark.parametrize("size", SIZES)
def test_no_word_touches_the_frame_of_the_slot_that_is_filled_next(tmp_path, size):
    compared = [(grid_map(**TYPEFACES), lambda: fake_decode, None)]
    opened = Opened(tmp_path, size=size, compared=compared, **TYPEFACES)
    results, n_slots = opened.window.results, 0
    for tab in opened.explorer.tabs.all:
        opened.window.experimenting.choose_experiment(tab.experiment)
        squares = {(cell.column, cell.row) for cell in tab.sheet.cells}
        for cell in [cell for cell in tab.sheet.cells if cell.slot is not None]:
            if (cell.column, cell.row - 1) in squares:
                continue  # no words stand between the two
            tab.board.choose(cell.slot)
            results.update()
            place = results.place_of(cell)
            left, top, right, bottom = (
                round(side) for side in (place.left, place.top, place.right, place.bottom)
            )
            # From the words' side: a line of ground, then the frame.
            around = results.picture[top - 3 : bottom + 2, left - 2 : right + 2, :3]
            assert (around[0] == OFF_WHITE).all(), (tab.experiment.tab, cell.name)
            assert (around[1:3] == CURRENT_COLOR).all(), (tab.experiment.tab, cell.name)
            n_slots += 1
    assert n_slots >= 15


def fonts_window(folder, n_fonts, are_long, **settings):
    alphabets = alphabets_of(n_fonts)
    if are_long:
        names = tuple(f"{name}{LONG}"[:80] for name in alphabets.font_names)
        alphabets = replace(alphabets, font_names=names, source=PATH)
    state = ClusterState(alphabets, ClusterSettings(characters="AB", **settings))
    target = Target(folder / LONG)
    return ClusterWindow(state, Workbench(alphabets), UNSEEN, target)


def fonts_states(whole):
    """Bring a window of typefaces into one state after the other; yields what each is."""
    state, window = whole.state, whole.window
    yield "the beginning"
    whole.cluster()
    window.background.finish()
    yield "clusters"
    for label in state.groups:
        state.set_share(label, 40)
    whole.parameters.set("pca_dims", 7)
    yield "chosen"
    whole.status.say(f"{PATH}: 12 typefaces, drawn in {PATH}; train on it: dense.py {PATH}")
    whole.checking.check()
    window.background.finish()
    yield "checked"
    whole.status.say(f"{PATH}: 12 typefaces, drawn in {PATH}; train on it: dense.py {PATH}")
    yield "saved"
    whole.looking.look_at(1)
    window.background.finish()
    yield "similar"
    whole.looking.turn_help()
    yield "help"
    whole.looking.turn_help()
    whole.looking.go_back()
    whole.saver.ask(True)
    yield "overwrite"
    whole.saver.ask(False)
    for algorithm in ("dbscan-auto", "spectral"):
        whole.parameters.choose(algorithm)
        whole.cluster()
        window.background.finish()
        yield algorithm


@pytest.mark.parametrize("are_long", [True, False])
def test_the_window_of_typefaces_shows_all_words_whole_within_their_panels(tmp_path, are_long):
    whole = fonts_window(tmp_path, 30, are_long, n_clusters=6, n_neighbors=4, min_size=3)
    for k, state in enumerate(fonts_states(whole)):
        assert_fits(whole.window, k, state)


@pytest.mark.parametrize("size", SIZES[:2])
@pytest.mark.parametrize("n", [25, 100])
def test_every_cluster_has_its_number_however_many_there_are(tmp_path, size, n):
    whole = fonts_window(tmp_path, 2 * n, False, n_clusters=n)
    whole.state.take(clusters_of(2 * n, n), whole.state.settings)
    for label in range(0, n, 2):
        whole.state.set_share(label, 50)
    resize(whole.window.figure, *size)
    shown = [each.words for each in shown_words(whole.window) if each.panel == "clusters"]
    numbers = [words.partition(":")[0] for words in shown if words != "50 %"]
    assert numbers == [str(k + 1) for k in range(n)]
    assert problems_of(whole.window) == []


def clusters_of(n_fonts, n):
    from latent.clustering.result import Clustering

    labels = np.arange(n_fonts) % n
    return Clustering(labels, np.zeros(n_fonts), np.zeros(n_fonts), {"k": n})


def test_a_card_with_a_long_name_lies_within_the_clusters_and_has_it_whole(tmp_path):
    whole = fonts_window(tmp_path, 12, True, n_clusters=3)
    resize(whole.window.figure, *SIZES[0])
    whole.cluster()
    whole.window.background.finish()
    axes = panel(whole.window.figure, "clusters")
    square = whole.clusters.drawing.blocks[1].square(0)
    with recorded_words() as drawn:
        move(axes, square.left + 2, square.top + 2)
    card = whole.clusters._card
    said = "".join(words for picture, (words, _) in drawn if picture is card.picture)
    name = whole.state.alphabets.font_names[whole.clusters.font]
    assert said.startswith(f"{name}cluster 2: ")
    height, width = card.picture.shape[:2]
    assert card.left + width <= axes.bbox.width
    assert card.top + height <= axes.bbox.height


def test_a_class_that_is_cut_in_the_legend_is_said_whole_on_pointing(tmp_path):
    names = [f"{k} {LONG}" for k in range(3)]
    opened = Opened(tmp_path, size=SIZES[0], label_names=names)
    tip, legend = opened.window.window.tip, panel(opened.figure, "legend")
    move(legend, *opened.window.legend._places[1][:2])
    assert tip.words == names[1]
    opened.figure.canvas.draw()
    with_tip = np.array(opened.figure.canvas.buffer_rgba())
    move(opened.map, 5, 5)
    assert tip.words is None
    opened.figure.canvas.draw()
    without = np.array(opened.figure.canvas.buffer_rgba())
    box = tip.box
    rows = slice(round(480 - box.y1), round(480 - box.y0))
    columns = slice(round(box.x0), round(box.x1))
    assert (with_tip != without).any(axis=2)[rows, columns].mean() > 0.2
    assert box.x0 >= 0 and box.x1 <= 640 and box.y0 >= 0 and box.y1 <= 480


def test_keys_that_cover_the_map_hide_its_ring_and_go_by_a_click(tmp_path):
    opened = Opened(tmp_path, size=SIZES[0])
    opened.key("h")
    opened.figure.canvas.draw()
    without_ring = opened.on_screen()
    opened.explorer.pointer.point_at_image(30)
    opened.window.map.show_ring()
    opened.figure.canvas.draw()
    np.testing.assert_array_equal(opened.on_screen(), without_ring)
    opened.click_image(30)
    assert not opened.window.keys.is_visible
