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


def label_starts(own: Sequence[Box | None], groups: Sequence[Box], em: float) -> list[float]:
    """Where label columns begin: where the own labels of at least two rows begin, and left of them group labels."""
    clusters: list[list[float]] = []
    for start in sorted(label.left for label in own if label is not None):
        if clusters and start - clusters[-1][0] <= SAME_START * em:
            clusters[-1].append(start)
        else:
            clusters.append([start])
    places = [min(cluster) for cluster in clusters if len(cluster) > 1][-MOST_LEVELS:]
    # A bracket stands in the right half of its place: lines of a label begin left of it.
    places = [min([place, *(w.left for w in groups if 0 < place - w.left < SAME_START * em)]) for place in places]
    left = min((word.left for word in (*(label for label in own if label), *groups)), default=0.0)
    if places and left < places[0] - 1.2 * em:
        places = [left, *places][-MOST_LEVELS:]
    return places or [left]


def label_cells(
    own: Sequence[Box | None],
    groups: Sequence[Box],
    rows: Sequence[tuple[float, float]],
    starts: Sequence[float],
    em: float,
) -> list[LabelCell]:
    """Cells that tile the label columns: each row's own label at the right, group labels over their rows.

    ``own`` has the label of every row, ``rows`` where it begins and ends.
    """
    levels = [_level(label, starts, em) for label in own]
    cells = [LabelCell(k, k + 1, level, len(starts)) for k, level in enumerate(levels)]
    for column in range(len(starts) - 1):
        left, right = starts[column] - em, starts[column + 1]
        for first, last in flag_runs([level > column for level in levels]):
            words = [w for w in groups if left <= w.left < right - SAME_START * em]
            inside = [w for w in words if rows[first][0] <= w.center[1] < rows[last - 1][1]]
            cells += _groups(join_lines(inside, em), rows, (first, last), column)
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
