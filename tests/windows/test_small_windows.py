"""Nothing is cut off and no words cover others, in small windows, with the longest names."""

from dataclasses import replace

import numpy as np
import pytest

from latent.clustering.settings import ClusterSettings
from latent.clustering.workbench import Workbench
from latent.windows.explorer.experiments.compare import COMPARE
from latent.windows.explorer.script import run_script
from latent.windows.fonts.saving import Target
from latent.windows.fonts.state import ClusterState
from latent.windows.fonts.window import ClusterWindow
from tests.helpers.explorers import Opened
from tests.helpers.maps import fake_decode, grid_map
from tests.helpers.shown_words import problems_of, shown_words
from tests.helpers.windows import UNSEEN, move, panel, resize
from tests.windows.fonts.test_fonts_window import alphabets_of

SIZES = ((640, 480), (1366, 680), (1600, 900))
LONG = "AnExtraordinarilyLongNameOfAFamily-SemiCondensedExtraBoldItalicOfEightyLetters__"
PATH = "/home/somebody/" + "a folder with a long name/" * 12 + "map.pkl"
PICKS = "pick " + " ".join(f"#{k}" for k in range(11))


def explorer_states(opened):
    """Bring a window into one state after the other; yields what each is."""
    window, explorer = opened.window, opened.explorer
    yield "the beginning"
    for tab in explorer.tabs.all:
        run_script(f"tab {tab.experiment.tab}; {PICKS}", window)
        explorer.point_at_cell(tab.sheet.cells[-1])
        window.show_pointed()
        yield tab.experiment.tab
        explorer.point_nowhere()
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
    window.explorer.choose_experiment(window.explorer.tabs.all[1].experiment)
    window.experimenting.open_naming()
    yield "naming"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("are_long", [True, False])
def test_the_explorer_shows_all_words_whole_within_their_panels(tmp_path, size, are_long):
    names = [f"{k} {LONG}"[:80] for k in range(30)] if are_long else ["one", "two", "three"]
    changes = {
        "labels": (np.arange(64) % len(names)).astype(np.int32),
        "label_names": names,
        "font_names": [f"{k % 5}{LONG}"[:80] if are_long else f"Font {k % 5}" for k in range(64)],
        "dataset": f"/data/{LONG * are_long}/fonts.json",
        "weights_path": f"/results/{LONG * are_long}/{LONG * are_long}.weights.h5",
    }
    other = grid_map(**changes)
    opened = Opened(tmp_path, size=size, compared=[(other, lambda: fake_decode, None)], **changes)
    assert COMPARE in [tab.experiment for tab in opened.explorer.tabs.all]
    for state in explorer_states(opened):
        opened.finish()
        assert problems_of(opened.window.window) == [], state


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


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("are_long", [True, False])
def test_the_window_of_typefaces_shows_all_words_whole_within_their_panels(
    tmp_path, size, are_long
):
    whole = fonts_window(tmp_path, 30, are_long, n_clusters=6, n_neighbors=4, min_size=3)
    resize(whole.window.figure, *size)
    for state in fonts_states(whole):
        assert problems_of(whole.window) == [], state


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("n", [25, 100])
def test_every_cluster_has_its_number_however_many_there_are(tmp_path, size, n):
    whole = fonts_window(tmp_path, 3 * n, False, n_clusters=n)
    resize(whole.window.figure, *size)
    whole.state.take(clusters_of(3 * n, n), whole.state.settings)
    whole.window.lay_out_again()
    shown = [each.words for each in shown_words(whole.window) if each.panel == "clusters"]
    numbers = [words.partition(":")[0] for words in shown]
    assert numbers == [str(k + 1) for k in range(n)]
    assert problems_of(whole.window) == []


def clusters_of(n_fonts, n):
    from latent.clustering.result import Clustering

    labels = np.arange(n_fonts) % n
    return Clustering(labels, np.zeros(n_fonts), np.zeros(n_fonts), {"k": n})


@pytest.mark.parametrize("size", SIZES)
def test_a_card_with_a_long_name_lies_within_the_clusters_and_has_it_whole(tmp_path, size):
    whole = fonts_window(tmp_path, 30, True, n_clusters=3)
    resize(whole.window.figure, *size)
    whole.cluster()
    whole.window.background.finish()
    axes, square = (
        panel(whole.window.figure, "clusters"),
        whole.clusters.drawing.blocks[1].square(0),
    )
    move(axes, square.left + 2, square.top + 2)
    card = whole.clusters._card
    height, width = card.picture.shape[:2]
    assert card.left + width <= axes.bbox.width
    assert card.top + height <= axes.bbox.height
