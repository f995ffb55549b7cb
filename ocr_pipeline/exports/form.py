"""A statutory table laid out as it is printed: bands, merged headers, merged labels and one place per field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ocr_pipeline.model.bound import Address
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.schema.types import BlockSpec, ColumnSpec, ReportSchema, RowSpec, TableSpec


class Role(StrEnum):
    """What a cell of the form is."""

    BAND = "band"
    CORNER = "corner"
    HEADER = "header"
    LABEL = "label"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class FormCell:
    """One (perhaps merged) cell, counted from 0; ``address`` only for values."""

    row: int
    column: int
    row_span: int
    column_span: int
    role: Role
    text: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A printed table; cells in row-major order cover every position exactly once."""

    table: str
    edition: str
    title: str
    english: str
    rows: int
    columns: int
    cells: tuple[FormCell, ...]

    def lines(self) -> Iterator[tuple[FormCell, ...]]:
        """The cells that begin in each row, top to bottom."""
        for row in range(self.rows):
            yield tuple(cell for cell in self.cells if cell.row == row)


def printed_forms(report: CheckedReport, schema: ReportSchema) -> tuple[Form, ...]:
    """The forms of a report's tables in schema order, each in the edition that its fields show."""
    return tuple(printed_form(spec) for spec in field_tables(report, schema).values())


def field_tables(report: CheckedReport, schema: ReportSchema) -> dict[str, TableSpec]:
    """The spec of each table of a report, in schema order; a table whose fields fit no edition is left out."""
    fields: dict[str, set[tuple[str, str]]] = {}
    for cell in report.cells:
        fields.setdefault(cell.address.table, set()).add((cell.address.row, cell.address.column))
    editions = dict(report.editions)
    found = {}
    for table in dict.fromkeys(spec.id for spec in schema.tables):
        fitting = [spec for spec in schema.editions(table) if set(spec.fields) == fields.get(table)]
        named = [spec for spec in fitting if spec.edition == editions.get(table)]
        if fitting:
            found[table] = (named or fitting)[0]
    return found


def printed_form(spec: TableSpec) -> Form:
    """The form of one edition of a table."""
    labels = max(_label_depth(block) for block in spec.blocks)
    values = max(len(block.columns) for block in spec.blocks)
    cells: list[FormCell] = []
    row = 0
    for block in spec.blocks:
        for band in block.bands:
            cells.append(FormCell(row, 0, 1, labels + values, Role.BAND, band))
            row += 1
        depth = 1 + max(len(column.under) for column in block.columns)
        cells += _header(spec, block, (row, labels, values, depth))
        cells += _body(spec, block, row + depth, (labels, values))
        row += depth + len(block.rows)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    title = spec.titles[0] if spec.titles else spec.id
    return Form(spec.id, spec.edition, title, spec.english, row, labels + values, tuple(cells))


def _label_depth(block: BlockSpec) -> int:
    return 1 + max(len(row.under) for row in block.rows) if block.row_labels else 0


def _header(spec: TableSpec, block: BlockSpec, at: tuple[int, int, int, int]) -> Iterator[FormCell]:
    top, labels, values, depth = at
    if labels:
        yield FormCell(top, 0, depth, labels, Role.CORNER, spec.corner[0] if spec.corner else "")
    spans = _column_spans(block, values)
    for level, first, count, label in _groups(column.under for column in block.columns):
        start, end = spans[first], spans[first + count - 1]
        yield FormCell(top + level, labels + start[0], 1, end[0] + end[1] - start[0], Role.HEADER, label)
    for column, (start_at, span) in zip(block.columns, spans, strict=True):
        level = len(column.under)
        yield FormCell(top + level, labels + start_at, depth - level, span, Role.HEADER, column.labels[0])


def _body(spec: TableSpec, block: BlockSpec, top: int, size: tuple[int, int]) -> Iterator[FormCell]:
    labels, values = size
    if labels:
        for level, first, count, label in _groups(row.under for row in block.rows):
            yield FormCell(top + first, level, count, 1, Role.LABEL, label)
    spans = _column_spans(block, values)
    for index, row in enumerate(block.rows):
        if labels:
            level = len(row.under)
            yield FormCell(top + index, level, 1, labels - level, Role.LABEL, row.labels[0])
        for column, (start, span) in zip(block.columns, spans, strict=True):
            address = Address(spec.id, row.key, column.key)
            yield FormCell(top + index, labels + start, 1, span, Role.VALUE, "", address)


def _column_spans(block: BlockSpec, values: int) -> list[tuple[int, int]]:
    """(start, span) of each value column; the last one of a short block takes what is left of the width."""
    last = len(block.columns) - 1
    return [(index, 1 if index < last else values - last) for index in range(last + 1)]


def _groups(paths: Iterable[tuple[str, ...]]) -> Iterator[tuple[int, int, int, str]]:
    """Runs of neighbours that share a group: (level, index of the first, how many, label)."""
    under = list(paths)
    for level in range(max(len(path) for path in under)):
        first = 0
        while first < len(under):
            prefix = under[first][: level + 1]
            end = first + 1
            while end < len(under) and under[end][: level + 1] == prefix:
                end += 1
            if len(prefix) > level:
                yield level, first, end - first, prefix[level]
            first = end


def row_label(spec: RowSpec) -> str:
    """A row's printed label with the merged labels to its left."""
    return " / ".join((*spec.under, spec.labels[0])).strip(" /")


def column_label(spec: ColumnSpec) -> str:
    """A column's printed label with the header groups above it."""
    return " / ".join((*spec.under, spec.labels[0]))
