"""Header rows that were traced as one cell: printed light on one dark fill, no rule parts their labels.

The labels of all levels then stand in one text, line by line over the whole width, so that no label need be in one
piece; what remains is which characters there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ocr_pipeline.stages.expect_lines import Line, LineKind
from ocr_pipeline.stages.grid_rows import CellKind, GridRow, RowCell
from ocr_pipeline.stages.match_labels import LabelMatcher

MOST_OF_IT = 0.7
"""Of the labels' characters must be in the text."""

MOST_KINDS = 0.6
"""Of the kinds of characters in the text must be in the labels; lines that overlap are read twice, so kinds count."""

PER_CHARACTER, AT_MOST = 1.5, 30.0
"""Nats for a kind of character that the labels and the text share, and for all of them."""

LEAST_LABELS = 2


def header_runs(lines: Sequence[Line]) -> tuple[range, ...]:
    """Header levels of one block, two or more, that may be printed on one fill: ranges of line numbers."""
    runs = []
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].kind is LineKind.HEADER and lines[end].block is lines[start].block:
            end += 1
        if end - start >= LEAST_LABELS:
            runs.append(range(start, end))
        start = max(end, start + 1)
    return tuple(runs)


def solid_cell(row: GridRow) -> RowCell | None:
    """The one inked cell of a row, if it has no other."""
    inked = [cell for cell in row.cells if cell.starts and cell.kind is not CellKind.BLANK]
    return inked[0] if len(inked) == 1 and inked[0].kind is CellKind.TEXT else None


def solid_evidence(row: GridRow, lines: Sequence[Line], matcher: LabelMatcher) -> float | None:
    """Log-odds that one cell holds all labels of these header levels; None where it is not so."""
    cell = solid_cell(row)
    if cell is None:
        return None
    expected = Counter("".join(matcher.plain(labels[0]) for line in lines for labels in line.cells if labels))
    read = Counter(matcher.plain(cell.text))
    if (expected & read).total() < MOST_OF_IT * expected.total() or len(expected & read) < MOST_KINDS * len(read):
        return None
    return min(AT_MOST, PER_CHARACTER * len(expected & read))
