from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ocr_pipeline.engines import aligned_rows
from ocr_pipeline.engines.aligned_columns import find_gutters
from ocr_pipeline.engines.aligned_doubts import cuts_figures, figures_among_labels, holds_words
from ocr_pipeline.engines.aligned_grid import AlignedGrid
from ocr_pipeline.engines.aligned_heads import AlignedTable
from ocr_pipeline.engines.aligned_labels import label_cells, label_starts
from ocr_pipeline.engines.aligned_lines import group_lines
from ocr_pipeline.engines.aligned_print import find_print
from ocr_pipeline.engines.aligned_rows import Row, RowKind, find_rows, row_edges
from ocr_pipeline.engines.row_labels import MatchedLabels, match_labels
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid
from tests.engines.drawn_grids import BLACK, blank_page, page_of
from tests.engines.printed_words import EM, FIGURE, figure, word


def put(pixels: Pixels, text: str, x: int, y: int, *, scale: float = 0.8) -> None:
    cv2.putText(pixels, text, (x, y), 0, scale, BLACK, 2, cv2.LINE_AA)


def put_label(pixels: Pixels, characters: int, x: int, y: int) -> None:
    """Characters as square as print is: 20 pixels high, above the line ``y``."""
    for k in range(characters):
        left = x + 23 * k
        cv2.rectangle(pixels, (left, y - 20), (left + 19, y), BLACK, 2)
        cv2.line(pixels, (left, y - 10), (left + 19, y - 10), BLACK, 2)


def borderless() -> Pixels:
    """A head, and six rows with a label and four figures each."""
    pixels = blank_page()
    for column in range(4):
        put_label(pixels, 3, 400 + 130 * column, 100)
    for row in range(6):
        put_label(pixels, 6 + row, 80, 160 + 50 * row)
        for column in range(4):
            put(pixels, str(10 * row + column), 425 + 130 * column, 158 + 50 * row, scale=0.6)
    return pixels


def holding(grid: TableGrid, x: float, y: float) -> GridCell:
    (cell,) = [c for c in grid.cells if c.box.left < x < c.box.right and c.box.top < y < c.box.bottom]
    return cell


def place(grid: TableGrid, x: float, y: float) -> tuple[int, int]:
    cell = holding(grid, x, y)
    return cell.row, cell.column


def test_a_table_without_any_rule_has_a_cell_for_every_figure() -> None:
    (grid,) = AlignedGrid().trace(page_of(borderless()), Box(60, 60, 960, 450))
    assert (grid.rows, grid.columns, grid.engine) == (7, 5, "aligned")
    spots = [place(grid, 435 + 130 * column, 150 + 50 * row) for row in range(6) for column in range(4)]
    assert spots == [(row + 1, column + 1) for row in range(6) for column in range(4)]


def test_an_empty_cell_stays_a_cell() -> None:
    pixels = borderless()
    pixels[280:315, 540:640] = 250
    (grid,) = AlignedGrid().trace(page_of(pixels), Box(60, 60, 960, 450))
    assert (grid.rows, grid.columns) == (7, 5)


def test_a_column_of_empty_cells_has_its_head() -> None:
    pixels = borderless()
    pixels[130:430, 540:640] = 250
    (grid,) = AlignedGrid().trace(page_of(pixels), Box(60, 60, 960, 450))
    assert grid.columns == 5
    assert place(grid, 570, 90)[1] == place(grid, 570, 250)[1] == 2


def test_a_row_of_dashes_between_the_lines_of_its_label_is_one_row() -> None:
    pixels = borderless()
    pixels[180:215, 60:940] = 250
    put_label(pixels, 10, 80, 193)
    put_label(pixels, 6, 80, 227)
    for column in range(4):
        pixels[198:201, 428 + 130 * column : 446 + 130 * column] = 0
    (grid,) = AlignedGrid().trace(page_of(pixels), Box(60, 60, 960, 450))
    assert grid.rows == 7
    for column in range(4):
        cell = holding(grid, 437 + 130 * column, 200)
        assert (cell.row, cell.column) == (2, column + 1)
        assert cell.box.top < 194 and cell.box.bottom > 206


def test_strokes_that_outnumber_figures_are_left_of_rules() -> None:
    pixels = borderless()
    for row in range(6):
        for x in range(100, 900, 40):
            pixels[178 + 50 * row : 181 + 50 * row, x : x + 20] = 0
    assert all(word.height > 5 for word in find_print(pixels).figures)


def test_a_row_of_empty_cells_has_one_under_every_head() -> None:
    pixels = borderless()
    pixels[180:215, 380:940] = 250
    (grid,) = AlignedGrid().trace(page_of(pixels), Box(60, 60, 960, 450))
    assert [place(grid, 435 + 130 * column, 200) for column in range(4)] == [(2, 1), (2, 2), (2, 3), (2, 4)]


def test_empty_columns_under_a_head_over_both_are_two_if_they_have_heads() -> None:
    pixels = borderless()
    pixels[130:430, 540:780] = 250
    put_label(pixels, 8, 560, 66)
    (grid,) = AlignedGrid().trace(page_of(pixels), Box(60, 30, 960, 450))
    assert place(grid, 570, 250)[1] != place(grid, 700, 250)[1]


def test_a_few_figures_as_high_as_characters_stand_apart_from_words() -> None:
    pixels = blank_page()
    for row in range(5):
        put_label(pixels, 8, 80, 100 + 60 * row)
        cv2.rectangle(pixels, (500, 80 + 60 * row), (509, 100 + 60 * row), BLACK, 2)
        cv2.rectangle(pixels, (640, 80 + 60 * row), (649, 100 + 60 * row), BLACK, 2)
    assert len(find_print(pixels).figures) == 10
    for row in range(5):
        put_label(pixels, 3, 520, 100 + 60 * row)
        put_label(pixels, 3, 660, 100 + 60 * row)
    assert find_print(pixels).figures == frozenset()


def test_without_an_area_it_is_found_where_figures_line_up() -> None:
    (grid,) = AlignedGrid().trace(page_of(borderless()), None)
    assert grid.columns == 5


@pytest.mark.parametrize("tone", [225, 238])
def test_fills_behind_every_other_row_are_no_print(tone: int) -> None:
    pixels = borderless()
    for row in range(0, 6, 2):
        band = pixels[128 + 50 * row : 178 + 50 * row, 60:960]
        band[:] = np.minimum(band, tone)
    (grid,) = AlignedGrid().trace(page_of(pixels), None)
    assert (grid.rows, grid.columns) == (7, 5)


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


def test_a_figure_under_a_head_over_two_columns_is_in_one_cell() -> None:
    pixels = blank_page()
    for row in range(4):
        put_label(pixels, 8, 60, 100 + 50 * row)
        columns = (400, 550, 700) if row < 3 else (400, 625)
        for x in columns:
            put(pixels, "7", x, 98 + 50 * row, scale=0.6)
    (grid,) = AlignedGrid().trace(page_of(pixels), Box(40, 60, 900, 290))
    boxes = [cell.box for cell in grid.cells if cell.row == grid.rows - 1]
    assert any(box.left < 622 and box.right > 640 for box in boxes)


def test_a_few_titles_may_cross_a_gutter() -> None:
    rows = [word(x, 50.0 * row) for row in range(10) for x in (0, 100, 200)]
    title = Box(30, 520, 210, 540)
    gutters = find_gutters(group_lines([*rows, title], EM), set(rows), 260, EM)
    assert len(gutters) == 2
    assert 40 < gutters[0] < 100 < 140 < gutters[1] < 200


def test_columns_of_group_labels_are_no_columns_of_figures() -> None:
    rows = [
        box
        for row in range(10)
        for box in (word(0, 50.0 * row), word(100, 50.0 * row), figure(200, 50.0 * row), figure(300, 50.0 * row))
    ]
    figures = {box for box in rows if box.height == FIGURE}
    gutters = find_gutters(group_lines(rows, EM), figures, 320, EM)
    assert len(gutters) == 2
    assert 140 < gutters[0] < 200


def test_rows_part_between_their_labels() -> None:
    upper = Row(RowKind.BODY, (figure(300, 0),), (word(0, 0),))
    lower = Row(RowKind.BODY, (figure(300, 100),), (word(0, 55), word(0, 80), word(0, 105), word(0, 130)))
    edges = row_edges([upper, lower], Box(0, 0, 400, 160))
    assert edges[0] == 0.0
    assert edges[2] == 160.0
    assert 20 <= edges[1] <= 55


def test_a_label_of_several_lines_is_centred_beside_its_figures() -> None:
    lines = [word(0, 0, 200), word(0, 40, 200), word(0, 62, 150), word(0, 100, 200)]  # the second and third are one
    matched = match_labels([10.0, 61.0, 110.0], lines, EM)
    assert [len(own) for own in matched.own] == [1, 2, 1]
    assert matched.alone == matched.groups == ()


def test_a_label_without_figures_is_a_row_of_its_own() -> None:
    lines = [word(0, 0, 200), word(0, 50, 200), word(0, 100, 200)]
    matched = match_labels([10.0, 110.0], lines, EM)
    assert matched.alone == (lines[1],)


def test_lines_of_a_label_without_figures_are_one_row() -> None:
    """Six rows at every 50 pixels; the label of the fourth has two lines, 26 pixels apart."""
    labels = [word(0, y, 200) for y in (0, 50, 100, 137, 163, 200, 250)]
    figures = [figure(300, y) for y in (0, 50, 250)]
    rows = find_rows([*labels, *figures], figures, [250.0], EM).rows
    assert [len(row.labels) for row in rows] == [1, 1, 1, 2, 1, 1]


def test_the_last_line_of_a_head_is_no_row_of_figures() -> None:
    """Words like figures right under those of a head, where no label stands; the row below has one."""
    upper, lower = [word(300 + 80 * k, 0, 40) for k in range(4)], [word(380 + 80 * k, 24, 40) for k in range(2)]
    body = [word(0, 70, 200), *(figure(315 + 80 * k, 70) for k in range(4))]
    told = {*lower, *body[1:]}
    rows = find_rows([*upper, *lower, *body], told, [250.0, 360.0, 440.0, 520.0], EM).rows
    assert [row.kind for row in rows] == [RowKind.HEAD, RowKind.BODY]


def test_rows_of_close_labels_stay_apart() -> None:
    labels = [word(0, 28 * k, 200) for k in range(8)]
    figures = [figure(300, 28 * k) for k in (0, 1, 7)]
    assert len(find_rows([*labels, *figures], figures, [250.0], EM).rows) == 8


def test_words_after_a_bracket_are_of_the_label_that_goes_on_below(monkeypatch: pytest.MonkeyPatch) -> None:
    bracket, after, below, apart = word(100, 200, 45), word(165, 200, 300), word(100, 230, 60), word(165, 260, 90)
    matched = MatchedLabels(((bracket, below),), (after, apart), ())
    monkeypatch.setattr(aligned_rows, "match_labels", lambda middles, words, em: matched)
    figures = [figure(600 + 80 * k, 215) for k in range(3)]
    rows = find_rows([bracket, after, below, apart, *figures], figures, [520.0, 640.0, 720.0], EM).rows
    assert [row.labels for row in rows] == [(bracket, below, after), (apart,)]


def test_figures_that_miss_their_label_take_the_nearest() -> None:
    """A label would be the label of an empty row otherwise, right beside its own figures."""
    matched = match_labels([10.0, 75.0], [word(0, 0, 200), word(0, 50, 200)], EM)
    assert [len(own) for own in matched.own] == [1, 1]


def test_a_line_in_the_middle_without_a_label_is_a_caption() -> None:
    words = [word(0, 100, 120), figure(205, 100), figure(305, 100), word(0, 200, 120), figure(205, 200)]
    caption = Box(100, 150, 220, 170)
    rows = find_rows([*words, caption], {box for box in words if box.height == FIGURE}, [160.0, 260.0], EM)
    assert [row.kind for row in rows.rows] == [RowKind.BODY, RowKind.CAPTION, RowKind.BODY]


def test_one_label_like_a_figure_makes_a_head_no_row_of_figures() -> None:
    head = [word(300 + 90 * k, 100, 34) for k in range(8)]
    body = [figure(310 + 90 * k, 140) for k in range(8)]
    rows = find_rows([*head, *body], {head[3], *body}, [0.0, *(280.0 + 90 * k for k in range(8))], EM)
    assert [row.kind for row in rows.rows] == [RowKind.HEAD, RowKind.BODY]


def test_a_row_too_small_beside_the_pages_print_is_part_of_its_table() -> None:
    pixels = blank_page(1400, 1000)
    for y in range(100, 500, 60):
        for x in range(100, 1300, 60):
            cv2.rectangle(pixels, (x, y), (x + 40, y + 40), BLACK, 4)
            cv2.line(pixels, (x, y + 20), (x + 40, y + 20), BLACK, 4)
    for column in range(10):
        put_label(pixels, 2, 100 + 120 * column, 620)
        cv2.rectangle(pixels, (118 + 120 * column, 650), (126 + 120 * column, 664), BLACK, 2)
    (grid,) = AlignedGrid().trace(page_of(pixels), None)
    assert (grid.rows, grid.columns) == (2, 10)


def test_an_edge_through_figures_leaves_no_table() -> None:
    rows = (Row(RowKind.BODY, (figure(300, 0), figure(400, 20)), ()),)
    table = AlignedTable(rows, (0.0, 30.0), (0.0, 350.0, 450.0), 0, EM)
    assert cuts_figures(table, set(rows[0].values))
    assert not cuts_figures(table, {rows[0].values[0]})


def test_figures_on_the_side_of_labels_leave_no_table() -> None:
    label, lost = word(0, 0, 100), figure(200, 0)
    rows = (Row(RowKind.BODY, (figure(300, 0),), (label, lost)),)
    table = AlignedTable(rows, (0.0, 30.0), (0.0, 250.0, 450.0), 1, EM)
    assert figures_among_labels(table, {lost})
    assert not figures_among_labels(table, set())


def test_group_labels_stand_beside_the_rows_that_they_are_in_the_middle_of() -> None:
    rows = [(50.0 * k, 50.0 * k + 50) for k in range(5)]
    own = [word(200, 50.0 * k + 15, 150) for k in range(5)]
    groups = [word(0, 40, 80), word(0, 165, 80)]
    starts = label_starts(own, groups, EM)
    assert starts == [0.0, 200.0]
    cells = label_cells(own, groups, rows, starts, EM)
    assert [(c.top, c.bottom) for c in cells if c.right == 1] == [(0, 2), (2, 5)]
    assert [(c.top, c.bottom) for c in cells if c.left == 1] == [(k, k + 1) for k in range(5)]


def test_a_bilevel_copy_full_of_specks_is_not_asked_and_grainy_paper_is() -> None:
    pixels = np.where(borderless() < 128, np.uint8(0), np.uint8(255))
    specks = np.random.default_rng(5).random(pixels.shape[:2]) < 0.02
    area = Box(60, 60, 960, 450)
    assert AlignedGrid().trace(page_of(pixels), area)
    assert AlignedGrid().trace(page_of(np.where(specks[:, :, None], np.uint8(0), pixels)), area) == ()
    photo = np.minimum(pixels, 215)
    photo[specks] -= 25
    assert AlignedGrid().trace(page_of(photo), area)


def test_lines_of_words_beside_labels_are_no_rows_of_figures() -> None:
    one, other, label = figure(300, 0), word(400, 0), word(0, 0, 100)
    assert holds_words((Row(RowKind.BODY, (one, other), (label,)),), {one})
    assert not holds_words((Row(RowKind.BODY, (one,), (label,)), Row(RowKind.HEAD, (other,), ())), {one})


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.floats(0, 0.45) for _ in range(4)]))
def test_any_part_of_a_table_is_traced_or_left(margins: tuple[float, ...]) -> None:
    pixels = borderless()
    height, width = pixels.shape[:2]
    left, top, right, bottom = margins
    area = Box(left * width, top * height, (1 - right) * width, (1 - bottom) * height)
    for grid in AlignedGrid().trace(page_of(pixels), area):
        assert grid.box.covered_by(area.expanded(2)) > 0.9


def put_wide_zero(pixels: Pixels, x: int, y: int) -> None:
    """A nought of a wide font: 14 pixels wide and 17 high, above the line ``y``."""
    cv2.ellipse(pixels, (x, y - 8), (6, 8), 0, 0, 360, BLACK, 2)


def test_figures_of_a_wide_font_are_figures_and_numbers_in_brackets_are_none() -> None:
    pixels = blank_page()
    for row in range(6):
        put_label(pixels, 6, 80, 160 + 50 * row)
        for column in range(4):
            put_wide_zero(pixels, 430 + 130 * column, 158 + 50 * row)
        for x in (620, 642):  # the brackets of a number whose one stroke is too low to count
            cv2.line(pixels, (x, 140 + 50 * row), (x, 157 + 50 * row), BLACK, 2)
        cv2.line(pixels, (628, 149 + 50 * row), (634, 149 + 50 * row), BLACK, 2)
    found = find_print(pixels)
    middles = sorted({round(box.center[0] / 10) for box in found.figures})
    assert middles == [43, 56, 69, 82]


def test_figures_as_high_as_characters_are_figures() -> None:
    pixels = blank_page()
    for row in range(6):
        put_label(pixels, 6, 80, 160 + 50 * row)
        for column in range(4):
            cv2.ellipse(pixels, (430 + 130 * column, 150 + 50 * row), (5, 10), 0, 0, 360, BLACK, 2)
    assert len(find_print(pixels).figures) == 24
