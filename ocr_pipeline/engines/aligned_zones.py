"""Where on a page figures line up in columns: the place of a table without rules that no layout model has seen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ocr_pipeline.engines.aligned_columns import Line
from ocr_pipeline.engines.aligned_rows import FIGURES
from ocr_pipeline.model.geometry import Box, union

APART = 1.2
"""Gap between neighbours of one row, in character heights; words of running text are closer."""

MOST_BETWEEN = 5.0
"""Lines of a table follow each other within this many character heights, headings of its parts in between."""

LEAST_ROWS = 3
"""Lines with several columns that make a table."""

LEAST_FIGURES = 0.3
"""Share of the words beside the first that are as low as figures."""


def find_zones(lines: Sequence[Line], em: float) -> list[Box]:
    """Boxes around runs of lines that have columns, from the top down."""
    runs: list[list[Line]] = []
    for line in lines:
        if not _has_columns(line, em):
            continue
        if runs and line.middle - runs[-1][-1].middle <= MOST_BETWEEN * em:
            runs[-1].append(line)
        else:
            runs.append([line])
    return [_box(run, lines, em) for run in runs if _is_table(run, em)]


def _has_columns(line: Line, em: float) -> bool:
    gaps = [right.left - left.right for left, right in pairwise(line.words)]
    return bool(gaps) and min(gaps) >= APART * em


def _is_table(run: Sequence[Line], em: float) -> bool:
    beside = [word.height for line in run for word in line.words[1:]]
    figures = np.mean([height < FIGURES * em for height in beside]) if beside else 0.0
    return len(run) >= LEAST_ROWS and float(figures) >= LEAST_FIGURES and max(len(line.words) for line in run) > 2


def _box(run: Sequence[Line], lines: Sequence[Line], em: float) -> Box:
    """The run with the short lines inside it, and a title right above it."""
    whole = union(word for line in run for word in line.words)
    inside = [word for line in lines for word in line.words if whole.top <= word.center[1] <= whole.bottom]
    return union((whole, *(word for word in inside if word.right > whole.left and word.left < whole.right))).expanded(
        0.6 * em
    )
