import hashlib
import json
import os
import signal

import numpy as np
import pytest

from latent.models.penalties import mean_over_batch
from latent.settings import DenseSettings
from latent.tools.check import UserError
from latent.tools.quiet_tensorflow import tf
from latent.tools.tf_config import Cluster
from latent.training.distribution import Distribution, make_distribution
from latent.training.weights_file import load_weights
from tests.helpers.scripts import check_error_line, load_script, run_script
from tests.helpers.two_workers import Nursery

dense = load_script("dense")

SMALL = "--dataset optdigits --n_train 200 --batch_size 25 --layers 12 --d_latent 4 --no_plot"
SMALL = [*SMALL.split(), "--figures", "none", "--name", "small"]
# What rounding alone makes of 24 steps of Adam that move weights by 0.012 and more.
TOLERANCE = 3e-5


@pytest.fixture(scope="module")
def mirrored():
    result = run_script(["tests/helpers/mirrored_runs.py"])
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def nursery(tmp_path):
    nursery = Nursery(tmp_path)
    yield nursery
    nursery.close()


def weights_in(path):
    return [weight.numpy() for weight in load_weights(path).model.network.weights]


@pytest.mark.parametrize(
    "kind",
    [
        "dense",
        "vae",
        "sparse kl",
        "conv",
        "conv with noise",
        "dense with noise",
        "dense with dropout",
        "dense with batch norm",
        "dense with linear pixels",
        "vae with noise and dropout",
    ],
)
def test_two_devices_give_the_weights_of_one_but_for_rounding(mirrored, kind):
    result = mirrored[kind]
    assert mirrored["replicas"] == [1, 2]
    assert mirrored["words"] == "training on 2 devices: CPU:0 CPU:1"
    # Normalisation keeps variances among its weights: they move by whole units, not hundredths.
    tolerance = 10 * TOLERANCE if kind == "dense with batch norm" else TOLERANCE
    assert result["moved"] > 100 * tolerance
    assert result["difference"] < tolerance
    for name in ("train_loss", "test_mse"):
        one, two = result[name]
        assert two == pytest.approx(one, rel=1e-4)


def test_the_same_number_of_replicas_gives_the_same_weights_again(mirrored):
    assert mirrored["repeats"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks its workers")
def test_two_workers_train_one_model_stop_together_and_outlive_a_kill(nursery, tmp_path):
    chief, other, alone = (tmp_path / name for name in ("chief", "other", "alone"))
    flags = [*SMALL, "--epochs", 3]
    with nursery.run([[*flags, "--out", chief], [*flags, "--out", other]]) as both:
        (status, said, _), (other_status, other_said, _) = (worker.end() for worker in both)
    assert (status, other_status) == (0, 0)
    assert "training on 2 workers" in said
    assert "3 epochs at" in said.splitlines()[-1]
    assert "which writes the files and prints the results" in other_said
    assert not other.exists()

    assert dense.main([*map(str, flags), "--out", str(alone)]) == 0
    ours, single = (weights_in(folder / "small.weights.h5") for folder in (chief, alone))
    for one, two in zip(ours, single, strict=True):
        assert np.abs(one - two).max() < TOLERANCE

    # A long run on top: Ctrl-C on one of them stops both, saved.
    path = chief / "small.weights.h5"
    long = [*SMALL, "--epochs", 5000]
    with nursery.run([[*long, "--out", chief], [*long, "--out", other]]) as both:
        before = path.stat().st_mtime_ns
        both[0].wait_for(lambda: path.stat().st_mtime_ns != before)
        both[1].signal(signal.SIGINT)
        (status, out, said), (other_status, _, other_said) = (worker.end() for worker in both)
    assert (status, other_status) == (130, 130), said
    assert f"going on from {path}, epoch 3 of 5003" in out
    assert "the same command goes on from there" in said.splitlines()[-1]
    assert "saved in the chief" in other_said.splitlines()[-1]
    stopped_at = load_weights(path).record.epoch
    assert stopped_at > 3

    # The same command goes on, and one of them is killed.
    with nursery.run([[*long, "--out", chief], [*long, "--out", other]]) as both:
        before = path.stat().st_mtime_ns
        both[0].wait_for(lambda: path.stat().st_mtime_ns != before)
        both[1].signal(signal.SIGKILL)
        status, out, said = both[0].end()
    assert status == 2
    assert f"going on from {path}, epoch {stopped_at} of 5003" in out
    line = check_error_line(said.splitlines()[-1], "dense.py")
    assert "worker 1 (127.0.0.1:" in line
    assert "does not answer any more" in line
    assert "start the same command on all machines again" in line
    assert "Traceback" not in said
    assert load_weights(path).record.epoch > stopped_at
    assert not other.exists()


@pytest.mark.parametrize("number", [0, 1])
def test_a_worker_with_other_flags_than_the_chief_is_named_by_all(number, monkeypatch):
    addresses = ("host1:2222", "host2:2222")
    cluster = Cluster((("worker", 0), ("worker", 1)), addresses, number)
    workers = Distribution(make_distribution().strategy, cluster)
    theirs = list(hashlib.sha256(b"theirs").digest())

    def added(digests):
        digests = digests.copy()
        digests[1 - number] = theirs
        return digests

    monkeypatch.setattr(workers, "_added", added)
    with pytest.raises(UserError, match=r"worker 1 \(host2:2222\): has other settings than worke"):
        workers.check_same("settings", b"mine")
    workers.check_same("settings", b"theirs")


def test_one_device_is_a_whole_distribution():
    one = make_distribution()
    assert (one.n_replicas, one.n_workers, one.is_chief, one.words) == (1, 1, True, "")
    assert one.share(b"content") == b"content"
    assert one.any_worker(True)
    assert not one.any_worker(False)
    one.check_same("images", b"any")
    rows = tf.constant([[1.0, 2.0], [3.0, 6.0]])
    assert one.own_rows(rows, 2) is rows
    assert mean_over_batch(rows).numpy().tolist() == [2.0, 4.0]


def test_a_batch_smaller_than_the_replicas_is_refused():
    class Three:
        num_replicas_in_sync = 3

    with pytest.raises(UserError, match="--batch_size 2: is split over 3 replicas, must be at le"):
        Distribution(Three()).check_batch_size(2)


def test_mirrored_without_several_devices_says_what_to_do():
    with pytest.raises(UserError, match="needs at least 2 devices, TensorFlow sees 0 GPUs"):
        make_distribution("mirrored")


def test_devices_that_are_not_there_are_named():
    with pytest.raises(UserError, match="--devices GPU:0: must be one of CPU:0"):
        make_distribution("mirrored", ("GPU:0", "GPU:1"))


def test_the_loss_of_a_worker_is_only_reported_where_there_are_workers():
    lost = tf.errors.UnavailableError(None, None, "gone")
    with pytest.raises(tf.errors.UnavailableError), make_distribution().reporting_lost_workers(""):
        raise lost


def test_workers_part_together_and_one_that_has_ended_by_then_is_not_missed(monkeypatch):
    one, asked = make_distribution(), []

    def ask(answer):
        asked.append(answer)
        raise tf.errors.UnavailableError(None, None, "gone")

    monkeypatch.setattr(one, "any_worker", ask)
    one.part()
    assert asked == [False]


def test_settings_do_not_say_how_a_run_is_distributed():
    assert "distribute" not in DenseSettings().to_dict()
