"""The value columns that a block shows within one grid: where they lie, how wide they are, what stands above them."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ocr_pipeline.stages.align_rows import RowMatch
from ocr_pipeline.stages.grid_rows import CellKind, GridRow, RowCell

# A header cell stands over a column that it covers by more than half.
OVER, SURELY_OVER = 0.5, 0.9

Span = tuple[int, int]
"""Grid columns [left, right)."""


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """An observed column: its own header cell and the group cells above, its width over the median width.

    ``headed`` says whether the grid shows a header at all; ``empty`` that neither header nor values hold ink.
    """

    span: Span
    label: RowCell | None
    groups: tuple[RowCell, ...]
    width: float
    headed: bool
    empty: bool


def value_columns(data: Sequence[RowMatch], header: Sequence[GridRow], expected: int) -> tuple[ValueColumn, ...]:
    """The columns right of the labels as most rows show them, or the header where only it shows the expected number."""
    left = _first_value(data)
    leaves = leaf_cells(header, left)
    votes = Counter(tuple((c.left, c.right) for c in match.row.cells if c.left >= left) for match in data)
    spans = max(votes, key=lambda s: (votes[s], len(s) == expected, s), default=())
    if len(spans) < expected == len(leaves):
        spans = tuple((cell.left, cell.right) for cell in leaves)
    widths = _widths([cell for match in data for cell in match.row.cells] + list(leaves), spans)
    pairs = list(zip(spans, leaves, strict=False))
    in_order = len(leaves) == len(spans) and all(overlap(span, (c.left, c.right)) > 0 for span, c in pairs)
    columns = []
    for index, span in enumerate(spans):
        label = leaves[index] if in_order else _over(span, [leaf for leaf in leaves if not _over_several(leaf, spans)])
        cells = [cell for match in data for cell in match.row.cells if (cell.left, cell.right) == span]
        blank = all(cell.kind is CellKind.BLANK for cell in [*cells, *([label] if label else [])])
        empty = blank and (label is not None or not header)
        columns.append(ValueColumn(span, label, _groups(span, header, label), widths[index], bool(header), empty))
    return tuple(columns)


def leaf_cells(header: Sequence[GridRow], left: int) -> tuple[RowCell, ...]:
    """Header cells over the value columns that reach down to the data, left to right."""
    return tuple(cell for cell in header[-1].cells if (cell.left + cell.right) / 2 > left) if header else ()


def _first_value(data: Sequence[RowMatch]) -> int:
    """The grid column where most rows' values begin: right of the label that is read, else of the expected one."""
    votes: Counter[int] = Counter()
    for match in data:
        depth = len(match.lines[0].cells)
        cells = match.row.cells
        words = [i for i, cell in enumerate(cells[: depth + 1]) if depth and cell.kind is CellKind.TEXT]
        label = words[-1] if words else depth - 1
        if label + 1 < len(cells):
            votes[cells[label + 1].left] += 1
    return max(votes, key=lambda left: (votes[left], -left), default=0)


def _widths(cells: Sequence[RowCell], spans: tuple[Span, ...]) -> list[float]:
    """Each column's width over the median width of all."""
    boxes = {(cell.left, cell.right): cell.parts[0].reading.cell.box.width for cell in cells}
    widths = [boxes[span] for span in spans]
    middle = statistics.median(widths) if widths else 1.0
    return [width / middle if middle else 1.0 for width in widths]


def _over_several(leaf: RowCell, spans: Sequence[Span]) -> bool:
    """Whether a header cell covers more than one column: the rule between two headers was lost, it names neither."""
    return sum(covered(span, (leaf.left, leaf.right)) > SURELY_OVER for span in spans) > 1


def _over(span: Span, leaves: Sequence[RowCell]) -> RowCell | None:
    """The one header cell that lies over a column and over hardly anything else."""
    over = [leaf for leaf in leaves if overlap(span, (leaf.left, leaf.right)) > OVER]
    return over[0] if len(over) == 1 else None


def _groups(span: Span, header: Sequence[GridRow], label: RowCell | None) -> tuple[RowCell, ...]:
    cells = [cell for row in header for cell in row.cells if cell.starts]
    above = [cell for cell in cells if covered(span, (cell.left, cell.right)) > OVER]
    return tuple(cell for cell in above if label is None or cell.parts != label.parts)


def overlap(a: Span, b: Span) -> float:
    """Shared grid columns over all grid columns of both."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, shared) / (max(a[1], b[1]) - min(a[0], b[0]))


def covered(a: Span, b: Span) -> float:
    """Share of ``a`` that lies within ``b``."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0])) / (a[1] - a[0])
