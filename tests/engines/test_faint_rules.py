"""Rules that show through from the back of a sheet, across a table's own."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.engines.faint_rules import WHOLE_LATTICE
from ocr_pipeline.engines.ruled_grid import RuledGrid
from ocr_pipeline.model.document import Pixels
from tests.engines.drawn_grids import page_of

LEFT, TOP, WIDE, HIGH = 100, 100, 120, 50
ROWS, COLUMNS = 8, 6


def ruled(rows: int, columns: int) -> Pixels:
    """A page with a black lattice and a bar of print in each cell."""
    page = np.full((700, 950, 3), 255, np.uint8)
    for k in range(rows + 1):
        page[TOP + HIGH * k : TOP + HIGH * k + 3, LEFT : LEFT + WIDE * columns + 3] = 0
    for k in range(columns + 1):
        page[TOP : TOP + HIGH * rows + 3, LEFT + WIDE * k : LEFT + WIDE * k + 3] = 0
    for row in range(rows):
        for k in range(columns):
            y, x = TOP + HIGH * row + 14, LEFT + WIDE * k + 50
            page[y : y + 22, x : x + 12] = 0
    return page


def shown_through(page: Pixels, level: int, upright: int) -> Pixels:
    """The same with a pale line to the right and one down the page."""
    pale = page.copy()
    pale[level : level + 3, 60:900] = np.minimum(pale[level : level + 3, 60:900], 225)
    pale[60:650, upright : upright + 3] = np.minimum(pale[60:650, upright : upright + 3], 225)
    return pale


def test_faint_lines_across_a_whole_lattice_are_none_of_its_rules() -> None:
    page = shown_through(ruled(ROWS, COLUMNS), TOP + HIGH * 3 + 42, LEFT + WIDE * 2 + 90)
    (grid,) = RuledGrid().trace(page_of(page), None)
    assert (grid.rows, grid.columns, len(grid.cells)) == (ROWS, COLUMNS, ROWS * COLUMNS)


def test_faint_rules_inside_a_dark_frame_are_rules() -> None:
    rows = WHOLE_LATTICE - 3
    page = shown_through(ruled(rows, 2), TOP + HIGH + 42, LEFT + WIDE + 90)
    (grid,) = RuledGrid().trace(page_of(page), None)
    assert grid.columns == 3
