"""Packages that only some targets need, asked for before anything slow is done."""

from importlib.metadata import PackageNotFoundError, version

from latent.tools.check import UserError

FIRST_KERAS_WITH_ONNX = (3, 8)


def check_onnx() -> None:
    """Raise UserError unless the packages are there that write ONNX."""
    try:
        version("tf2onnx")
    except PackageNotFoundError as problem:
        raise UserError(
            "--to onnx: the package tf2onnx is needed, pip install tf2onnx"
        ) from problem
    keras = version("keras")
    if tuple(map(int, keras.split(".")[:2])) < FIRST_KERAS_WITH_ONNX:
        raise UserError(f'--to onnx: Keras {keras} is too old, pip install "keras>=3.8"')
