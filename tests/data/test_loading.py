from pathlib import Path

import numpy as np
import pytest

from latent.data import NAMES, find_data_dir, load, load_for
from latent.settings import DATASET_NAMES, DenseSettings
from tests.helpers.digits import write_mnist
from tests.helpers.refusals import refusal_of


def test_the_folder_of_data_is_the_one_given_then_the_environments_then_the_projects(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("LATENT_DATA", "/from/environment")
    assert find_data_dir(tmp_path) == tmp_path
    assert find_data_dir() == Path("/from/environment")
    for unset in ("", None):
        if unset is None:
            monkeypatch.delenv("LATENT_DATA")
        else:
            monkeypatch.setenv("LATENT_DATA", unset)
        assert find_data_dir() == Path(__file__).resolve().parents[2] / "datasets"


def test_digits_are_found_where_the_environment_says(tmp_path, monkeypatch):
    write_mnist(tmp_path / "mnist", n_train=3)
    monkeypatch.setenv("LATENT_DATA", str(tmp_path))
    assert len(load("digits").x_train) == 3


def test_a_folder_of_data_that_is_not_there_is_refused(tmp_path):
    missing = tmp_path / "nowhere"
    assert refusal_of(load, "digits", missing) == f"--data_dir {missing}: there is no such folder"


@pytest.mark.parametrize("name", ["mnist", "", "Digits", "../digits"])
def test_an_unknown_data_set_is_refused_with_those_there_are(name):
    assert refusal_of(load, name) == (
        f"--dataset {name}: must be one of {', '.join(NAMES)}, a font set FILE.json, a folder "
        "of images, FILE.csv with their names and labels, or an array FILE.npy or FILE.npz"
    )


def test_settings_choose_the_data_set_its_part_and_whether_it_is_binary(tmp_path):
    write_mnist(tmp_path / "mnist", n_train=20)
    assert len(load_for(DenseSettings(), tmp_path).x_train) == 20
    assert len(load_for(DenseSettings(), tmp_path, most_images=512).x_train) == 20
    assert len(load_for(DenseSettings(n_train=10), tmp_path, most_images=512).x_train) == 10
    assert len(load_for(DenseSettings(n_train=10), tmp_path, most_images=5).x_train) == 5
    assert "20 training images" in refusal_of(load_for, DenseSettings(n_train=30), tmp_path, 5)
    part = load_for(DenseSettings(n_train=10, binary_input=True, seed=1), tmp_path)
    expected = load("digits", tmp_path).balanced_part(10, seed=1).binarized()
    np.testing.assert_array_equal(part.x_train, expected.x_train)
    np.testing.assert_array_equal(np.bincount(part.y_train), [1] * 10)
    assert set(np.unique(part.x_test)) == {0, 255}


def test_every_data_set_with_a_loader_is_known_to_the_settings():
    assert NAMES == DATASET_NAMES
