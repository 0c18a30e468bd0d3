import json
import os
import re
import signal
import subprocess
import sys

import h5py
import numpy as np
import pytest
from PIL import Image

from latent.commands import training_run
from latent.maps.embedding_file import load_embedding
from latent.training.weights_file import load_weights
from tests.helpers.digits import write_mnist
from tests.helpers.refusals import error_line_of
from tests.helpers.scripts import (
    ROOT,
    load_script,
    run_script,
    script_environment,
)

dense = load_script("dense")
embed = load_script("embed")

SMALL = ["--dataset", "optdigits", "--no_plot", "--n_train", "300", "--batch_size", "50"]
SMALL += ["--figures", "stage"]
RESULT_LINE = r"test MSE 0\.\d{5} \(sd 0\.\d{5}\), (\d+) epochs? at \d+\.\d\d s, (.*\.weights\.h5)"


def train(out, *flags):
    return dense.main([*SMALL, "--out", str(out), *map(str, flags)])


def refused(capsys, out, *flags):
    return error_line_of(capsys, "dense.py", dense.main, *SMALL, "--out", out, *flags)


def weight_arrays(path):
    with h5py.File(path) as file:
        arrays = {}
        file["layers"].visititems(
            lambda name, item: (
                arrays.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None
            )
        )
        return arrays


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    out = tmp_path_factory.mktemp("results")
    assert train(out, "--name", "small", "--epochs", 2, "--layers", 20) == 0
    return out / "small.weights.h5"


@pytest.fixture(scope="module")
def embedded(trained, tmp_path_factory):
    out = tmp_path_factory.mktemp("embeddings")
    assert make_maps(trained, out) == 0
    return out


def make_maps(weights, out, *flags):
    small = ["--map_size", "300", "--perplexity", "8", "--neighbors", "6"]
    return embed.main([str(weights), "--out", str(out), *small, *map(str, flags)])


def test_training_writes_weights_history_and_four_figures(trained):
    assert files_in(trained.parent) == [
        "small.differences.png",
        "small.history.json",
        "small.history.png",
        "small.originals.png",
        "small.reconstructions.png",
        "small.weights.h5",
    ]
    for name in ("differences", "reconstructions", "history"):
        with Image.open(trained.with_name(f"small.{name}.png")) as picture:
            assert picture.width >= 1000


def test_the_history_holds_settings_epochs_and_results(trained):
    history = json.loads(trained.with_name("small.history.json").read_text())
    assert history["settings"]["layers"] == [20]
    assert history["settings"]["batch_size"] == 50
    assert [entry["epoch"] for entry in history["epochs"]] == [1, 2]
    assert history["test_mse"] == history["epochs"][-1]["test_mse"]
    assert history["test_mse_sd"] > 0
    assert history["seconds_per_epoch"] > 0


def test_the_last_line_says_the_result(tmp_path, capsys):
    train(tmp_path, "--epochs", 1)
    last = capsys.readouterr().out.splitlines()[-1]
    match = re.fullmatch(RESULT_LINE, last)
    assert match
    assert match[1] == "1"
    assert load_weights(match[2]).record.epoch == 1


def test_the_same_seed_gives_equal_weights_and_equal_pictures(trained, tmp_path):
    train(tmp_path, "--name", "small", "--epochs", 2, "--layers", 20)
    ours, theirs = weight_arrays(tmp_path / trained.name), weight_arrays(trained)
    assert ours.keys() == theirs.keys()
    assert len(ours) == 8
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)
    for name in ("differences", "reconstructions", "history"):
        picture = f"small.{name}.png"
        assert (tmp_path / picture).read_bytes() == trained.with_name(picture).read_bytes()


def test_running_again_goes_on_and_fresh_starts_over(tmp_path, capsys):
    flags = ["--epochs", 1, "--name", "again"]
    train(tmp_path, *flags)
    train(tmp_path, *flags)
    assert "going on from" in capsys.readouterr().out
    assert load_weights(tmp_path / "again.weights.h5").record.epoch == 2
    history = json.loads((tmp_path / "again.history.json").read_text())
    assert [entry["epoch"] for entry in history["epochs"]] == [1, 2]
    train(tmp_path, *flags, "--fresh")
    assert load_weights(tmp_path / "again.weights.h5").record.epoch == 1


def test_a_made_name_tells_the_epochs_of_a_continued_run_and_the_same_command_finds_it(tmp_path):
    for _ in range(3):
        train(tmp_path, "--epochs", 1)
    stem = next(tmp_path.glob("*-epochs1.weights.h5")).name.removesuffix(".weights.h5")
    epochs = {
        name: load_weights(tmp_path / f"{stem}{name}.weights.h5").record.epoch
        for name in ("", "-total2", "-total3")
    }
    assert epochs == {"": 1, "-total2": 2, "-total3": 3}
    train(tmp_path, "--epochs", 1, "--fresh")
    train(tmp_path, "--epochs", 1)
    assert load_weights(tmp_path / f"{stem}-total2.weights.h5").record.epoch == 2
    assert len(list(tmp_path.glob("*.weights.h5"))) == 3


def test_only_unusual_settings_are_printed_and_every_epoch_leaves_a_line(tmp_path, capsys):
    train(tmp_path, "--epochs", 2, "--name", "lines")
    said = capsys.readouterr()
    settings = "dataset optdigits, n_train 300, batch_size 50, epochs 2"
    assert f"settings that are not the default: {settings}\n" in said.out
    number = r"0\.\d{5}"
    lines = [line for line in said.err.splitlines() if line.startswith("epoch")]
    assert len(lines) == 2
    for k, line in enumerate(lines):
        assert re.fullmatch(f"epoch {k + 1} of 2: loss {number}, test loss {number}", line)


def test_each_stage_leaves_figures_of_its_own(tmp_path):
    train(tmp_path, "--epochs", 1, "--stages", 3, "--name", "staged")
    figures = [name for name in files_in(tmp_path) if name.endswith("reconstructions.png")]
    assert figures == [
        "staged.epoch-1.reconstructions.png",
        "staged.epoch-2.reconstructions.png",
        "staged.reconstructions.png",
    ]
    assert load_weights(tmp_path / "staged.weights.h5").record.epoch == 3


@pytest.mark.parametrize(
    "flags",
    [
        "--pca_dims 10 --whiten --d_latent 10",
        "--pca_dims 0.9 --loss bce --lr_schedule constant --learn_rate 0.01",
        "--binary_input --loss rmse --code_activation tanh --depth 3",
        "--layers 30 20 --dec_layers 9 --dropout_rate 0.2 --dropout_layer 1 --seed 3",
        "--layers --stages 2 --whiten",
    ],
)
def test_a_dry_run_of_any_flags_writes_all_files_under_its_own_name(tmp_path, flags):
    assert train(tmp_path, "--dry_run", *flags.split()) == 0
    names = files_in(tmp_path)
    assert len(names) == 6
    assert all(name.startswith("dry_run-dense-optdigits-") for name in names)


def test_a_dry_run_takes_the_images_that_there_are_if_they_are_few(tmp_path):
    write_mnist(tmp_path / "data" / "mnist", n_train=20)
    flags = ["--data_dir", tmp_path / "data", "--out", tmp_path, "--name", "few", "--dry_run"]
    assert dense.main([*map(str, flags), "--no_plot", "--figures", "none"]) == 0
    saved = load_weights(tmp_path / "dry_run-few.weights.h5")
    assert saved.model.settings.n_train == 20
    assert saved.record.epoch == 1


def test_other_settings_under_the_same_name_are_refused_and_nothing_is_lost(
    trained, tmp_path, capsys
):
    before = trained.read_bytes()
    line = refused(capsys, trained.parent, "--name", "small", "--layers", 21, "--epochs", 2)
    assert "belongs to another model (layers (20,), not (21,))" in line
    assert trained.read_bytes() == before


def test_a_loss_that_is_not_finite_ends_in_one_line_and_writes_nothing(tmp_path, capsys):
    with pytest.raises(SystemExit):
        train(tmp_path, "--learn_rate", "1e30", "--loss", "bce", "--epochs", 3)
    said = capsys.readouterr().err.splitlines()
    assert "the loss is not finite" in said[-1] or "the test loss is not finite" in said[-1]
    assert "--learn_rate" in said[-1]
    assert files_in(tmp_path) == []


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--pca_dims", "0.01", "--d_latent", "9"], "--d_latent 9: must be at most"),
        (["--pca_dims", "400"], "--pca_dims 400: needs at least"),
        (["--n_train", "5000"], "--n_train 5000: optdigits has 1,437 training images"),
        (["--dataset", "cats"], "--dataset cats: must be one of"),
        (["--data_dir", "/nowhere"], "--data_dir /nowhere: there is no such folder"),
    ],
)
def test_what_only_the_data_show_to_be_wrong_is_one_line_too(tmp_path, capsys, flags, words):
    assert words in refused(capsys, tmp_path, *flags)
    assert files_in(tmp_path) == []


def test_a_full_disk_is_one_line_and_the_old_files_stay_whole(tmp_path, capsys, monkeypatch):
    train(tmp_path, "--epochs", 1, "--name", "full")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    def no_room(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("latent.training.weights_file.h5py.File.create_group", no_room)
    with pytest.raises(SystemExit) as end:
        train(tmp_path, "--epochs", 1, "--name", "full")
    assert end.value.code == 2
    assert "the disk is full" in capsys.readouterr().err.splitlines()[-1]
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_output_folder_that_cannot_be_is_said_before_any_training(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert "cannot write" in refused(capsys, tmp_path / "file" / "results")


def test_embedding_writes_a_file_and_a_picture_for_each_method(embedded):
    stem = "small.weights.h5.embed-"
    assert files_in(embedded) == sorted(
        f"{stem}{method}.pkl{ending}"
        for method in ("PCA", "TSNE", "UMAP")
        for ending in ("", ".map.png")
    )
    with Image.open(embedded / f"{stem}UMAP.pkl.map.png") as picture:
        assert picture.height > 300
        assert picture.width > 300


def test_an_embedding_holds_the_codes_of_all_training_images(embedded, trained):
    content = load_embedding(embedded / "small.weights.h5.embed-TSNE.pkl")
    model = load_weights(trained).model
    assert content.codes.shape == (300, 16)
    assert content.parameters == {"perplexity": 8.0}
    assert np.allclose(model.encode(content.images), content.codes, atol=1e-6)
    assert np.bincount(content.labels).tolist() == [30] * 10


def test_an_embedding_of_the_same_weights_is_reused_and_of_others_made_again(
    trained, tmp_path, capsys
):
    make_maps(trained, tmp_path, "--methods", "PCA")
    assert "made earlier" not in capsys.readouterr().out
    make_maps(trained, tmp_path, "--methods", "PCA")
    assert "made earlier" in capsys.readouterr().out
    make_maps(trained, tmp_path, "--methods", "PCA", "--seed", 1)
    assert "made earlier" not in capsys.readouterr().out


def test_an_embedding_file_that_is_damaged_is_made_again(trained, tmp_path, capsys):
    path = tmp_path / "small.weights.h5.embed-PCA.pkl"
    path.write_bytes(b"not a pickle")
    assert make_maps(trained, tmp_path, "--methods", "PCA") == 0
    assert load_embedding(path).method == "PCA"


def test_the_same_seed_gives_equal_embeddings_and_equal_pictures(embedded, trained, tmp_path):
    make_maps(trained, tmp_path)
    for name in files_in(embedded):
        if name.endswith(".png"):
            assert (tmp_path / name).read_bytes() == (embedded / name).read_bytes()
        else:
            ours, theirs = load_embedding(tmp_path / name), load_embedding(embedded / name)
            assert np.array_equal(ours.positions, theirs.positions)
            assert np.array_equal(ours.codes, theirs.codes)


def test_maps_say_how_well_they_keep_the_neighbourhoods(trained, tmp_path, capsys):
    make_maps(trained, tmp_path, "--methods", "PCA")
    codes, pca = capsys.readouterr().out.splitlines()
    assert re.search(r"300 optdigits as codes of 16 numbers .* 10-NN accuracy [01]\.\d{4}", codes)
    assert re.search(r"PCA +10-NN accuracy [01]\.\d{4}, trustworthiness [01]\.\d{4}", pca)


def test_raw_pixels_have_maps_too(tmp_path):
    flags = ["--raw", "optdigits", "--n_train", "60", "--methods", "PCA", "--map_size", "300"]
    assert embed.main([*flags, "--out", str(tmp_path)]) == 0
    content = load_embedding(tmp_path / "raw-optdigits-n_train60.embed-PCA.pkl")
    assert content.codes is None
    assert content.vectors.shape == (60, 784)
    assert content.weights_sha256 == ""


def test_original_tiles_give_another_picture_than_decoded_ones(trained, tmp_path):
    pictures = []
    for tiles in ("original", "decoded"):
        make_maps(trained, tmp_path, "--methods", "PCA", "--tiles", tiles)
        pictures.append((tmp_path / "small.weights.h5.embed-PCA.pkl.map.png").read_bytes())
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["none.weights.h5"], "there is no such weights file"),
        (["--raw", "optdigits", "--n_train", "60"], "with 60 images it must be at most 19"),
    ],
)
def test_what_only_files_show_to_be_wrong_is_one_line_and_nothing_is_written(
    tmp_path, capsys, flags, words
):
    assert words in error_line_of(capsys, "embed.py", embed.main, *flags, "--out", tmp_path)
    assert files_in(tmp_path) == []


def test_ctrl_c_saves_and_the_same_command_goes_on_to_the_same_weights(tmp_path):
    # Through another interpreter, because the signal is sent to a whole process.
    flags = [*SMALL, "--figures", "none", "--epochs", "300", "--name", "stopped", "--out"]
    stopped, whole = ([*flags, str(tmp_path / name)] for name in ("stopped", "whole"))
    process = subprocess.Popen(
        [sys.executable, "dense.py", *stopped],
        cwd=ROOT,
        env=script_environment(PYTHONUNBUFFERED=1),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not process.stderr.readline().startswith("epoch "):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert "the same command goes on from there" in said.splitlines()[-1]
    assert "Traceback" not in said
    path = tmp_path / "stopped" / "stopped.weights.h5"
    stopped_at = load_weights(path).record
    assert 6 <= stopped_at.step < 300 * 6

    assert dense.main(stopped) == 0
    assert dense.main(whole) == 0
    ours, theirs = weight_arrays(path), weight_arrays(tmp_path / "whole" / path.name)
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)
    assert load_weights(path).record.epoch == 300


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_kills_at_random_moments_tear_no_file_and_the_next_run_goes_on(tmp_path):
    result = run_script(["tests/helpers/kill_runs.py", tmp_path, 6, 0])
    assert result.returncode == 0, result.stderr
    lines = [line for line in result.stdout.splitlines() if "whole" in line or "nothing" in line]
    assert len(lines) == 6
    steps = [int(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("whole")]
    assert len(steps) >= 3
    assert steps == sorted(steps)
    assert steps[-1] > steps[0]


def test_weights_are_saved_while_a_long_stage_runs(tmp_path, monkeypatch):
    saves = []
    original = training_run.save_weights
    monkeypatch.setattr(training_run, "SECONDS_BETWEEN_SAVES", 0)
    monkeypatch.setattr(
        training_run,
        "save_weights",
        lambda path, model, record, *others: (
            saves.append(record.step),
            original(path, model, record, *others),
        ),
    )
    train(tmp_path, "--epochs", 3)
    assert saves[:6] == [1, 2, 3, 6, 12, 18]  # several times within the first epoch
