"""The label side of a table without rules: labels begin at a few places, and group labels stand beside their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_pipeline.engines.print_blocks import join_lines
from ocr_pipeline.model.flag_runs import flag_runs
from ocr_pipeline.model.geometry import Box

SAME_START = 0.7
"""Labels that begin closer to each other than this, in character heights, begin at one place."""

MOST_LEVELS = 3
"""Group, group within it, and row."""


@dataclass(frozen=True, slots=True)
class LabelCell:
    """A label's rows [top, bottom) and label columns [left, right)."""

    top: int
    bottom: int
    left: int
    right: int


def label_starts(words: Sequence[Box], rows: Sequence[tuple[float, float]], em: float) -> list[float]:
    """Where label columns begin: the places where labels of at least two rows begin, besides the first."""
    starts = [_last(words, row) for row in rows]
    groups: list[list[float]] = []
    for start in sorted(word.left for word in starts if word is not None):
        if groups and start - groups[-1][0] <= SAME_START * em:
            groups[-1].append(start)
        else:
            groups.append([start])
    places = [min(group) for group in groups if len(group) > 1][-MOST_LEVELS:]
    left = min((word.left for word in words), default=0.0)
    if places and left < places[0] - 1.2 * em:
        places = [left, *places][-MOST_LEVELS:]
    return places or [left]


def _last(words: Sequence[Box], row: tuple[float, float]) -> Box | None:
    """The word of a row that stands next to its values."""
    own = [word for word in words if row[0] <= word.center[1] < row[1]]
    return max(own, key=lambda word: (word.left, -word.top), default=None)


def label_cells(
    words: Sequence[Box], rows: Sequence[tuple[float, float]], starts: Sequence[float], em: float
) -> list[LabelCell]:
    """Cells that tile the label columns: each row's own label at the right, group labels over their rows."""
    levels = [_level(_last(words, row), starts, em) for row in rows]
    cells = [LabelCell(k, k + 1, level, len(starts)) for k, level in enumerate(levels)]
    for column in range(len(starts) - 1):
        right = starts[column + 1]
        for first, last in flag_runs([level > column for level in levels]):
            own = [w for w in words if starts[column] - em <= w.left and w.right <= right + 0.3 * em]
            blocks = join_lines([w for w in own if rows[first][0] <= w.center[1] < rows[last - 1][1]], em)
            cells += _groups(blocks, rows, (first, last), column)
    return sorted(cells, key=lambda cell: (cell.top, cell.left))


def _level(label: Box | None, starts: Sequence[float], em: float) -> int:
    if label is None:
        return 0
    return max((k for k, start in enumerate(starts) if label.left >= start - SAME_START * em), default=0)


def _groups(
    blocks: Sequence[Box], rows: Sequence[tuple[float, float]], run: tuple[int, int], column: int
) -> list[LabelCell]:
    """A run of rows parted by group labels, each in the middle of its rows."""
    first, last = run
    cells: list[LabelCell] = []
    top = first
    for block in sorted(blocks, key=lambda box: box.top)[:-1]:
        bottom = 2 * block.center[1] - rows[top][0]
        nearest = min(range(top + 1, last + 1), key=lambda k: abs(rows[k - 1][1] - bottom), default=last)
        if nearest >= last:
            break
        cells.append(LabelCell(top, nearest, column, column + 1))
        top = nearest
    return [*cells, LabelCell(top, last, column, column + 1)]
