"""Fields of many reports as one Parquet file, typed, a row group per report."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow
from pyarrow import parquet

from ocr_pipeline.exports.field_rows import COLUMNS, Entry

_TYPES = {"string": pyarrow.string(), "integer": pyarrow.int32(), "number": pyarrow.float64()}


def write_parquet(path: Path, tables: Iterable[Iterable[tuple[Entry, ...]]]) -> None:
    """Write the rows of each report in turn; memory holds one report at a time."""
    fields = [
        pyarrow.field(column.name, _TYPES[column.type], metadata={"description": column.meaning}) for column in COLUMNS
    ]
    schema = pyarrow.schema(fields)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in tables:
            entries = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
            arrays = [pyarrow.array(list(e), f.type) for e, f in zip(entries, fields, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
