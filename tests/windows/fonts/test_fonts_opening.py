import json

import numpy as np
import pytest

from latent.clustering.settings import ALGORITHMS, ClusterSettings
from latent.clustering.workbench import Workbench
from latent.data.fontset import FontSet, FontSource, read_font_set, write_font_set
from latent.tools.check import UserError
from latent.windows.fonts.opening import open_font_set
from latent.windows.fonts.saving import Choice, Target
from latent.windows.fonts.state import ClusterState
from tests.windows.fonts.test_fonts_window import alphabets_of

SETTINGS = {"n_clusters": 3, "n_neighbors": 4, "min_size": 3, "epsilon": 0.5, "characters": "AB"}
SOURCE = FontSource("typefaces", ("/fonts",))


def chosen_state(alphabets, **settings):
    """Return a state with a choice by share and by click, a typeface crossed out, and stale."""
    workbench = Workbench(alphabets)
    state = ClusterState(alphabets, ClusterSettings(**SETTINGS | settings))
    state.take(workbench.cluster(state.settings), state.settings)
    state.set_share(0, 50)
    state.set_share(1, 37)
    if 2 in state.groups:
        state.toggle_font(int(state.members(2)[0]))
    state.toggle_font(int(state.chosen(0)[0]))
    state.set("pca_dims", 7)
    state.choose_characters("XYZ")
    state.show_character("Q")
    return state


def open_again(alphabets, path):
    state = ClusterState(alphabets, ClusterSettings())
    return state, open_font_set(state, read_font_set(path), Workbench(alphabets).cluster)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_font_set_opens_as_it_was_saved_and_saves_the_same_bytes(tmp_path, algorithm):
    alphabets = alphabets_of(24)
    state = chosen_state(alphabets, algorithm=algorithm, metric="cosine")
    Target(tmp_path / "a", SOURCE).save(Choice.of(state))
    again, words = open_again(alphabets, tmp_path / "a" / "font_set.json")
    assert words == ""
    for name in ("settings", "clustered_by", "shares", "excluded", "shown", "title", "is_stale"):
        assert getattr(again, name) == getattr(state, name), name
    assert again.is_stale
    assert np.array_equal(again.clustering.labels, state.clustering.labels)
    assert not again.undo()
    Target(tmp_path / "b", SOURCE).save(Choice.of(again))
    for name in ("font_set.json", "clusters.csv", "font_chars.png"):
        first, second = ((tmp_path / folder / name).read_bytes() for folder in "ab")
        assert first == second, name


def test_a_choice_out_of_a_font_set_of_names_alone_saves_the_same_bytes_again(tmp_path):
    alphabets = alphabets_of(12)
    names = alphabets.font_names
    path = tmp_path / "names.json"
    write_font_set(path, FontSet(("A",), ((names[3], names[1]), (names[5], names[2], names[7]))))
    state, _ = open_again(alphabets, path)
    state.set_share(0, 50)
    state.toggle_font(0)  # one that was in no cluster
    Target(tmp_path / "a").save(Choice.of(state))
    again, words = open_again(alphabets, tmp_path / "a" / "font_set.json")
    assert words == ""
    assert again.shares == state.shares
    Target(tmp_path / "b").save(Choice.of(again))
    first, second = ((tmp_path / folder / "font_set.json").read_bytes() for folder in "ab")
    assert first == second


def test_typefaces_that_look_otherwise_are_said(tmp_path):
    Target(tmp_path).save(Choice.of(chosen_state(alphabets_of(24))))
    state, words = open_again(alphabets_of(24, seed=1), tmp_path / "font_set.json")
    n_chosen = len(state.font_set().font_names)
    assert f"{n_chosen} of its typefaces look otherwise here" in words


def test_clusters_that_come_out_otherwise_leave_the_choice_as_it_was(tmp_path):
    alphabets = alphabets_of(24)
    state = chosen_state(alphabets)
    Target(tmp_path).save(Choice.of(state))
    content = json.loads((tmp_path / "font_set.json").read_text())
    content["clustering"]["n_clusters"] = 2
    (tmp_path / "font_set.json").write_text(json.dumps(content))
    again, words = open_again(alphabets, tmp_path / "font_set.json")
    assert "its clusters come out otherwise here" in words
    assert again.clustering.n_clusters == 2
    assert again.font_set().font_names == state.font_set().font_names
    assert again.excluded == state.excluded


def test_what_cannot_be_clustered_again_shows_what_was_chosen(tmp_path):
    state = chosen_state(alphabets_of(24))
    state.select({0: 100, 1: 100, 2: 100})
    Target(tmp_path).save(Choice.of(state))
    content = json.loads((tmp_path / "font_set.json").read_text())
    content["clustering"]["n_clusters"] = 100
    (tmp_path / "font_set.json").write_text(json.dumps(content))
    again, words = open_again(alphabets_of(24), tmp_path / "font_set.json")
    assert "cannot be made again: --n_clusters 100" in words
    assert again.clustering.n_clusters == 3
    assert again.font_set().font_names == state.font_set().font_names


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("n_clusters", 1000, "--n_clusters"),
        ("n_clusters", "3", "n_clusters has the wrong type"),
        ("n_clusters", True, "n_clusters has the wrong type"),
        ("mutual", 1, "mutual has the wrong type"),
        ("algorithm", "best", "--algorithm best: must be one of"),
        ("characters", "é", "--characters é"),
        ("strange", 1, "setting strange is unknown"),
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path, name, value, words):
    alphabets = alphabets_of(12)
    Target(tmp_path).save(Choice.of(chosen_state(alphabets)))
    content = json.loads((tmp_path / "font_set.json").read_text())
    content["clustering"][name] = value
    (tmp_path / "font_set.json").write_text(json.dumps(content))
    with pytest.raises(UserError, match=words):
        open_again(alphabets, tmp_path / "font_set.json")
