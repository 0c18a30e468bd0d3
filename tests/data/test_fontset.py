import json

import numpy as np
import pytest

from latent.cli import choose_data
from latent.data.fontset import FontSet, choose_font_set, read_font_set, write_font_set
from latent.data.glyphs import Glyphs
from latent.settings import DenseSettings, settings_from_dict
from latent.tools.check import UserError

FONT_SET = FontSet(("B", "A"), (("Two-Bold", "One-Bold"), ("One-Bold",)))


def glyphs_of(font_names, characters="ABC"):
    """Return glyphs whose pixels all hold 10 times the font's index plus the character's."""
    n_fonts, n_characters = len(font_names), len(characters)
    values = np.add.outer(10 * np.arange(n_fonts), np.arange(n_characters)).ravel()
    return Glyphs(
        images=np.broadcast_to(values[:, None, None], (len(values), 28, 28)).astype(np.uint8),
        characters=np.tile(np.frombuffer(characters.encode(), np.uint8), n_fonts),
        fonts=np.repeat(np.arange(n_fonts, dtype=np.int32), n_characters),
        font_names=tuple(font_names),
        source="a test",
    )


def test_a_font_set_comes_back_as_it_was_written(tmp_path):
    write_font_set(tmp_path / "set.json", FONT_SET)
    assert read_font_set(tmp_path / "set.json") == FONT_SET
    content = json.loads((tmp_path / "set.json").read_text())
    assert content == {
        "charset": ["B", "A"],
        "clusters": [{"font_names": ["Two-Bold", "One-Bold"]}, {"font_names": ["One-Bold"]}],
    }


def test_a_font_set_gives_its_characters_and_each_typeface_once(tmp_path):
    write_font_set(tmp_path / "set.json", FONT_SET)
    path = str(tmp_path / "set.json")
    assert choose_font_set(path, None) == ("AB", ("One-Bold", "Two-Bold"))
    assert choose_font_set(path, "set") == ("AB", ("One-Bold", "Two-Bold"))
    assert choose_font_set(path, "xyz")[0] == "xyz"
    assert len(choose_font_set(path, "all")[0]) == 94


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not valid JSON"),
        ("[]", "not a font set"),
        ('{"charset": "AB", "clusters": []}', "not a font set"),
        ('{"charset": ["A"], "clusters": [{"names": []}]}', "cluster 0"),
        ('{"charset": ["A"], "clusters": [{"font_names": [1]}]}', "cluster 0"),
        ('{"charset": ["AB"], "clusters": [{"font_names": ["x"]}]}', "'AB' is not one"),
        ('{"charset": [], "clusters": [{"font_names": ["x"]}]}', "it is empty"),
        ('{"charset": ["A"], "clusters": []}', "no typeface"),
    ],
)
def test_what_is_no_font_set_is_refused_in_one_line(tmp_path, content, words):
    path = tmp_path / "set.json"
    path.write_text(content)
    with pytest.raises(UserError, match=words) as caught:
        read_font_set(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_glyphs_are_split_by_family_with_their_labels_and_names():
    names = [f"F{k}-{style}" for k in range(5) for style in ("Bold", "Light")]
    dataset = glyphs_of(names).to_dataset("x", "x", "BA")
    assert (len(dataset.x_train), len(dataset.x_test)) == (16, 4)
    families = [{name[:2] for name in fonts} for fonts in (dataset.font_train, dataset.font_test)]
    assert not families[0] & families[1]
    assert dataset.label_names == ("B", "A")
    fonts = np.array([names.index(name) for name in dataset.font_train])
    assert dataset.x_train[:, 0, 0].tolist() == (10 * fonts + 1 - dataset.y_train).tolist()


def test_names_that_are_not_there_are_counted_and_listed(caplog):
    chosen = ("A-Bold", "B-Bold", *(f"Gone{k}-Bold" for k in range(7)))
    dataset = glyphs_of(["A-Bold", "B-Bold", "C-Bold"]).to_dataset("x", "x", "A", chosen)
    assert {*dataset.font_train, *dataset.font_test} == {"A-Bold", "B-Bold"}
    assert "7 of its 9 typefaces" in caplog.text
    assert "Gone0-Bold" in caplog.text
    assert "and 2 more" in caplog.text


def test_a_font_set_of_which_nothing_is_there_is_refused():
    with pytest.raises(UserError, match="none is left"):
        glyphs_of(["A-Bold", "B-Bold"]).to_dataset("x", "x", "A", ("Gone-Bold",))


def test_characters_that_are_not_there_are_refused():
    with pytest.raises(UserError, match="no glyph of 'Z'"):
        glyphs_of(["A-Bold", "B-Bold"]).to_dataset("x", "x", "Z")


def test_settings_hold_the_font_set_and_come_back_from_json(tmp_path):
    write_font_set(tmp_path / "set.json", FONT_SET)
    values = {"dataset": str(tmp_path / "set.json"), "charset": None, "fonts": []}
    settings = DenseSettings(**choose_data(values))
    assert (settings.charset, settings.font_set) == ("AB", ("One-Bold", "Two-Bold"))
    assert settings_from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


def test_settings_of_other_typefaces_or_characters_have_other_names():
    choices = [
        {},
        {"charset": "AB"},
        {"charset": "A!"},
        {"charset": "A?"},
        {"fonts": ("/a",)},
        {"fonts": ("/a", "/b")},
        {"fonts": ("/ax/b",)},
        {"font_set": ("A-Bold", "B-Bold")},
        {"font_set": ("A-Bold", "C-Bold")},
    ]
    names = {DenseSettings(dataset="alphanumeric", **choice).name for choice in choices}
    assert len(names) == len(choices)
    assert all(set(name) <= set("-_." + "".join(map(chr, range(48, 123)))) for name in names)


def test_characters_of_other_data_are_refused_before_anything_is_read():
    with pytest.raises(UserError, match="'é'"):
        choose_data({"dataset": "alphanumeric", "charset": "é", "fonts": []})


def test_names_of_more_letters_than_a_model_should_carry_are_refused(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"charset": ["A"], "clusters": [{"font_names": ["x" * 1_000_001]}]}))
    with pytest.raises(UserError, match="more than 1,000,000 letters"):
        read_font_set(path)


def test_a_file_that_is_far_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(UserError, match="has more than 16,777,216 bytes"):
        read_font_set(path)
