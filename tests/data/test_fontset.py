import json

import numpy as np
import pytest

from latent.cli import choose_data
from latent.data.alphabets import Alphabets
from latent.data.characters import CHARACTERS
from latent.data.font_choosing import FontChoosing
from latent.data.font_hashes import check_same_typefaces, hashes_of_fonts, hashes_of_glyphs
from latent.data.fontset import (
    ChosenFonts,
    FontSet,
    FontSource,
    choose_font_set,
    read_font_set,
    write_font_set,
)
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
    assert choose_font_set(path, None) == ChosenFonts("AB", ("One-Bold", "Two-Bold"))
    assert choose_font_set(path, "set") == ChosenFonts("AB", ("One-Bold", "Two-Bold"))
    assert choose_font_set(path, "xyz").characters == "xyz"
    assert len(choose_font_set(path, "all").characters) == 94


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
        {"font_set": ("A-Bold", "C-Bold"), "font_hashes": ("1", "2")},
        {"font_set": ("A-Bold", "C-Bold"), "font_hashes": ("1", "3")},
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


CHOOSING = FontChoosing(
    controls={"algorithm": "kmeans", "n_clusters": 3},
    clustering={"algorithm": "dbscan", "epsilon": 0.5, "mutual": False},
    groups=(),
    shares={"1": 50, "noise": 7},
    excluded=("One-Bold",),
    shown="B",
)
WHOLE = FontSet(
    FONT_SET.charset,
    FONT_SET.clusters,
    FontSource("typefaces", ("/fonts",), ("wght=300:700:3",), (40, 50)),
    {"One-Bold": "0" * 64, "Two-Bold": "f" * 64},
    CHOOSING,
)


def test_all_that_a_font_set_keeps_comes_back_and_the_two_old_keys_stay(tmp_path):
    path = tmp_path / "set.json"
    write_font_set(path, WHOLE)
    assert read_font_set(path) == WHOLE
    content = json.loads(path.read_text())
    assert content["charset"] == ["B", "A"]
    assert content["clusters"][0] == {"font_names": ["Two-Bold", "One-Bold"]}


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("source", 7, "its source must be a dataset"),
        ("source", {"dataset": "digits"}, "its source must be a dataset"),
        ("source", {"dataset": []}, "its source must be a dataset"),
        ("source", {"dataset": "typefaces", "fonts": ["a"] * 101}, "at most 100 folders"),
        ("source", {"dataset": "typefaces", "fonts": ["a" * 5000]}, "1 to 4,096 letters"),
        ("source", {"dataset": "typefaces", "axes": 7}, "its source's axes must be a list"),
        ("source", {"dataset": "typefaces", "axes": ["wght"]}, "its source: --axes wght: must be"),
        ("source", {"dataset": "typefaces", "image_size": [40]}, "must be two whole numbers"),
        ("source", {"dataset": "typefaces", "image_size": [40, True]}, "must be two whole numbers"),
        ("source", {"dataset": "typefaces", "image_size": [40, 2**40]}, "of 1 to 256 pixels"),
        ("hashes", [], "its hashes must be 64 digits"),
        ("hashes", {"One-Bold": "abc"}, "its hashes must be 64 digits"),
        ("hashes", {"One-Bold": "g" * 64}, "its hashes must be 64 digits"),
        ("controls", [], "its controls must be at most 100 settings"),
        ("controls", {"a": []}, "its controls must be numbers and texts"),
        ("controls", {"a": float("nan")}, "its controls must be numbers and texts"),
        ("controls", {"a": "x" * 201}, "its controls must be numbers and texts"),
        ("clustering", {str(k): 1 for k in range(101)}, "its clustering must be at most 100"),
        ("groups", [[1]], "its groups must be lists of names"),
        ("shares", {"1": 101}, "its share of 1 101: must be a whole number from 1 to 100"),
        ("shares", {"1": True}, "its share of 1 True: must be a whole number"),
        ("shares", None, "its shares must be percents"),
        ("excluded", "abc", "its excluded must be lists of names"),
        ("shown", "AB", "its shown must be a character"),
        ("shown", "é", "its shown character 'é' is not one"),
    ],
)
def test_nothing_that_a_font_set_keeps_is_trusted(tmp_path, key, value, words):
    path = tmp_path / "set.json"
    write_font_set(path, WHOLE)
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    with pytest.raises(UserError, match=words) as caught:
        read_font_set(path)
    assert str(caught.value).startswith(str(path))


def test_a_hash_belongs_to_the_pixels_of_all_characters_and_to_nothing_else():
    glyphs = glyphs_of(["A-Bold", "B-Bold"], CHARACTERS)
    alphabets = Alphabets.of(glyphs)
    hashes = hashes_of_fonts(alphabets, [0, 1])
    assert hashes == hashes_of_glyphs(glyphs, ("B-Bold", "Gone", "A-Bold"))
    assert hashes["A-Bold"] != hashes["B-Bold"]
    shuffled = np.random.default_rng(0).permutation(len(glyphs.images))
    others = Glyphs(
        glyphs.images[shuffled],
        glyphs.characters[shuffled],
        glyphs.fonts[shuffled],
        ("C-Bold", "D-Bold"),
        "another test",
    )
    moved = hashes_of_glyphs(others, ("C-Bold", "D-Bold"))
    assert list(moved.values()) == list(hashes.values())
    changed = glyphs.images.copy()
    changed[93, 5, 5] ^= 1  # of the first typeface's last character
    changed = Glyphs(changed, *(getattr(glyphs, n) for n in FIELDS))
    found = hashes_of_glyphs(changed, ("A-Bold", "B-Bold"))
    assert found["A-Bold"] != hashes["A-Bold"]
    assert found["B-Bold"] == hashes["B-Bold"]


FIELDS = ("characters", "fonts", "font_names", "source")


def test_other_typefaces_of_the_same_names_are_refused_unless_they_may_differ(caplog):
    chosen_from = glyphs_of(["X-Bold", "A-Bold", "B-Bold"], CHARACTERS)
    here = glyphs_of(["A-Bold", "X-Bold", "B-Bold"], CHARACTERS)  # B looks as it did, A does not
    names = ("A-Bold", "B-Bold", "Gone")
    found = hashes_of_glyphs(chosen_from, names)
    hashes = [found["A-Bold"][:16], found["B-Bold"][:16], "0" * 16]
    words = "my set: 1 of its 3 typefaces look otherwise in a test.*first of them A-Bold.*--other_s"
    with pytest.raises(UserError, match=words):
        check_same_typefaces(here, names, hashes, "my set", may_differ=False)
    assert not caplog.text
    check_same_typefaces(here, names, hashes, "my set", may_differ=True)
    assert "first of them A-Bold" in caplog.text
    check_same_typefaces(chosen_from, names, hashes, "my set", may_differ=False)
    check_same_typefaces(here, names, ["", found["B-Bold"], ""], "my set", may_differ=False)


def test_hashes_reach_the_settings_and_a_flag_keeps_them_out(tmp_path):
    path = tmp_path / "set.json"
    write_font_set(path, WHOLE)
    values = {"dataset": str(path), "charset": None, "fonts": []}
    settings = DenseSettings(**choose_data(dict(values)))
    assert settings.font_hashes == ("0" * 16, "f" * 16)
    assert settings_from_dict(json.loads(json.dumps(settings.to_dict()))) == settings
    assert "font_hashes" not in settings.words
    assert choose_data(values | {"other_source": True})["font_hashes"] is None
    with pytest.raises(UserError, match="--other_source: goes with a font set"):
        choose_data(values | {"dataset": "digits", "other_source": True})
    with pytest.raises(UserError, match="font_hashes: must be as many"):
        DenseSettings(font_set=("A", "B"), font_hashes=("0",))


def test_training_finds_what_a_font_set_was_chosen_from_if_it_is_there(tmp_path):
    path = tmp_path / "set.json"
    values = {"dataset": str(path), "charset": None, "fonts": []}
    here, axes, size = (str(tmp_path),), ("wght=300:700:3",), (40, 50)
    for folders, expected in ((here, (here, axes, size)), (("/gone", "\0"), ((), (), None))):
        source = FontSource("typefaces", folders, axes, size)
        write_font_set(path, FontSet(("A",), (("One-Bold",),), source))
        chosen = choose_data(dict(values))
        assert (chosen["fonts"], chosen["axes"], chosen["image_size"]) == expected
        assert chosen["image_shape"] == (*(expected[2] or (28, 28)), 1)
    write_font_set(path, FontSet(("A",), (("One-Bold",),), FontSource("typefaces", here, axes)))
    others = {"fonts": ["/mine"], "axes": ["wdth=50:100:2"], "image_size": [30]}
    chosen = choose_data(values | others)
    assert chosen["fonts"] == ("/mine",) and chosen["axes"] == ("wdth=50:100:2",)
    assert chosen["image_size"] == (30, 30)
