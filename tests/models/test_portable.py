"""Networks that plain Keras loads, in a process that cannot import this project."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from latent.data.alphabet_grid import AlphabetGrid
from latent.export.networks import write_keras
from latent.models.portable import portable_decoder, portable_encoder, save_onnx
from latent.settings import ConvSettings, DenseSettings, SparseSettings, VaeSettings
from tests.helpers.models import model_of, random_images
from tests.helpers.scripts import script_environment

# What a network of its own layers gives and ours may differ by, of codes of about 1.
TOLERANCE = 1e-5
DENSE = DenseSettings(layers=(20,), d_latent=4)
# A kind of model, and the shape of its images.
MODELS = {
    "dense": (
        replace(
            DENSE,
            pca_dims=10,
            whiten=True,
            noise=0.2,
            dropout_rate=0.5,
            batch_norm=True,
            output_activation="linear",
        ),
        (28, 28),
    ),
    "sparse": (SparseSettings(layers=(20,), d_latent=40, binary_input=True), (9, 12)),
    "vae": (VaeSettings(layers=(20,), d_latent=4, whiten=True), (12, 9, 3)),
    "conv": (
        ConvSettings(filters=(4, 4), d_latent=4, batch_norm=True, residual=True, downsample="pool"),
        (14, 14, 3),
    ),
    "whole typefaces": (
        VaeSettings(
            dataset="typefaces", unit="typeface", charset="gaRQ2", layers=(20,), d_latent=4
        ),
        AlphabetGrid("2QRag").shape,
    ),
    "repeat": (ConvSettings(filters=(4, 4), kernel=5, d_latent=4, upsampling="repeat"), (14, 14)),
}
OPEN_AND_RUN = """
import pathlib, sys
import numpy as np

try:
    import latent
except ImportError:
    pass
else:
    sys.exit("the project can be imported")
import keras

for path in pathlib.Path().glob("*.npz"):
    given = np.load(path)
    name = path.stem
    encoder = keras.models.load_model(f"{name}.encoder.keras")
    decoder = keras.models.load_model(f"{name}.decoder.keras")
    outputs = encoder(given["images"] / np.float32(255))
    several = outputs if isinstance(outputs, list) else [outputs]
    np.savez(f"{name}.out", *map(np.asarray, [decoder(given["codes"]), *several]))
"""


@pytest.fixture(scope="module")
def models():
    return {
        name: (model_of(settings, random_images(shape)), random_images(shape))
        for name, (settings, shape) in MODELS.items()
    }


def expected_of(model, images):
    """Return the codes and the decoded images of our own model."""
    if model.settings.binary_input:
        images = np.where(images >= 128, np.uint8(255), np.uint8(0))
    codes = model.encode(images)
    return codes, model.decode(codes)


def test_plain_keras_loads_every_kind_without_the_project_and_gives_the_same(models, tmp_path):
    for name, (model, images) in models.items():
        written = list(write_keras(model, tmp_path / name))
        assert [path.name for path in written] == [f"{name}.encoder.keras", f"{name}.decoder.keras"]
        codes, _ = expected_of(model, images)
        np.savez(tmp_path / name, images=images, codes=codes)
    environment = script_environment(KERAS_BACKEND="tensorflow")
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, "-c", OPEN_AND_RUN]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, timeout=300)
    for name, (model, images) in models.items():
        codes, decoded = expected_of(model, images)
        with np.load(tmp_path / f"{name}.out.npz") as outputs:
            found = [outputs[key] for key in outputs.files]
        np.testing.assert_allclose(found[0], decoded, atol=TOLERANCE, err_msg=name)
        np.testing.assert_allclose(found[1], codes, atol=TOLERANCE, rtol=TOLERANCE, err_msg=name)
        assert len(found) == (3 if model.settings.model == "vae" else 2)
    assert set(np.unique(expected_of(*models["sparse"])[0])) == {0, 1}


def test_the_encoder_of_a_variational_model_gives_the_log_variance_second(models):
    model, images = models["vae"]
    _, log_variance = portable_encoder(model)(images / np.float32(255))
    expected = model.encode_posterior(images)[1]
    np.testing.assert_allclose(log_variance, expected, atol=TOLERANCE, rtol=TOLERANCE)


def test_the_copies_leave_the_model_as_it_is(models):
    model, images = models["dense"]
    before = model.encode(images)
    encoder = portable_encoder(model)
    encoder.set_weights([0 * weight for weight in encoder.get_weights()])
    np.testing.assert_array_equal(model.encode(images), before)


@pytest.mark.parametrize("name", MODELS)
def test_onnx_gives_the_same(models, tmp_path, name):
    pytest.importorskip("tf2onnx")
    runtime = pytest.importorskip("onnxruntime")
    model, images = models[name]
    codes, decoded = expected_of(model, images)
    given = {"encoder": images / np.float32(255), "decoder": codes}
    wanted = {"encoder": codes, "decoder": decoded}
    for part, make in (("encoder", portable_encoder), ("decoder", portable_decoder)):
        path = tmp_path / f"{part}.onnx"
        save_onnx(make(model), path)
        session = runtime.InferenceSession(path)
        (entry,) = session.get_inputs()
        found = session.run(None, {entry.name: given[part]})[0]
        np.testing.assert_allclose(found, wanted[part], atol=TOLERANCE, rtol=TOLERANCE)
