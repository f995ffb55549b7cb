"""Many reports as a Data Package (version 1 descriptor): three tables with typed fields and keys."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from ocr_pipeline.exports.field_rows import COLUMNS, Entry
from ocr_pipeline.exports.to_json import json_bytes
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.model.report import CheckedReport

DOCUMENT_FIELDS = (
    ("document", "string"), ("source", "string"), ("sha256", "string"), ("status", "string"), ("title", "string"),
    ("organisation", "string"), ("year", "integer"), ("pages", "integer"),
)  # fmt: skip
FINDING_FIELDS = (
    ("document", "string"), ("code", "string"), ("severity", "string"), ("cause", "string"), ("cells", "string"),
    ("says", "string"), ("left", "number"), ("right", "number"), ("message", "string"), ("message_zh", "string"),
)  # fmt: skip
CELL_FIELDS = tuple((column.name, column.type) for column in COLUMNS)

Row = Iterable[Entry]
Part = tuple[Row, Iterable[Row], Iterable[Row]]
"""Of one report: its row, its cells, its findings."""


def document_row(document: str, report: CheckedReport) -> Row:
    """A report's row in ``documents.csv``."""
    identity = report.identity
    named = (document, report.source, report.document_id, report.status.value)
    return (*named, identity.title, identity.organisation, identity.year, len(report.pages))


def finding_rows(document: str, report: CheckedReport) -> Iterable[Row]:
    """A report's rows in ``findings.csv``."""
    for finding in report.findings:
        sides = (None if side is None else format(side, "f") for side in (finding.left, finding.right))
        cells = " ".join(str(address) for address in finding.cells)
        kinds = (finding.code, finding.severity.value, finding.cause.value, cells, finding.says)
        yield (document, *kinds, *sides, finding.message, finding.message_zh)


def write_datapackage(folder: Path, parts: Iterable[Part]) -> None:
    """Write ``datapackage.json`` and its three CSV files, exact and unescaped: a format for programs."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / "documents.csv").open("w", encoding="utf-8", newline="") as documents,
        (folder / "cells.csv").open("w", encoding="utf-8", newline="") as cells,
        (folder / "findings.csv").open("w", encoding="utf-8", newline="") as findings,
    ):
        writers = [csv.writer(stream, lineterminator="\r\n") for stream in (documents, cells, findings)]
        for writer, fields in zip(writers, (DOCUMENT_FIELDS, CELL_FIELDS, FINDING_FIELDS), strict=True):
            writer.writerow([name for name, _ in fields])
        for row, cell_rows, found in parts:
            writers[0].writerow(row)
            writers[1].writerows(cell_rows)
            writers[2].writerows(found)
    (folder / "datapackage.json").write_bytes(json_bytes(_descriptor()))


def _descriptor() -> Plain:
    meanings = {column.name: column.meaning for column in COLUMNS}
    return {
        "profile": "tabular-data-package",
        "name": "reports",
        "title": "Fields of scanned statutory reports",
        "resources": [
            _resource("documents", DOCUMENT_FIELDS, {}, ["document"]),
            _resource("cells", CELL_FIELDS, meanings, ["document", "table", "row", "column"]),
            _resource("findings", FINDING_FIELDS, {}, []),
        ],
    }


def _resource(name: str, fields: Iterable[tuple[str, str]], meanings: dict[str, str], key: list[str]) -> Plain:
    described = [
        {"name": field, "type": kind, **({"description": meanings[field]} if field in meanings else {})}
        for field, kind in fields
    ]
    schema: dict[str, Plain] = {"fields": described, "missingValues": [""]}
    if key:
        schema["primaryKey"] = key
    if name != "documents":
        reference = {"resource": "documents", "fields": "document"}
        schema["foreignKeys"] = [{"fields": "document", "reference": reference}]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }
