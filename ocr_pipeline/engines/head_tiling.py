"""The cells of a table's head from its print alone, over known columns: every label is centred over what it heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ocr_pipeline.model.geometry import Box

SPAN_COST = 0.2
"""What every further cell costs, in column widths off the centre: fewer and wider cells are preferred."""

EMPTY_COST = 0.6
"""What a column without any label costs."""

MOST_OFF = 0.75
"""Farthest that a label may stand off the centre of its cell, in mean column widths."""

SAME_LEVEL = 0.3
"""Labels that overlap in height by this share of the lower one stand side by side."""


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A label's columns [left, right), and where its cell begins and ends (pixels); ``bottom`` None: with the head."""

    left: int
    right: int
    top: float | None
    bottom: float | None


def tile_head(edges: Sequence[float], blocks: Sequence[Box]) -> tuple[HeadCell, ...] | None:
    """Cells that tile the head over the columns between ``edges``; None where the labels do not stand like a head's."""
    cells: list[HeadCell] = []
    waiting: list[tuple[int, int, float | None, tuple[Box, ...]]] = [(0, len(edges) - 1, None, tuple(blocks))]
    while waiting:
        left, right, top, inside = waiting.pop()
        spans = _best_spans(edges, left, right, inside)
        if spans is None:
            return None
        for a, b in spans:
            own = sorted(_inside(inside, edges[a], edges[b]), key=lambda box: box.top)
            lower = tuple(own[1:])
            if lower and b - a > 1:
                bottom = (own[0].bottom + min(box.top for box in lower)) / 2
                cells.append(HeadCell(a, b, top, bottom))
                waiting.append((a, b, bottom, lower))
            else:
                cells.append(HeadCell(a, b, top, None))
    return tuple(sorted(cells, key=lambda cell: (cell.top or 0.0, cell.left)))


def _inside(blocks: Sequence[Box], left: float, right: float) -> list[Box]:
    return [box for box in blocks if left <= box.center[0] < right]


def _best_spans(edges: Sequence[float], left: int, right: int, blocks: Sequence[Box]) -> list[tuple[int, int]] | None:
    """The cheapest way to cut columns [left, right) into cells with one topmost label each."""

    @cache
    def best(start: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        if start == right:
            return 0.0, ()
        ways = []
        for end in range(start + 1, right + 1):
            cost = _cost(edges, start, end, blocks)
            if cost is not None:
                rest, spans = best(end)
                ways.append((cost + SPAN_COST + rest, ((start, end), *spans)))
        return min(ways, default=(float("inf"), ()))

    cost, spans = best(left)
    return list(spans) if cost < float("inf") else None


def _cost(edges: Sequence[float], start: int, end: int, blocks: Sequence[Box]) -> float | None:
    """How far the topmost label of some columns is off their centre, in mean column widths; None if none is."""
    left, right = edges[start], edges[end]
    own = _inside(blocks, left, right)
    if not own:
        return EMPTY_COST if end - start == 1 else None
    column = (edges[-1] - edges[0]) / (len(edges) - 1)
    slack = 0.2 * column
    if any(box.left < left - slack or box.right > right + slack for box in own):
        return None
    head, *lower = sorted(own, key=lambda box: box.top)
    if any(_beside(head, box) for box in lower) and end - start > 1:
        return None
    off = abs(head.center[0] - (left + right) / 2) / column
    return off if off <= MOST_OFF else None


def _beside(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > SAME_LEVEL * min(one.height, other.height)
