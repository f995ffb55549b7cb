"""The files of a document's folder, all made from the same report."""

from __future__ import annotations

from pathlib import Path

from ocr_pipeline.exports.field_rows import field_rows
from ocr_pipeline.exports.page_pictures import preview
from ocr_pipeline.exports.to_csv import csv_bytes
from ocr_pipeline.exports.to_html import html_bytes
from ocr_pipeline.exports.to_json import json_bytes
from ocr_pipeline.exports.to_markdown import markdown_bytes
from ocr_pipeline.exports.to_xlsx import xlsx_bytes
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.schema.types import ReportSchema


def write_bundle(folder: Path, document: str, *, report: CheckedReport, schema: ReportSchema, plain: Plain) -> None:
    """Write everything but the page pictures, which must already be in ``folder/pages``.

    ``document`` is the name that the folder will have; ``plain`` is the content of ``report.json``.
    """
    pictures = [
        (int(path.stem.removeprefix("page-")) - 1, path) for path in sorted((folder / "pages").glob("page-*.*"))
    ]
    previews = [preview(index, path) for index, path in pictures]
    (folder / "report.json").write_bytes(json_bytes(plain))
    (folder / "report.md").write_bytes(markdown_bytes(report, schema))
    (folder / "report.html").write_bytes(html_bytes(report, schema, previews))
    (folder / "tables.xlsx").write_bytes(xlsx_bytes(report, schema))
    (folder / "cells.csv").write_bytes(csv_bytes(field_rows(document, report, schema)))
