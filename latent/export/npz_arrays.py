"""One file of numpy arrays, opened with `numpy.load` and nothing else."""

import zipfile
from pathlib import Path

import numpy as np

from latent.export.mapped_images import MappedImages
from latent.tools.files import replacing
from latent.tools.progress import ProgressReport

ENDING = ".npz"


def write_npz(images: MappedImages, path: Path) -> None:
    """Write the arrays of `arrays_of`; raises UserError if the file cannot be written."""
    arrays = arrays_of(images)
    with (
        replacing(path) as part,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive,
        ProgressReport(f"writing {path.name}", sum(map(np.size, arrays.values()))) as report,
    ):
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy")  # the time would make equal exports different
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, array, allow_pickle=False)
            report.advance(array.size)


def arrays_of(images: MappedImages) -> dict[str, np.ndarray]:
    """Return all that is known of the images, by name.

    `images` uint8 (n, h, w[, 3]); `labels` int32 (n,), indices into `label_names`, text;
    `numbers` int64 (n,); `positions` float32 (n, 2), or of several maps `positions_PCA`, …;
    of codes `codes`, float32 (n, d) or bits uint8 (n, d); of typefaces `typefaces`, text (n,).
    """
    arrays = {
        "images": images.images,
        "labels": images.labels,
        "label_names": np.array(images.label_names, str),
        "numbers": images.numbers,
    }
    is_one = len(images.positions) == 1
    arrays |= {
        "positions" if is_one else f"positions_{name}": places
        for name, places in images.positions.items()
    }
    if images.has_bits:
        arrays["codes"] = images.codes.unpack()
    elif images.codes is not None:
        arrays["codes"] = np.asarray(images.codes)
    if images.typefaces is not None:
        arrays["typefaces"] = np.array(images.typefaces, str)
    return arrays
