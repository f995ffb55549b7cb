"""Faults of traced grids, made on purpose: rules that were lost or are not there, columns and rows that were missed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.stages.drawn_tables import Printed, Sheet, cut


def _edges(sheet: Sheet) -> tuple[float, ...]:
    return sheet.edges or tuple(i / sheet.columns for i in range(sheet.columns + 1))


def _run_together(a: Printed, b: Printed) -> Printed:
    top, left = min(a.row, b.row), min(a.column, b.column)
    rows = max(a.row + a.row_span, b.row + b.row_span) - top
    columns = max(a.column + a.column_span, b.column + b.column_span) - left
    number = None if a.number is None or b.number is None else a.number + b.number
    text = "" if number is not None else a.text + b.text + (a.number or "") + (b.number or "")
    return Printed(top, left, rows, columns, text, number)


def _without_unused_lines(sheet: Sheet, cells: list[Printed]) -> Sheet:
    """The grid that a tracer sees: lines at which no cell begins or ends are not there."""
    rows = sorted({c.row for c in cells} | {c.row + c.row_span for c in cells})
    columns = sorted({c.column for c in cells} | {c.column + c.column_span for c in cells})
    moved = tuple(
        Printed(
            rows.index(c.row),
            columns.index(c.column),
            rows.index(c.row + c.row_span) - rows.index(c.row),
            columns.index(c.column + c.column_span) - columns.index(c.column),
            c.text,
            c.number,
        )
        for c in cells
    )
    edges = tuple(_edges(sheet)[column] for column in columns)
    return replace(sheet, rows=len(rows) - 1, columns=len(columns) - 1, cells=moved, edges=edges)


def lose_rule_between_rows(sheet: Sheet, rng: random.Random) -> Sheet:
    row = rng.randrange(1, sheet.rows)
    cells = list(sheet.cells)
    for upper in [c for c in sheet.cells if c.row + c.row_span == row]:
        same = (upper.column, upper.column_span)
        lower = next((c for c in cells if c.row == row and (c.column, c.column_span) == same), None)
        if lower is not None:
            cells = [c for c in cells if c not in (upper, lower)] + [_run_together(upper, lower)]
    return _without_unused_lines(sheet, cells)


def lose_rule_between_columns(sheet: Sheet, rng: random.Random) -> Sheet:
    column = rng.randrange(1, sheet.columns)
    cells = list(sheet.cells)
    for left in [c for c in sheet.cells if c.column + c.column_span == column]:
        same = (left.row, left.row_span)
        right = next((c for c in cells if c.column == column and (c.row, c.row_span) == same), None)
        if right is not None:
            cells = [c for c in cells if c not in (left, right)] + [_run_together(left, right)]
    return _without_unused_lines(sheet, cells)


def lose_some_rules(sheet: Sheet, rng: random.Random) -> Sheet:
    """Four pairs of neighbouring cells run together."""
    cells = list(sheet.cells)
    for _ in range(4):
        a = rng.choice(cells)
        beside = [c for c in cells if (c.row, c.row_span, c.column) == (a.row, a.row_span, a.column + a.column_span)]
        below = [c for c in cells if (c.column, c.column_span, c.row) == (a.column, a.column_span, a.row + a.row_span)]
        for b in (beside or below)[:1]:
            cells = [c for c in cells if c not in (a, b)] + [_run_together(a, b)]
    return _without_unused_lines(sheet, cells)


def lose_first_column(sheet: Sheet, rng: random.Random) -> Sheet:
    return _without_column(sheet, 0)


def lose_last_column(sheet: Sheet, rng: random.Random) -> Sheet:
    return _without_column(sheet, sheet.columns - 1)


def _without_column(sheet: Sheet, column: int) -> Sheet:
    kept = []
    for cell in sheet.cells:
        if cell.column == column and cell.column_span == 1:
            continue
        covers = cell.column <= column < cell.column + cell.column_span
        left = cell.column - (cell.column > column)
        kept.append(replace(cell, column=left, column_span=cell.column_span - covers))
    edges = [edge for i, edge in enumerate(_edges(sheet)) if i != (0 if column == 0 else column + 1)]
    scaled = tuple((edge - edges[0]) / (edges[-1] - edges[0]) for edge in edges)
    return replace(sheet, columns=sheet.columns - 1, cells=tuple(kept), edges=scaled)


def add_frame_left(sheet: Sheet, rng: random.Random) -> Sheet:
    moved = [replace(cell, column=cell.column + 1) for cell in sheet.cells]
    frame = [Printed(row, 0, 1, 1, "") for row in range(sheet.rows)]
    edges = (0.0, *(0.05 + 0.95 * edge for edge in _edges(sheet)))
    return replace(sheet, columns=sheet.columns + 1, cells=(*frame, *moved), edges=edges)


def add_frame_right(sheet: Sheet, rng: random.Random) -> Sheet:
    frame = [Printed(row, sheet.columns, 1, 1, "") for row in range(sheet.rows)]
    edges = (*(0.95 * edge for edge in _edges(sheet)), 1.0)
    return replace(sheet, columns=sheet.columns + 1, cells=(*sheet.cells, *frame), edges=edges)


def add_rule_through_row(sheet: Sheet, rng: random.Random) -> Sheet:
    """A rule that is not there: labels are torn, a number stays above, below or around it."""
    row = rng.randrange(1, sheet.rows)
    cells: list[Printed] = []
    for cell in sheet.cells:
        if cell.row != row or cell.row_span > 1:
            covers = cell.row <= row < cell.row + cell.row_span
            cells.append(replace(cell, row=cell.row + (cell.row > row), row_span=cell.row_span + covers))
        elif cell.number is None:
            at = rng.randrange(1, max(2, len(cell.text)))
            cells += [replace(cell, text=cell.text[:at]), replace(cell, row=row + 1, text=cell.text[at:])]
        elif rng.random() < 0.5:
            cells.append(replace(cell, row_span=2))
        else:
            halves = (cell.number, "") if rng.random() < 0.6 else ("", cell.number)
            cells += [replace(cell, number=halves[0]), replace(cell, row=row + 1, number=halves[1])]
    return replace(sheet, rows=sheet.rows + 1, cells=tuple(cells))


def lose_last_row(sheet: Sheet, rng: random.Random) -> Sheet:
    return cut(sheet, sheet.rows - 1)[0]


def lose_first_row(sheet: Sheet, rng: random.Random) -> Sheet:
    return cut(sheet, 1)[1]


FAULTS: tuple[Callable[[Sheet, random.Random], Sheet], ...] = (
    lose_rule_between_rows,
    lose_rule_between_columns,
    lose_some_rules,
    lose_first_column,
    lose_last_column,
    add_frame_left,
    add_frame_right,
    add_rule_through_row,
    lose_last_row,
    lose_first_row,
)
