"""Value cells of a block's rows against the columns of that block: by lattice, by order, and by what the header says.

Header and body edges need not line up, so cells are paired with header cells by order where their numbers agree and by
overlap where they do not. A cell over two columns, or one of several rivals, is left unbound rather than guessed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ocr_pipeline.schema.types import BlockSpec, ColumnSpec, TableSpec
from ocr_pipeline.stages.align_rows import RowMatch
from ocr_pipeline.stages.expect_lines import Labels, group_labels
from ocr_pipeline.stages.grid_rows import CellKind, GridRow, RowCell
from ocr_pipeline.stages.match_labels import LabelMatcher
from ocr_pipeline.stages.weigh_paths import Step, best_path, step_probabilities

COLUMN_MISSING, COLUMN_EXTRA, RUN_TOGETHER, JUMP = -7.0, -7.0, -8.0, -8.0
# A group label is shared by its columns, so it counts only in part for each.
GROUP_SHARE = 0.4
SAME_PLACE = 0.6
BY_OVERLAP, BY_ELIMINATION = 0.9, 0.95

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which observed column (grid columns [left, right)) is which column of the block, and how certain, in [0, 1]."""

    spans: tuple[Span, ...]
    keys: tuple[str | None, ...]
    certain: tuple[float, ...]

    def key_of(self, cell: RowCell) -> tuple[str | None, float]:
        """The column key of a cell and how sure; None where it suits no column or more than one."""
        span = (cell.left, cell.right)
        if span in self.spans:
            index = self.spans.index(span)
            return self.keys[index], self.certain[index]
        shares = [_overlap(span, other) for other in self.spans]
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        if best is None or shares[best] < SAME_PLACE or sum(share > 0 for share in shares) > 1:
            return None, 0.0
        return self.keys[best], self.certain[best] * BY_OVERLAP


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """What the header says over one observed column: its own label cell and the group cells above."""

    label: RowCell | None
    groups: tuple[RowCell, ...]


def map_columns(
    table: TableSpec, block: BlockSpec, *, data: Sequence[RowMatch], header: Sequence[GridRow], matcher: LabelMatcher
) -> ColumnMap:
    """The columns of a block's rows within one grid."""
    spans = _usual_spans(data, len(block.columns))
    leaves = _leaf_cells(header, spans)
    if len(leaves) == len(block.columns) < len(spans):
        return _by_header_cells(spans, leaves, block)
    labels = _header_columns(header, spans, leaves)
    steps, nodes = _steps(labels, _expected(table, block), matcher)
    path = best_path(steps, nodes)
    keys: list[str | None] = [None] * len(spans)
    certain = [0.0] * len(spans)
    for step, share in zip(path, step_probabilities(steps, nodes, path), strict=True):
        if len(step.observed) == len(step.expected) == 1:
            keys[step.observed[0]], certain[step.observed[0]] = block.columns[step.expected[0]].key, share
    return ColumnMap(spans, tuple(keys), tuple(certain))


def _usual_spans(data: Sequence[RowMatch], columns: int) -> tuple[Span, ...]:
    """The value cells' grid columns that most rows share; of equally common ones those of the expected number."""
    votes: Counter[tuple[Span, ...]] = Counter()
    for match in data:
        values = match.row.cells[len(match.lines[0].cells) :]
        votes[tuple((cell.left, cell.right) for cell in values)] += 1
    return max(votes, key=lambda spans: (votes[spans], len(spans) == columns, spans), default=())


def _leaf_cells(header: Sequence[GridRow], spans: tuple[Span, ...]) -> tuple[RowCell, ...]:
    """Header cells over the value columns that reach down to the data, left to right."""
    if not header or not spans:
        return ()
    left = spans[0][0]
    return tuple(cell for cell in header[-1].cells if (cell.left + cell.right) / 2 > left)


def _by_header_cells(spans: tuple[Span, ...], leaves: tuple[RowCell, ...], block: BlockSpec) -> ColumnMap:
    """More body cells than columns: each belongs to the header cell above it (a wide cell drawn as several)."""
    keys: list[str | None] = []
    for span in spans:
        shares = [_covered(span, (leaf.left, leaf.right)) for leaf in leaves]
        best = max(range(len(leaves)), key=shares.__getitem__)
        keys.append(block.columns[best].key if shares[best] > SAME_PLACE else None)
    return ColumnMap(spans, tuple(keys), tuple(BY_ELIMINATION if key else 0.0 for key in keys))


def _header_columns(
    header: Sequence[GridRow], spans: tuple[Span, ...], leaves: tuple[RowCell, ...]
) -> tuple[HeaderColumn, ...]:
    columns = []
    for index, span in enumerate(spans):
        if len(leaves) == len(spans):
            label: RowCell | None = leaves[index]
        else:
            over = [leaf for leaf in leaves if _overlap(span, (leaf.left, leaf.right)) >= SAME_PLACE]
            label = over[0] if len(over) == 1 else None
        above = [
            cell
            for row in header
            for cell in row.cells
            if cell.starts and _covered(span, (cell.left, cell.right)) > 0.5
        ]
        columns.append(HeaderColumn(label, tuple(cell for cell in above if label and cell.parts != label.parts)))
    return tuple(columns)


@dataclass(frozen=True, slots=True)
class _Expected:
    labels: Labels
    groups: tuple[Labels, ...]


def _expected(table: TableSpec, block: BlockSpec) -> tuple[_Expected, ...]:
    def groups(column: ColumnSpec) -> tuple[Labels, ...]:
        return tuple(group_labels(table, label) for label in column.under)

    return tuple(_Expected(column.labels, groups(column)) for column in block.columns)


def _fit(column: HeaderColumn, expected: _Expected, matcher: LabelMatcher) -> float:
    total = 0.0
    if column.label and column.label.kind is not CellKind.NUMBER:
        total += matcher.log_odds(column.label.text, column.label.score, expected.labels)
    for labels in expected.groups:
        fits = [matcher.log_odds(cell.text, cell.score, labels) for cell in column.groups if cell.text]
        total += GROUP_SHARE * max(fits, default=0.0)
    return total


def _fit_two(column: HeaderColumn, pair: tuple[_Expected, _Expected], matcher: LabelMatcher) -> float:
    if column.label is None:
        return 0.0
    both = tuple(a + b for a, b in zip(pair[0].labels, pair[1].labels, strict=False))
    return matcher.log_odds(column.label.text, column.label.score, both)


def _steps(
    observed: tuple[HeaderColumn, ...], expected: tuple[_Expected, ...], matcher: LabelMatcher
) -> tuple[list[Step], int]:
    """All alignments of columns; both ends may be missing at once (a table printed in two parts side by side)."""
    width = len(expected) + 1
    last = (len(observed) + 1) * width
    steps = [Step(0, j, JUMP - math.log(width)) for j in range(1, width)]
    for i in range(len(observed) + 1):
        for j in range(width):
            node = i * width + j
            if j + 1 < width:
                steps.append(Step(node, node + 1, COLUMN_MISSING))
            if i < len(observed):
                steps += _consuming(observed[i], (i, j, width), expected[j : j + 2], matcher)
            else:
                steps.append(Step(node, last, 0.0 if j + 1 == width else JUMP))
    steps.sort(key=lambda step: step.source)
    return steps, last + 1


def _consuming(
    column: HeaderColumn, place: tuple[int, int, int], nearest: tuple[_Expected, ...], matcher: LabelMatcher
) -> list[Step]:
    """The observed column as none, one or two of the next expected ones; ``place``: observed, expected, row width."""
    i, j, width = place
    node = i * width + j
    steps = [Step(node, node + width, COLUMN_EXTRA, (i,))]
    if nearest:
        steps.append(Step(node, node + width + 1, _fit(column, nearest[0], matcher), (i,), (j,)))
    if len(nearest) == 2:
        weight = RUN_TOGETHER + _fit_two(column, (nearest[0], nearest[1]), matcher)
        steps.append(Step(node, node + width + 2, weight, (i,), (j, j + 1)))
    return steps


def _overlap(a: Span, b: Span) -> float:
    """Shared grid columns over all grid columns of both."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, shared) / (max(a[1], b[1]) - min(a[0], b[0]))


def _covered(a: Span, b: Span) -> float:
    """Share of ``a`` that lies within ``b``."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0])) / (a[1] - a[0])
