"""From aligned rows to fields: which cell of which grid is which (row, column), and how sure.

A cell that two rows or two columns claim is nobody's; a field that two cells claim gets the surer one, with doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ocr_pipeline.schema.types import BlockSpec, ColumnSpec, TableSpec, UnitSpec
from ocr_pipeline.stages.align_columns import ColumnMap, map_columns
from ocr_pipeline.stages.align_rows import RowMatch
from ocr_pipeline.stages.expect_lines import LineKind
from ocr_pipeline.stages.grid_rows import CellKind, GridRow, RowCell
from ocr_pipeline.stages.join_pages import Chain
from ocr_pipeline.stages.match_labels import LabelMatcher
from ocr_pipeline.stages.parse_number import printed_form

TWO_CLAIMS = 0.5
Field = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FoundCell:
    """A field's cell; ``certain`` in [0, 1]; ``unit`` is the money unit that the header over it declares."""

    field: Field
    cell: RowCell
    certain: float
    unit: str | None = None


def find_fields(
    chain: Chain, matcher: LabelMatcher, units: tuple[UnitSpec, ...]
) -> tuple[dict[Field, FoundCell], tuple[FoundCell, ...]]:
    """The cells of a chain's fields, and inked cells of data rows that no column takes (their column key is empty)."""
    shared = _shared_cells(chain.alignment.matches)
    fields: dict[Field, FoundCell] = {}
    stray: list[FoundCell] = []
    for block in chain.spec.blocks:
        for fragment in chain.fragments:
            rows = _BlockRows.of(chain, block, fragment.key)
            for found in _row_cells(chain.spec, block, rows, matcher, units) if rows.data else ():
                if not found.field[1]:
                    stray.append(found)
                elif found.cell.parts not in shared:
                    _claim(fields, found)
    return fields, tuple(stray)


def header_rows(chain: Chain, block: BlockSpec, fragment: tuple[int, int]) -> tuple[GridRow, ...]:
    """The header rows of a block within one grid, top to bottom."""
    return _BlockRows.of(chain, block, fragment).header


@dataclass(frozen=True, slots=True)
class _BlockRows:
    data: tuple[RowMatch, ...]
    header: tuple[GridRow, ...]

    @classmethod
    def of(cls, chain: Chain, block: BlockSpec, fragment: tuple[int, int]) -> _BlockRows:
        here = [m for m in chain.alignment.matches if m.row.fragment == fragment and m.lines[0].block is block]
        data = tuple(m for m in here if m.lines[0].kind is LineKind.DATA)
        return cls(data, tuple(m.row for m in here if m.lines[0].kind is LineKind.HEADER and len(m.lines) == 1))


def _row_cells(
    spec: TableSpec, block: BlockSpec, rows: _BlockRows, matcher: LabelMatcher, units: tuple[UnitSpec, ...]
) -> Iterable[FoundCell]:
    columns = map_columns(spec, block, data=rows.data, header=rows.header, matcher=matcher)
    declared = {column.key: _declared_unit(column, rows.header, units) for column in block.columns}
    for match in rows.data:
        if len(match.lines) == 1 and match.lines[0].row is not None:
            yield from _cells_of(match, columns, declared)


def _cells_of(match: RowMatch, columns: ColumnMap, declared: dict[str, str | None]) -> Iterable[FoundCell]:
    line = match.lines[0]
    row = line.row.key if line.row else ""
    values = [cell for cell in match.row.cells[_first_value(match, columns) :] if cell.starts]
    claims = [(cell, *columns.key_of(cell)) for cell in values]
    count = Counter(key for _, key, _ in claims)
    for cell, key, certain in claims:
        rivals = [other for other, k, _ in claims if k == key and other.kind is not CellKind.BLANK]
        if key is None or (len(rivals) > 1):
            if cell.kind is not CellKind.BLANK:
                yield FoundCell((row, ""), cell, 0.0)
        elif count[key] == 1 or cell in rivals or (not rivals and cell is _first_claim(claims, key)):
            yield FoundCell((row, key), cell, match.certain * certain, declared[key])


def _first_claim(claims: list[tuple[RowCell, str | None, float]], key: str) -> RowCell:
    return next(cell for cell, k, _ in claims if k == key)


def _first_value(match: RowMatch, columns: ColumnMap) -> int:
    """Index of the first cell that is not a label: by the usual lattice, else by the expected number of labels."""
    labels = len(match.lines[0].cells)
    if not columns.spans:
        return labels
    left = columns.spans[0][0]
    return next((i for i, cell in enumerate(match.row.cells) if cell.left >= left), labels)


def _shared_cells(matches: tuple[RowMatch, ...]) -> set[tuple[object, ...]]:
    """Cells that stand in more than one data row: the rule between the rows was lost there."""
    rows: dict[tuple[object, ...], set[str]] = {}
    for match in matches:
        for line in match.lines:
            if line.row is not None:
                for cell in match.row.cells[len(line.cells) :]:
                    rows.setdefault(cell.parts, set()).add(line.row.key)
    return {parts for parts, keys in rows.items() if len(keys) > 1}


def _claim(fields: dict[Field, FoundCell], found: FoundCell) -> None:
    other = fields.get(found.field)
    if other is None:
        fields[found.field] = found
        return
    best = max(other, found, key=lambda f: f.certain)
    fields[found.field] = FoundCell(best.field, best.cell, best.certain * TWO_CLAIMS, best.unit)


def _declared_unit(column: ColumnSpec, header: tuple[GridRow, ...], units: tuple[UnitSpec, ...]) -> str | None:
    """The money unit named in the header of a money column, the longest spelling first."""
    if not column.quantity.is_money:
        return None
    text = printed_form("".join(cell.text for row in header for cell in row.cells if cell.starts))
    spellings = sorted(((s, unit.name) for unit in units for s in unit.printed), key=lambda pair: -len(pair[0]))
    return next((name for spelling, name in spellings if spelling in text), None)
