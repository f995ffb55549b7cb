"""Headers whose parting rules cannot be seen: light text on one dark fill, or a short rule that was lost."""

from __future__ import annotations

from dataclasses import replace

from tests.stages.bound_reports import bind, disclosure, draw, errors, litigation, missing
from tests.stages.drawn_tables import Printed, Sheet


def in_one_cell(sheet: Sheet, rows: int) -> Sheet:
    """The header's levels as one cell, its lines of text one below the other over the whole width."""
    header = sorted((c for c in sheet.cells if c.row < rows), key=lambda c: (c.row, c.column))
    lines = ["".join(c.text for c in header if c.row == row) for row in range(rows)]
    solid = Printed(0, 0, 1, sheet.columns, "".join(lines))
    body = tuple(replace(c, row=c.row - rows + 1) for c in sheet.cells if c.row >= rows)
    return replace(sheet, rows=sheet.rows - rows + 1, cells=(solid, *body), after_heading="")


def test_columns_under_a_header_in_one_fill_are_bound_in_their_order() -> None:
    sheet = in_one_cell(litigation(), 3)
    tables = bind(draw([sheet]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_a_header_cell_over_two_columns_names_neither_and_takes_none_away() -> None:
    sheet = disclosure("2019")
    left, right = (next(c for c in sheet.cells if c.row == 5 and c.text == t) for t in ("上一年项目数量", "本年增/减"))
    both = replace(left, column_span=left.column_span + right.column_span, text=left.text + right.text)
    tables = bind(draw([replace(sheet, cells=(*(c for c in sheet.cells if c not in (left, right)), both))]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_one_cell_with_other_words_above_fifteen_numbers_is_no_header() -> None:
    sheet = in_one_cell(litigation(), 3)
    words = replace(sheet.cells[0], text="全市各类学校在校学生人数与教职工人数统计表（单位：人）")
    tables = bind(draw([replace(sheet, cells=(words, *sheet.cells[1:]))]))
    assert missing(tables, sheet.truth) == set(sheet.truth)
