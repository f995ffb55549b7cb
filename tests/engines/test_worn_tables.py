"""Tables of which only dashes are left, drawn whole and worn by a fixed die."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.engines.cell_tiling import Tile
from ocr_pipeline.engines.lattice import Lattice
from ocr_pipeline.engines.page_bend import FLAT
from ocr_pipeline.engines.worn_lattice import Zone, peaks, without_idle_lines
from ocr_pipeline.engines.worn_tables import complete_worn, trace_worn
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid
from tests.engines.drawn_grids import PAPER, Drawn, blank_page, draw_table, evenly, every_cell

EM = 20.0
XS, YS = evenly(100, 120, 6), evenly(80, 44, 12)
MERGED = ((2, 0, 4, 1), (6, 0, 5, 1))
"""Labels over several rows at the left side."""


def worn(kept: float = 0.6, seed: int = 0) -> Pixels:
    """A table of twelve rows and six columns, of whose rules this share is kept, in dashes of 16 pixels."""
    texts = {(row, column): "830"[: 1 + (row + column) % 3] for row in range(12) for column in range(1, 6)}
    pixels = draw_table(blank_page(height=700), Drawn(XS, YS, every_cell(12, 6, *MERGED), texts=texts))
    die = np.random.default_rng(seed)
    for y in YS:
        for x in range(XS[0], XS[-1], 16):
            if die.random() > kept:
                pixels[y - 2 : y + 4, x : x + 16] = PAPER
    for x in XS:
        for y in range(YS[0], YS[-1], 16):
            if die.random() > kept:
                pixels[y : y + 16, x - 2 : x + 4] = PAPER
    return pixels


def places(grid: TableGrid) -> set[tuple[int, int, int, int]]:
    return {(cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells}


def test_a_table_with_dashes_for_rules_is_found_with_every_cell() -> None:
    (grid,) = trace_worn(worn(), EM)
    assert (grid.rows, grid.columns) == (12, 6)
    assert places(grid) >= {(row, column, 1, 1) for row in range(12) for column in range(1, 6)}
    assert places(grid) >= set(MERGED)
    assert abs(grid.box.left - XS[0]) < 4
    assert abs(grid.box.bottom - YS[-1]) < 4


def test_two_tables_with_a_heading_between_are_two() -> None:
    upper = worn()
    pixels = np.concatenate((upper[: YS[-1] + 40], blank_page(height=60), worn(seed=4)))
    assert [(grid.rows, grid.columns) for grid in trace_worn(pixels, EM)] == [(12, 6), (12, 6)]


def test_print_alone_makes_no_table() -> None:
    assert trace_worn(worn(kept=0.0), EM) == []


def test_of_two_grids_of_one_place_the_one_with_more_cells_is_kept() -> None:
    pixels = worn()
    (whole,) = trace_worn(pixels, EM)
    part = TableGrid(Box(340, 80, 580, 168), 2, 2, _cells(2, 2), "ruled")
    assert complete_worn([part], pixels, EM) == [whole]
    finer = TableGrid(whole.box, 20, 20, _cells(20, 20), "ruled")
    assert complete_worn([finer], pixels, EM) == [finer]


def _cells(rows: int, columns: int) -> tuple[GridCell, ...]:
    return tuple(GridCell(r, c, 1, 1, Box(c, r, c + 1, r + 1)) for r in range(rows) for c in range(columns))


def test_peaks_are_the_highest_places_some_way_apart() -> None:
    profile = np.zeros(100)
    profile[[10, 12, 50, 90]] = 0.5, 0.9, 0.3, 0.05
    assert peaks(profile, 0.1, EM) == [12, 50]


def test_a_zone_is_drawn_around_what_is_inked() -> None:
    mask = np.zeros((30, 40), np.uint8)
    mask[5, 7] = mask[20, 31] = 1
    assert Zone.around(mask, 100, 200) == Zone(107, 205, 131, 220)


@given(st.integers(0, 10_000), st.floats(0.2, 0.9))
@settings(max_examples=25)
def test_however_worn_every_line_of_a_grid_ends_a_cell(seed: int, kept: float) -> None:
    for grid in trace_worn(worn(kept, seed), EM):
        assert {cell.row for cell in grid.cells} == set(range(grid.rows))
        assert {cell.column for cell in grid.cells} == set(range(grid.columns))
        assert sum(cell.row_span * cell.column_span for cell in grid.cells) == grid.rows * grid.columns


def test_a_line_at_which_no_cell_ends_is_none() -> None:
    ys, xs = np.arange(3, dtype=np.float64), np.arange(4, dtype=np.float64) * 10
    lattice = Lattice(ys, xs, np.ones((3, 3, 3)), np.ones((3, 2, 4)), (FLAT, FLAT))
    tiles = tuple(Tile(row, left, row + 1, right) for row in (0, 1) for left, right in ((0, 1), (1, 3)))
    kept, moved = without_idle_lines(lattice, tiles)
    assert kept.xs.tolist() == [0.0, 10.0, 30.0]
    assert kept.level.shape == (3, 3, 2)
    assert kept.upright.shape == (3, 2, 3)
    assert [(tile.left, tile.right) for tile in moved] == [(0, 1), (1, 2)] * 2
