"""Rows of dotted rules below a head that stands alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from ocr_pipeline.engines.rows_below import with_rows_below
from ocr_pipeline.engines.text_scale import Gray
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid

EM = 16.0
EDGES = (100, 260, 420, 580)


def head(rows: int = 1) -> TableGrid:
    """A head of three columns between y = 60 and 100."""
    step = 40 / rows
    cells = tuple(
        GridCell(row, k, 1, 1, Box(left, 60 + step * row, right, 60 + step * (row + 1)))
        for row in range(rows)
        for k, (left, right) in enumerate(pairwise(EDGES))
    )
    return TableGrid(Box(100, 60, 580, 100), rows, 3, cells, "drawn")


def page(*, uprights: bool = True) -> Gray:
    """Two rows of dots below the head, with figures."""
    gray = np.full((400, 700), 250, np.uint8)
    gray[60:100, 100:581] = 20
    for y in (132, 164):
        gray[y : y + 2, 100:581:4] = 20
    for x in EDGES if uprights else ():
        gray[100:166:4, x : x + 2] = 20
    for y in (110, 142):
        gray[y : y + 12, 170:180] = gray[y : y + 12, 330:340] = 20
    return gray


def test_rows_between_dots_follow_the_head_and_are_worn() -> None:
    whole = with_rows_below(head(), page(), EM)
    assert (whole.rows, whole.columns, whole.worn) == (3, 3, True)
    assert [cell.box.bottom for cell in whole.cells[::3]] == pytest.approx([100, 132, 164], abs=2)
    assert whole.box.bottom == whole.cells[-1].box.bottom


def test_lines_without_the_columns_of_the_head_are_no_rows() -> None:
    assert with_rows_below(head(), page(uprights=False), EM) == head()


def test_running_text_and_paper_are_no_rows() -> None:
    gray = np.full((400, 700), 250, np.uint8)
    gray[110:126, 100:580:3] = gray[140:156, 100:580:3] = 20
    assert with_rows_below(head(), gray, EM) == head()
    assert with_rows_below(head(), gray[:104], EM) == head()


def test_a_grid_of_several_rows_is_handed_on() -> None:
    assert with_rows_below(head(2), page(), EM) == head(2)
