"""What a table of the schema looks like from top to bottom: expected lines (bands, header levels, data rows)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ocr_pipeline.schema.types import BlockSpec, ColumnSpec, RowSpec, TableSpec

Labels = tuple[str, ...]
"""A printed label and the other ways it is printed."""


class LineKind(StrEnum):
    """What a line of a table is for."""

    BAND = "band"
    HEADER = "header"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Line:
    """One expected line. ``cells``: labels of each cell that begins here, left to right.

    For a data row these are its merged cells and its own label, outermost first; ``starts`` says which of them begin
    with this row. ``columns`` counts the value cells. ``level`` counts the header levels of a block from 0.
    """

    kind: LineKind
    block: BlockSpec
    cells: tuple[Labels, ...]
    starts: tuple[bool, ...] = ()
    columns: int = 0
    level: int = 0
    row: RowSpec | None = None


def expect_lines(table: TableSpec) -> tuple[Line, ...]:
    """All lines of a table in printed order."""
    lines: list[Line] = []
    for block in table.blocks:
        if block.bands:
            lines.append(Line(LineKind.BAND, block, (block.bands,)))
        lines += _header_lines(table, block)
        lines += _data_lines(table, block)
    return tuple(lines)


def group_labels(table: TableSpec, label: str) -> Labels:
    """The label of a merged cell with its variants."""
    return next(((group.label, *group.also) for group in table.groups if group.label == label), (label,))


def _header_lines(table: TableSpec, block: BlockSpec) -> list[Line]:
    levels = max(len(column.under) for column in block.columns) + 1
    lines = []
    for level in range(levels):
        corner = (table.corner,) if level == 0 and block.row_labels and table.corner else ()
        cells = corner + _header_cells(table, block.columns, level)
        lines.append(Line(LineKind.HEADER, block, cells, columns=len(block.columns), level=level))
    return lines


def _header_cells(table: TableSpec, columns: tuple[ColumnSpec, ...], level: int) -> tuple[Labels, ...]:
    """The cells that begin on one header level; a group over several columns is one cell."""
    cells: list[Labels] = []
    before: tuple[str, ...] = ()
    for column in columns:
        if level < len(column.under):
            if column.under[: level + 1] != before[: level + 1]:
                cells.append(group_labels(table, column.under[level]))
        elif level == len(column.under):
            cells.append(column.labels)
        before = column.under
    return tuple(cells)


def _data_lines(table: TableSpec, block: BlockSpec) -> list[Line]:
    lines = []
    before: tuple[str, ...] = ()
    for row in block.rows:
        under = tuple(group_labels(table, label) for label in row.under)
        cells = (*under, row.labels) if block.row_labels else ()
        starts = tuple(row.under[: k + 1] != before[: k + 1] for k in range(len(row.under)))
        starts = (*starts, True) if block.row_labels else ()
        lines.append(Line(LineKind.DATA, block, cells, starts, len(block.columns), row=row))
        before = row.under
    return lines


def all_labels(tables: tuple[TableSpec, ...]) -> tuple[str, ...]:
    """Every printed label of the tables, as often as it occurs in printing (first variants only)."""
    return tuple(cell[0] for table in tables for line in expect_lines(table) for cell in line.cells if cell)
