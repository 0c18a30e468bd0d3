import csv
import json

import numpy as np
import pytest

import dense
from latent.cli.data_flags import choose_data
from latent.data.loading import load_for
from latent.data.selection import (
    Selection,
    data_settings,
    digest_of,
    take_part,
    write_selection,
)
from latent.settings import DenseSettings, settings_from_dict
from latent.settings.image_part import ImagePart, part_from_text
from latent.tools.check import UserError
from latent.training.weights_file import load_weights
from tests.helpers.scripts import one_error_line, run_script

FLAGS = {"dataset": None, "charset": None, "fonts": (), "image_size": None, "color": None}


def select(dataset, indices, **values):
    """Return the selection of some training images of a data set."""
    settings = data_settings({"dataset": dataset.name} | values)
    indices = np.asarray(indices)
    names = [dataset.label_names[label] for label in dataset.y_train[indices]]
    digest = digest_of(dataset.x_train, dataset.y_train, indices)
    return Selection(settings, len(dataset.x_train), indices, digest, names, None)


@pytest.fixture(scope="module")
def digits():
    return load_for(data_settings({"dataset": "optdigits"}))


@pytest.fixture
def threes(digits, tmp_path):
    """The file of all threes."""
    write_selection(tmp_path / "threes", select(digits, np.flatnonzero(digits.y_train == 3)))
    return tmp_path / "threes.selection.json"


def settings_for(**flags):
    return DenseSettings(**choose_data(FLAGS | flags))


def test_a_data_set_is_the_selected_images_or_all_others(digits, threes):
    only = load_for(settings_for(dataset=str(threes)))
    others = load_for(settings_for(without=str(threes)))
    is_three = digits.y_train == 3
    np.testing.assert_array_equal(only.x_train, digits.x_train[is_three])
    np.testing.assert_array_equal(others.x_train, digits.x_train[~is_three])
    assert set(others.y_train) == {0, 1, 2, 4, 5, 6, 7, 8, 9}
    assert len(only.x_test) == len(others.x_test) == len(digits.x_test)


def test_the_settings_hold_the_selection_so_that_its_file_can_go(threes):
    settings = settings_for(dataset=str(threes))
    again = settings_from_dict(json.loads(json.dumps(settings.to_dict())))
    assert again == settings
    threes.unlink()
    assert set(load_for(again).y_train) == {3}


def test_both_parts_of_a_data_set_get_names_of_their_own(threes):
    names = {settings_for(dataset=str(threes)).name, settings_for(without=str(threes)).name}
    assert len(names | {settings_for(dataset="optdigits").name}) == 3
    assert all(name.replace("-", "").replace("_", "").isalnum() for name in names)


def test_the_table_lists_the_same_images(digits, threes):
    with threes.with_name("threes.selection.csv").open(newline="") as file:
        heading, *rows = csv.reader(file)
    assert heading == ["index", "class"]
    assert [int(row[0]) for row in rows] == np.flatnonzero(digits.y_train == 3).tolist()
    assert {row[1] for row in rows} == {"3"}


def test_images_selected_on_a_map_of_a_part_are_found_in_the_whole(digits):
    part = digits.balanced_part(200, seed=7)
    selection = select(part, [5, 9, 150], n_train=200, seed=7)
    taken = take_part(digits, selection.part())
    np.testing.assert_array_equal(taken.x_train, part.x_train[[5, 9, 150]])
    again = data_settings({"dataset": "optdigits", "part": selection.part().to_text()})
    of_part = select(taken, [2])
    nested = Selection(again, 3, of_part.indices, of_part.digest, of_part.names, None)
    nested_part = part_from_text(nested.part().to_text())
    np.testing.assert_array_equal(take_part(digits, nested_part).x_train, part.x_train[[150]])


def test_images_made_black_and_white_are_the_same_images(digits):
    selection = select(digits.binarized(), [1, 2, 3])
    taken = take_part(digits, selection.part())
    np.testing.assert_array_equal(taken.x_train, digits.x_train[1:4])


def test_other_data_are_refused_in_one_line(digits):
    selection = select(digits, [1, 2, 3])
    fewer = digits.balanced_part(100)
    with pytest.raises(UserError, match="made among 1,437 images, optdigits has 100"):
        take_part(fewer, selection.part())
    changed = select(digits, [1, 2, 3])
    other = ImagePart(n_images=1437, indices=np.array([1, 2, 4]), digest=changed.digest)
    with pytest.raises(UserError, match="among other images than those of optdigits"):
        take_part(digits, other)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "latent picks"}, "is not a selection: save one in the explorer"),
        ({"indices": [5, 5], "names": ["3", "3"]}, "is damaged: indices must rise"),
        ({"indices": []}, "is damaged"),
        ({"indices": [10**9]}, "is damaged: its indices must be whole numbers"),
        ({"indices": [True]}, "is damaged: its indices must be whole numbers"),
        ({"n_images": 10**15}, "is damaged"),
        ({"n_images": "many"}, "is damaged"),
        ({"names": ["3"]}, "is damaged: it must have one name"),
        ({"typefaces": [1]}, "is damaged"),
        ({"digest": 7}, "is damaged: digest must be"),
        ({"data": []}, "is damaged: it does not say of which data set"),
        ({"data": {"dataset": "optdigits", "n_train": "x"}}, "is damaged: setting 'n_train'"),
        ({"data": {"dataset": "optdigits", "part": "all: {}"}}, "is damaged: 'all: {}' is not"),
    ],
)
def test_a_damaged_selection_is_one_line(threes, change, words):
    threes.write_text(json.dumps(json.loads(threes.read_text()) | change))
    with pytest.raises(UserError, match=words) as caught:
        settings_for(dataset=str(threes))
    assert "\n" not in str(caught.value)
    assert str(threes) in str(caught.value)


def test_bits_that_would_grow_beyond_all_images_are_refused():
    part = ImagePart(n_images=1000, indices=np.array([4]), digest="a" * 32)
    text = part.to_text()
    assert part_from_text(text).indices.tolist() == [4]
    bomb = ImagePart(n_images=50_000_000, indices=np.array([4]), digest="a" * 32).to_text()
    for bad in (bomb.replace('"n_images": 50000000', '"n_images": 8'), text[:-20], "x: []", ""):
        with pytest.raises(UserError, match="is not a part of a data set"):
            part_from_text(bad)


def test_flags_that_clash_with_a_selection_are_refused(threes):
    name = str(threes)
    for flags, words in (
        ({"dataset": name, "without": name}, "clashes with --dataset"),
        ({"dataset": name, "color": "rgb"}, "--color: clashes with --dataset"),
        ({"without": "digits"}, "--without digits: must be a selection"),
        ({"without": "gone.selection.json"}, "cannot read a selection gone.selection.json"),
    ):
        with pytest.raises(UserError, match=words):
            settings_for(**flags)


def test_a_training_script_trains_on_a_selection_and_on_the_others(threes, tmp_path):
    quick = ["--epochs", "1", "--layers", "8", "--d_latent", "2", "--no_plot", "--figures", "none"]
    for flag, n_images in (("--dataset", 146), ("--without", 1291)):
        name = flag.strip("-")
        dense.main([flag, str(threes), *quick, "--name", name, "--out", str(tmp_path)])
        model = load_weights(tmp_path / f"{name}.weights.h5").model
        assert len(load_for(model.settings).x_train) == n_images


def test_a_selection_that_is_none_ends_in_one_line_and_status_2(tmp_path):
    bad = tmp_path / "bad.selection.json"
    bad.write_text("{")
    for flags in (["--dataset", str(bad)], ["--without", str(bad)]):
        ended = run_script(["dense.py", *flags, "--out", tmp_path / "out"])
        assert "is not a selection: it is not valid JSON" in one_error_line(ended, "dense.py")
    assert not (tmp_path / "out").exists()
