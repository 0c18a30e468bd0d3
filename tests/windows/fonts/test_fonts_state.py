import csv

import numpy as np
import pytest

from latent.clustering.result import NOISE, Clustering
from latent.clustering.settings import ClusterSettings
from latent.data.alphabets import Alphabets
from latent.data.characters import CHARACTERS, GOOD_CHARACTERS
from latent.data.fontset import FontSet, FontSource, read_font_set
from latent.tiles.palette import ACCENT, FAINT, INK, OFF_WHITE
from latent.tools.check import UserError
from latent.windows.fonts.cluster_picture import ClusterPicture
from latent.windows.fonts.font_sheet import font_sheet
from latent.windows.fonts.layout import arrange
from latent.windows.fonts.opening import open_font_set
from latent.windows.fonts.packing import LARGEST_SIDE, Style, pack
from latent.windows.fonts.saving import Choice, Target
from latent.windows.fonts.shares import parse_selection, share_after_drag
from latent.windows.fonts.state import ClusterState
from latent.windows.fonts.summary import kept_words, size_lines
from latent.windows.lettering import draw_words, words_width
from latent.windows.pictures import blank_picture
from latent.windows.rectangles import Rectangle


def plain_alphabets(n_fonts):
    """Return typefaces whose every glyph is full of ink, named Font0 and so on."""
    images = np.full((n_fonts * len(CHARACTERS), 28, 28), 255, np.uint8)
    rows = np.arange(len(images)).reshape(n_fonts, -1)
    return Alphabets(images, rows, tuple(f"Font{k}" for k in range(n_fonts)), "a test")


def clustering_of(labels):
    """Return a clustering in which typefaces are the less typical the later they come."""
    labels = np.array(labels)
    return Clustering(labels, np.arange(len(labels), dtype=float), np.zeros(len(labels)), {"k": 2})


def state_of(labels, characters="AB"):
    state = ClusterState(plain_alphabets(len(labels)), ClusterSettings(characters=characters))
    if len(labels):
        state.take(clustering_of(labels), state.settings)
    return state


def open_again(state, font_set, labels=()):
    """Open a font set whose clusters, if it says how they were made, come out as these."""
    return open_font_set(state, font_set, lambda settings: clustering_of(labels))


@pytest.mark.parametrize(
    ("n", "percent", "chosen"),
    [(10, 0, 0), (10, 1, 1), (10, 14, 1), (10, 15, 2), (10, 50, 5), (10, 100, 10), (1, 1, 1)],
)
def test_a_share_is_rounded_and_at_least_one_typeface(n, percent, chosen):
    state = state_of([0] * n)
    state.set_share(0, percent)
    assert state.n_chosen(0) == chosen


def test_the_least_typical_are_taken_first():
    state = state_of([0, 1, 0, 0, 1, 0])
    state.set_share(0, 50)
    assert state.members(0).tolist() == [0, 2, 3, 5]
    assert state.chosen(0).tolist() == [3, 5]
    assert state.font_set() == FontSet(("A", "B"), (("Font3", "Font5"),))


def test_a_share_of_0_chooses_nothing_of_the_cluster():
    state = state_of([0, 0, 1])
    state.set_share(0, 40)
    state.set_share(1, 100)
    state.set_share(0, 0)
    assert state.shares == {1: 100}
    state.set_share(1, 250)
    assert state.shares == {1: 100}


def test_sizes_count_the_selected_the_good_and_all_characters():
    state = state_of([0] * 539, characters="RSTW")
    state.set_share(0, 100)
    assert [value for _, value in size_lines(state)] == ["1", "539", "2,156", "27,489", "50,666"]


def test_noise_can_be_chosen_and_comes_last():
    state = state_of([NOISE, 0, NOISE, 0])
    assert state.groups == [0, NOISE]
    state.select({NOISE: 50, 0: 100})
    assert state.font_set().clusters == (("Font1", "Font3"), ("Font2",))
    assert [heading for heading, _ in state.chosen_groups()] == [
        "cluster 1: 2 of 2 typefaces",
        "noise: 1 of 2 typefaces",
    ]


def test_a_new_clustering_keeps_the_choice_and_the_characters():
    state = state_of([0, 0, 1])
    state.set_share(0, 50)
    before = state.font_set().font_names
    state.take(clustering_of([0, 1, 2]), state.settings)
    assert state.font_set().font_names == before == ("Font1",)
    assert state.shares == {1: 100}
    assert kept_words(state).startswith("1 chosen typefaces")
    assert state.settings.characters == "AB"


def test_a_typeface_is_chosen_or_excluded_by_itself():
    state = state_of([0, 0, 0, 0])
    state.toggle_font(1)
    assert state.chosen(0).tolist() == [1]
    assert state.shares == {0: 25}
    state.toggle_font(1)
    assert state.excluded == {1}
    state.set_share(0, 100)
    assert state.chosen(0).tolist() == [0, 2, 3]
    state.toggle_font(1)
    assert state.excluded == frozenset()
    assert state.chosen(0).tolist() == [0, 1, 2, 3]


def test_a_share_of_nothing_but_excluded_typefaces_is_none():
    state = state_of([0, 0, 1])
    for _ in range(2):
        state.toggle_font(2)
    state.set_share(1, 100)
    assert state.shares == {}


def test_everything_is_undone_one_by_one():
    state = state_of([0, 0, 1])
    words = []
    changes = [
        lambda: state.set_share(0, 50),
        lambda: state.toggle_font(2),
        lambda: state.toggle_font(2),
        lambda: state.toggle_character("Q"),
        lambda: state.toggle_character("R"),
        lambda: state.set("n_clusters", 7),
        lambda: state.take(clustering_of([0, 1, 2]), state.settings),
        lambda: state.set_share(0, 100),
    ]

    def now():
        groups = [state.members(label).tolist() for label in state.groups]
        chosen = state.is_chosen(np.arange(3)).tolist()
        return state.settings, groups, chosen, dict(state.shares), state.excluded, state.title

    for change in changes:
        words.append(now())
        change()
        state.end_change()
    for before in reversed(words):
        assert now() != before
        assert state.undo()
        assert now() == before
    assert state.undo()  # of the first clustering itself
    assert state.clustering is None
    assert not state.undo()


def test_one_drag_is_undone_as_one():
    state = state_of([0] * 10)
    for percent in (10, 20, 30):
        state.set_share(0, percent)
    state.end_change()
    state.set_share(0, 90)
    assert state.undo()
    assert state.shares == {0: 30}
    assert state.undo()
    assert state.shares == {}


def test_characters_are_chosen_one_by_one_and_the_shown_one_follows():
    state = state_of([0, 0])
    assert state.shown == "A"
    state.toggle_character("Z")
    state.toggle_character("A")
    assert (state.settings.characters, state.shown) == ("BZ", "B")
    state.show_character("q")
    state.toggle_character("a")
    assert (state.settings.characters, state.shown) == ("BZa", "B")
    state.choose_characters("")
    state.set_share(0, 50)
    with pytest.raises(UserError, match="no character is chosen"):
        state.font_set()
    state.choose_characters(GOOD_CHARACTERS)
    assert state.shown == "B"


def test_a_setting_that_cannot_be_leaves_the_settings_as_they_were():
    state = state_of([0, 0])
    before = state.settings
    with pytest.raises(UserError, match="--n_clusters 500"):
        state.set("n_clusters", 500)
    assert state.settings is before


def test_an_earlier_choice_comes_back(tmp_path):
    state = state_of([0, 1, 0, 0, 1, 0])
    state.select({0: 50, 1: 100})
    target = Target(tmp_path)
    target.save(Choice.of(state))
    again = ClusterState(plain_alphabets(6), ClusterSettings())
    font_set = read_font_set(tmp_path / "font_set.json")
    assert open_again(again, font_set, [0, 1, 0, 0, 1, 0]) == ""
    assert again.font_set() == state.font_set()
    assert again.shares == {0: 50, 1: 100}
    assert again.shown == "A"


def test_an_earlier_choice_that_does_not_say_how_it_was_made_comes_back():
    state = state_of([0, 1, 0, 0, 1, 0])
    state.select({0: 50, 1: 100})
    again = ClusterState(plain_alphabets(6), ClusterSettings())
    assert open_again(again, state.font_set()) == ""
    assert again.font_set() == state.font_set()
    assert again.name_of(NOISE) == "not in the font set"
    assert again.members(NOISE).tolist() == [0, 2]
    assert again.shown == "A"


def test_typefaces_of_a_font_set_that_are_not_there_are_counted():
    state = ClusterState(plain_alphabets(3), ClusterSettings())
    words = open_again(state, FontSet(("A",), (("Font2", "Gone", "Font1"), ("Font2", "Font0"))))
    assert words.startswith("1 of the 4 typefaces of the font set are not in a test")
    assert "Gone" in words
    assert state.clustering.labels.tolist() == [1, 0, 0]


def test_a_font_set_of_unknown_typefaces_is_refused_and_nothing_changes():
    state = state_of([0, 0])
    with pytest.raises(UserError, match="none of the 2 typefaces of the font set is in a test"):
        open_again(state, FontSet(("A",), (("Gone", "Lost"),)))
    assert state.clustering.n_clusters == 1
    assert state.settings.characters == "AB"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3", "--select 3: must be CLUSTER:PERCENT"),
        ("0:50", "--select 0:50"),
        ("a:b", "--select a:b"),
        ("3:50 3:60", "named twice"),
        ("3:101", "must be a whole number from 0 to 100"),
        ("", "names no share above 0"),
        ("3:0", "names no share above 0"),
    ],
)
def test_what_is_no_selection_is_refused(text, words):
    with pytest.raises(UserError) as caught:
        parse_selection(text)
    assert words in str(caught.value)


def test_a_selection_is_read_with_commas_and_percent_signs_too():
    assert parse_selection("1:50%, noise:5 2:0") == {0: 50, NOISE: 5, 1: 0}


def test_a_selection_of_a_cluster_that_is_not_there_chooses_nothing():
    state = state_of([0, 0, 1])
    for selection, number in (({0: 50, 7: 50}, "8"), ({NOISE: 10}, "noise")):
        with pytest.raises(UserError, match=f"--select {number}: there is no such cluster"):
            state.select(selection)
    assert state.shares == {}


def test_dragging_up_chooses_more():
    assert share_after_drag(20, 60) == 50
    assert share_after_drag(20, -60) == 0
    assert share_after_drag(20, 600) == 100


STYLES = [Style(14, 4, 60), Style(0, 1, 0)]


@pytest.mark.parametrize("seed", range(6))
def test_packed_blocks_lie_inside_and_do_not_overlap(seed):
    rng = np.random.default_rng(seed)
    sizes = sorted(rng.integers(1, 400, rng.integers(1, 60)).tolist(), reverse=True)
    area = Rectangle(0, 0, *rng.integers(300, 1300, 2).tolist())
    blocks, _ = pack(sizes, area, STYLES)
    assert [block.n_squares for block in blocks] == sizes
    covered = np.zeros((round(area.height), round(area.width)), int)
    for block in blocks:
        where = block.where
        assert where.right <= area.right
        assert where.bottom <= area.bottom
        covered[where.top : where.bottom, where.left : where.right] += 1
        last = block.square(block.n_squares - 1)
        assert where.left <= last.left
        assert last.right <= where.right
        assert last.bottom <= where.bottom
    assert covered.max() == 1
    assert len({block.grid.side for block in blocks}) == 1


def test_the_squares_of_a_block_are_found_again():
    (block,), _ = pack([7], Rectangle(0, 0, 400, 300), STYLES)
    for index in range(7):
        square = block.square(index)
        assert block.index_at(square.left, square.top) == index
        assert block.index_at(square.right - 1, square.bottom - 1) == index
    assert block.index_at(block.where.left - 5, 0) is None
    beyond = block.square(7)
    assert block.index_at(beyond.left + 1, beyond.top + 1) is None


def test_squares_are_as_large_as_can_be_read_and_no_larger():
    (block,), _ = pack([1], Rectangle(0, 0, 500, 500), STYLES)
    assert block.grid.side == LARGEST_SIDE


def test_many_clusters_go_without_headings_rather_than_not_at_all():
    blocks, style = pack([5] * 900, Rectangle(0, 0, 900, 500), STYLES)
    assert style == STYLES[1]
    assert blocks[-1].where.bottom <= 500
    blocks, _ = pack([5] * 900, Rectangle(0, 0, 20, 20), STYLES)  # no room at all
    assert len(blocks) == 900


def test_most_of_a_panel_is_filled():
    sizes = [338, 333, 329, 289, 283, 250, 225, 163, 145, 142, 97, 69, 65, 51, 36, 24, 24, 20, 19]
    blocks, _ = pack(sizes, Rectangle(0, 0, 1280, 780), STYLES)
    assert sum(sizes) * blocks[0].grid.side ** 2 > 0.6 * 1280 * 780


def test_chosen_typefaces_are_blue_and_noise_is_faint():
    state = state_of([0, 0, 0, 0, NOISE])
    state.set_share(0, 50)
    drawing = ClusterPicture(state)
    picture = blank_picture(300, 400)[..., :3]
    drawing.draw(picture)

    def color_of(label, index):
        square = drawing.blocks[label].square(index)
        return tuple(picture[square.top + 5, square.left + 5].tolist())

    assert [color_of(0, k) for k in range(4)] == [INK, INK, ACCENT, ACCENT]
    assert color_of(NOISE, 0) == FAINT
    frame = drawing.blocks[0].where
    assert tuple(picture[frame.top + 2, frame.left + 2].tolist()) == ACCENT


def test_a_cluster_drawn_anew_is_as_if_all_were():
    state = state_of([0] * 9 + [1] * 5 + [NOISE] * 3)
    drawing = ClusterPicture(state)
    picture = blank_picture(300, 400)[..., :3]
    drawing.draw(picture)
    for label, percent in ((1, 70), (0, 100), (1, 0), (NOISE, 30)):
        state.set_share(label, percent)
        drawing.redraw(picture, label)
        whole = blank_picture(300, 400)[..., :3]
        ClusterPicture(state).draw(whole)
        assert np.array_equal(picture, whole)


def test_what_is_pointed_at_is_the_typeface_drawn_there():
    state = state_of([0, 1, 0, NOISE])
    drawing = ClusterPicture(state)
    drawing.draw(blank_picture(300, 400)[..., :3])
    for label in state.groups:
        for index, font in enumerate(state.members(label)):
            square = drawing.blocks[label].square(index)
            assert drawing.font_at(square.left + 3, square.top + 3) == font
    assert drawing.font_at(399, 299) is None


@pytest.mark.parametrize("characters", ["A", "RSTW", CHARACTERS])
def test_a_card_shows_every_chosen_character(characters):
    state = state_of([0, 0], characters)
    glyph = {1: 84, 4: 84, 94: 28}[len(characters)]
    inked = (ClusterPicture(state).card(1, 400, 300)[..., :3] == INK).all(axis=2).sum()
    assert inked >= len(characters) * glyph**2


def test_words_fall_inside_what_they_are_said_to_take():
    canvas = np.full((30, 200, 3), OFF_WHITE, np.uint8)
    width = draw_words(canvas, "Ágjq", 10, 5, 14)
    assert width == words_width("Ágjq", 14)
    inked = np.nonzero((canvas != OFF_WHITE).any(axis=(0, 2)))[0]
    assert inked.min() >= 10
    assert inked.max() < 10 + width + 1
    assert (canvas == INK).all(axis=2).any()


@pytest.mark.parametrize("place", [(-20, 5), (195, 5), (10, -8), (10, 28), (400, 5), (10, 90)])
def test_words_beyond_the_edge_are_left_out(place):
    canvas = np.full((30, 200, 3), OFF_WHITE, np.uint8)
    draw_words(canvas, "Words", *place, 14)
    wide = np.full((230, 600, 3), OFF_WHITE, np.uint8)
    draw_words(wide, "Words", place[0] + 100, place[1] + 100, 14)
    assert np.array_equal(canvas, wide[100:130, 100:300])


@pytest.mark.parametrize("has_curve", [False, True])
@pytest.mark.parametrize("size", [(1600, 900), (1366, 680), (640, 480), (640, 400), (3200, 1800)])
def test_no_two_panels_of_the_window_overlap(size, has_curve):
    scale = 2 if size[0] > 3000 else 1
    radios = [f"radio:{k}" for k in range(4)]
    controls = ["slider:a", "slider:b", "switch:c", "slider:d", "switch:e"]
    places = arrange(*size, scale, radios, controls, has_curve=has_curve)
    del places["button:Overwrite"], places["button:Keep"]  # in place of the two others
    del places["similar"], places["help"]  # in place of the clusters
    if not has_curve:
        del places["curve"]  # is not shown
    covered = np.zeros(size[::-1], int)
    for where in places.values():
        left, top, right, bottom = map(round, (where.left, where.top, where.right, where.bottom))
        assert 0 <= left < right <= size[0]
        assert 0 <= top < bottom <= size[1]
        covered[top:bottom, left:right] += 1
    assert covered.max() == 1


def test_a_sheet_shows_every_chosen_glyph():
    alphabets = plain_alphabets(30)
    groups = [("cluster 1", np.arange(20)), ("cluster 2", np.arange(20, 30))]
    sheet = font_sheet(alphabets, groups, "ABC", "30 typefaces")
    assert (sheet == INK).all(axis=2).sum() >= 30 * 3 * 28**2
    assert 0.5 < sheet.shape[0] / sheet.shape[1] < 2 or sheet.shape[1] < 850


def test_a_name_in_a_sheet_is_nearer_to_its_own_glyphs_than_to_those_below():
    alphabets = plain_alphabets(8)
    sheet = font_sheet(alphabets, [("all", np.arange(8))], "A" * 20, "8 typefaces")
    is_glyph = (sheet == INK).all(axis=2).sum(axis=1) > 20 * 14
    is_name = ~is_glyph & (sheet != OFF_WHITE).any(axis=(1, 2))
    ((first, *_),) = [np.flatnonzero(np.diff(is_glyph.astype(int)) == -1)]  # last row of glyphs
    ((second, *_),) = [np.flatnonzero(np.diff(is_glyph[first + 1 :].astype(int)) == 1) + first + 2]
    name = np.flatnonzero(is_name[first + 1 : second]) + first + 1
    assert second - name[-1] > name[0] - first


def test_very_many_glyphs_get_smaller():
    alphabets = plain_alphabets(1)
    sheet = font_sheet(alphabets, [("all", np.zeros(2000, int))], CHARACTERS, "2,000 typefaces")
    assert sheet.size / 3 < 40e6


def test_saving_writes_all_files_and_says_how_to_train(tmp_path):
    state = state_of([0, 0, 1])
    state.select({0: 100})
    source = FontSource("typefaces", ("/fonts of mine",))
    words = Target(tmp_path, source).save(Choice.of(state))
    assert "2 typefaces × 2 characters = 4 images" in words
    assert f"python dense.py --dataset {tmp_path / 'font_set.json'}" in words
    assert read_font_set(tmp_path / "font_set.json").source == source
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "clusters.csv",
        "font_chars.png",
        "font_set.json",
    ]
    with (tmp_path / "clusters.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["cluster"], row["rank"], row["chosen"], row["name"]) for row in rows] == [
        ("1", "1", "yes", "Font0"),
        ("1", "2", "yes", "Font1"),
        ("2", "1", "", "Font2"),
    ]
    assert list(rows[0])[-1] == "file"
    assert {row["file"] for row in rows} == {"a test"}
    Target(tmp_path, source).save(Choice.of(state))
    before = [path.read_bytes() for path in Target(tmp_path).taken]
    Target(tmp_path, source).save(Choice.of(state))
    assert [path.read_bytes() for path in Target(tmp_path).taken] == before
