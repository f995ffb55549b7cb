"""The export formats by name: what each writes for a whole results folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ocr_pipeline.exports.field_rows import field_rows
from ocr_pipeline.exports.page_pictures import preview
from ocr_pipeline.exports.to_alto import alto_bytes
from ocr_pipeline.exports.to_csv import csv_bytes
from ocr_pipeline.exports.to_datapackage import Part, document_row, finding_rows, write_datapackage
from ocr_pipeline.exports.to_hocr import hocr_bytes
from ocr_pipeline.exports.to_html import html_bytes
from ocr_pipeline.exports.to_labels import labels, write_labels
from ocr_pipeline.exports.to_markdown import markdown_bytes
from ocr_pipeline.exports.to_page import page_files
from ocr_pipeline.exports.to_parquet import write_parquet
from ocr_pipeline.exports.to_pdf import pdf_bytes
from ocr_pipeline.exports.to_workbook import write_workbook
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.schema.types import ReportSchema


@dataclass(frozen=True, slots=True)
class Exportable:
    """A finished document: its folder's name, the report, its published data, pictures by page index, when made."""

    document: str
    report: CheckedReport
    schema: ReportSchema
    plain: Plain
    pictures: dict[int, Path]
    made: datetime


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the name of the file or folder it makes, whether it needs what was seen, and how it is written."""

    target: str
    needs_pages: bool
    write: Callable[[Path, Iterable[Exportable]], None]


def _each(suffix: str, content: Callable[[Exportable], bytes]) -> Callable[[Path, Iterable[Exportable]], None]:
    """A file per document inside a folder."""

    def write(folder: Path, items: Iterable[Exportable]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for item in items:
            (folder / f"{item.document}.{suffix}").write_bytes(content(item))

    return write


def _json(path: Path, items: Iterable[Exportable]) -> None:
    """All reports in one array, written one by one."""
    with path.open("w", encoding="utf-8", errors="replace") as stream:
        stream.write('{"format": "ocr-pipeline/reports", "version": 1, "reports": [\n')
        for index, item in enumerate(items):
            stream.write((",\n" if index else "") + json.dumps(item.plain, ensure_ascii=False, allow_nan=False))
        stream.write("\n]}\n")


def _csv(path: Path, items: Iterable[Exportable]) -> None:
    path.write_bytes(csv_bytes(row for item in items for row in field_rows(item.document, item.report, item.schema)))


def _parquet(path: Path, items: Iterable[Exportable]) -> None:
    write_parquet(path, (field_rows(item.document, item.report, item.schema) for item in items))


def _parts(items: Iterable[Exportable]) -> Iterator[Part]:
    for item in items:
        cells = field_rows(item.document, item.report, item.schema)
        yield document_row(item.document, item.report), cells, finding_rows(item.document, item.report)


def _datapackage(folder: Path, items: Iterable[Exportable]) -> None:
    write_datapackage(folder, _parts(items))


def _xlsx(path: Path, items: Iterable[Exportable]) -> None:
    write_workbook(path, _parts(items))


def _page(folder: Path, items: Iterable[Exportable]) -> None:
    for item in items:
        inside = folder / item.document
        inside.mkdir(parents=True, exist_ok=True)
        for name, content in page_files(item.report, item.made):
            (inside / name).write_bytes(content)


def _labels(folder: Path, items: Iterable[Exportable]) -> None:
    write_labels(folder, (label for item in items for label in labels(item.document, item.report, item.pictures)))


def _html(item: Exportable) -> bytes:
    previews = [preview(index, path) for index, path in sorted(item.pictures.items())]
    return html_bytes(item.report, item.schema, previews)


FORMATS = {
    "json": Format("reports.json", False, _json),
    "csv": Format("cells.csv", False, _csv),
    "xlsx": Format("reports.xlsx", False, _xlsx),
    "parquet": Format("cells.parquet", False, _parquet),
    "datapackage": Format("datapackage", False, _datapackage),
    "labels": Format("labels", False, _labels),
    "markdown": Format("markdown", False, _each("md", lambda item: markdown_bytes(item.report, item.schema))),
    "html": Format("html", False, _each("html", _html)),
    "hocr": Format("hocr", True, _each("hocr.html", lambda item: hocr_bytes(item.report))),
    "alto": Format("alto", True, _each("alto.xml", lambda item: alto_bytes(item.report))),
    "page": Format("page", True, _page),
    "pdf": Format("pdf", True, _each("pdf", lambda item: pdf_bytes(item.report, item.pictures))),
}
