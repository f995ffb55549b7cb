"""Value cells of a block's rows against the columns of that block: by lattice, by order, and by what the header says.

Header and body edges need not line up, so cells are paired with header cells by order where their numbers agree and by
overlap where they do not. A cell over two columns, or one of several rivals, is left unbound rather than guessed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ocr_pipeline.schema.types import BlockSpec, ColumnSpec, TableSpec
from ocr_pipeline.stages.align_rows import RowMatch
from ocr_pipeline.stages.expect_lines import Labels, group_labels
from ocr_pipeline.stages.grid_rows import CellKind, GridRow, RowCell
from ocr_pipeline.stages.match_labels import LabelMatcher
from ocr_pipeline.stages.value_columns import Span, ValueColumn, covered, leaf_cells, overlap, value_columns
from ocr_pipeline.stages.weigh_paths import Step, best_path, step_probabilities

# A lost rule is likelier than a column that was not printed; an empty column beside the table is likely no column.
COLUMN_MISSING, COLUMN_EXTRA, EMPTY_EXTRA, RUN_TOGETHER, JUMP = -7.0, -7.0, -1.0, -5.0, -8.0
# A printed column has a header, so an empty cell above speaks against it.
NO_HEADER = -4.0
# A group label is shared by its columns, so it counts only in part for each.
GROUP_SHARE = 0.4
# In tables of many like columns a wide one is two; one of usual width is not.
MANY, WIDE, STRANGE_WIDTH = 5, 1.5, -6.0
SAME_PLACE = 0.6
BY_OVERLAP, BY_ELIMINATION = 0.9, 0.95
# Where columns are missing or too many, the others are less sure as well.
IRREGULAR = 0.9


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
        shares = [overlap(span, other) for other in self.spans]
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        if best is None or shares[best] < SAME_PLACE or sum(share > 0 for share in shares) > 1:
            return None, 0.0
        return self.keys[best], self.certain[best] * BY_OVERLAP


def map_columns(
    table: TableSpec, block: BlockSpec, *, data: Sequence[RowMatch], header: Sequence[GridRow], matcher: LabelMatcher
) -> ColumnMap:
    """The columns of a block's rows within one grid."""
    observed = value_columns(data, header, len(block.columns))
    spans = tuple(column.span for column in observed)
    leaves = leaf_cells(header, spans[0][0]) if spans else ()
    if len(leaves) == len(block.columns) < len(spans):
        return _by_header_cells(spans, leaves, block)
    steps, nodes = _Columns(table, block, matcher).steps(observed)
    path = best_path(steps, nodes)
    keys: list[str | None] = [None] * len(spans)
    certain = [0.0] * len(spans)
    for step, share in zip(path, step_probabilities(steps, nodes, path), strict=True):
        if len(step.observed) == len(step.expected) == 1:
            keys[step.observed[0]], certain[step.observed[0]] = block.columns[step.expected[0]].key, share
    mapped = sum(key is not None for key in keys)
    if mapped < len(block.columns) >= MANY and not any(map(_is_named, observed)):
        return ColumnMap(spans, (None,) * len(spans), (0.0,) * len(spans))
    if mapped < max(len(block.columns), sum(not column.empty for column in observed)):
        certain = [share * IRREGULAR for share in certain]
    return ColumnMap(spans, tuple(keys), tuple(certain))


def _is_named(column: ValueColumn) -> bool:
    """Whether a head says anything of a column: of many like columns without one, nobody can tell which are missing."""
    label = column.label is not None and column.label.kind is CellKind.TEXT
    return label or any(cell.text for cell in column.groups)


def _by_header_cells(spans: tuple[Span, ...], leaves: tuple[RowCell, ...], block: BlockSpec) -> ColumnMap:
    """More body cells than columns: each belongs to the header cell above it (a wide cell drawn as several)."""
    keys: list[str | None] = []
    for span in spans:
        shares = [covered(span, (leaf.left, leaf.right)) for leaf in leaves]
        best = max(range(len(leaves)), key=shares.__getitem__)
        keys.append(block.columns[best].key if shares[best] > SAME_PLACE else None)
    return ColumnMap(spans, tuple(keys), tuple(BY_ELIMINATION if key else 0.0 for key in keys))


class _Columns:
    """The columns of a block, ready to be compared with observed ones."""

    def __init__(self, table: TableSpec, block: BlockSpec, matcher: LabelMatcher) -> None:
        self.columns, self.matcher = block.columns, matcher
        self.groups = [tuple(group_labels(table, label) for label in column.under) for column in block.columns]

    def steps(self, observed: tuple[ValueColumn, ...]) -> tuple[list[Step], int]:
        """All alignments; both ends may be missing at once (a table printed in two parts side by side)."""
        width = len(self.columns) + 1
        last = (len(observed) + 1) * width
        steps = [Step(0, j, JUMP - math.log(width)) for j in range(1, width)]
        for i in range(len(observed) + 1):
            for j in range(width):
                node = i * width + j
                if j + 1 < width:
                    steps.append(Step(node, node + 1, COLUMN_MISSING))
                if i < len(observed):
                    steps += self._consuming(observed[i], i, j)
                else:
                    steps.append(Step(node, last, 0.0 if j + 1 == width else JUMP))
        steps.sort(key=lambda step: step.source)
        return steps, last + 1

    def _consuming(self, column: ValueColumn, i: int, j: int) -> list[Step]:
        """The observed column as none, one or two of the next expected ones."""
        width = len(self.columns) + 1
        node = i * width + j
        steps = [Step(node, node + width, EMPTY_EXTRA if column.empty else COLUMN_EXTRA, (i,))]
        if j + 1 < width:
            steps.append(Step(node, node + width + 1, self._fit(column, j), (i,), (j,)))
        if j + 2 < width:
            weight = RUN_TOGETHER + self._fit_two(column, j)
            steps.append(Step(node, node + width + 2, weight, (i,), (j, j + 1)))
        return steps

    def _fit(self, column: ValueColumn, j: int) -> float:
        """Log-odds that an observed column is the expected one."""
        total = self._text(column, self.columns[j].labels) + self._group_text(column, j)
        return total + (STRANGE_WIDTH if self._many() and column.width > WIDE else 0.0)

    def _fit_two(self, column: ValueColumn, j: int) -> float:
        """Log-odds that an observed column is the expected one and the next, the rule between them lost."""
        pair: tuple[ColumnSpec, ColumnSpec] = self.columns[j], self.columns[j + 1]
        total = self._text(column, (pair[0].labels[0] + pair[1].labels[0],)) + self._group_text(column, j)
        return total + (STRANGE_WIDTH if self._many() and column.width <= WIDE else 0.0)

    def _group_text(self, column: ValueColumn, j: int) -> float:
        total = 0.0
        for labels in self.groups[j]:
            fits = [self.matcher.log_odds(cell.text, cell.score, labels) for cell in column.groups if cell.text]
            total += GROUP_SHARE * max(fits, default=0.0)
        return total

    def _text(self, column: ValueColumn, labels: Labels) -> float:
        if column.label is None or column.label.kind is CellKind.NUMBER:
            return 0.0
        if column.label.kind is CellKind.BLANK:
            return NO_HEADER
        return self.matcher.log_odds(column.label.text, column.label.score, labels)

    def _many(self) -> bool:
        return len(self.columns) >= MANY
