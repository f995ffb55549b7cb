from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ocr_pipeline.engines.ruled_areas import candidate_areas
from ocr_pipeline.engines.ruled_grid import RuledGrid
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid
from tests.engines.drawn_grids import (
    BLACK,
    PAPER,
    Change,
    Color,
    Drawn,
    Spans,
    bent,
    blank_page,
    draw_table,
    evenly,
    every_cell,
    page_of,
    with_holes,
)

HEADER = ((0, 0, 2, 1), (0, 1, 1, 3), (0, 4, 2, 1))
"""A header of two rows: a corner, a group of three columns, a total."""


def trace(pixels: Pixels, area: Box | None = None) -> tuple[TableGrid, ...]:
    return RuledGrid().trace(page_of(pixels), area)


def spans_of(grid: TableGrid) -> list[Spans]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells]


def statistics(**changes: object) -> Drawn:
    table = Drawn(evenly(100, 150, 5), evenly(80, 48, 8), every_cell(8, 5, *HEADER))
    for name, value in changes.items():
        setattr(table, name, value)
    return table


def expect(pixels: Pixels, table: Drawn, *, within: float = 5.0) -> None:
    (grid,) = trace(pixels)
    assert spans_of(grid) == list(table.cells)
    assert not grid.worn
    for cell, (row, column, down, right) in zip(grid.cells, table.cells, strict=True):
        drawn = (table.xs[column], table.ys[row], table.xs[column + right], table.ys[row + down])
        found = (cell.box.left, cell.box.top, cell.box.right, cell.box.bottom)
        assert max(abs(a - b) for a, b in zip(drawn, found, strict=True)) <= within


def test_a_fully_ruled_table_with_merged_header_cells_is_found_cell_by_cell() -> None:
    table = statistics()
    expect(draw_table(blank_page(), table), table)


@pytest.mark.parametrize("sides", ["tb", "", "trb", "lr"])
def test_outer_borders_that_are_not_drawn_are_where_the_rules_end(sides: str) -> None:
    table = statistics(sides=sides)
    expect(draw_table(blank_page(), table), table, within=12)


def test_a_row_that_the_page_cuts_is_a_row() -> None:
    pixels = draw_table(blank_page(height=440), statistics())
    (grid,) = trace(pixels)
    assert (grid.rows, grid.columns) == (8, 5)


def test_column_edges_that_do_not_line_up_between_blocks_become_spans() -> None:
    upper = [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 2)]
    lower = [(1, 0, 1, 1), (1, 1, 1, 2), (1, 3, 1, 1)]
    table = Drawn([100, 300, 500, 600, 850], evenly(100, 60, 2), upper + lower)
    expect(draw_table(blank_page(), table), table)


def test_two_tables_on_a_page_are_two_grids_from_the_top_down() -> None:
    pixels = blank_page()
    draw_table(pixels, Drawn(evenly(100, 200, 3), evenly(60, 50, 3), every_cell(3, 3)))
    draw_table(pixels, Drawn(evenly(100, 150, 5), evenly(400, 50, 4), every_cell(4, 5)))
    assert [(grid.rows, grid.columns) for grid in sorted(trace(pixels), key=lambda g: g.box.top)] == [(3, 3), (4, 5)]


def test_parts_of_a_table_with_open_sides_are_one_area() -> None:
    """What joins the larger parts is the smallest one, between them: no upright crosses the rows that part them."""
    pixels = blank_page()
    for top, rows in ((80, 3), (240, 2), (360, 3)):
        for y in range(top, top + 40 * rows + 1, 40):
            cv2.line(pixels, (100, y), (900, y), BLACK, 3)
        for x in (350, 600):
            cv2.line(pixels, (x, top), (x, top + 40 * rows), BLACK, 3)
    _, areas, _ = candidate_areas(pixels, 26.0)
    assert len(areas) == 1


def test_an_area_limits_where_tables_are_sought() -> None:
    pixels = blank_page()
    draw_table(pixels, Drawn(evenly(100, 200, 3), evenly(60, 50, 3), every_cell(3, 3)))
    draw_table(pixels, Drawn(evenly(100, 150, 5), evenly(400, 50, 4), every_cell(4, 5)))
    (grid,) = trace(pixels, Box(0, 350, 1000, 800))
    assert (grid.rows, grid.columns) == (4, 5)
    assert grid.box.top == pytest.approx(400, abs=5)


def _double(pixels: Pixels) -> Pixels:
    for y in (80, 464):
        cv2.line(pixels, (100, y + 5), (850, y + 5), BLACK, 1)
    return pixels


def _faded(pixels: Pixels) -> Pixels:
    return np.where(pixels < 100, np.uint8(215), pixels).astype(np.uint8)


def _noisy(pixels: Pixels) -> Pixels:
    noise = np.random.default_rng(1).normal(0, 9, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def _sealed(pixels: Pixels) -> Pixels:
    over = pixels.copy()
    cv2.circle(over, (600, 330), 120, (214, 40, 44), 7)
    cv2.putText(over, "SEAL", (545, 345), 0, 1.3, (214, 40, 44), 4)
    return np.minimum(over, pixels)


def _half_size(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)


@pytest.mark.parametrize("change", [_double, _faded, _noisy, _sealed, lambda p: with_holes(p, 26, 2)])
def test_rules_survive_what_printers_and_scanners_do(change: Change) -> None:
    table = statistics()
    expect(change(draw_table(blank_page(), table)), table, within=7)


def test_a_table_at_fax_resolution_is_found() -> None:
    pixels = _half_size(draw_table(blank_page(), statistics()))
    (grid,) = trace(pixels)
    assert spans_of(grid) == list(statistics().cells)


def test_a_curled_page_has_the_same_cells_where_they_are() -> None:
    table = statistics()
    (grid,) = trace(bent(draw_table(blank_page(), table), 14))
    assert spans_of(grid) == list(table.cells)
    middle = next(cell for cell in grid.cells if (cell.row, cell.column) == (4, 2))
    edge = next(cell for cell in grid.cells if (cell.row, cell.column) == (4, 0))
    assert middle.box.top - edge.box.top > 3


def test_dotted_rules_are_rules() -> None:
    table = statistics(thickness=0)
    pixels = draw_table(blank_page(), table)
    for y in table.ys:
        pixels[y : y + 2, 100:851:4] = pixels[y : y + 2, 101:851:4] = BLACK
    for x in table.xs:
        pixels[80:465:4, x : x + 2] = pixels[81:465:4, x : x + 2] = BLACK
    (grid,) = trace(pixels)
    assert (grid.rows, grid.columns) == (8, 5)


@pytest.mark.parametrize("fill", [BLACK, (100, 100, 100), (60, 100, 170)])
def test_a_filled_head_without_separators_is_cut_where_its_labels_stand(fill: Color) -> None:
    table = Drawn(evenly(100, 160, 4), evenly(80, 56, 4), every_cell(4, 4, (0, 0, 1, 4)))
    pixels = draw_table(blank_page(), table)
    cv2.rectangle(pixels, (100, 80), (740, 136), fill, -1)
    for column in range(4):
        cv2.putText(pixels, "ABCD", (145 + 160 * column, 117), 0, 0.8, (255, 255, 255), 2, cv2.LINE_AA)
    (grid,) = trace(pixels)
    assert spans_of(grid) == every_cell(4, 4)


@pytest.mark.parametrize(("labels", "found"), [(range(8), 2), (range(3, 5), 0)])
def test_a_row_that_nobody_filled_in_is_a_table_under_a_filled_head_with_labels(labels: range, found: int) -> None:
    table = Drawn(evenly(80, 100, 8), [80, 136, 186], every_cell(2, 8, (0, 0, 1, 8)))
    table.texts = dict.fromkeys(((row, column) for row, column, _, _ in table.cells), "")
    pixels = draw_table(blank_page(), table)
    cv2.rectangle(pixels, (80, 80), (880, 136), BLACK, -1)
    for column in labels:
        cv2.putText(pixels, "ABC", (105 + 100 * column, 117), 0, 0.8, (255, 255, 255), 2, cv2.LINE_AA)
    for y in range(250, 760, 60):
        cv2.putText(pixels, "PRINT OF THE PAGE", (80, y), 0, 0.8, BLACK, 2)
    grids = trace(pixels)
    assert [(grid.rows, grid.columns) for grid in grids] == [(2, 8)] * bool(found)


def test_figures_of_two_cells_never_share_one() -> None:
    table = statistics()
    pixels = draw_table(blank_page(), table)
    pixels[285:310, 240:260] = PAPER
    pixels[274:318, 246:256] = PAPER
    (grid,) = trace(pixels)
    assert spans_of(grid) == list(table.cells)


def test_the_last_row_of_a_table_below_a_page_break_is_a_grid() -> None:
    table = Drawn(evenly(80, 56, 15), [70, 106], every_cell(1, 15))
    pixels = draw_table(blank_page(), table)
    for y in range(200, 760, 60):
        cv2.putText(pixels, "LARGER PRINT OF THE PAGE", (80, y), 0, 1.4, BLACK, 3, cv2.LINE_AA)
    (grid,) = trace(pixels)
    assert (grid.rows, grid.columns) == (1, 15)


def test_a_copy_full_of_specks_has_the_same_cells() -> None:
    table = statistics()
    pixels = draw_table(blank_page(), table)
    random = np.random.default_rng(3)
    specks = random.random(pixels.shape[:2]) < 0.02
    specks |= np.roll(specks, 1, axis=1)
    bilevel = np.where(pixels < 128, np.uint8(0), np.uint8(255))
    bilevel[specks] = 0
    expect(bilevel, table)


def _round_blue_seal(pixels: Pixels) -> Pixels:
    over = pixels.copy()
    cv2.circle(over, (600, 330), 110, (40, 70, 200), 6)
    cv2.line(over, (560, 300), (560, 360), (40, 70, 200), 5)
    return np.minimum(over, pixels)


def test_a_round_blue_seal_adds_no_rules() -> None:
    table = statistics()
    expect(_round_blue_seal(draw_table(blank_page(), table)), table, within=7)


def test_fills_that_meet_without_a_rule_are_separated() -> None:
    table = statistics(sides="ltrb")
    pixels = draw_table(blank_page(), table)
    # The rule between header and body is replaced by the edge of the header's fill.
    pixels[80:176, 100:850] = np.where(pixels[80:176, 100:850] > 200, np.uint8(190), pixels[80:176, 100:850])
    pixels[173:180, 110:850] = np.where(np.arange(173, 180)[:, None, None] < 176, np.uint8(190), np.uint8(250))
    (grid,) = trace(pixels)
    assert grid.rows == 8


@pytest.mark.parametrize(
    "boxes",
    [
        [((100, 100), (900, 700))],
        [((100, 100), (450, 300)), ((550, 100), (900, 300))],
        [((100, 100), (900, 700)), ((120, 120), (880, 680))],
    ],
    ids=["frame", "cards", "frame in a frame"],
)
def test_frames_and_cards_are_no_tables(boxes: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    pixels = blank_page()
    for start, end in boxes:
        cv2.rectangle(pixels, start, end, BLACK, 2)
    cv2.putText(pixels, "123 456 789", (200, 200), 0, 0.8, BLACK, 2)
    assert trace(pixels) == ()


def test_a_form_that_nobody_filled_in_is_a_table() -> None:
    table = statistics(texts={(r, c): "" for r in range(2, 8) for c in range(5)})
    expect(draw_table(blank_page(), table), table)


def test_the_rest_of_a_form_that_nobody_filled_in_is_a_table_by_its_labels() -> None:
    table = Drawn([80, 160, *evenly(400, 70, 7)], evenly(80, 48, 12), every_cell(12, 9, (0, 0, 12, 1)))
    table.texts = {(r, c): "LABEL" if c == 1 else "" for r, c, _, _ in table.cells}
    expect(draw_table(blank_page(), table), table)


def test_bold_lines_of_print_do_not_cut_a_row() -> None:
    table = statistics(texts={(4, 0): ""})
    pixels = draw_table(blank_page(), table)
    for x in range(108, 236, 32):  # the bars of four bold characters that a copy has run together
        cv2.rectangle(pixels, (x, 80 + 4 * 48 + 22), (x + 30, 80 + 4 * 48 + 25), BLACK, -1)
        cv2.rectangle(pixels, (x + 13, 80 + 4 * 48 + 14), (x + 16, 80 + 4 * 48 + 34), BLACK, -1)
    expect(pixels, table)


def test_a_table_of_dashes_is_found_with_its_rows_and_columns() -> None:
    table = Drawn(evenly(100, 120, 6), evenly(80, 44, 14), every_cell(14, 6))
    pixels, die = draw_table(blank_page(), table), np.random.default_rng(4)
    for y in table.ys:
        for x in range(100, 820, 16):
            if die.random() < 0.4:
                pixels[y - 2 : y + 4, x : x + 16] = PAPER
    for x in table.xs:
        for y in range(80, 700, 16):
            if die.random() < 0.4:
                pixels[y : y + 16, x - 2 : x + 4] = PAPER
    (grid,) = trace(pixels)
    assert (grid.rows, grid.columns, grid.worn) == (14, 6, True)


def test_a_chart_with_gridlines_is_no_table() -> None:
    pixels = draw_table(blank_page(), statistics(texts={(r, c): "" for r in range(8) for c in range(5)}))
    course = np.array([[100, 400], [300, 200], [500, 350], [850, 120]], np.int32)
    cv2.polylines(pixels, [course], False, (200, 30, 30), 3)
    assert trace(pixels) == ()


def test_lines_of_print_are_no_rules() -> None:
    pixels = blank_page()
    for y in range(60, 760, 44):
        cv2.putText(pixels, "E=H T=F E=H II 1 T F=H L = E H T E T = HE", (60, y), 0, 0.9, BLACK, 2)
    assert trace(pixels) == ()


def test_an_empty_page_and_a_scrap_hold_nothing() -> None:
    assert trace(blank_page()) == ()
    assert trace(np.full((3, 700, 3), 255, np.uint8)) == ()


def test_the_same_page_gives_the_same_grid_twice() -> None:
    pixels = _noisy(draw_table(blank_page(), statistics()))
    assert trace(pixels) == trace(pixels)


@st.composite
def tilings(draw: st.DrawFn) -> Drawn:
    """Tables whose cells come from cutting a rectangle again and again."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 5))
    cells: list[Spans] = []

    def cut(row: int, column: int, down: int, right: int) -> None:
        whole = down * right == 1 or (down * right <= 4 and min(down, right) == 1 and draw(st.booleans()))
        if whole:
            cells.append((row, column, down, right))
        elif down > 1 and (right == 1 or draw(st.booleans())):
            part = draw(st.integers(1, down - 1))
            cut(row, column, part, right)
            cut(row + part, column, down - part, right)
        else:
            part = draw(st.integers(1, right - 1))
            cut(row, column, down, part)
            cut(row, column + part, down, right - part)

    cut(0, 0, rows, columns)
    return Drawn(evenly(60, 140, columns), evenly(60, 52, rows), sorted(cells))


def _used(table: Drawn) -> tuple[list[int], list[int]]:
    """Lines at which a cell begins: others are not drawn and cannot be found."""
    rows = sorted({row for row, *_ in table.cells})
    columns = sorted({column for _, column, *_ in table.cells})
    return rows, columns


@hypothesis_settings(max_examples=15)
@given(tilings())
def test_any_tiling_that_is_drawn_is_found(table: Drawn) -> None:
    pixels = draw_table(blank_page(), table)
    rows, columns = _used(table)
    ends = [*rows, len(table.ys) - 1], [*columns, len(table.xs) - 1]
    wanted = [
        (
            rows.index(row),
            columns.index(column),
            sum(row <= r < row + down for r in rows),
            sum(column <= c < column + right for c in columns),
        )
        for row, column, down, right in table.cells
    ]
    grids = trace(pixels)
    if len(wanted) < 3 or len(columns) < 2:
        return
    assert [spans_of(grid) for grid in grids] == [sorted(wanted)]
    assert len(ends[0]) == grids[0].rows + 1
    assert PAPER[0] > BLACK[0]
