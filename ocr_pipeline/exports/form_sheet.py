"""A statutory form on a sheet: merged headers as printed, values coloured by trust, evidence in notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from ocr_pipeline.exports.form import Form, FormCell, Role
from ocr_pipeline.exports.sheet_cells import (
    Span,
    cell_at,
    height_of,
    lines_needed,
    merge,
    print_on_one_width,
    put_text,
    put_value,
    width_of,
)
from ocr_pipeline.exports.trust import Trust, trust
from ocr_pipeline.exports.wording import Wording
from ocr_pipeline.model.bound import Address
from ocr_pipeline.model.report import CheckedCell

TOP = 3
"""Row where a form begins, below title and form name."""
THIN = Side(style="thin", color="808080")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD_FILL = PatternFill("solid", fgColor="E8EEF5")
CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
_FILLS = {
    Trust.SETTLED: PatternFill("solid", fgColor="D6E6F7"),
    Trust.REVIEW: PatternFill("solid", fgColor="FFE9B8"),
    Trust.DOUBTFUL: PatternFill("solid", fgColor="F9C9C4"),
    Trust.MISSING: PatternFill("solid", fgColor="DDDDDD"),
}
_STACKED = Alignment(horizontal="center", vertical="center", textRotation=255)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Noted:
    """A field and the lines of its note."""

    cell: CheckedCell
    lines: tuple[str, ...]


def lay_form(sheet: Worksheet, form: Form, cells: Mapping[Address, Noted]) -> None:
    """Lay a form on a sheet from row ``TOP`` on."""
    for place in form.cells:
        cell = cell_at(sheet, TOP + place.row, 1 + place.column)
        if place.address is None:
            put_text(cell, place.text)
            _dress_label(cell, place)
        else:
            _value(cell, cells[place.address])
        merge(sheet, Span(TOP + place.row, 1 + place.column, place.row_span, place.column_span), BORDER)
    widths = _widths(form)
    for column, width in enumerate(widths):
        width_of(sheet, 1 + column, width)
    for row in range(form.rows):
        height_of(sheet, TOP + row, max((_lines(place, widths) for place in form.cells if place.row == row), default=1))


def lay_head(sheet: Worksheet, title: str, name: str, columns: int) -> None:
    """Title and form name above a form, and the page set up to print on one width."""
    for row, text, size in ((1, title, 14), (2, name, 11)):
        cell = cell_at(sheet, row, 1)
        put_text(cell, text)
        cell.font = Font(bold=True, size=size)
        cell.alignment = Alignment(vertical="center", shrink_to_fit=True)
        merge(sheet, Span(row, 1, 1, columns))
        sheet.row_dimensions[row].height = 2 * size
    sheet.freeze_panes = cell_at(sheet, TOP, 1).coordinate
    print_on_one_width(sheet)


def lay_legend(sheet: Worksheet, form: Form, words: Wording) -> None:
    """What the colours mean, below the form."""
    kinds = (
        (Trust.REVIEW, str(words("decision", "review"))),
        (Trust.DOUBTFUL, f"{words('decision', 'review')}: {words('word', 'confidence')} < 90%"),
        (Trust.SETTLED, f"{words('decision', 'confirmed')}, {words('decision', 'corrected')}"),
        (Trust.MISSING, str(words("state", "absent"))),
    )
    width = _label_columns(form) or 4
    for row, (kind, text) in enumerate(kinds, TOP + form.rows + 1):
        cell = cell_at(sheet, row, 1)
        put_text(cell, text)
        cell.fill, cell.font = _FILLS[kind], Font(size=9)
        merge(sheet, Span(row, 1, 1, width))


def _value(cell: Cell, noted: Noted) -> None:
    put_value(cell, noted.cell.value)
    cell.alignment = CENTER
    fill = _FILLS.get(trust(noted.cell))
    if fill is not None:
        cell.fill = fill
    cell.comment = Comment("\n".join(noted.lines), "ocr-pipeline", height=24 + 18 * len(noted.lines), width=320)


def _dress_label(cell: Cell, place: FormCell) -> None:
    bold = place.role in (Role.BAND, Role.HEADER)
    cell.font = Font(bold=bold, size=8 if place.role is Role.CORNER else 10)
    cell.fill = HEAD_FILL
    tall = place.row_span > len(place.text) and place.column_span == 1 and place.role is Role.LABEL
    cell.alignment = _STACKED if tall else _LEFT if place.role is Role.LABEL else CENTER


def _label_columns(form: Form) -> int:
    return min(place.column for place in form.cells if place.role is Role.VALUE)


def _widths(form: Form) -> list[float]:
    """The innermost label column is wide, those of merged labels narrow, and few value columns wider than many."""
    labels = _label_columns(form)
    outer = [9.0] * (labels - 1)
    inner = [44.0 if labels > 1 else 26.0] if labels else []
    value = 18.0 if form.columns - labels < 5 else 12.0
    return outer + inner + [value] * (form.columns - labels)


def _lines(place: FormCell, widths: list[float]) -> int:
    """Lines of a cell's text in its first row; a merged or standing cell spreads over its rows."""
    if place.row_span > 1:
        return 1
    return lines_needed(place.text, sum(widths[place.column : place.column + place.column_span]))
