"""The cells of a table's head from its print alone, over known columns: every label is centred over what it heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_pipeline.model.geometry import Box, union
from ocr_pipeline.model.grid import GridCell

SPAN_COST = 0.2
"""What every further cell costs, in column widths off the centre: fewer and wider cells are preferred."""

EMPTY_COST = 0.6
"""What a column without any label costs."""

MOST_OFF = 0.75
"""Farthest that a label may stand off the centre of its cell, in mean column widths."""

SLACK = 0.2
"""Farthest that a label may reach beyond its cell, in mean column widths."""

HEIGHT_COST = 0.3
"""What it costs that a label stands its own height off the middle of its cell."""

SAME_LEVEL = 0.3
"""Labels that overlap in height by this share of the lower one stand side by side."""


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A label's columns [left, right), and where its cell begins and ends (pixels); ``bottom`` None: with the head."""

    left: int
    right: int
    top: float | None
    bottom: float | None


@dataclass(frozen=True, slots=True)
class LaidHead:
    """Where the levels of a head begin and end, from the top down, and its cells over them, in row-major order."""

    levels: tuple[float, ...]
    cells: tuple[GridCell, ...]

    @property
    def rows(self) -> int:
        """How many levels it has."""
        return len(self.levels) - 1


def lay_head(
    cells: Sequence[HeadCell], edges: Sequence[float], band: tuple[float, float], least: float
) -> LaidHead | None:
    """The tiled cells on levels at least ``least`` pixels high; None where they don't take every position once.

    None as well where a cell is lower than a level.
    """
    top, bottom = band
    levels = [top]
    for place in sorted(cell.bottom for cell in cells if cell.bottom is not None):
        if place - levels[-1] > least:
            levels.append(place)
    levels.append(bottom)
    laid = []
    for cell in cells:
        first = _nearest(levels, top if cell.top is None else cell.top)
        last = _nearest(levels, bottom if cell.bottom is None else cell.bottom)
        box = Box(edges[cell.left], levels[first], edges[cell.right], levels[last])
        laid.append(GridCell(first, cell.left, last - first, cell.right - cell.left, box))
    taken = [cell.row_span * cell.column_span for cell in laid]
    if min(taken) < 1 or sum(taken) != (len(levels) - 1) * (len(edges) - 1):
        return None
    return LaidHead(tuple(levels), tuple(sorted(laid, key=lambda cell: (cell.row, cell.column))))


def _nearest(levels: Sequence[float], place: float) -> int:
    return min(range(len(levels)), key=lambda k: abs(levels[k] - place))


Tiling = tuple[float, tuple[HeadCell, ...]]
"""What a way to cut costs, and its cells."""


def tile_head(edges: Sequence[float], blocks: Sequence[Box], band: tuple[float, float]) -> tuple[HeadCell, ...] | None:
    """Cells that tile the head over the columns between ``edges``, from ``band``'s top to its bottom.

    None where the labels do not stand like a head's. The cheapest way over all levels at once: a label that heads some
    columns is often centred over fewer of them as well, and only the labels below tell.
    """
    cost, cells = _Tiling(tuple(edges), band).cut(0, len(edges) - 1, None, tuple(blocks))
    return tuple(sorted(cells, key=lambda cell: (cell.top or 0.0, cell.left))) if cost < float("inf") else None


class _Tiling:
    """The ways to cut one head; what was found for some columns and labels is kept."""

    def __init__(self, edges: tuple[float, ...], band: tuple[float, float]) -> None:
        self._edges, self._band = edges, band
        self._column = (edges[-1] - edges[0]) / (len(edges) - 1)
        self._found: dict[tuple[int, int, float | None, int], Tiling] = {}

    def cut(self, left: int, right: int, top: float | None, blocks: tuple[Box, ...]) -> Tiling:
        """The cheapest way to cut columns [left, right) below ``top``, None for the top of the head."""
        key = left, right, top, len(blocks)
        if key not in self._found:
            best: list[Tiling] = [(0.0, ())]
            for start in range(right - 1, left - 1, -1):
                ways = [(float("inf"), ())] + [
                    _sum(self._cell(start, end, top, blocks), best[right - end]) for end in range(start + 1, right + 1)
                ]
                best.append(min(ways, key=lambda way: way[0]))
            self._found[key] = best[-1]
        return self._found[key]

    def _cell(self, start: int, end: int, top: float | None, blocks: tuple[Box, ...]) -> Tiling:
        """Columns [start, end) as one cell with the cells below it."""
        left, right = self._edges[start], self._edges[end]
        own = sorted((box for box in blocks if left <= box.center[0] < right), key=lambda box: box.top)
        leaf = HeadCell(start, end, top, None)
        if not own:
            return (EMPTY_COST + SPAN_COST, (leaf,)) if end - start == 1 else _NO_WAY
        slack = SLACK * self._column
        off = abs(own[0].center[0] - (left + right) / 2) / self._column
        if off > MOST_OFF or any(box.left < left - slack or box.right > right + slack for box in own):
            return _NO_WAY
        if end - start == 1 or len(own) == 1:
            return off + SPAN_COST + self._height_off(own, top), (leaf,)
        head, *lower = own
        if any(_beside(head, box) for box in lower):
            return _NO_WAY
        bottom = (head.bottom + lower[0].top) / 2
        cost, cells = self.cut(start, end, bottom, tuple(lower))
        return off + SPAN_COST + cost, (HeadCell(start, end, top, bottom), *cells)

    def _height_off(self, own: Sequence[Box], top: float | None) -> float:
        """What it costs that a label does not stand half way between ``top`` and the bottom of the head."""
        start, end = self._band if top is None else (top, self._band[1])
        return HEIGHT_COST * abs(union(own).center[1] - (start + end) / 2) / min(box.height for box in own)


_NO_WAY: Tiling = (float("inf"), ())


def _sum(one: Tiling, other: Tiling) -> Tiling:
    return one[0] + other[0], one[1] + other[1]


def _beside(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > SAME_LEVEL * min(one.height, other.height)
