"""Encoder and decoder as files for Keras and for ONNX, which need nothing of this project."""

import io
from collections.abc import Iterator
from pathlib import Path

from latent.models import Autoencoder
from latent.models.portable import portable_decoder, portable_encoder, save_onnx
from latent.tools.files import replacing

PARTS = {"encoder": portable_encoder, "decoder": portable_decoder}


class _InMemory(io.BytesIO):
    """A file in memory by a name that Keras takes; a full disk would end the process in HDF5."""

    def __str__(self) -> str:
        return "memory.keras"


def write_keras(model: Autoencoder, start: Path) -> Iterator[Path]:
    """Write `START.encoder.keras` and `START.decoder.keras`; gives the path of each once written.

    Raises UserError if a file cannot be written.
    """
    for name, make in PARTS.items():
        path = start.with_name(f"{start.name}.{name}.keras")
        with replacing(path) as part:
            whole = _InMemory()
            make(model).save(whole)
            part.write_bytes(whole.getbuffer())
        yield path


def write_onnx(model: Autoencoder, start: Path) -> Iterator[Path]:
    """Write `START.encoder.onnx` and `START.decoder.onnx`; gives the path of each once written.

    Needs what `latent.export.packages` asks for. Raises UserError if a file cannot be written.
    """
    for name, make in PARTS.items():
        path = start.with_name(f"{start.name}.{name}.onnx")
        with replacing(path) as part:
            save_onnx(make(model), part)
        yield path
