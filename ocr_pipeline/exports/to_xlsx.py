"""A report as a workbook: a sheet per statutory table, one of findings, one per other table."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from ocr_pipeline.exports.evidence import field_evidence
from ocr_pipeline.exports.form import printed_forms
from ocr_pipeline.exports.form_sheet import BORDER, CENTER, HEAD_FILL, Noted, lay_form, lay_head, lay_legend
from ocr_pipeline.exports.reading_order import PlainTable, in_reading_order
from ocr_pipeline.exports.sheet_cells import (
    Span,
    cell_at,
    height_of,
    lines_needed,
    merge,
    print_on_one_width,
    put_printed,
    put_text,
    sheet_title,
    text_width,
    width_of,
    workbook_bytes,
)
from ocr_pipeline.exports.wording import Wording, load_wording
from ocr_pipeline.model.report import CheckedReport, Finding
from ocr_pipeline.schema.types import ReportSchema

_FINDING_COLUMNS = ("severity", "code", "cause", "message_zh", "message", "cells", "says", "left", "right", "page")
NARROWEST, WIDEST = 8.0, 44.0
"""Widths of the columns of other tables, in characters."""
_WIDE = ("message", "message_zh", "cells", "says")


def xlsx_bytes(report: CheckedReport, schema: ReportSchema) -> bytes:
    """The workbook of a report; equal reports give equal bytes."""
    words = load_wording()
    book = Workbook()
    book.remove(book.worksheets[0])
    evidence = field_evidence(report, schema, words)
    noted = {cell.address: Noted(cell, evidence[cell.address]) for cell in report.cells}
    for form in printed_forms(report, schema):
        sheet = book.create_sheet(sheet_title(book, form.title))
        name = f"{form.title}  {words('word', 'edition')} {form.edition}"
        lay_head(sheet, report.identity.title or report.source, name, form.columns)
        lay_form(sheet, form, noted)
        lay_legend(sheet, form, words)
    _findings(book.create_sheet(sheet_title(book, words("word", "findings").zh)), report, words)
    others = [item for item in in_reading_order(report, schema) if isinstance(item, PlainTable)]
    name = words("word", "other_table" if schema.tables else "table").zh
    for number, table in enumerate(others, 1):
        _plain(book.create_sheet(sheet_title(book, f"{name} {number}")), table)
    return workbook_bytes(book)


def _findings(sheet: Worksheet, report: CheckedReport, words: Wording) -> None:
    for column, name in enumerate(_FINDING_COLUMNS, 1):
        head = cell_at(sheet, 1, column)
        put_text(head, str(words("word", name)))
        head.font, head.fill, head.alignment = Font(bold=True), HEAD_FILL, CENTER
        width_of(sheet, column, _width(name))
    for row, finding in enumerate(report.findings, 2):
        entries = _finding_entries(finding, words)
        columns = zip(entries, _FINDING_COLUMNS, strict=True)
        height_of(sheet, row, max(lines_needed(entry, _width(name)) for entry, name in columns))
        for column, entry in enumerate(entries, 1):
            cell = cell_at(sheet, row, column)
            put_text(cell, entry)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
    print_on_one_width(sheet)


def _width(name: str) -> float:
    return 46 if name in _WIDE else 21 if name == "code" else 14


def _finding_entries(finding: Finding, words: Wording) -> tuple[str, ...]:
    left, right = ("" if side is None else format(side, "f") for side in (finding.left, finding.right))
    return (
        str(words("severity", finding.severity.value)),
        finding.code,
        str(words("cause", finding.cause.value)),
        finding.message_zh,
        finding.message,
        "\n".join(str(address) for address in finding.cells),
        finding.says,
        left,
        right,
        "" if finding.place is None else str(finding.place.page_index + 1),
    )


def _plain(sheet: Worksheet, table: PlainTable) -> None:
    for place in table.cells:
        cell = cell_at(sheet, 1 + place.row, 1 + place.column)
        put_printed(cell, place.text)
        cell.alignment = CENTER
        merge(sheet, Span(1 + place.row, 1 + place.column, place.row_span, place.column_span), BORDER)
    widths = _plain_widths(table)
    for column, width in enumerate(widths, 1):
        width_of(sheet, column, width)
    for row in range(table.rows):
        own = [place for place in table.cells if place.row == row and place.row_span == 1]
        spans = [sum(widths[place.column : place.column + place.column_span]) for place in own]
        lines = (lines_needed(place.text, width) for place, width in zip(own, spans, strict=True))
        height_of(sheet, 1 + row, max(lines, default=1))
    print_on_one_width(sheet)


def _plain_widths(table: PlainTable) -> list[float]:
    """Room for the longest text of each column; long ones are broken into lines."""
    widths = [NARROWEST] * table.columns
    for place in table.cells:
        if place.column_span == 1:
            long = max((text_width(line) for line in place.text.split("\n")), default=0)
            widths[place.column] = min(WIDEST, max(widths[place.column], 2.0 + long))
    return widths
