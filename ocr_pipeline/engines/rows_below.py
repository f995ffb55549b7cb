"""Rows below a head that alone was traced: between dotted rules that a copy has thinned out too far to be rules."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import Mask
from ocr_pipeline.engines.text_scale import Gray, darker_than_around, inked
from ocr_pipeline.model.flag_runs import flag_runs
from ocr_pipeline.model.grid import GridCell, TableGrid

REACH = 14.0
"""How far below the head rows are sought, in character heights."""

APART = 0.35
"""Dots so far apart, in character heights, are one line."""

LEVEL, UPRIGHT = 0.75, 0.5
"""Share of a row's width and height that its dotted rules cover, the gaps between their dots included."""

THICK, BAND = 0.45, 0.25
"""Thickest line, and how far beside its place an upright may lie, in character heights."""

LOWEST, HIGHEST = 1.1, 5.0
"""Height of rows in character heights."""


def with_rows_below(grid: TableGrid, gray: Gray, em: float) -> TableGrid:
    """A grid of one row with the rows that follow it in the same columns; ``gray`` is the picture it was traced on.

    What was added was hardly seen: such a grid is ``worn``. Grids of several rows are handed on.
    """
    if grid.rows != 1:
        return grid
    top, left = round(grid.box.bottom), max(0, round(grid.box.left - em))
    part = gray[top : top + round(REACH * em), left : round(grid.box.right + em)]
    if min(part.shape) < em:
        return grid
    ink = inked(darker_than_around(np.ascontiguousarray(part)))
    edges = [round(place) - left for place in (*(cell.box.left for cell in grid.cells), grid.box.right)]
    bottoms = [bottom + top for bottom in _row_bottoms(ink, edges, em)]
    if not bottoms:
        return grid
    cells, above = list(grid.cells), grid.box.bottom
    for number, bottom in enumerate(bottoms, 1):
        cells += [
            GridCell(number, cell.column, 1, cell.column_span, replace(cell.box, top=above, bottom=float(bottom)))
            for cell in grid.cells
        ]
        above = float(bottom)
    whole = replace(grid.box, bottom=above)
    return replace(grid, box=whole, rows=1 + len(bottoms), cells=tuple(cells), worn=True)


def _row_bottoms(ink: Mask, edges: list[int], em: float) -> list[int]:
    """Where rows below the top of a mask end, as far as all their uprights stand at ``edges``."""
    across = max(3, round(2 * APART * em) | 1)
    level = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, across), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((across, 1), np.uint8))
    lines = [
        (first + last) // 2
        for first, last in flag_runs(level[:, edges[0] : edges[-1]].mean(axis=1) >= LEVEL)
        if last - first <= THICK * em
    ]
    bottoms: list[int] = []
    above = 0
    for line in lines:
        if line - above < LOWEST * em:
            continue
        if line - above > HIGHEST * em or not all(_stands(upright[above:line], edge, em) for edge in edges):
            break
        bottoms.append(line)
        above = line
    return bottoms


def _stands(upright: Mask, edge: int, em: float) -> bool:
    """Whether a line of dots runs down beside a place."""
    band = max(2, round(BAND * em))
    beside = upright[:, max(0, edge - band) : edge + band + 1]
    return bool(beside.size) and float(beside.mean(axis=0).max()) >= UPRIGHT
