"""A table of text, a row for each image, for spreadsheets and any language."""

from pathlib import Path

import numpy as np

from latent.export.mapped_images import MappedImages
from latent.tools.files import replacing
from latent.tools.progress import ProgressReport

ENDING = ".csv"
ROWS_AT_ONCE = 2048


def write_csv(images: MappedImages, path: Path) -> None:
    """Write number, label, typeface (if there are any), the places, then code_0, code_1, ….

    Raises UserError if the file cannot be written.
    """
    import pyarrow
    from pyarrow.csv import WriteOptions
    from pyarrow.csv import write_csv as write_table

    columns = {"number": images.numbers, "label": images.label_texts}
    if images.typefaces is not None:
        columns["typeface"] = np.array(images.typefaces, object)
    columns |= images.coordinates()
    with (
        replacing(path) as part,
        part.open("wb") as file,
        ProgressReport(f"writing {path.name}", len(images)) as report,
    ):
        for start in range(0, len(images), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            arrays = {name: pyarrow.array(column[rows]) for name, column in columns.items()}
            if images.codes is not None:
                codes = images.codes[rows].astype(np.uint8 if images.has_bits else np.float32)
                transposed = np.ascontiguousarray(codes.T)
                arrays |= {f"code_{k}": pyarrow.array(each) for k, each in enumerate(transposed)}
            options = WriteOptions(include_header=start == 0, quoting_style="needed")
            write_table(pyarrow.table(arrays), file, options)
            report.advance(len(arrays["number"]))
