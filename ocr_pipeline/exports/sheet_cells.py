"""Cells and files of workbooks: values are numbers or text and never formulas; equal workbooks are equal bytes."""

from __future__ import annotations

import io
import math
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Border
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ocr_pipeline.exports.shown_value import shown
from ocr_pipeline.model.bound import Value, ValueState

_PLAIN_NUMBER = re.compile(r"^[+-]?(0|[1-9]\d{0,14})(\.\d+)?$", re.ASCII)
_MAX_DIGITS = 15
"""A spreadsheet keeps 15 significant digits; a longer number stays text so that no digit is lost."""
_MAX_TEXT = 32_767
_FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")
_EPOCH = datetime(1980, 1, 1)
"""The earliest time that an entry of a zip file can carry."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a cell begins (counted from 1) and how many rows and columns it takes."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell at a place that is not yet covered by a merged one."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise ValueError(f"{sheet.title}: {cell.coordinate} is covered by a merged cell")
    return cell


def width_of(sheet: Worksheet, column: int, width: float) -> None:
    """Set a column's width in characters."""
    sheet.column_dimensions[get_column_letter(column)].width = width


def lines_needed(text: str, width: float) -> int:
    """Lines that a text takes in a column ``width`` characters wide; a Chinese character is as wide as two others."""
    room = max(1.0, width - 1)
    return sum(max(1, math.ceil(text_width(part) / room)) for part in text.split("\n"))


def text_width(text: str) -> int:
    """Width of a text in characters of the Latin alphabet; a Chinese one is as wide as two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def height_of(sheet: Worksheet, row: int, lines: int) -> None:
    """Make a row as high as its lines; programs do not do it themselves for merged cells."""
    sheet.row_dimensions[row].height = 4 + 14.5 * lines


def print_on_one_width(sheet: Worksheet) -> None:
    """Landscape, as many pages long as needed and one page wide."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def merge(sheet: Worksheet, span: Span, border: Border | None = None) -> None:
    """Merge a span into one cell, framed as one."""
    for row in range(span.row, span.row + span.rows):
        for column in range(span.column, span.column + span.columns):
            if border is not None:
                sheet.cell(row, column).border = border
    if span.rows > 1 or span.columns > 1:
        sheet.merge_cells(
            start_row=span.row,
            start_column=span.column,
            end_row=span.row + span.rows - 1,
            end_column=span.column + span.columns - 1,
        )


def put_text(cell: Cell, text: str) -> None:
    """Text that stays text whatever it begins with; control characters, which a workbook cannot hold, are left out."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)[:_MAX_TEXT]
    if not clean:
        return
    cell.value = clean
    cell.data_type = "s"
    cell.quotePrefix = clean[0] in "=+-@'"


def put_value(cell: Cell, value: Value) -> None:
    """A printed plain number as a number in the printed format, everything else as the printed text."""
    if value.state is ValueState.NUMBER:
        put_printed(cell, shown(value))
    else:
        put_text(cell, shown(value))


def put_printed(cell: Cell, text: str) -> None:
    """A plain number as a number in the printed format; everything else, such as 007, as the printed text."""
    digits = sum(character.isdigit() for character in text)
    if not _PLAIN_NUMBER.match(text) or digits > _MAX_DIGITS:
        put_text(cell, text)
        return
    number = float(text) if "." in text else int(text)
    cell.value = number
    decimals = "." + "0" * len(text.partition(".")[2]) if "." in text else ""
    cell.number_format = f"+0{decimals};-0{decimals};+0{decimals}" if text.startswith("+") else f"0{decimals}"


def sheet_title(book: Workbook, text: str) -> str:
    """A title that a workbook allows and that no other sheet of it has."""
    base = _FORBIDDEN_IN_TITLES.sub(" ", text).strip()[:31] or "-"
    title, number = base, 2
    while title.lower() in (name.lower() for name in book.sheetnames):
        title = f"{base[:27]} {number}"
        number += 1
    return title


def workbook_bytes(book: Workbook) -> bytes:
    """The workbook without the time of writing in it."""
    book.properties.creator = "ocr-pipeline"
    book.properties.created = _EPOCH
    stream = io.BytesIO()
    book.save(stream)
    result = io.BytesIO()
    with zipfile.ZipFile(stream) as written, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as timeless:
        for name in written.namelist():
            content = written.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z\2", content)
            timeless.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()
