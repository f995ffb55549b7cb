"""Labels that were traced as one cell although their rows are ruled: the rule stopped short of an open side.

A table without its outer border has nothing that the rules between its labels end at, so the tracer lets them go. The
values beside them are still in rows of their own; if the text is exactly the labels of as many rows that follow each
other, each row gets its part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr_pipeline.stages.expect_lines import Line, LineKind
from ocr_pipeline.stages.grid_rows import CellKind, GridRow, RowCell
from ocr_pipeline.stages.match_labels import LabelMatcher

LEAST_SIMILAR = 0.75
"""Share of what a perfect copy of all the labels together would score."""

MOST_ROWS = 8


def part_labels(rows: Sequence[GridRow], lines: Sequence[Line], matcher: LabelMatcher) -> tuple[GridRow, ...]:
    """The rows with each label that holds several rows' labels cut into them; all others as they are."""
    parted = list(rows)
    for first in range(len(rows) - 1):
        cell = _label(parted[first])
        if cell is None:
            continue
        count = _height(parted, first, cell)
        labels = _labels(cell.text, count, lines, matcher) if 1 < count <= MOST_ROWS else None
        for offset, text in enumerate(labels or ()):
            own = replace(cell, starts=True, text=text)
            row = parted[first + offset]
            parted[first + offset] = replace(row, cells=tuple(own if c.parts == cell.parts else c for c in row.cells))
    return tuple(parted)


def _label(row: GridRow) -> RowCell | None:
    """The label right before the values of a row, if it begins here and the values stand in this row alone."""
    cells = row.cells
    values = next((i for i, cell in enumerate(cells) if cell.kind in (CellKind.NUMBER, CellKind.BLANK)), 0)
    if not values or not all(cell.starts for cell in cells[values:]):
        return None
    label = cells[values - 1]
    return label if label.starts and label.kind is CellKind.TEXT else None


def _height(rows: Sequence[GridRow], first: int, cell: RowCell) -> int:
    """How many rows the cell stands in, all with values of their own right behind it."""
    count = 1
    for row in rows[first + 1 :]:
        place = next((i for i, other in enumerate(row.cells) if other.parts == cell.parts), None)
        if place is None or place + 1 >= len(row.cells) or not all(c.starts for c in row.cells[place + 1 :]):
            break
        count += 1
    return count


def _labels(text: str, count: int, lines: Sequence[Line], matcher: LabelMatcher) -> list[str] | None:
    """The text cut into the labels of ``count`` data rows that follow each other, where it is these."""
    data = [line for line in lines if line.kind is LineKind.DATA and line.cells]
    best: tuple[float, list[str]] | None = None
    for start in range(len(data) - count + 1):
        labels = [line.cells[-1][0] for line in data[start : start + count]]
        similar = matcher.similarity(text, ["".join(labels)])
        if similar >= LEAST_SIMILAR and (best is None or similar > best[0]):
            best = similar, labels
    return best[1] if best else None
