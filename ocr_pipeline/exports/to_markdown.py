"""The whole report as Markdown (CommonMark with GitHub tables); tables with merged cells as HTML tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from ocr_pipeline.exports.form import Form, FormCell, Role
from ocr_pipeline.exports.reading_order import (
    Heading,
    Item,
    Paragraph,
    PlainCell,
    PlainTable,
    UnreadTable,
    in_reading_order,
)
from ocr_pipeline.exports.shown_value import shown
from ocr_pipeline.model.bound import Address, Value, ValueState
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.schema.types import ReportSchema

_INLINE = re.compile(r"([\\`*_{}\[\]|~!])")
_LINE_START = re.compile(r"^([#>+=-]|\d{1,9}[.)])")


def markdown_bytes(report: CheckedReport, schema: ReportSchema) -> bytes:
    """The report in reading order as UTF-8 Markdown."""
    values = {cell.address: cell.value for cell in report.cells}
    parts = [_item(item, values) for item in in_reading_order(report, schema)]
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


def plain_text(text: str) -> str:
    """Text that Markdown shows as it is: nothing in it becomes markup, a list or HTML."""
    line = " ".join(text.split())
    safe = _INLINE.sub(r"\\\1", escape(line, quote=False))
    return _LINE_START.sub(lambda match: match.group(1)[:-1] + "\\" + match.group(1)[-1], safe)


def _item(item: Item, values: Mapping[Address, Value]) -> str:
    if isinstance(item, Heading):
        return f"{'#' * item.level} {plain_text(item.text)}"
    if isinstance(item, Paragraph):
        return plain_text(item.text)
    if isinstance(item, Form):
        return _form(item, values)
    if isinstance(item, UnreadTable):
        return "\n>\n".join(f"> {plain_text(text)}" for text in (item.finding.message_zh, item.finding.message))
    spans = any(cell.row_span > 1 or cell.column_span > 1 for cell in item.cells)
    return _html_table(item) if spans else _pipe_table(item)


def _form(form: Form, values: Mapping[Address, Value]) -> str:
    lines = [f'<table data-table="{escape(form.table)}" data-edition="{escape(form.edition)}">']
    for line in form.lines():
        lines.append("<tr>" + "".join(_form_cell(cell, values) for cell in line) + "</tr>")
    return "\n".join([*lines, "</table>"])


def _form_cell(cell: FormCell, values: Mapping[Address, Value]) -> str:
    span = _span(cell.row_span, cell.column_span)
    if cell.role is not Role.VALUE or cell.address is None:
        return f"<th{span}>{escape(cell.text)}</th>"
    value = values[cell.address]
    state = "" if value.state is ValueState.NUMBER else f' data-state="{value.state.value}"'
    return f"<td{span}{state}>{escape(shown(value))}</td>"


def _html_table(table: PlainTable) -> str:
    rows: dict[int, list[PlainCell]] = {row: [] for row in range(table.rows)}
    for cell in table.cells:
        rows[cell.row].append(cell)
    body = ["<tr>" + "".join(_plain_cell(cell) for cell in rows[row]) + "</tr>" for row in range(table.rows)]
    return "\n".join(["<table>", *body, "</table>"])


def _plain_cell(cell: PlainCell) -> str:
    return f"<td{_span(cell.row_span, cell.column_span)}>{escape(' '.join(cell.text.split()))}</td>"


def _span(rows: int, columns: int) -> str:
    across = f' colspan="{columns}"' if columns > 1 else ""
    return across + (f' rowspan="{rows}"' if rows > 1 else "")


def _pipe_table(table: PlainTable) -> str:
    return "\n".join(_pipe_lines(table))


def _pipe_lines(table: PlainTable) -> Iterator[str]:
    for row in range(table.rows):
        texts = [plain_text(cell.text) for cell in table.cells if cell.row == row]
        yield "| " + " | ".join(texts) + " |"
        if row == 0:
            yield "|" + " --- |" * table.columns
