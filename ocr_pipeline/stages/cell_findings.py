"""What single cells need a person for: unreadable, decided by the sums, impossible for what they count, no unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocr_pipeline.model.bound import Alternative, ValueState
from ocr_pipeline.model.report import Cause, Finding, ReconciledCell, ReconciledTable
from ocr_pipeline.stages.word_findings import Writer

PROPOSED = 0.5
"""A value that only the sums propose is told when it is more probable than not."""


def cell_findings(tables: Sequence[ReconciledTable], writer: Writer) -> list[Finding]:
    """Findings on single cells, in the order of the tables."""
    return [finding for table in tables for cell in table.cells for finding in _findings(cell, writer)]


def _findings(cell: ReconciledCell, writer: Writer) -> Iterator[Finding]:
    value = cell.value
    named = {"cell": writer.cell(cell.address), "value": writer.value(value)}
    if value.state is ValueState.UNREADABLE:
        proposed = _proposed(cell)
        code = "cell.proposed" if proposed else "cell.unreadable"
        shown = named | {"value": writer.value(proposed.value)} if proposed else named
        yield writer.finding(code, shown, cells=(cell.address,), place=cell.place, cause=Cause.READING)
    if cell.by_pixels is not None:
        shown = named | {"by_pixels": writer.value(cell.by_pixels)}
        yield writer.finding("cell.overruled", shown, cells=(cell.address,), place=cell.place, cause=Cause.READING)
    for code in _impossible(cell, writer):
        yield writer.finding(code, named, cells=(cell.address,), place=cell.place)


def _proposed(cell: ReconciledCell) -> Alternative | None:
    """The value that the sums propose for a cell in which none could be read."""
    for alternative in cell.posterior:
        if alternative.value.number is not None and alternative.probability >= PROPOSED:
            return alternative
    return None


def _impossible(cell: ReconciledCell, writer: Writer) -> list[str]:
    """Codes of what a value cannot be in its column."""
    number = cell.value.number
    if number is None:
        return []
    column = writer.tables[cell.address.table].column(cell.address.row, cell.address.column)
    codes = []
    if number < 0 and not column.quantity.is_signed:
        codes.append("cell.negative")
    if column.quantity.is_whole and number != number.to_integral_value():
        codes.append("cell.not_whole")
    if column.quantity.is_money and number and not (cell.value.unit or column.unit):
        codes.append("cell.no_unit")
    return codes
