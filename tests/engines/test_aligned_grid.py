from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.engines.aligned_columns import find_gutters, group_lines
from ocr_pipeline.engines.aligned_grid import AlignedGrid
from ocr_pipeline.engines.aligned_labels import label_cells, label_starts
from ocr_pipeline.engines.aligned_rows import row_edges, value_lines
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid
from tests.engines.drawn_grids import BLACK, blank_page, page_of

EM = 20.0


def word(left: float, top: float, width: float = 40.0, height: float = 20.0) -> Box:
    return Box(left, top, left + width, top + height)


def put(pixels: Pixels, text: str, x: int, y: int, *, scale: float = 0.8) -> None:
    cv2.putText(pixels, text, (x, y), 0, scale, BLACK, 2, cv2.LINE_AA)


def borderless() -> Pixels:
    """A head, and six rows with a label and four figures each."""
    pixels = blank_page()
    for column in range(4):
        put(pixels, "HMWB", 400 + 130 * column, 100, scale=1.1)
    for row in range(6):
        put(pixels, "LABELOFAROW"[: 6 + row], 80, 160 + 50 * row, scale=0.9)
        for column in range(4):
            put(pixels, str(10 * row + column), 425 + 130 * column, 158 + 50 * row, scale=0.6)
    return pixels


def holds(grid: TableGrid, x: float, y: float) -> tuple[int, int]:
    (cell,) = [c for c in grid.cells if c.box.left < x < c.box.right and c.box.top < y < c.box.bottom]
    return cell.row, cell.column


def test_a_table_without_any_rule_has_a_cell_for_every_figure() -> None:
    (grid,) = AlignedGrid().trace(page_of(borderless()), Box(60, 60, 960, 450))
    assert (grid.rows, grid.columns, grid.engine) == (7, 5, "aligned")
    spots = [holds(grid, 435 + 130 * column, 150 + 50 * row) for row in range(6) for column in range(4)]
    assert spots == [(row + 1, column + 1) for row in range(6) for column in range(4)]


def test_an_empty_cell_stays_a_cell() -> None:
    pixels = borderless()
    pixels[280:315, 540:640] = 250
    (grid,) = AlignedGrid().trace(page_of(pixels), Box(60, 60, 960, 450))
    assert (grid.rows, grid.columns) == (7, 5)


def test_without_an_area_it_is_found_where_figures_line_up() -> None:
    (grid,) = AlignedGrid().trace(page_of(borderless()), None)
    assert grid.columns == 5


def test_running_text_is_no_table() -> None:
    pixels = blank_page()
    for y in range(60, 760, 44):
        put(pixels, "Some words of a paragraph that runs over the page", 60, y, scale=0.9)
    assert AlignedGrid().trace(page_of(pixels), None) == ()


def test_an_empty_area_and_a_scrap_hold_nothing() -> None:
    page = page_of(np.full((300, 400, 3), 255, np.uint8))
    assert AlignedGrid().trace(page, None) == ()
    assert AlignedGrid().trace(page, Box(0, 0, 400, 300)) == ()
    assert AlignedGrid().trace(page, Box(0, 0, 10, 10)) == ()


def test_a_few_titles_may_cross_a_gutter() -> None:
    rows = [word(x, 50.0 * row) for row in range(10) for x in (0, 100, 200)]
    title = Box(30, 520, 210, 540)
    gutters = find_gutters(group_lines([*rows, title], EM), 260, EM)
    assert len(gutters) == 2
    assert 40 < gutters[0] < 100 < 140 < gutters[1] < 200


def test_the_second_line_of_a_label_is_no_row() -> None:
    words = [word(300, 0), word(400, 0), word(310, 15, 10), word(300, 60), word(400, 60)]
    assert len(value_lines(words, 200.0, EM)) == 2


def test_rows_part_where_no_word_is_cut() -> None:
    rows = group_lines([word(300, 0), word(400, 0), word(300, 100), word(400, 100)], EM)
    label = Box(0, 55, 100, 75)
    edges = row_edges(rows, [label], 0.0, 120.0)
    assert edges[0] == 0.0
    assert edges[2] == 120.0
    assert 20 <= edges[1] <= 55 or 75 <= edges[1] <= 100


def test_group_labels_stand_beside_the_rows_that_they_are_in_the_middle_of() -> None:
    rows = [(50.0 * k, 50.0 * k + 50) for k in range(5)]
    own = [word(200, 50.0 * k + 15, 150) for k in range(5)]
    groups = [word(0, 40, 80), word(0, 165, 80)]
    words = [*own, *groups]
    starts = label_starts(words, rows, EM)
    assert starts == [0.0, 200.0]
    cells = label_cells(words, rows, starts, EM)
    assert [(c.top, c.bottom) for c in cells if c.right == 1] == [(0, 2), (2, 5)]
    assert [(c.top, c.bottom) for c in cells if c.left == 1] == [(k, k + 1) for k in range(5)]
