import re
import sys

import pytest

from latent import cli
from latent.settings import DenseSettings
from latent.settings.figure_names import figures_of
from latent.settings.run import RunOptions
from latent.tools.check import UserError
from tests.helpers.refusals import error_line_of
from tests.helpers.scripts import SCRIPTS, check_error_line, load_script, one_error_line, run_script

dense = load_script("dense")
embed = load_script("embed")

HEAVY = {"tensorflow", "keras", "umap", "openTSNE", "matplotlib", "numba", "sklearn"}


@pytest.fixture
def error_line(capsys, monkeypatch, tmp_path):
    """Run a script's main in an empty folder; returns the one line of error that it ends with."""
    monkeypatch.chdir(tmp_path)

    def run(main, arguments, script):
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert end.value.code == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert list(tmp_path.iterdir()) == []
        return check_error_line(said.err, script)

    return run


@pytest.fixture
def nothing_heavy(monkeypatch):
    """Let every import of what needs TensorFlow or draws fail: flags are judged before it."""
    modules = ("commands.training_run", "commands.make_maps", "tools.quiet_tensorflow")
    for name in modules:
        monkeypatch.setitem(sys.modules, f"latent.{name}", None)


def read(*arguments):
    parsed = dense.build_parser().parse_args([str(argument) for argument in arguments])
    return cli.read_training_flags(parsed, DenseSettings)


def options(**values):
    return RunOptions(**{"figures": figures_of("dense")} | values)


def test_without_flags_everything_is_the_default():
    assert read() == (DenseSettings(), options())


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--dataset", "optdigits"], {"dataset": "optdigits"}),
        (["--n_train", 100], {"n_train": 100}),
        (["--binary_input"], {"binary_input": True}),
        (["--pca_dims", 32], {"pca_dims": 32}),
        (["--pca_dims", 0.9], {"pca_dims": 0.9}),
        (["--whiten"], {"whiten": True}),
        (["--layers", 256, 64], {"layers": (256, 64)}),
        (["--layers"], {"layers": ()}),
        (["--depth", 4, "--d_latent", 49], {"layers": (392, 196, 98), "d_latent": 49}),
        (["--depth", 1], {"layers": ()}),
        (["--dec_layers", 320], {"dec_layers": (320,)}),
        (["--dec_layers"], {"dec_layers": ()}),
        (["--d_latent", 64], {"d_latent": 64}),
        (["--code_activation", "tanh"], {"code_activation": "tanh"}),
        (["--dropout_rate", 0.5], {"dropout_rate": 0.5}),
        (
            ["--layers", 9, 8, "--dropout_layer", 1, "--dropout_rate", 0.5],
            {"layers": (9, 8), "dropout_layer": 1, "dropout_rate": 0.5},
        ),
        (["--loss", "bce"], {"loss": "bce"}),
        (["--epochs", 3], {"epochs": 3}),
        (["--stages", 2], {"stages": 2}),
        (["--batch_size", 7], {"batch_size": 7}),
        (["--learn_rate", "1e-4"], {"learn_rate": 1e-4}),
        (["--lr_schedule", "constant"], {"lr_schedule": "constant"}),
        (["--seed", 5], {"seed": 5}),
        (["--noise", 0.25], {"noise": 0.25}),
        (["--noise", 0.25, "--noise_kind", "block"], {"noise": 0.25, "noise_kind": "block"}),
    ],
)
def test_each_training_flag_becomes_its_setting(arguments, expected):
    assert read(*arguments) == (DenseSettings(**expected), options())


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--out", "elsewhere"], {"out": "elsewhere"}),
        (["--name", "my run"], {"name": "my run"}),
        (["--data_dir", "images"], {"data_dir": "images"}),
        (["--fresh"], {"fresh": True}),
        (["--no_plot"], {"no_plot": True}),
        (["--distribute", "none"], {"distribute": "none"}),
        (["--distribute", "mirrored"], {"distribute": "mirrored"}),
        (
            ["--devices", "CPU:0", "CPU:1"],
            {"distribute": "mirrored", "devices": ("CPU:0", "CPU:1")},
        ),
        (["--figures", "none"], {"figures": ()}),
        (["--figures", "stage"], {"figures": ("reconstructions", "differences", "history")}),
        (["--figures", "tsne", "history", "tsne"], {"figures": ("history", "tsne")}),
    ],
)
def test_each_flag_of_the_run_becomes_its_option(arguments, expected):
    assert read(*arguments) == (DenseSettings(), options(**expected))


def test_a_dry_run_is_one_epoch_of_few_images():
    settings, options = read("--dry_run", "--epochs", 9, "--stages", 2)
    assert options.dry_run
    assert settings == DenseSettings(epochs=1, stages=1)
    assert options.most_images == 512
    assert read()[1].most_images is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--unknown", "unrecognized arguments: --unknown"),
        ("digits", "unrecognized arguments: digits"),
        ("--epoch 3", "unrecognized arguments: --epoch 3"),
        ("--learn 0.1", "unrecognized arguments: --learn 0.1"),
        ("--layers 2.5", "argument --layers: invalid int value: '2.5'"),
        ("--d_latent", "argument --d_latent: expected one argument"),
        ("--batch_size many", "argument --batch_size: invalid int value: 'many'"),
        ("--learn_rate fast", "argument --learn_rate: invalid float value: 'fast'"),
        ("--pca_dims some", "argument --pca_dims: must be a number, not 'some'"),
        ("--loss mae", "argument --loss: invalid choice: 'mae'"),
        ("--code_activation gelu", "argument --code_activation: invalid choice: 'gelu'"),
        ("--lr_schedule step", "argument --lr_schedule: invalid choice: 'step'"),
        ("--layers 0", "--layers 0: must be a whole number from 1"),
        ("--layers 16 -3", "--layers -3: must be a whole number from 1"),
        ("--dec_layers 0", "--dec_layers 0: must be a whole number from 1"),
        ("--d_latent 0", "--d_latent 0: must be a whole number from 1"),
        ("--d_latent -1", "--d_latent -1: must be a whole number from 1"),
        ("--d_latent 785", "--d_latent 785: must be at most 784"),
        ("--d_latent 17 --pca_dims 16", "--d_latent 17: must be at most 16"),
        ("--pca_dims -1", "--pca_dims -1: must be 0 (no PCA)"),
        ("--pca_dims 785", "--pca_dims 785: must be 0 (no PCA)"),
        ("--pca_dims 1.5", "--pca_dims 1.5: must be 0 (no PCA)"),
        ("--pca_dims nan", "--pca_dims nan: must be 0 (no PCA)"),
        ("--batch_size 0", "--batch_size 0: must be a whole number, at least 1"),
        ("--epochs 0", "--epochs 0: must be a whole number from 1"),
        ("--epochs 1" + 30 * "0", "--epochs 1" + 30 * "0" + ": must be a whole number from 1"),
        ("--stages 0", "--stages 0: must be a whole number from 1"),
        ("--distribute both", "argument --distribute: invalid choice: 'both'"),
        ("--distribute none --devices CPU:0 CPU:1", "--devices CPU:0 CPU:1: clashes with --dist"),
        ("--distribute multiworker --devices GPU:0", "--devices GPU:0: clashes with --distribute"),
        ("--distribute multiworker", "--distribute multiworker: the environment variable TF_CON"),
        ("--devices CPU:0", "--devices CPU:0: must be at least 2 different ones"),
        ("--devices CPU:0 CPU:0", "--devices CPU:0 CPU:0: must be at least 2 different ones"),
        ("--devices CPU:0 GPU:0", "--devices CPU:0 GPU:0: must all be CPUs or all be GPUs"),
        ("--devices TPU:0 cpu:1", "--devices TPU:0: must be like GPU:0 or CPU:1"),
        ("--n_train 0", "--n_train 0: must be a whole number, at least 1"),
        ("--seed -1", "--seed -1: must be a whole number from 0"),
        ("--learn_rate 0", "--learn_rate 0.0: must be a number, above 0"),
        ("--learn_rate nan", "--learn_rate nan: must be a number, above 0"),
        ("--learn_rate 1e999", "--learn_rate inf: must be a number, above 0"),
        ("--dropout_rate 1", "--dropout_rate 1.0: must be a number, at least 0, below 1"),
        ("--dropout_rate -0.5", "--dropout_rate -0.5: must be a number, at least 0, below 1"),
        ("--dropout_layer 0 --dropout_rate 0.5", "--dropout_layer 0: --layers is empty"),
        (
            "--layers 9 9 --dropout_layer 3 --dropout_rate 0.5",
            "--dropout_layer 3: --layers has 2 entries, use 0 or 1",
        ),
        ("--layers 9 --dropout_layer 0", "--dropout_layer 0: has no effect without --dropout_rate"),
        ("--noise 1", "--noise 1.0: must be a number, at least 0, below 1"),
        ("--noise_kind mask", "--noise_kind mask: has no effect without --noise"),
        ("--noise_kind rain --noise 0.1", "argument --noise_kind: invalid choice: 'rain'"),
        ("--figures maps", "--figures maps: must be all, stage, none, or of dense reconstruct"),
        ("--figures sparsity", "--figures sparsity: must be all, stage, none, or of dense"),
        ("--figures all tsne", "--figures all tsne: give all alone, or names"),
        ("--depth 3 --layers 9", "--depth 3: clashes with --layers, give one of them"),
        ("--depth 3 --layers", "--depth 3: clashes with --layers, give one of them"),
        ("--depth 0", "--depth 0: must be a whole number from 1 to 50"),
        ("--depth 3 --d_latent 0", "--d_latent 0: must be a whole number from 1"),
        ("--depth 3 --d_latent 1" + 400 * "0", "--d_latent 1000"),
        ("--name a/b", "--name a/b: must be a file name without a folder, not hidden"),
        ("--name ..", "--name ..: must be a file name without a folder, not hidden"),
        ("--name .hidden", "--name .hidden: must be a file name without a folder, not hidden"),
        ("--name=", "--name : must be a file name without a folder, not hidden"),
    ],
)
def test_a_wrong_or_clashing_flag_of_dense_is_one_line(error_line, nothing_heavy, line, message):
    assert error_line(dense.main, line.split(), "dense.py").startswith(message)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "give either a WEIGHTS file or --raw DATASET"),
        ("x.weights.h5 --raw digits", "give either a WEIGHTS file or --raw DATASET"),
        ("--raw digits --tiles decoded", "--tiles decoded: clashes with --raw"),
        ("x.weights.h5 --n_train 100", "--n_train: goes with --raw"),
        ("--raw digits --tiles none", "argument --tiles: invalid choice: 'none'"),
        ("--raw digits --perplexity much", "argument --perplexity: invalid float value: 'much'"),
        ("--raw digits --neighbors 2.5", "argument --neighbors: invalid int value: '2.5'"),
        ("--raw digits --methods", "argument --methods: expected at least one argument"),
        ("--raw digits --neighbor 5", "unrecognized arguments: --neighbor"),
        ("x.weights.h5 y.weights.h5", "unrecognized arguments: y.weights.h5"),
    ],
)
def test_a_wrong_or_clashing_flag_of_embed_is_one_line(error_line, nothing_heavy, line, message):
    assert error_line(embed.main, line.split(), "embed.py").startswith(message)


@pytest.mark.parametrize(
    ("line", "start", "word"),
    [
        ("--methods LDA", "--methods LDA: ", "UMAP"),
        ("--perplexity 0", "--perplexity 0", "number"),
        ("--perplexity nan", "--perplexity nan", "number"),
        ("--neighbors 0", "--neighbors 0: ", "whole number"),
        ("--map_size 0", "--map_size 0: ", "whole number"),
        ("--map_size 1000000", "--map_size 1000000: ", "whole number"),
        ("--seed -1", "--seed -1: ", "whole number"),
    ],
)
def test_a_value_of_embed_that_is_out_of_range_is_one_line(error_line, line, start, word):
    said = error_line(embed.main, ["--raw", "optdigits", *line.split()], "embed.py")
    assert said.startswith(start)
    assert word in said


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_is_there_without_anything_heavy(script):
    result = run_script(["-X", "importtime", script, "--help"])
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(f"usage: {script} ")
    imported = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in result.stderr.splitlines()
    }
    assert "argparse" in imported
    assert not imported & HEAVY


def test_a_wrong_flag_is_one_line_when_a_script_is_run_as_people_run_it():
    said = one_error_line(run_script(["dense.py", "--layers", "0"]), "dense.py")
    assert said == "--layers 0: must be a whole number from 1 to 65,536"


@pytest.mark.parametrize(
    ("name", "flags"), [("data", ["none"]), ("figures", ["none"]), ("demo", ["none", "none"])]
)
def test_an_error_of_a_module_that_is_run_begins_with_how_it_is_run(name, flags):
    run = ["-m", f"latent.{name}"]
    said = one_error_line(run_script([*run, *flags]), f"python -m latent.{name}")
    assert "none" in said
    said = one_error_line(run_script([*run, *flags, "--unknown"]), f"python -m latent.{name}")
    assert said == "unrecognized arguments: --unknown"


def test_every_flag_has_help():
    for build_parser in (dense.build_parser, embed.build_parser):
        for action in build_parser()._actions:
            assert action.help, action.dest


def test_help_is_the_same_whatever_the_terminal(monkeypatch):
    helps = []
    for columns in ("20", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        helps.append(dense.build_parser().format_help())
    assert helps[0] == helps[1]
    assert max(map(len, helps[0].splitlines())) <= 96


def test_the_help_names_the_default_of_every_number():
    text = re.sub(r"\s+", " ", dense.build_parser().format_help())
    for flag, default in (
        ("--d_latent", "16"),
        ("--batch_size", "256"),
        ("--learn_rate", "0.001"),
        ("--epochs", "25"),
        ("--stages", "1"),
        ("--dropout_rate", "0.0"),
        ("--seed", "0"),
    ):
        assert re.search(rf" {flag} [A-Z_]+ [^()]*\(default: {re.escape(default)}\)", text), flag


def guarded(problem):
    @cli.script
    def main(argv=None):
        if problem is not None:
            raise problem

    return main


def test_a_script_that_is_done_gives_status_zero():
    assert guarded(None)([]) == 0


def test_a_user_error_is_one_line_however_it_is_written(capsys):
    with pytest.raises(SystemExit) as end:
        guarded(UserError("first line\n  second line"))([])
    assert end.value.code == 2
    assert capsys.readouterr().err == "test_cli.py: error: first line\\n  second line\n"


def test_too_little_memory_is_one_line_that_says_what_to_try(capsys):
    said = error_line_of(capsys, "test_cli.py", guarded(MemoryError()))
    assert said.startswith("out of memory, try")


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (KeyboardInterrupt(), "stopped, nothing half-written"),
        (KeyboardInterrupt("saved, run it again to go on"), "saved, run it again to go on"),
    ],
)
def test_after_ctrl_c_the_status_is_130_and_one_line_says_how_to_go_on(capsys, problem, words):
    assert guarded(problem)([]) == 130
    assert capsys.readouterr().err == f"test_cli.py: {words}\n"


def test_a_mistake_of_ours_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        guarded(ZeroDivisionError())([])


@pytest.mark.parametrize(
    ("line", "weights", "methods"),
    [
        ("--methods TSNE w.weights.h5", "w.weights.h5", ["TSNE"]),
        ("--methods PCA TSNE a/w.weights.h5", "a/w.weights.h5", ["PCA", "TSNE"]),
        ("w.weights.h5 --methods PCA TSNE", "w.weights.h5", ["PCA", "TSNE"]),
        ("--methods PCA --seed 3 w.weights.h5", "w.weights.h5", ["PCA"]),
        ("--methods PCA LDA", None, ["PCA", "LDA"]),
        ("--raw digits --methods PCA x.h5", None, ["PCA", "x.h5"]),
    ],
)
def test_embed_tells_the_weights_from_the_methods_before_them(line, weights, methods):
    arguments = embed.read_words(line.split())
    assert (arguments.weights, arguments.methods) == (weights, methods)
