"""Heads on fills are told from tables in a shadow."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.engines.head_fills import toned_rows, with_dark_print, with_head_above
from ocr_pipeline.engines.text_scale import Gray
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid

ROWS, COLUMNS, SIDE = 6, 4, 40


def grid(rows: int = ROWS) -> TableGrid:
    cells = tuple(
        GridCell(r, c, 1, 1, Box(c * 100 + 50, r * SIDE + 50, c * 100 + 150, (r + 1) * SIDE + 50))
        for r in range(rows)
        for c in range(COLUMNS)
    )
    return TableGrid(Box(50, 50, 450, rows * SIDE + 50), rows, COLUMNS, cells, "drawn")


def page() -> Gray:
    return np.full((400, 500), 240, np.uint8)


def test_rows_on_a_fill_are_the_head() -> None:
    gray = page()
    gray[50 : 50 + 2 * SIDE, 50:450] = 110
    assert toned_rows(grid(), gray) == 2


def test_a_shadow_that_falls_off_down_the_page_is_no_fill() -> None:
    gray = (page() * np.linspace(0.4, 1.0, 400)[:, None]).astype(np.uint8)
    assert toned_rows(grid(), gray) == 0


def test_a_table_that_is_dark_all_over_has_no_head_but_a_head_may_stand_alone() -> None:
    gray = page()
    gray[50:290, 50:450] = 120
    assert toned_rows(grid(), gray) == 0
    assert toned_rows(grid(1), gray) == 1


def test_light_print_on_a_fill_and_dark_print_on_a_tint_both_become_dark() -> None:
    for fill, ink in ((100, 250), (180, 20)):
        gray = page()
        gray[50:90, 50:450] = fill
        gray[60:70, 100:120] = ink
        turned = with_dark_print(gray, Box(50, 50, 450, 90))
        assert turned[80, 300] == 255
        assert turned[65, 110] < 120


def test_a_fill_above_the_rules_of_a_table_is_its_head() -> None:
    gray = page()
    gray[10:50, 50:450] = 110
    gray[20:30, 100:400:3] = 250
    whole = with_head_above(grid(), gray, 20.0)
    assert (whole.rows, whole.columns) == (ROWS + 1, COLUMNS)
    assert whole.cells[0].column_span == COLUMNS
    assert whole.cells[0].box.top == 10
    assert whole.cells[1].row == 1


def test_paper_a_thin_rule_and_a_fill_over_a_part_of_the_table_are_no_head() -> None:
    rule, part = page(), page()
    rule[44:48, 50:450] = 20
    part[10:50, 50:200] = 110
    for gray in (page(), rule, part):
        assert with_head_above(grid(), gray, 20.0) == grid()


def test_paper_that_grows_dark_towards_the_table_is_no_head() -> None:
    gray = page()
    gray[:50] = np.linspace(230, 170, 50)[:, None].astype(np.uint8)
    gray[50:90, 50:450] = 250
    assert with_head_above(grid(), gray, 10.0) == grid()
