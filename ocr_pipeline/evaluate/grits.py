"""GriTS (Smock, Pesala and Abraham 2022, "GriTS: Grid table similarity metric for table structure recognition").

The most similar substructures of two grids: rows and columns are aligned apart from each other, each by a dynamic
program whose reward for two rows is the best alignment of their cells, and the cells in the crossings are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from ocr_pipeline.evaluate.table_grids import TextCell, TextGrid

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Place = tuple[int, int]
Reward = Callable[[Place, TextCell, Place, TextCell], float]


def grits_content(truth: TextGrid, found: TextGrid) -> float:
    """F score of cell texts, each pair weighed by its longest common subsequence."""
    return _grits(truth, found, lambda _, one, __, other: text_similarity(one.text, other.text))


def grits_topology(truth: TextGrid, found: TextGrid) -> float:
    """F score of cell spans, each pair weighed by the overlap of the spans laid upon each other."""
    return _grits(truth, found, lambda at, one, there, other: _span_overlap(at, one, there, other))


def _grits(truth: TextGrid, found: TextGrid, reward: Reward) -> float:
    size = truth.rows * truth.columns + found.rows * found.columns
    if not truth.rows * truth.columns or not found.rows * found.columns:
        return float(size == 0)
    rewards = _rewards(truth, found, reward)
    rows = _align(_inner(rewards))
    columns = _align(_inner(rewards.transpose(2, 3, 0, 1)))
    score = sum(float(rewards[r, s, c, d]) for r, s in rows for c, d in columns)
    return 2 * score / size


def _rewards(truth: TextGrid, found: TextGrid, reward: Reward) -> Floats:
    """Rewards by (row, row of the other, column, column of the other)."""
    ours, theirs = truth.positions(), found.positions()
    rewards = np.zeros((truth.rows, found.rows, truth.columns, found.columns))
    for (r, c), one in ours.items():
        for (s, d), other in theirs.items():
            rewards[r, s, c, d] = reward((r, c), one, (s, d), other)
    return rewards


def _inner(rewards: Floats) -> Floats:
    """The best sum of rewards along an order-keeping alignment of the last two axes, for each pair of the first two."""
    best = np.zeros((*rewards.shape[:2], rewards.shape[2] + 1, rewards.shape[3] + 1))
    for i in range(rewards.shape[2]):
        for j in range(rewards.shape[3]):
            diagonal = best[:, :, i, j] + rewards[:, :, i, j]
            best[:, :, i + 1, j + 1] = np.maximum(diagonal, np.maximum(best[:, :, i, j + 1], best[:, :, i + 1, j]))
    return best[:, :, -1, -1]


def _align(rewards: Floats) -> list[tuple[int, int]]:
    """The pairs of the best order-keeping alignment of two axes."""
    height, width = rewards.shape
    best = np.zeros((height + 1, width + 1))
    for i in range(height):
        for j in range(width):
            best[i + 1, j + 1] = max(best[i, j] + rewards[i, j], best[i, j + 1], best[i + 1, j])
    pairs: list[tuple[int, int]] = []
    i, j = height, width
    while i and j:
        if best[i, j] == best[i - 1, j - 1] + rewards[i - 1, j - 1]:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _span_overlap(at: Place, one: TextCell, there: Place, other: TextCell) -> float:
    """Intersection over union of two spans, each seen from its own position."""
    a, b = _relative(at, one), _relative(there, other)
    shared = max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))
    areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return shared / (areas - shared)


def _relative(at: Place, cell: TextCell) -> tuple[int, int, int, int]:
    top, left = cell.row - at[0], cell.column - at[1]
    return top, left, top + cell.row_span, left + cell.column_span


@lru_cache(maxsize=1 << 18)
def text_similarity(one: str, other: str) -> float:
    """Twice the longest common subsequence over both lengths; 1 for two empty texts."""
    if one == other:
        return 1.0
    if not one or not other or not set(one) & set(other):
        return 0.0
    before = [0] * (len(other) + 1)
    for a in one:
        row = [0]
        for j, b in enumerate(other):
            row.append(before[j] + 1 if a == b else max(before[j + 1], row[j]))
        before = row
    return 2 * before[-1] / (len(one) + len(other))
