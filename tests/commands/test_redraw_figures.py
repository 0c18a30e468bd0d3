"""Figures of saved weights: the same as its training drew, by name, and bad input."""

from pathlib import Path

import pytest

from latent.commands.redraw_figures import main
from latent.settings.figure_names import figures_of
from latent.training.loop import TrainingRecord
from latent.training.weights_file import load_weights, save_weights
from tests.helpers.scripts import run_script


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    import vae

    out = tmp_path_factory.mktemp("results")
    line = "--dataset optdigits --n_train 300 --batch_size 50 --epochs 1 --no_plot --name small"
    assert vae.main([*line.split(), "--noise", "0.2", "--out", str(out)]) == 0
    return out / "small.weights.h5"


def test_a_training_run_draws_all_figures_that_its_model_can_have(trained):
    expected = {*figures_of("vae")} - {"manifold"}
    files = {path.name for path in trained.parent.glob("small.*.[pg][ni][gf]")}
    endings = {name: "gif" if name == "progress" else "png" for name in expected}
    assert files == {f"small.{name}.{ending}" for name, ending in endings.items()}


def test_saved_weights_give_the_same_figures_again_bit_for_bit(trained, tmp_path, capsys):
    assert main([str(trained), "--out", str(tmp_path)]) == 0
    drawn_again = sorted(tmp_path.iterdir())
    assert [
        Path(line) for line in capsys.readouterr().out.splitlines()
    ].sort() == drawn_again.sort()
    assert len(drawn_again) == 11
    for path in drawn_again:
        assert path.read_bytes() == trained.with_name(path.name).read_bytes(), path.name


def test_only_the_figures_asked_for_are_drawn_and_what_cannot_be_is_said(trained, tmp_path, capsys):
    flags = ["originals", "manifold", "--out", str(tmp_path)]
    assert main([str(trained), *flags]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["small.originals.png"]
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "no manifold: it needs codes of two numbers, --d_latent 2"


def test_weights_of_no_whole_epoch_have_every_figure_but_the_history(trained, tmp_path, capsys):
    path = tmp_path / "begun.weights.h5"
    saved = load_weights(trained)
    record = TrainingRecord(saved.record.planned_epochs, step=2)
    save_weights(path, saved.model, record, saved.training_state)
    assert main([str(path), "history", "originals"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {path.name, "begun.originals.png"}
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "no history: it needs a training with at least one whole epoch"


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["none.weights.h5"], "there is no such weights file"),
        (["{weights}", "sparsity"], "figure sparsity: must be all, stage, none, or of vae"),
        (["{weights}", "samples"], "figure samples: is called generated now"),
        (["{weights}", "--data_dir", "/nowhere"], "--data_dir /nowhere: there is no such folder"),
    ],
)
def test_what_cannot_be_drawn_is_one_line(trained, tmp_path, capsys, flags, words):
    flags = [flag.format(weights=trained) for flag in flags]
    with pytest.raises(SystemExit) as end:
        main([*flags, "--out", str(tmp_path)])
    assert end.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line
    assert list(tmp_path.iterdir()) == []


def test_help_of_the_figures_is_there_without_anything_heavy():
    result = run_script(["-X", "importtime", "-m", "latent.figures", "--help"])
    assert result.returncode == 0, result.stderr
    assert "usage: python -m latent.figures " in result.stdout
    assert " tensorflow" not in result.stderr
