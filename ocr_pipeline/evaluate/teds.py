"""TEDS (Zhong, ShafieiBavani and Jimeno Yepes 2020, "Image-based table recognition: data, model, and evaluation").

One less the edit distance of two tables as trees (table, rows, cells), over the size of the larger tree. Cells differ
by 1 if their spans differ, else by the edit distance of their texts over the longer one's length. The distance of the
trees is by Zhang and Shasha (1989).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ocr_pipeline.evaluate.table_grids import TextCell, TextGrid

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class _Tree:
    """Nodes in postorder: what they are (None: a row or the table), and each one's leftmost leaf."""

    labels: tuple[str | TextCell, ...]
    leftmost: tuple[int, ...]

    def keyroots(self) -> list[int]:
        last = {leaf: node for node, leaf in enumerate(self.leftmost)}
        return sorted(last.values())


def teds(truth: TextGrid, found: TextGrid) -> float:
    """Similarity in [0, 1] of structure and text; tables that cost more to turn than they have nodes share nothing."""
    one, other = _tree(truth), _tree(found)
    return max(0.0, 1.0 - tree_distance(one, other) / max(len(one.labels), len(other.labels)))


def _tree(grid: TextGrid) -> _Tree:
    labels: list[str | TextCell] = []
    leftmost: list[int] = []
    for row in grid.in_rows():
        first = len(labels)
        for cell in row:
            leftmost.append(len(labels))
            labels.append(cell)
        leftmost.append(min(first, len(labels)))
        labels.append("row")
    leftmost.append(0)
    labels.append("table")
    return _Tree(tuple(labels), tuple(leftmost))


def tree_distance(one: _Tree, other: _Tree) -> float:
    """The least cost of turning one tree into the other by inserting, deleting and renaming nodes."""
    costs = np.array([[_rename(a, b) for b in other.labels] for a in one.labels])
    distances = np.zeros(costs.shape)
    for i in one.keyroots():
        for j in other.keyroots():
            _forests(one, other, (i, j), costs, distances)
    return float(distances[-1, -1])


def _forests(one: _Tree, other: _Tree, roots: tuple[int, int], costs: Floats, distances: Floats) -> None:
    """Distances of all pairs of subtrees that begin at the leftmost leaves of two keyroots, in place."""
    i, j = roots
    a, b = one.leftmost[i], other.leftmost[j]
    forest = np.zeros((i - a + 2, j - b + 2))
    forest[:, 0] = np.arange(i - a + 2)
    forest[0, :] = np.arange(j - b + 2)
    for x in range(a, i + 1):
        for y in range(b, j + 1):
            whole = one.leftmost[x] == a and other.leftmost[y] == b
            kept = (
                forest[x - a, y - b] + costs[x, y]
                if whole
                else forest[one.leftmost[x] - a, other.leftmost[y] - b] + distances[x, y]
            )
            forest[x - a + 1, y - b + 1] = min(forest[x - a, y - b + 1] + 1, forest[x - a + 1, y - b] + 1, kept)
            if whole:
                distances[x, y] = forest[x - a + 1, y - b + 1]


def _rename(one: str | TextCell, other: str | TextCell) -> float:
    if isinstance(one, str) or isinstance(other, str):
        return float(one != other)
    if (one.row_span, one.column_span) != (other.row_span, other.column_span):
        return 1.0
    return edit_distance(one.text, other.text) / max(1, len(one.text), len(other.text))


def edit_distance(one: str, other: str) -> int:
    """Characters to insert, delete or replace."""
    if one == other:
        return 0
    before = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
        before = row
    return before[-1]
