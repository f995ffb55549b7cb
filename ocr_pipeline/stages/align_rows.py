"""Rows of one or more grids against the lines of one table: which row is which line, and how sure.

Rows keep their order inside a grid; between grids (page breaks, tables drawn as separate cards) the place may jump.
A row may be cut in two, two rows may have run into one, rows and lines may be missing, a header may be printed again.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from ocr_pipeline.stages.expect_lines import Line, LineKind
from ocr_pipeline.stages.grid_rows import CellKind, GridRow, joined
from ocr_pipeline.stages.match_labels import LabelMatcher
from ocr_pipeline.stages.row_evidence import label_evidence, merged_evidence, row_evidence
from ocr_pipeline.stages.solid_header import header_runs, solid_evidence
from ocr_pipeline.stages.weigh_paths import Step, best_path, step_probabilities, total_weight

# Log odds of what goes wrong in print and in tracing: a rule lost inside a table is rare, a missing band is common.
ROW_EXTRA, LINE_MISSING, CAPTION_MISSING = -3.0, -4.0, -1.0
CUT_BY_PAGE, CUT_INSIDE, CUT_AROUND, RUN_TOGETHER = -2.0, -5.0, -0.5, -5.0
JUMP, HEADER_AGAIN = -5.0, -1.0
# Nats from which a row's own label is enough, and what is left of a lesser one's certainty beside a gap.
LABEL_ENOUGH, BESIDE_GAP = 4.0, 0.7


@dataclass(frozen=True, slots=True)
class RowMatch:
    """Rows (one, or two halves) that are a line (or two that ran together); ``certain`` in [0, 1]."""

    row: GridRow
    halves: tuple[GridRow, ...]
    lines: tuple[Line, ...]
    certain: float


@dataclass(frozen=True, slots=True)
class RowAlignment:
    """The best alignment; ``weight`` is the log-odds of "these rows are this table" over all alignments."""

    matches: tuple[RowMatch, ...]
    extra: tuple[GridRow, ...]
    weight: float


class RowEvidence:
    """Evidence of rows for the lines of one table, computed once and kept while chains of grids are tried."""

    def __init__(self, lines: tuple[Line, ...], matcher: LabelMatcher) -> None:
        self.lines = lines
        self.matcher = matcher
        self._rows: dict[Hashable, tuple[float, ...]] = {}
        self._extra: dict[Hashable, float] = {}
        self._merged: dict[Hashable, tuple[float | None, ...]] = {}
        self._solid: dict[Hashable, tuple[tuple[range, float], ...]] = {}
        self._header_runs = header_runs(lines)
        self._labels_of_extra_rows = tuple({label for line in lines for label in line.block.extra_rows})

    def of(self, row: GridRow) -> tuple[float, ...]:
        """Log-odds of one row for every line."""
        if (key := _key(row)) not in self._rows:
            self._rows[key] = tuple(row_evidence(row, line, self.matcher) for line in self.lines)
        return self._rows[key]

    def of_halves(self, upper: GridRow, lower: GridRow) -> tuple[float, ...]:
        """Log-odds of two rows being the halves of one row, for every line; none where they cannot be."""
        if (key := (_key(upper), _key(lower))) not in self._rows:
            row = joined(upper, lower)
            self._rows[key] = tuple(row_evidence(row, line, self.matcher) for line in self.lines) if row else ()
        return self._rows[key]

    def of_two_lines(self, row: GridRow) -> tuple[float | None, ...]:
        """For every line log-odds that the row is this line and the next run together; None where there is no next."""
        if (key := _key(row)) not in self._merged:
            pairs = zip(self.lines, self.lines[1:], strict=False)
            self._merged[key] = tuple(
                merged_evidence(row, pair, self.matcher) if _run_together(*pair) else None for pair in pairs
            )
        return self._merged[key]

    def of_headers(self, row: GridRow) -> tuple[tuple[range, float], ...]:
        """Header levels that the row may be all at once, each run of lines with its log-odds."""
        if (key := _key(row)) not in self._solid:
            found = [
                (run, solid_evidence(row, [self.lines[j] for j in run], self.matcher)) for run in self._header_runs
            ]
            self._solid[key] = tuple((run, weight) for run, weight in found if weight is not None)
        return self._solid[key]

    def extra(self, row: GridRow) -> float:
        """Log-odds that a row is one of those that some forms add."""
        if (key := _key(row)) not in self._extra:
            labels = self._labels_of_extra_rows
            known = [self.matcher.log_odds(c.text, c.score, labels) for c in row.cells[:1] if labels]
            self._extra[key] = ROW_EXTRA + max(0.0, *known, 0.0)
        return self._extra[key]


def _key(row: GridRow) -> Hashable:
    return row.page_index, row.table_index, row.row, row.first, len(row.cells)


def weight_at_most(rows: Sequence[GridRow], evidence: RowEvidence) -> float:
    """A quick bound: what the rows would weigh if each could be any line."""
    return sum(
        max(*evidence.of(row), evidence.extra(row), *(weight for _, weight in evidence.of_headers(row))) for row in rows
    )


def alignment_weight(rows: Sequence[GridRow], evidence: RowEvidence) -> float:
    """Log-odds of "these rows are this table" against "they are none"."""
    return total_weight(*_steps(rows, evidence))


def align_rows(rows: Sequence[GridRow], evidence: RowEvidence) -> RowAlignment:
    """The best alignment of the rows, with how certain each match is."""
    steps, nodes = _steps(rows, evidence)
    path = best_path(steps, nodes)
    certain = step_probabilities(steps, nodes, path)
    matches: list[RowMatch] = []
    extra: list[GridRow] = []
    for step, share in zip(path, certain, strict=True):
        halves = tuple(rows[i] for i in step.observed)
        if step.expected:
            sure = min(1.0, share + _either_half(step, steps, nodes))
            matches += _matches(halves, tuple(evidence.lines[j] for j in step.expected), sure)
        else:
            extra += halves
    matches = [_beside_gaps(match, matches, extra, evidence) for match in matches]
    return RowAlignment(tuple(matches), tuple(extra), total_weight(steps, nodes))


def _either_half(step: Step, steps: Sequence[Step], nodes: int) -> float:
    """Probability that one of two halves alone is the line and the other nothing: the row is the line all the same."""
    if (len(step.observed), len(step.expected)) != (2, 1):
        return 0.0
    alone = [other for other in steps if other.expected == step.expected and len(other.observed) == 1]
    return sum(step_probabilities(steps, nodes, [s for s in alone if s.observed[0] in step.observed]))


def _beside_gaps(
    match: RowMatch, matches: Sequence[RowMatch], extra: Sequence[GridRow], evidence: RowEvidence
) -> RowMatch:
    """A row whose own label says little is less sure beside a line that no row was found for, or beside a stray row."""
    line = match.lines[0]
    if line.kind is not LineKind.DATA or not line.cells or len(match.lines) > 1:
        return match
    found = {id(other) for m in matches for other in m.lines}
    index = evidence.lines.index(line)
    beside = [evidence.lines[k] for k in (index - 1, index + 1) if 0 <= k < len(evidence.lines)]
    gap = any(other.kind is LineKind.DATA and id(other) not in found for other in beside)
    stray = any(
        row.fragment == half.fragment and abs(row.row - half.row) == 1 for row in extra for half in match.halves
    )
    if not (gap or stray) or label_evidence(match.row, line, evidence.matcher) >= LABEL_ENOUGH:
        return match
    return replace(match, certain=match.certain * BESIDE_GAP)


def _matches(halves: tuple[GridRow, ...], lines: tuple[Line, ...], certain: float) -> list[RowMatch]:
    """A repeated header consumes as many lines as rows, one by one; everything else is one match."""
    if len(halves) == len(lines):
        return [RowMatch(row, (row,), (line,), certain) for row, line in zip(halves, lines, strict=True)]
    row = joined(*halves) if len(halves) == 2 else halves[0]
    return [RowMatch(row, halves, lines, certain)] if row else []


class _Graph:
    """Nodes (rows consumed, lines consumed), twice where a grid begins or ends: before and after a jump."""

    def __init__(self, rows: Sequence[GridRow], evidence: RowEvidence) -> None:
        self.rows, self.evidence = rows, evidence
        self.width = len(evidence.lines) + 1
        self.steps: list[Step] = []
        starts = {i for i in range(1, len(rows)) if rows[i].fragment != rows[i - 1].fragment}
        self.breaks = starts | {0, len(rows)}
        self.offsets: list[int] = []
        size = 0
        for i in range(len(rows) + 1):
            self.offsets.append(size)
            size += 2 * self.width + 1 if i in self.breaks else self.width
        self.nodes = size

    def arrive(self, i: int, j: int) -> int:
        """The node that moves into (i, j) end at."""
        return self.offsets[i] + j

    def leave(self, i: int, j: int) -> int:
        """The node that moves out of (i, j) start from."""
        return self.offsets[i] + j + (self.width + 1 if i in self.breaks else 0)

    def add(
        self, nodes: tuple[int, int], weight: float, rows: tuple[int, ...] = (), lines: tuple[int, ...] = ()
    ) -> None:
        """One more step."""
        self.steps.append(Step(*nodes, weight, rows, lines))


def _steps(rows: Sequence[GridRow], evidence: RowEvidence) -> tuple[list[Step], int]:
    graph = _Graph(rows, evidence)
    for i in range(len(rows) + 1):
        _skip_lines(graph, i)
        if i in graph.breaks:
            _jump(graph, i)
        if i < len(rows):
            _consume_row(graph, i)
            _join_halves(graph, i)
        if i < len(rows) and i in graph.breaks and i > 0:
            _repeat_header(graph, i)
    graph.steps.sort(key=lambda step: step.source)
    return graph.steps, graph.nodes


def _skip_lines(graph: _Graph, i: int) -> None:
    for j, line in enumerate(graph.evidence.lines):
        weight = LINE_MISSING if line.kind is LineKind.DATA else CAPTION_MISSING
        graph.add((graph.arrive(i, j), graph.arrive(i, j + 1)), weight)


def _jump(graph: _Graph, i: int) -> None:
    hub = graph.offsets[i] + graph.width
    for j in range(graph.width):
        graph.add((graph.arrive(i, j), hub), JUMP)
        graph.add((hub, graph.leave(i, j)), -math.log(graph.width))
        graph.add((graph.arrive(i, j), graph.leave(i, j)), 0.0)


def _consume_row(graph: _Graph, i: int) -> None:
    lines, row = graph.evidence.lines, graph.rows[i]
    weights, extra = graph.evidence.of(row), graph.evidence.extra(row)
    for j in range(graph.width):
        graph.add((graph.leave(i, j), graph.arrive(i + 1, j)), extra, (i,))
        if j < len(lines):
            graph.add((graph.leave(i, j), graph.arrive(i + 1, j + 1)), weights[j], (i,), (j,))
    for j, merged in enumerate(graph.evidence.of_two_lines(row)):
        if merged is not None:
            graph.add((graph.leave(i, j), graph.arrive(i + 1, j + 2)), RUN_TOGETHER + merged, (i,), (j, j + 1))
    for run, weight in graph.evidence.of_headers(row):
        graph.add((graph.leave(i, run.start), graph.arrive(i + 1, run.stop)), weight, (i,), tuple(run))


def _run_together(first: Line, second: Line) -> bool:
    return first.kind is second.kind is LineKind.DATA and first.block is second.block


def _join_halves(graph: _Graph, i: int) -> None:
    """Rows i and i + 1 as halves of one row; most likely where a page ends."""
    if i + 1 >= len(graph.rows):
        return
    upper, lower = graph.rows[i], graph.rows[i + 1]
    at_break = i + 1 in graph.breaks
    if not at_break and _both_inked(upper, lower):
        return
    cost = CUT_BY_PAGE if at_break else CUT_AROUND if _share_value(upper, lower) else CUT_INSIDE
    for j, weight in enumerate(graph.evidence.of_halves(upper, lower)):
        graph.add((graph.leave(i, j), graph.arrive(i + 2, j + 1)), cost + weight, (i, i + 1), (j,))


def _share_value(upper: GridRow, lower: GridRow) -> bool:
    """Whether a number stands in both rows at once: a rule runs through the row but not through that cell."""
    parts = {cell.parts for cell in upper.cells if cell.kind is CellKind.NUMBER}
    return any(cell.parts in parts for cell in lower.cells)


def _both_inked(upper: GridRow, lower: GridRow) -> bool:
    """Whether numbers stand in both rows of some column, which no row cut by a stray rule shows."""
    pairs = zip(upper.cells, lower.cells, strict=False)
    return any(a.kind is b.kind is CellKind.NUMBER and a.parts != b.parts for a, b in pairs)


def _repeat_header(graph: _Graph, i: int) -> None:
    """The first rows of a further grid as the header of the block in progress, printed again."""
    lines = graph.evidence.lines
    for j in range(1, len(lines)):
        if lines[j].kind is not LineKind.DATA or lines[j - 1].kind is not LineKind.DATA:
            continue
        header = [k for k, line in enumerate(lines) if line.kind is LineKind.HEADER and line.block is lines[j].block]
        weight = HEADER_AGAIN
        for count, k in enumerate(header, start=1):
            if i + count > len(graph.rows) or graph.rows[i + count - 1].fragment != graph.rows[i].fragment:
                break
            weight += graph.evidence.of(graph.rows[i + count - 1])[k]
            consumed = tuple(range(i, i + count))
            graph.add((graph.leave(i, j), graph.arrive(i + count, j)), weight, consumed, tuple(header[:count]))
