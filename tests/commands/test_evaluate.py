"""evaluate.py: its files, what it prints, models that do not fit, wrong flags."""

import json

import numpy as np
import pytest
from PIL import Image

import dense
import evaluate
import vae
from latent.settings.question_names import QUESTION_NAMES
from tests.helpers.scripts import check_error_line

SMALL = ["--dataset", "optdigits", "--no_plot", "--figures", "none", "--epochs", "2"]
ANSWERED = [name for name in QUESTION_NAMES if name != "typefaces"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("results")
    size = ["--layers", "30", "--d_latent", "6", "--out", str(out)]
    dense.main([*SMALL, *size, "--name", "plain"])
    vae.main([*SMALL, *size, "--name", "variational"])
    dense.main([*SMALL, *size, "--binary_input", "--name", "binary"])
    return out


def weights(folder, *names):
    return [str(folder / f"{name}.weights.h5") for name in names]


def run(out, *arguments):
    return evaluate.main([*map(str, arguments), "--out", str(out)])


def answers_in(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_all_questions_leave_a_figure_each_a_file_of_numbers_and_a_sheet(folder, tmp_path, capsys):
    assert run(tmp_path, *weights(folder, "plain", "variational"), "--name", "both") == 0
    names = {path.name for path in tmp_path.iterdir()}
    figures = {f"both.evaluation.{name}.png" for name in ANSWERED}
    assert names == {"both.evaluation.json", "both.evaluation.png", *figures}
    for name in names - {"both.evaluation.json"}:
        with Image.open(tmp_path / name) as picture:
            assert picture.width == 1600
    content = answers_in(tmp_path / "both.evaluation.json")
    assert list(content["answers"]) == sorted(ANSWERED)
    assert list(content["models"]) == ["plain", "variational"]
    assert content["models"]["plain"]["settings"]["layers"] == [30]
    assert len(content["models"]["plain"]["sha256"]) == 64
    said = capsys.readouterr().out
    for name in ("plain", "variational", "PCA 6", "pixels"):
        assert f"\n{name} " in said
    assert "typefaces: the question is for models of typefaces" in said
    assert said.splitlines()[-1] == str(tmp_path / "both.evaluation.png")


def test_the_numbers_are_those_that_training_found(folder, tmp_path):
    run(tmp_path, *weights(folder, "plain"), "--only", "keeps")
    keeps = answers_in(tmp_path / "plain.evaluation.json")["answers"]["keeps"]
    history = answers_in(folder / "plain.history.json")
    assert keeps["plain"]["test_mse"] == pytest.approx(history["test_mse"], rel=1e-5)


def test_only_what_is_asked_is_answered_and_files_may_follow_the_flag(folder, tmp_path):
    run(tmp_path, "--only", "units", "keeps", *weights(folder, "plain"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "plain.evaluation.json",
        "plain.evaluation.keeps.png",
        "plain.evaluation.png",
        "plain.evaluation.units.png",
    ]


def test_one_question_needs_no_sheet_and_two_runs_write_the_same_bytes(folder, tmp_path):
    for name in ("first", "second"):
        run(tmp_path / name, *weights(folder, "variational"), "--only", "denoising")
    first = sorted((tmp_path / "first").iterdir())
    assert len(first) == 2
    for path in first:
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()


def test_models_that_do_not_fit_are_one_line_each_and_the_others_go_on(folder, tmp_path, capsys):
    broken = tmp_path / "broken.weights.h5"
    broken.write_bytes(b"nothing")
    files = [*weights(folder, "plain", "binary", "missing"), str(broken)]
    run(tmp_path / "out", *files, *weights(folder, "variational"), "--only", "keeps", "--name", "x")
    passed = [line for line in capsys.readouterr().err.splitlines() if "passed over" in line]
    assert len(passed) == 3
    assert "binary_input True, the first model with False" in passed[0]
    assert "there is no such weights file" in passed[1]
    assert "broken.weights.h5" in passed[2]
    models = answers_in(tmp_path / "out" / "x.evaluation.json")["models"]
    assert list(models) == ["plain", "variational"]


def test_models_of_one_name_in_two_folders_are_told_apart(folder, tmp_path):
    other = tmp_path / "other" / "plain.weights.h5"
    other.parent.mkdir()
    other.write_bytes((folder / "plain.weights.h5").read_bytes())
    run(tmp_path, *weights(folder, "plain"), other, "--only", "keeps", "--name", "x")
    assert list(answers_in(tmp_path / "x.evaluation.json")["models"]) == ["other/plain", "plain"]


def test_several_models_make_a_name_of_their_own(folder, tmp_path):
    run(tmp_path, *weights(folder, "plain", "variational"), "--only", "keeps")
    run(tmp_path, *weights(folder, "variational", "plain"), "--only", "keeps")
    names = [path.name for path in tmp_path.glob("*.json")]
    assert len(names) == 2
    assert all(name.startswith("optdigits-2-") for name in names)


def test_fewer_training_images_are_used_if_asked(folder, tmp_path):
    run(tmp_path, *weights(folder, "plain"), "--only", "knows", "--n_train", 100)
    content = answers_in(tmp_path / "plain.evaluation.json")
    assert content["dataset"]["training_images"] == 100


def test_another_seed_draws_other_codes(folder, tmp_path):
    found = []
    for seed in (0, 1):
        run(tmp_path, *weights(folder, "plain"), "--only", "random", "--seed", seed)
        answers = answers_in(tmp_path / "plain.evaluation.json")["answers"]
        found.append(answers["random"]["found"]["plain"]["prior"]["classes"])
    assert not np.array_equal(*found)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ([], "give at least one WEIGHTS file"),
        (["--only", "keeps"], "give at least one WEIGHTS file"),
        (["a.weights.h5", "--only", "nothing"], "--only nothing: must be one of keeps, knows"),
        (["a.weights.h5", "--seed", "-1"], "--seed -1"),
        (["a.weights.h5", "--name", "a/b"], "--name a/b"),
        (["missing.weights.h5"], "missing.weights.h5: there is no such weights file"),
        (["missing.weights.h5", "lost.weights.h5"], "no WEIGHTS file could be used"),
    ],
)
def test_wrong_flags_are_one_line_and_nothing_is_written(tmp_path, capsys, flags, words):
    with pytest.raises(SystemExit) as caught:
        run(tmp_path / "out", *flags)
    assert caught.value.code == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if "passed over" not in line]
    assert words in check_error_line("\n".join(lines), "evaluate.py")
    assert not list(tmp_path.glob("out/*"))


def test_too_few_images_are_said_in_one_line(folder, tmp_path, capsys):
    with pytest.raises(SystemExit):
        run(tmp_path, *weights(folder, "plain"), "--n_train", 20)
    said = check_error_line(capsys.readouterr().err, "evaluate.py")
    assert "needs 50 training and 10 test images, has 20 and 360" in said
