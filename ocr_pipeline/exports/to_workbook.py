"""Many reports in one workbook: documents, fields and findings, a row each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.exports.field_rows import HEADER, Entry
from ocr_pipeline.exports.sheet_cells import workbook_bytes
from ocr_pipeline.exports.to_datapackage import DOCUMENT_FIELDS, FINDING_FIELDS, Part

MAX_ROWS = 1_048_576
"""Of a sheet, by the file format."""


def write_workbook(path: Path, parts: Iterable[Part]) -> None:
    """Write the workbook; raises ``OptionsError`` where the reports have more fields than a sheet has rows."""
    book = Workbook(write_only=True)
    heads = (
        ("documents", [name for name, _ in DOCUMENT_FIELDS]),
        ("cells", list(HEADER)),
        ("findings", [name for name, _ in FINDING_FIELDS]),
    )
    sheets = [book.create_sheet(title) for title, _ in heads]
    counts = [1, 1, 1]
    for sheet, (_, names) in zip(sheets, heads, strict=True):
        sheet.freeze_panes = "A2"
        sheet.append(names)
    for document, cells, findings in parts:
        for index, rows in enumerate(([document], cells, findings)):
            for row in rows:
                counts[index] += 1
                sheets[index].append([_cell(sheets[index], entry) for entry in row])
        if max(counts) > MAX_ROWS:
            raise OptionsError(
                f"{path}: more than {MAX_ROWS:,} fields do not fit a sheet; export csv or parquet instead"
            )
    path.write_bytes(workbook_bytes(book))


def _cell(sheet: WriteOnlyWorksheet, entry: Entry) -> Cell | Entry:
    """Text that stays text; numbers as they are."""
    if not isinstance(entry, str) or not entry:
        return entry
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", entry))
    cell.data_type = "s"
    return cell
