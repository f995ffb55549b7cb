"""Whether a grid holds a table's text: charts, org charts and decorations have lines that cross, but empty cells."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.engines.text_scale import dark_pieces, to_gray
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.grid import TableGrid

LEAST_SHARE = 0.2
"""Share of cells with ink below which lines are not a table; tables that print no zeros stay above by their labels."""

LEAST_PIECE = 0.3
"""Height of the smallest piece of ink that counts as print, in character heights."""


def holds_text(pixels: Pixels, grid: TableGrid, em: float, share: float = LEAST_SHARE) -> bool:
    """Whether at least this share of the cells, and at least two, hold something that looks like print.

    Of a form that nobody filled in its whole first row does: the head.
    """
    left, top, width, height, _ = dark_pieces(to_gray(pixels)).T
    printed = (height >= LEAST_PIECE * em) & (height <= 4 * em) & (width <= 8 * em)
    xs, ys = (left + width / 2)[printed], (top + height / 2)[printed]
    margin = 0.15 * em
    filled = []
    for cell in grid.cells:
        inner = cell.box.expanded(-margin)
        inside = (xs > inner.left) & (xs < inner.right) & (ys > inner.top) & (ys < inner.bottom)
        filled.append(bool(np.any(inside)))
    if sum(filled) >= max(2.0, share * len(grid.cells)):
        return True
    head = [holds for cell, holds in zip(grid.cells, filled, strict=True) if cell.row == 0]
    return share <= LEAST_SHARE and len(head) >= 2 and all(head)
