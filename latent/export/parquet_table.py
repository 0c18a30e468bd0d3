"""A Parquet table with the images in it, as Hugging Face and Embedding Atlas take it."""

import json
from pathlib import Path

import numpy as np

from latent.export.mapped_images import MappedImages
from latent.export.pictures import png_of
from latent.tools.files import replacing
from latent.tools.progress import ProgressReport

ENDING = ".parquet"
ROWS_AT_ONCE = 4096


def write_parquet(images: MappedImages, path: Path) -> None:
    """Write a row for each image: number, image, label, label_index, typeface, places, code, ….

    `image` is a PNG as `{bytes, path}`; `code` a list of numbers, of bits 0 and 1; `neighbors` the
    rows of the 8 nearest images as `{ids, distances}`. Raises UserError if the file cannot be
    written.
    """
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    schema = _schema(images)
    with (
        replacing(path) as part,
        part.open("wb") as file,
        ParquetWriter(file, schema) as writer,
        ProgressReport(f"writing {path.name}", len(images)) as report,
    ):
        for start in range(0, len(images), ROWS_AT_ONCE):
            rows = np.arange(start, min(start + ROWS_AT_ONCE, len(images)))
            writer.write_table(pyarrow.table(_columns(images, rows), schema=schema))
            report.advance(len(rows))


def _columns(images: MappedImages, rows: np.ndarray) -> dict:
    import pyarrow

    numbers = images.numbers[rows]
    columns = {
        "number": numbers,
        "image": [
            {"bytes": png_of(image), "path": f"{number}.png"}
            for number, image in zip(numbers, images.pictures[rows], strict=True)
        ],
        "label": images.label_texts[rows],
        "label_index": images.labels[rows],
    }
    if images.typefaces is not None:
        columns["typeface"] = [images.typefaces[row] for row in rows]
    columns |= {name: column[rows] for name, column in images.coordinates().items()}
    if images.codes is not None:
        codes = images.codes[rows]
        flat = pyarrow.array(codes.ravel().astype(np.uint8 if images.has_bits else np.float32))
        columns["code"] = pyarrow.FixedSizeListArray.from_arrays(flat, codes.shape[1])
    if images.neighbors is not None:
        near = zip(*(part[rows].tolist() for part in images.neighbors), strict=True)
        columns["neighbors"] = [{"ids": ids, "distances": each} for ids, each in near]
    return columns


def _schema(images: MappedImages):
    """Return the types of the columns, and what Hugging Face's `datasets` makes of them."""
    import pyarrow

    names = {"number": "int64", "image": "", "label": "string", "label_index": "int32"}
    if images.typefaces is not None:
        names["typeface"] = "string"
    names |= dict.fromkeys(images.coordinates(), "float32")
    types = {name: pyarrow.type_for_alias(kind) for name, kind in names.items() if kind}
    features = {name: {"dtype": kind, "_type": "Value"} for name, kind in names.items()}
    features["image"] = {"_type": "Image"}
    types["image"] = pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])
    if images.codes is not None:
        kind, length = "uint8" if images.has_bits else "float32", images.codes.shape[1]
        number = {"dtype": kind, "_type": "Value"}
        features["code"] = {"feature": number, "length": length, "_type": "Sequence"}
        types["code"] = pyarrow.list_(pyarrow.type_for_alias(kind), length)
    if images.neighbors is not None:
        kinds = {"ids": "int32", "distances": "float32"}
        features["neighbors"] = {
            name: {"feature": {"dtype": kind, "_type": "Value"}, "_type": "Sequence"}
            for name, kind in kinds.items()
        }
        lists = {name: pyarrow.list_(pyarrow.type_for_alias(kind)) for name, kind in kinds.items()}
        types["neighbors"] = pyarrow.struct(list(lists.items()))
    said = json.dumps({"info": {"features": features}})
    return pyarrow.schema([(name, types[name]) for name in features], {"huggingface": said})
