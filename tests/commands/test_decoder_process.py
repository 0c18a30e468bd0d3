import os
import signal

import numpy as np
import pytest

from latent.commands.decoder_process import DecoderProcess
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.settings import DenseSettings
from latent.tools.check import UserError
from latent.tools.files import sha256
from latent.training.loop import TrainingRecord
from latent.training.weights_file import save_weights
from latent.windows.explorer.decoding import DecoderLost
from tests.helpers.scripts import run_script


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    images = np.random.default_rng(0).integers(0, 256, (20, 28, 28), dtype=np.uint8)
    model = build(DenseSettings(d_latent=3, epochs=1), fit_preprocessing(images))
    path = tmp_path_factory.mktemp("results") / "a.weights.h5"
    save_weights(path, model, TrainingRecord(1), [np.zeros(1, np.float32)])
    return path, model


def test_another_process_decodes_and_encodes_as_the_model_does_until_it_ends(saved):
    path, model = saved
    process = DecoderProcess(path)
    assert process.wait_until_ready() == 3
    codes = np.random.default_rng(1).normal(size=(5, 3)).astype(np.float32)
    np.testing.assert_allclose(process.decode(codes), model.decode(codes), atol=1e-6)
    images = np.random.default_rng(2).integers(0, 256, (5, 28, 28), dtype=np.uint8)
    np.testing.assert_allclose(process.encode(images), model.encode(images), atol=1e-5)
    os.kill(process.process_id, signal.SIGKILL)
    for _ in range(2):
        with pytest.raises(DecoderLost, match="has ended: open the window again"):
            process.decode(codes)
    process.start_again()
    assert process.wait_until_ready() == 3
    np.testing.assert_allclose(process.decode(codes), model.decode(codes), atol=1e-6)


def test_weights_that_changed_since_the_map_was_made_are_not_decoded_with(saved):
    path, _ = saved
    assert DecoderProcess(path, sha256(path)).wait_until_ready() == 3
    with pytest.raises(UserError, match="was changed since the map was made"):
        DecoderProcess(path, "ab" * 32).wait_until_ready()


def test_a_window_that_closes_before_the_decoder_is_ready_leaves_no_words(saved):
    code = f"""
import multiprocessing
from pathlib import Path
from latent.commands.decoder_process import DecoderProcess
process = DecoderProcess(Path({str(saved[0])!r}))
process._connection.close()
for child in multiprocessing.active_children():
    child.join(500)
    print(child.exitcode)
"""
    result = run_script(["-c", code])
    assert result.stdout == "0\n"
    assert result.stderr == ""


def test_weights_that_are_not_ours_are_a_problem_in_words(tmp_path):
    path = tmp_path / "a.weights.h5"
    path.write_bytes(b"no weights")
    with pytest.raises(UserError, match=r"a\.weights\.h5 is not a weights file of ours"):
        DecoderProcess(path).wait_until_ready()
