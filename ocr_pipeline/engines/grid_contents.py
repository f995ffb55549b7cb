"""Whether a grid holds a table's text: charts, org charts and decorations have lines that cross, but empty cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.engines.text_scale import dark_pieces, to_gray
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid

LEAST_SHARE = 0.2
"""Share of cells with ink below which lines are not a table; tables that print no zeros stay above by their labels."""

HEADED = 0.8
"""Share of the columns that have print above them in a head of one cell, from which it is the head of them all."""

LEAST_COLUMNS = 3
"""Fewer columns below one cell with print are a title and boxes."""

LABELLED, LEAST_ROWS = 0.8, 5
"""Share of the rows that have print in some cell, from which they are a form's; of fewer rows nothing is concluded."""

LEAST_PIECE = 0.3
"""Height of the smallest piece of ink that counts as print, in character heights."""


def holds_text(pixels: Pixels, grid: TableGrid, em: float, share: float = LEAST_SHARE) -> bool:
    """Whether at least this share of the cells, and at least two, hold something that looks like print.

    Of a form that nobody filled in its whole first row does: the head; one without rules is one cell, with print above
    the columns. Where the head is on the page before, nearly every row has its label.
    """
    left, top, width, height, _ = dark_pieces(to_gray(pixels)).T
    printed = (height >= LEAST_PIECE * em) & (height <= 4 * em) & (width <= 8 * em)
    xs, ys = (left + width / 2)[printed], (top + height / 2)[printed]
    margin = 0.15 * em
    filled = {cell: _stands_in(cell.box.expanded(-margin), xs, ys) for cell in grid.cells}
    if sum(filled.values()) >= max(2.0, share * len(grid.cells)):
        return True
    if share > LEAST_SHARE:
        return False
    labelled = {cell.row for cell in grid.cells if filled[cell] and cell.row_span == 1}
    if grid.rows >= LEAST_ROWS and len(labelled) >= LABELLED * grid.rows:
        return True
    head = [cell for cell in grid.cells if cell.row == 0]
    if len(head) > 1:
        return all(filled[cell] for cell in head)
    below = [replace(head[0].box, left=c.box.left, right=c.box.right) for c in grid.cells if c.row == head[0].row_span]
    headed = sum(_stands_in(box, xs, ys) for box in below)
    return len(below) >= LEAST_COLUMNS and headed >= HEADED * len(below)


def _stands_in(box: Box, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> bool:
    """Whether one of the pieces of print with these centres does."""
    return bool(np.any((xs > box.left) & (xs < box.right) & (ys > box.top) & (ys < box.bottom)))
