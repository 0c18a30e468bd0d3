import json
import threading

import numpy as np
import pytest
from matplotlib.backend_bases import KeyEvent, MouseEvent, ResizeEvent

from latent.clustering.result import Cancelled, Clustering
from latent.clustering.settings import ALGORITHMS, ClusterSettings
from latent.clustering.workbench import Workbench
from latent.data.alphabets import Alphabets
from latent.data.characters import CHARACTERS, GOOD_CHARACTERS
from latent.tiles.palette import QUIET, TOO_HIGH
from latent.windows.fonts.panels.clusters import BEGIN
from latent.windows.fonts.saving import Target
from latent.windows.fonts.state import ClusterState
from latent.windows.fonts.summary import size_lines, summary_lines
from latent.windows.fonts.window import ClusterWindow
from latent.windows.screen import Screen
from tests.helpers.windows import resize

SIZE = (1000, 720)


def alphabets_of(n_fonts, seed=0):
    """Return typefaces of three looks, one after the other: all glyphs of a look are alike."""
    rng = np.random.default_rng(seed)
    looks = rng.integers(0, 256, (3, 1, 28, 28))
    noise = rng.integers(-20, 21, (n_fonts, len(CHARACTERS), 28, 28))
    images = np.clip(looks[np.arange(n_fonts) % 3] + noise, 0, 255).astype(np.uint8)
    rows = np.arange(n_fonts * len(CHARACTERS)).reshape(n_fonts, -1)
    names = tuple(f"Font{k:02d}-Regular" for k in range(n_fonts))
    return Alphabets(images.reshape(-1, 28, 28), rows, names, "a test")


class SlowWorkbench:
    """Clusters when it is let: `begun` is set when it starts, `go` lets it end."""

    def __init__(self):
        self.begun, self.go, self.was_cancelled = threading.Event(), threading.Event(), False

    def cluster(self, settings, report):
        self.begun.set()
        report("working hard")
        assert self.go.wait(30)
        try:
            report("nearly done")
        except Cancelled:
            self.was_cancelled = True
            raise
        return Clustering(np.zeros(12, int), np.zeros(12), np.zeros(12), {"k": 1})


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out"


def open_window(folder, n_fonts=12, workbench=None, **settings):
    alphabets = alphabets_of(n_fonts)
    values = {"n_clusters": 3, "characters": "AB", "min_size": 3} | settings
    state = ClusterState(alphabets, ClusterSettings(**values))
    screen = Screen(snapshot=str(folder / "window.png"))
    window = ClusterWindow(
        state, workbench or Workbench(alphabets), screen, Target(folder), size=SIZE
    )
    window.window.figure.canvas.draw()
    return window


def axes_of(window, label):
    (found,) = [axes for axes in window.window.figure.axes if axes.get_label() == label]
    return found


def send(window, name, x, y, **details):
    canvas = window.window.figure.canvas
    canvas.callbacks.process(name, MouseEvent(name, canvas, x, y, **details))


def point_of(axes, x, y):
    """Return where in the figure is a point in pixels from the upper left corner of a panel."""
    return axes.bbox.x0 + x, axes.bbox.y1 - y


def click(window, label, button=1, share=(0.5, 0.5)):
    box = axes_of(window, label).bbox
    x, y = box.x0 + share[0] * box.width, box.y1 - share[1] * box.height
    send(window, "button_press_event", x, y, button=button)
    send(window, "button_release_event", x, y, button=button)


def click_character(window, character, button=1):
    index = CHARACTERS.index(character)
    row, column = divmod(index, 47)
    click(window, "characters", button, ((column + 0.5) / 47, (row + 0.5) / 2))


def press_key(window, key):
    canvas = window.window.figure.canvas
    canvas.callbacks.process("key_press_event", KeyEvent("key_press_event", canvas, key))


def cluster(window):
    click(window, "button:Cluster")
    window.window.background.finish()


def drag_cluster(window, label, up, steps=3):
    """Press on a cluster and drag it up by some pixels."""
    square = window.clusters.drawing.blocks[label].square(0)
    x, y = point_of(axes_of(window, "clusters"), square.left + 3, square.top + 3)
    send(window, "button_press_event", x, y, button=1)
    for step in range(1, steps + 1):
        send(window, "motion_notify_event", x, y + up * step / steps)
    send(window, "button_release_event", x, y + up, button=1)


def visible_labels(window):
    return {axes.get_label() for axes in window.window.figure.axes if axes.get_visible()}


def test_the_window_begins_empty_and_says_what_to_do(folder):
    window = open_window(folder)
    assert window.state.clustering is None
    assert "Cluster" in BEGIN
    assert not window.status.words.startswith("error")
    assert "12 typefaces" in window.status.words


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_shows_its_own_parameters_only(folder, algorithm):
    window = open_window(folder)
    click(window, f"radio:{ALGORITHMS[algorithm].title}")
    assert window.state.settings.algorithm == algorithm
    shown = {each for each in visible_labels(window) if each.startswith(("slider:", "switch:"))}
    common = {"slider:PCA dims", "switch:cosine distance", "switch:dim unstable"}
    assert (
        shown - common
        == {
            "kmeans": {"slider:N clusters"},
            "spectral": {
                "slider:N clusters",
                "slider:neighbours k",
                "switch:mutual neighbours",
            },
            "dbscan-auto": {"slider:min size"},
            "dbscan": {"slider:min size", "slider:epsilon"},
        }[algorithm]
    )
    assert common <= shown


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_cluster_finds_the_looks_with_every_algorithm(folder, algorithm):
    window = open_window(folder, 30, n_neighbors=4, epsilon=0.5)
    click(window, f"radio:{ALGORITHMS[algorithm].title}")
    cluster(window)
    assert window.state.clustering.n_clusters == 3
    assert len(window.clusters.drawing.blocks) == 3
    assert "3 clusters" in window.status.words
    assert ("curve" in visible_labels(window)) == algorithm.startswith("dbscan")
    assert summary_lines(window.state) == window.summary.lines()


def test_sliders_set_what_the_next_clustering_goes_by(folder):
    window = open_window(folder)
    slider = window.parameters.controls["n_clusters"]
    box = slider.axes.bbox
    x = np.ceil(box.x0 + slider.position(7))  # events come in whole pixels
    send(window, "button_press_event", x, box.y0 + 5, button=1)
    assert window.state.settings.n_clusters == 7
    send(window, "motion_notify_event", np.ceil(box.x0 + slider.position(4)), box.y1 + 300)
    assert window.state.settings.n_clusters == 4
    send(window, "motion_notify_event", box.x0 - 500, box.y0)
    assert window.state.settings.n_clusters == 2
    send(window, "button_release_event", box.x0 - 500, box.y0, button=1)
    send(window, "motion_notify_event", x, box.y0 + 5)
    assert window.state.settings.n_clusters == 2
    send(window, "scroll_event", x, box.y0 + 5, step=1)
    assert window.state.settings.n_clusters == 3
    cluster(window)
    assert window.state.clustering.summary["k"] == 3


def test_switches_turn_the_metric_and_mutual_neighbours(folder):
    window = open_window(folder, algorithm="spectral")
    click(window, "switch:cosine distance")
    click(window, "switch:mutual neighbours")
    assert (window.state.settings.metric, window.state.settings.mutual) == ("cosine", True)
    click(window, "switch:cosine distance")
    assert window.state.settings.metric == "euclidean"


def test_what_is_hidden_cannot_be_clicked(folder):
    window = open_window(folder, algorithm="spectral")
    where = axes_of(window, "switch:mutual neighbours").bbox
    point = (where.x0 + where.x1) / 2, (where.y0 + where.y1) / 2
    click(window, "radio:KMeans")
    send(window, "button_press_event", *point, button=1)
    assert not window.state.settings.mutual


def test_characters_are_chosen_by_the_left_button_and_shown_by_the_right(folder):
    window = open_window(folder)
    click_character(window, "Q")
    click_character(window, "A")
    assert window.state.settings.characters == "BQ"
    click_character(window, "z", button=3)
    assert (window.state.settings.characters, window.state.shown) == ("BQ", "z")
    click(window, "button:Good")
    assert window.state.settings.characters == GOOD_CHARACTERS
    click(window, "button:All")
    assert window.state.settings.characters == CHARACTERS
    click(window, "button:None")
    assert window.state.settings.characters == ""
    click(window, "button:Figures")
    assert window.state.settings.characters == "0123456789"
    click(window, "button:Hamburgefonstiv")
    assert window.state.settings.characters == "Habefgimnorstuv"


def test_characters_that_were_not_clustered_are_mentioned(folder):
    window = open_window(folder)
    cluster(window)
    click_character(window, "Q")
    assert "Other characters" in window.status.words


def test_dragging_a_cluster_sets_its_share_and_0_takes_it_out(folder):
    window = open_window(folder)
    cluster(window)
    drag_cluster(window, 1, 100)
    assert window.state.shares == {1: 50}
    drag_cluster(window, 1, 500)
    drag_cluster(window, 2, 50)
    assert window.state.shares == {1: 100, 2: 25}
    drag_cluster(window, 1, -500)
    assert window.state.shares == {2: 25}
    assert size_lines(window.state)[1] == ("typefaces", "1")


def click_font(window, label, place):
    square = window.clusters.drawing.blocks[label].square(place)
    x, y = point_of(axes_of(window, "clusters"), square.left + 3, square.top + 3)
    send(window, "button_press_event", x, y, button=1)
    send(window, "motion_notify_event", x + 1, y)  # no hand is quite still
    send(window, "button_release_event", x + 1, y, button=1)


def test_a_click_chooses_one_typeface_and_another_crosses_it_out(folder):
    window = open_window(folder)
    cluster(window)
    font = window.state.members(1)[2]
    click_font(window, 1, 2)
    assert window.state.chosen(1).tolist() == [font]
    plain = window.clusters.picture.copy()
    click_font(window, 1, 2)
    assert window.state.excluded == {font}
    square = window.clusters.drawing.blocks[1].square(2)
    left, top = round(square.left), round(square.top)
    corner = window.clusters.picture[top, left, :3]
    assert tuple(corner) == QUIET != tuple(plain[top, left, :3])
    painted = window.clusters.picture.copy()
    window.clusters.update()
    assert np.array_equal(painted, window.clusters.picture)


def test_the_wheel_over_a_cluster_chooses_one_typeface_more(folder):
    window = open_window(folder)
    cluster(window)
    square = window.clusters.drawing.blocks[0].square(0)
    x, y = point_of(axes_of(window, "clusters"), square.left + 3, square.top + 3)
    for step, n_chosen in ((1, 1), (1, 2), (-1, 1), (-1, 0)):
        send(window, "scroll_event", x, y, step=step)
        assert window.state.n_chosen(0) == n_chosen


def test_clustering_again_keeps_what_was_chosen_and_can_be_undone(folder):
    window = open_window(folder)
    cluster(window)
    drag_cluster(window, 0, 100)
    chosen = window.state.font_set().font_names
    title = window.state.title
    click(window, "radio:Spectral")
    window.state.set("n_neighbors", 3)
    cluster(window)
    assert window.state.font_set().font_names == chosen
    assert "2 chosen typefaces are kept" in window.status.words
    while window.state.title != title:
        press_key(window, "backspace")
    assert window.state.font_set().font_names == chosen
    while "nothing to undo" not in window.status.words:
        press_key(window, "backspace")
    assert window.state.clustering is None


def test_undoing_moves_the_sliders_back(folder):
    window = open_window(folder)
    slider = window.parameters.controls["n_clusters"]
    before = slider.value
    slider.set(before + 5)
    press_key(window, "backspace")
    assert slider.value == window.state.settings.n_clusters == before


def test_after_the_button_is_released_nothing_is_dragged(folder):
    window = open_window(folder)
    cluster(window)
    drag_cluster(window, 0, 100)
    box = axes_of(window, "clusters").bbox
    send(window, "motion_notify_event", box.x0 + 5, box.y1 - 5)
    assert window.state.shares == {0: 50}


def test_what_dragging_paints_is_what_painting_all_gives(folder):
    window = open_window(folder)
    cluster(window)
    drag_cluster(window, 1, 120)
    drag_cluster(window, 0, 60)
    painted = window.clusters.picture.copy()
    window.clusters.update()
    assert np.array_equal(painted, window.clusters.picture)


def test_pointing_at_a_glyph_lays_its_card_into_the_panel(folder):
    window = open_window(folder)
    cluster(window)
    axes = axes_of(window, "clusters")
    for label, block in window.clusters.drawing.blocks.items():
        for index, font in enumerate(window.state.members(label)):
            square = block.square(index)
            point = point_of(axes, square.left + 4, square.top + 4)
            send(window, "motion_notify_event", *point)
            assert window.clusters.font == font
            card = window.clusters._card
            height, width = window.clusters.picture.shape[:2]
            assert 0 <= card.left <= width - card.picture.shape[1]
            assert 0 <= card.top <= height - card.picture.shape[0]
    send(window, "motion_notify_event", 2, 2)
    assert window.clusters.font is None
    assert window.clusters._card.picture is None


def test_save_writes_what_was_chosen(folder):
    window = open_window(folder)
    cluster(window)
    drag_cluster(window, 0, 500)
    click(window, "button:Save")
    window.window.background.finish()
    content = json.loads((folder / "font_set.json").read_text())
    names = window.state.alphabets.font_names
    chosen = [names[font] for font in window.state.members(0)]
    assert content["charset"] == ["A", "B"]
    assert content["clusters"] == [{"font_names": chosen}]
    assert (folder / "font_chars.png").stat().st_size > 0
    assert "dense.py --dataset" in window.status.words


def test_save_asks_before_it_overwrites(folder):
    window = open_window(folder)
    cluster(window)
    drag_cluster(window, 0, 500)
    folder.mkdir()
    (folder / "font_set.json").write_text("an old one")
    click(window, "button:Save")
    assert "font_set.json is there already: overwrite?" in window.status.words
    click(window, "button:Keep")
    assert (folder / "font_set.json").read_text() == "an old one"
    assert {"button:Cluster", "button:Save"} <= visible_labels(window)
    click(window, "button:Save")
    press_key(window, "escape")
    assert (folder / "font_set.json").read_text() == "an old one"
    click(window, "button:Save")
    click(window, "button:Overwrite")
    window.window.background.finish()
    assert json.loads((folder / "font_set.json").read_text())["charset"] == ["A", "B"]
    assert "button:Overwrite" not in visible_labels(window)


def asked(folder):
    """Return a window with a choice, in which it is asked whether to overwrite."""
    window = open_window(folder)
    cluster(window)
    drag_cluster(window, 0, 500)
    folder.mkdir()
    (folder / "font_set.json").write_text("an old one")
    click(window, "button:Save")
    return window


@pytest.mark.parametrize("key", [*"sckdlfhx", "enter", "backspace", "up", "down"])
def test_a_key_other_than_escape_leaves_the_question_about_overwriting_as_it_is(folder, key):
    window = asked(folder)
    press_key(window, key)
    assert not window.is_busy
    assert "font_set.json is there already: overwrite?" in window.status.words
    click(window, "button:Overwrite")
    window.window.background.finish()
    assert json.loads((folder / "font_set.json").read_text())["charset"] == ["A", "B"]


def test_overwrite_says_so_if_nothing_is_chosen_any_more(folder):
    window = asked(folder)
    click(window, "button:None")
    click(window, "button:Overwrite")
    assert "no character is chosen" in problem_of(window)
    assert (folder / "font_set.json").read_text() == "an old one"


def test_the_question_goes_with_the_clusters_that_it_was_about(folder):
    slow = SlowWorkbench()
    window = open_window(folder, workbench=Workbench(alphabets_of(12)))
    cluster(window)
    drag_cluster(window, 0, 500)
    window._workbench = slow
    click(window, "button:Cluster")
    folder.mkdir()
    (folder / "font_set.json").write_text("an old one")
    window.saver.save()
    assert window.saver.is_asking
    slow.go.set()
    window.window.background.finish()
    assert not window.saver.is_asking
    assert (folder / "font_set.json").read_text() == "an old one"


def problem_of(window):
    assert window.status.color == TOO_HIGH, window.status.words
    return window.status.words


def test_nothing_selected_is_said_at_save(folder):
    window = open_window(folder)
    click(window, "button:Save")
    assert "no typeface is chosen" in problem_of(window)
    cluster(window)
    click(window, "button:Save")
    assert "no typeface is chosen" in problem_of(window)
    drag_cluster(window, 0, 100)
    click(window, "button:None")
    click(window, "button:Save")
    assert "no character is chosen" in problem_of(window)
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_said_and_the_window_lives_on(folder):
    folder.write_text("a file, not a folder")
    window = open_window(folder)
    cluster(window)
    drag_cluster(window, 0, 100)
    click(window, "button:Save")
    window.window.background.finish()
    assert "cannot write" in problem_of(window)
    assert "--out" in window.status.words
    drag_cluster(window, 1, 100)
    assert window.state.shares == {0: 50, 1: 50}


@pytest.mark.parametrize(
    ("n_fonts", "settings", "words"),
    [
        (1, {}, "holds one typeface"),
        (5, {"n_clusters": 9}, "N clusters 9: there are only 5 typefaces"),
        (12, {"characters": ""}, "no character is chosen"),
        (12, {"algorithm": "dbscan", "epsilon": 0.001}, "choose a larger epsilon"),
        (12, {"pca_dims": 40}, "PCA dims 40: 12 typefaces have at most 11"),
    ],
)
def test_what_cannot_be_clustered_is_said_and_the_window_lives_on(folder, n_fonts, settings, words):
    window = open_window(folder, n_fonts, **settings)
    cluster(window)
    assert words in problem_of(window)
    assert window.state.clustering is None
    assert not window.is_busy
    click(window, "radio:Spectral")
    assert window.state.settings.algorithm == "spectral"


def test_while_it_clusters_the_window_lives_and_says_what_is_done(folder):
    workbench = SlowWorkbench()
    window = open_window(folder, workbench=workbench)
    click(window, "button:Cluster")
    assert workbench.begun.wait(30)
    while window.work.doing != "working hard":
        pass
    window._tell_progress()
    assert window.status.words.startswith("working hard")
    click_character(window, "Q")
    assert window.state.settings.characters == "ABQ"
    workbench.go.set()
    window.window.background.finish()
    assert window.state.clustering.n_clusters == 1
    assert window.state.clustered_characters == "AB"


@pytest.mark.parametrize("how", ["button", "return", "escape"])
def test_a_second_press_cancels(folder, how):
    workbench = SlowWorkbench()
    window = open_window(folder, workbench=workbench)
    press_key(window, "enter") if how == "return" else click(window, "button:Cluster")
    assert workbench.begun.wait(30)
    {
        "button": lambda: click(window, "button:Cluster"),
        "return": lambda: press_key(window, "enter"),
        "escape": lambda: press_key(window, "escape"),
    }[how]()
    assert not window.is_busy
    assert "cancelled" in window.status.words
    workbench.go.set()
    with window.work._lock:  # the thread has ended
        assert workbench.was_cancelled
    window.window.background.finish()
    assert window.state.clustering is None


def test_an_error_nobody_foresaw_is_not_hidden(folder):
    class Broken:
        def cluster(self, settings, report):
            return self.nothing

    window = open_window(folder, workbench=Broken())
    click(window, "button:Cluster")
    with pytest.raises(AttributeError):
        window.window.background.finish()


def test_a_window_of_another_size_shows_the_same(folder):
    window = open_window(folder)
    cluster(window)
    drag_cluster(window, 0, 100)
    figure = window.window.figure
    for size in ((640, 400), (1000, 2000), (1600, 900)):
        figure.set_size_inches(size[0] / figure.dpi, size[1] / figure.dpi)
        figure.canvas.callbacks.process("resize_event", ResizeEvent("resize_event", figure.canvas))
        figure.canvas.draw()
        assert window.window.size == size
        for label in window.state.groups:
            where = window.clusters.drawing.blocks[label].where
            assert where.bottom <= window.clusters.picture.shape[0]
        drag_cluster(window, 1, 40)
    assert window.state.shares == {0: 50, 1: 60}


def test_keys_are_explained(folder):
    window = open_window(folder)
    rows = dict(window.window.panels["help"].rows)
    assert rows["return"] == "cluster, or cancel"
    assert "right click" in rows
    for how in ("h", "escape"):
        press_key(window, "h")
        assert "help" in visible_labels(window)
        assert "clusters" not in visible_labels(window)
        press_key(window, how)
        assert "help" not in visible_labels(window)
        assert "clusters" in visible_labels(window)


def test_the_curve_comes_back_when_the_keys_that_covered_it_go(folder):
    window = open_window(folder)
    window.parameters.choose("dbscan-auto")
    cluster(window)
    canvas = window.window.figure.canvas
    resize(window.window.figure, 640, 480)
    covered = axes_of(window, "help").bbox.overlaps(axes_of(window, "curve").bbox)
    assert covered and "curve" in visible_labels(window)
    before = np.array(canvas.buffer_rgba())
    for how in ("h", "escape"):
        press_key(window, "h")
        assert (before != canvas.buffer_rgba()).any()
        press_key(window, how)
        np.testing.assert_array_equal(canvas.buffer_rgba(), before)


def test_keys_choose_from_no_cluster_that_is_not_seen(folder):
    window = open_window(folder)
    cluster(window)
    place = window.clusters.drawing.blocks[1].square(0)
    axes = axes_of(window, "clusters")
    send(window, "motion_notify_event", *point_of(axes, place.left + 3, place.top + 3))
    press_key(window, "up")
    assert set(window.state.shares) == {1}
    chosen = dict(window.state.shares)
    press_key(window, "h")
    press_key(window, "up")
    assert window.state.shares == chosen
    press_key(window, "h")
    press_key(window, "up")
    assert window.state.shares[1] > chosen[1]


def test_the_snapshot_waits_for_the_clusters_and_is_the_same_every_time(folder):
    pictures = []
    for _ in range(2):
        window = open_window(folder)
        window.status.say = lambda *_: None  # it tells the time
        window.cluster()
        window.run()
        pictures.append((folder / "window.png").read_bytes())
        assert window.state.clustering.n_clusters == 3
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("seed", [0, 1])
def test_no_order_of_events_breaks_the_window(folder, seed):
    rng = np.random.default_rng(seed)
    window = open_window(folder, 20, n_neighbors=4)
    width, height = window.window.size
    labels = [axes.get_label() for axes in window.window.figure.axes]
    for _ in range(200):
        kind = rng.integers(10)
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        button = int(rng.choice([1, 1, 1, 2, 3]))
        if kind < 3:
            send(window, "button_press_event", x, y, button=button)
        elif kind < 5:
            send(window, "button_release_event", x, y, button=button)
        elif kind < 7:
            send(window, "motion_notify_event", x, y)
        elif kind == 7:
            send(window, "scroll_event", x, y, step=int(rng.integers(-3, 4)))
        elif kind == 8:
            press_key(window, str(rng.choice([*"shqflcdk", "enter", "escape", "backspace", "up"])))
        else:
            click(window, str(rng.choice(labels)))
        if rng.integers(5) == 0:
            window.window.background.finish()
        state = window.state
        assert all(0 < percent <= 100 for percent in state.shares.values())
        if state.clustering is not None:
            assert set(state.shares) <= set(state.groups)
            assert set(window.clusters.drawing.blocks) == set(state.groups)
    window.window.background.finish()
    window.window.figure.canvas.draw()
