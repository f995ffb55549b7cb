"""Rows of a table without rules: lines of values, with the lines of a wrapped label taken to their row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ocr_pipeline.engines.aligned_columns import Line, group_lines
from ocr_pipeline.model.geometry import Box

ROW = 1.0
"""Rows are farther apart than this, in character heights."""

FIGURES = 0.86
"""Figures are lower than this share of the height of characters."""


def value_lines(words: Sequence[Box], first_column: float, em: float) -> list[Line]:
    """Lines of the words right of the label column, from the top down; the end of a wrapped label is no row."""
    lines = group_lines([word for word in words if word.center[0] > first_column], em)
    kept: list[Line] = []
    for line in lines:
        if kept and line.middle - kept[-1].middle < ROW * em and 1 in (len(line.words), len(kept[-1].words)):
            fuller = max(kept[-1], line, key=lambda one: len(one.words))
            kept[-1] = fuller
        else:
            kept.append(line)
    return kept


def count_head(lines: Sequence[Line], em: float) -> int:
    """How many lines from the top are heads: all above the first line of figures, which are lower than characters."""
    for number, line in enumerate(lines):
        if len(line.words) > 1 and float(np.median([word.height for word in line.words])) < FIGURES * em:
            return number
    return 0


def row_edges(rows: Sequence[Line], words: Sequence[Box], top: float, bottom: float) -> list[float]:
    """Where rows begin and end: between two rows, where fewest words are cut, as near to the middle as possible."""
    edges = [top]
    for upper, lower in pairwise(rows):
        start = max(word.bottom for word in upper.words)
        end = min(word.top for word in lower.words)
        edges.append(_cut(start, end, words) if end > start else (upper.middle + lower.middle) / 2)
    return [*edges, bottom]


def _cut(start: float, end: float, words: Sequence[Box]) -> float:
    middle = (start + end) / 2
    places = np.arange(start, end + 0.5, 1.0)

    def badness(place: float) -> tuple[int, float]:
        return sum(word.top < place < word.bottom for word in words), abs(place - middle)

    return min((float(place) for place in places), key=badness)
