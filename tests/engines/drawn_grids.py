"""Tables drawn with rules and figures for tests of the grid engines: what is drawn is what must be found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Homography

Spans = tuple[int, int, int, int]
"""Row, column, row span, column span."""

Color = tuple[int, int, int]
BLACK: Color = (20, 20, 20)
PAPER: Color = (250, 250, 250)


def page_of(pixels: Pixels) -> PageImage:
    """A page that shows these pixels."""
    height, width = pixels.shape[:2]
    return PageImage(0, pixels, Homography.identity(), (width, height), dpi=200)


@dataclass
class Drawn:
    """A table to draw: places of its lines, its cells, and how it is ruled and filled."""

    xs: Sequence[int]
    ys: Sequence[int]
    cells: Sequence[Spans]
    thickness: int = 2
    rule: Color = BLACK
    sides: str = "ltrb"
    fills: dict[tuple[int, int], Color] = field(default_factory=dict)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    ink: Color = BLACK


def every_cell(rows: int, columns: int, *merged: Spans) -> list[Spans]:
    """A full grid with some cells merged."""
    taken = {
        (r, c)
        for row, column, down, right in merged
        for r in range(row, row + down)
        for c in range(column, column + right)
    }
    single = [(r, c, 1, 1) for r in range(rows) for c in range(columns) if (r, c) not in taken]
    return sorted([*single, *merged])


def evenly(start: int, step: int, count: int) -> list[int]:
    """Places of the lines of ``count`` equal rows or columns."""
    return [start + step * k for k in range(count + 1)]


def blank_page(width: int = 1000, height: int = 800) -> Pixels:
    return np.full((height, width, 3), PAPER, np.uint8)


def draw_table(pixels: Pixels, table: Drawn) -> Pixels:
    """Draw fills, then rules on every side that ``sides`` names, then a figure in each cell."""
    for row, column, down, right in table.cells:
        left, top, end, bottom = _corners(table, (row, column, down, right))
        if (row, column) in table.fills:
            cv2.rectangle(pixels, (left, top), (end, bottom), table.fills[row, column], -1)
    for spans in table.cells:
        _rule(pixels, table, spans)
    for row, column, down, right in table.cells:
        left, top, end, bottom = _corners(table, (row, column, down, right))
        text = table.texts.get((row, column), str(10 * row + column))
        cv2.putText(pixels, text, ((left + end) // 2 - 14, (top + bottom) // 2 + 9), 0, 0.8, table.ink, 2, cv2.LINE_AA)
    return pixels


def _corners(table: Drawn, spans: Spans) -> tuple[int, int, int, int]:
    row, column, down, right = spans
    return table.xs[column], table.ys[row], table.xs[column + right], table.ys[row + down]


def _rule(pixels: Pixels, table: Drawn, spans: Spans) -> None:
    if table.thickness == 0:
        return
    left, top, right, bottom = _corners(table, spans)
    inner_x, inner_y = set(table.xs[1:-1]), set(table.ys[1:-1])
    for name, (start, end), inside in (
        ("t", ((left, top), (right, top)), top in inner_y),
        ("b", ((left, bottom), (right, bottom)), bottom in inner_y),
        ("l", ((left, top), (left, bottom)), left in inner_x),
        ("r", ((right, top), (right, bottom)), right in inner_x),
    ):
        if inside or name in table.sides:
            cv2.line(pixels, start, end, table.rule, table.thickness)


def bent(pixels: Pixels, height: float) -> Pixels:
    """The page curled: its middle pushed down by ``height`` pixels along a parabola."""
    rows, columns = pixels.shape[:2]
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    down = height * (1 - ((x - columns / 2) / (columns / 2)) ** 2)
    moved = cv2.remap(pixels, x, (y - down).astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, dtype=np.uint8)


def with_holes(pixels: Pixels, period: int, length: int, *, seed: int = 0) -> Pixels:
    """The page after a bad copy: little white specks, so that rules are broken at about every ``period`` pixels."""
    random = np.random.default_rng(seed)
    worn = pixels.copy()
    count = pixels.shape[0] * pixels.shape[1] // (period * period)
    for _ in range(count):
        x, y = int(random.integers(pixels.shape[1])), int(random.integers(pixels.shape[0]))
        cv2.rectangle(worn, (x, y), (x + length, y + length), PAPER, -1)
    return worn


Change = Callable[[Pixels], Pixels]
