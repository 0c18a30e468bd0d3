import threading

import numpy as np
import pytest

from latent.clustering.checks import Check, KPoint
from latent.clustering.workbench import Workbench
from latent.tiles.palette import ACCENT, INK, OFF_WHITE, QUIET, TOO_HIGH
from latent.windows.fonts.cluster_picture import INKS
from latent.windows.fonts.layout import arrange
from latent.windows.fonts.summary import check_words, summary_lines
from tests.windows.fonts.test_fonts_window import (
    alphabets_of,
    axes_of,
    click,
    click_character,
    cluster,
    drag_cluster,
    open_window,
    point_of,
    press_key,
    send,
    visible_labels,
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out"


def checked_window(folder, **settings):
    window = open_window(folder, 30, **settings)
    cluster(window)
    click(window, "button:Check")
    window.window.background.finish()
    return window


def test_a_check_says_how_clear_and_how_stable_the_clusters_are(folder):
    window = checked_window(folder)
    lines = dict(summary_lines(window.state))
    assert float(lines["silhouette, -1 to 1"]) > 0.5
    assert lines["agreement of seeds, 0 to 1"] == "1.00"
    assert lines["unstable typefaces"] == "0"
    assert "agreement of seeds 1.00; 0 typefaces are unstable" in window.status.words
    assert check_words(window.state, 0)[0].endswith("stable 1.00")
    cluster(window)
    assert window.state.check is None  # it was of the clusters before
    press_key(window, "backspace")
    assert window.state.check is not None


def test_what_has_no_seed_is_checked_all_the_same(folder):
    window = checked_window(folder, algorithm="dbscan-auto")
    assert ("agreement of seeds", "it has no seed") in summary_lines(window.state)
    window.dim_unstable()
    assert not window.state.is_dim(np.arange(30)).any()
    press_key(window, "k")
    assert "no number to try" in window.status.words


def test_there_is_nothing_to_check_before_there_are_clusters(folder):
    window = open_window(folder)
    for name in ("button:Check", "button:Try k"):
        click(window, name)
        assert "press Cluster first" in window.status.words
        assert not window.window.background.is_busy()


class SlowWorkbench(Workbench):
    """Checks when it is let."""

    def __init__(self, alphabets):
        super().__init__(alphabets)
        self.begun, self.go = threading.Event(), threading.Event()

    def check(self, settings, clustering, report):
        report("comparing seeds")
        self.begun.set()
        assert self.go.wait(30)
        report("at the end")
        return super().check(settings, clustering, report)


@pytest.mark.parametrize("how", ["escape", "button", "cluster", "close"])
def test_the_window_lives_while_it_checks_and_can_stop_it(folder, how):
    workbench = SlowWorkbench(alphabets_of(30))
    window = open_window(folder, 30, workbench=workbench)
    cluster(window)
    click(window, "button:Check")
    assert workbench.begun.wait(30)
    window._tell_progress()
    assert "comparing seeds" in window.status.words
    drag_cluster(window, 0, 100)
    assert window.state.shares == {0: 50}
    if how == "escape":
        press_key(window, "escape")
    elif how == "button":
        click(window, "button:Check")
    elif how == "cluster":
        click(window, "button:Cluster")
    else:
        window.checking.work.cancel()
    workbench.go.set()
    window.window.background.finish()
    assert window.state.check is None
    assert not window.checking.work.is_busy


def test_unstable_typefaces_are_pale_on_request(folder):
    window = open_window(folder, 30)
    cluster(window)
    stable = np.where(np.arange(30) % 2, 1.0, 0.2)
    window.state.check = Check(np.zeros(30), 0.1, 0.4, stable, {0: 0.5, 1: 0.6, 2: 0.7})
    drag_cluster(window, 0, 100)

    def color_of(font):
        label = int(window.state.clustering.labels[font])
        place = window.state.members(label).tolist().index(font)
        square = window.clusters.drawing.blocks[label].square(place)
        part = window.clusters.picture[
            round(square.top) : round(square.bottom), round(square.left) : round(square.right), :3
        ]
        return part.reshape(-1, 3).min(axis=0)

    def is_darkest(font, ink):
        return (color_of(font) >= ink).all() and np.abs(color_of(font) - ink).max() < 60

    press_key(window, "d")
    for font in range(30):
        is_chosen = window.state.is_chosen(np.array([font]))[0]
        ink = (ACCENT if is_chosen else INK) if stable[font] == 1 else INKS[4 if is_chosen else 3]
        assert is_darkest(font, np.array(ink)), font
    click(window, "switch:dim unstable")
    assert not window.state.is_dim(np.arange(30)).any()


def test_asking_for_pale_ones_checks_first(folder):
    window = open_window(folder, 30)
    cluster(window)
    press_key(window, "d")
    assert window.checking.work.is_busy
    window.window.background.finish()
    assert window.state.check is not None
    cluster(window)
    assert not window.state.dims_unstable  # of the new ones nothing is known yet


def test_numbers_of_clusters_come_in_one_by_one_and_a_click_clusters_by_one(folder):
    window = open_window(folder, 12, n_clusters=4)
    cluster(window)
    assert "curve" not in visible_labels(window)
    click(window, "button:Try k")
    window.window.background.finish()
    assert [point.k for point in window.state.k_curve] == [2, 3, 4, 5, 8]
    assert max(window.state.k_curve, key=lambda point: point.silhouette).k == 3
    assert "curve" in visible_labels(window)
    axes = axes_of(window, "curve")
    x = axes.bbox.x0 + axes.bbox.width * 3.1 / axes.get_xlim()[1]
    send(window, "button_press_event", x, axes.bbox.y0 + 10, button=1)
    window.window.background.finish()
    assert (
        window.state.clustered_by.n_clusters == window.parameters.controls["n_clusters"].value == 3
    )
    assert len(window.state.k_curve) == 5  # it still holds
    window.state.set("pca_dims", 5)
    cluster(window)
    assert window.state.k_curve == ()


def test_a_number_is_taken_in_while_the_others_are_still_tried(folder):
    window = open_window(folder, 30)
    cluster(window)
    window.state.begin_numbers(window.state.clustered_by)
    window.state.add_number(KPoint(2, 0.1, 0.9))
    window._show_findings()
    assert [line.get_xdata() for line in axes_of(window, "curve").lines[:2]] == [[2], [2]]


@pytest.mark.parametrize("algorithm", ["dbscan-auto", "dbscan"])
def test_a_click_on_the_curve_sets_epsilon_and_clusters_by_it(folder, algorithm):
    window = open_window(folder, 30, algorithm=algorithm, epsilon=0.5)
    cluster(window)
    axes = axes_of(window, "curve")
    x = np.ceil(axes.bbox.x0 + 0.4 * axes.bbox.width)
    value = (x - axes.bbox.x0) / axes.bbox.width * axes.get_xlim()[1]
    send(window, "button_press_event", x, axes.bbox.y0 + 10, button=1)
    window.window.background.finish()
    assert window.state.clustered_by.algorithm == "dbscan"
    curve = window.state.clustering.curve
    assert curve.chosen == pytest.approx(value, abs=0.001 * curve.largest)
    assert window.parameters.controls["epsilon"].value == window.state.settings.epsilon
    assert "slider:epsilon" in visible_labels(window)
    assert not window.state.is_stale
    while window.state.clustered_by.algorithm != algorithm or window.state.settings.epsilon != 0.5:
        press_key(window, "backspace")


def test_what_is_shown_says_what_made_it_and_a_changed_setting_marks_it_stale(folder):
    window = open_window(folder)
    assert window.telling.made_by.words == ""
    cluster(window)
    words = "KMeans by AB, N clusters 3, PCA dims 0, euclidean distance, seed 0"
    assert (window.telling.made_by.words, window.telling.made_by.color) == (words, QUIET)
    changes = (
        lambda: window.parameters.controls["n_clusters"].set(5),
        lambda: click(window, "switch:cosine distance"),
        lambda: click_character(window, "Q"),
        lambda: click(window, "radio:DBScan"),
    )
    for change in changes:
        change()
        assert window.state.is_stale
        assert window.telling.made_by.words.endswith(words)
        assert window.telling.made_by.words.startswith("The settings have changed")
        assert window.telling.made_by.color == TOO_HIGH
        press_key(window, "backspace")
        assert not window.state.is_stale
        assert window.telling.made_by.words == words
    window.parameters.controls["epsilon"].set(0.7)  # KMeans has none
    assert not window.state.is_stale


@pytest.mark.parametrize("size", [(1000, 720), (640, 480)])
def test_buttons_stay_in_place_when_the_algorithm_changes(folder, size):
    window = open_window(folder, 30, n_neighbors=4, epsilon=0.5)
    window.window.figure.set_size_inches(size[0] / 100, size[1] / 100)
    window.window.lay_out_again()
    labels = [label for label in window.window.panels if label.startswith("button:")]
    labels += ["status", "sizes", "switch:dim unstable"]

    def places():
        return [tuple(axes_of(window, label).bbox.bounds) for label in labels]

    before = places()
    for title in ("Spectral", "DBScan-auto", "DBScan", "KMeans"):
        click(window, f"radio:{title}")
        assert places() == before
        cluster(window)
        assert places() == before


@pytest.mark.parametrize("size", [(1366, 680), (640, 480)])
@pytest.mark.parametrize("n_lines", [3, 11])
def test_all_words_have_room_in_a_small_window(size, n_lines):
    radios = [f"radio:{k}" for k in range(4)]
    controls = ["slider:a", "slider:b", "switch:c", "slider:d", "switch:e"]
    places = arrange(*size, 1, radios, controls, n_lines, has_curve=True)
    for label, least in (("radio:0", 14), ("slider:a", 22), ("switch:c", 14), ("button:Check", 18)):
        assert places[label].height >= least, label
    assert places["sizes"].height >= 6 * 11
    assert places["summary"].height >= (n_lines + 1) * 11
    assert places["curve"].height >= 80
    assert places["clusters"].height >= 150


def test_the_arrow_keys_change_the_share_of_the_cluster_pointed_at(folder):
    window = open_window(folder)
    cluster(window)
    square = window.clusters.drawing.blocks[1].square(0)
    send(
        window,
        "motion_notify_event",
        *point_of(axes_of(window, "clusters"), square.left + 3, square.top + 3),
    )
    for _ in range(2):
        press_key(window, "up")
    assert window.state.n_chosen(1) == 2
    press_key(window, "down")
    assert window.state.n_chosen(1) == 1
    assert set(window.state.shares) == {1}


def test_a_right_click_shows_what_is_like_a_typeface_and_escape_leads_back(folder):
    window = open_window(folder, 30)
    cluster(window)
    square = window.clusters.drawing.blocks[0].square(2)
    first = int(window.state.members(0)[2])
    point = point_of(axes_of(window, "clusters"), square.left + 3, square.top + 3)
    send(window, "motion_notify_event", *point)
    send(window, "button_press_event", *point, button=3)
    window.window.background.finish()
    assert {"similar"} <= visible_labels(window)
    assert "clusters" not in visible_labels(window)
    assert window.similar.similar.font == first
    assert len(window.similar.places) == 21

    second = int(window.similar.similar.fonts[4])
    where = window.similar.places[second]
    point = point_of(axes_of(window, "similar"), where.left + 5, where.top + 5)
    send(window, "motion_notify_event", *point)
    assert window.status.words.startswith(f"{window.state.alphabets.font_names[second]}, 5, at")
    send(window, "button_press_event", *point, button=1)
    window.window.background.finish()
    assert window.looking.path == [first, second]
    assert window.similar.similar.font == second
    press_key(window, "escape")
    window.window.background.finish()
    assert window.similar.similar.font == first
    press_key(window, "escape")
    assert "clusters" in visible_labels(window)
    assert "similar" not in visible_labels(window)
    assert not window.state.shares


def test_many_characters_of_what_is_similar_stand_in_several_lines(folder):
    window = open_window(folder, 30)
    cluster(window)
    click(window, "button:All")
    window.looking.look_at(0)
    window.window.background.finish()
    panel = window.similar
    width, height = panel.size
    in_one_line = max(
        min((width / n - 12) / 94, (height - 40) / -(-21 // n) - 16) for n in range(1, 5)
    )
    assert panel.side > 1.3 * in_one_line
    places = list(panel.places.values())
    assert max(place.bottom for place in places) <= height
    for place in places[:2]:  # there is ink below the first line
        rows = (panel.picture[..., :3] != OFF_WHITE).any(axis=2)
        rows = rows[round(place.top) : round(place.bottom), round(place.left) : round(place.right)]
        assert rows[16 + panel.side :].any()


def test_what_is_similar_goes_by_the_characters_the_metric_and_the_family(folder):
    window = open_window(folder, 30)
    cluster(window)
    window.looking.look_at(0)
    window.window.background.finish()
    before = window.similar.similar.distances
    click_character(window, "Q")
    window.window.background.finish()
    more = window.similar.similar.distances
    assert more[0] > before[0]
    click(window, "switch:cosine distance")
    window.window.background.finish()
    assert window.similar.similar.distances[-1] < 2
    press_key(window, "f")
    assert not window.similar.has_family
    press_key(window, "l")  # nothing is pointed at
    assert window.looking.path == [0]


def test_a_slider_paints_no_cluster_anew(folder, monkeypatch):
    window = open_window(folder)
    cluster(window)
    painted = []
    for panel in (window.clusters, window.similar):
        monkeypatch.setattr(panel, "paint", lambda panel=panel: painted.append(panel))
    window.parameters.set("n_clusters", 9)
    assert painted == []
