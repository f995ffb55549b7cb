"""Headers whose parting rules cannot be seen: light text on one dark fill, or a short rule that was lost."""

from __future__ import annotations

from dataclasses import replace

from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.reading import Candidate, Reader, Reading
from tests.stages.bound_reports import bind, disclosure, draw, errors, litigation, missing, requests
from tests.stages.drawn_tables import Noise, Printed, Sheet, cut


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


def with_open_side(sheet: Sheet, rows: tuple[int, ...]) -> Sheet:
    """The labels of these rows as one cell over them all: nothing at the left ends the rules between them."""
    labels = [next(c for c in sheet.cells if c.row == row and c.column == 0 and c.number is None) for row in rows]
    joined = replace(labels[0], row_span=len(rows), text="".join(label.text for label in labels))
    return replace(sheet, cells=(*(c for c in sheet.cells if c not in labels), joined))


def test_labels_that_ran_together_at_an_open_side_belong_each_to_its_row() -> None:
    sheet = with_open_side(requests("2019"), (3, 4))
    tables = bind(draw([sheet]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_a_label_over_two_rows_that_is_not_theirs_is_left_alone() -> None:
    sheet = with_open_side(requests("2019"), (3, 4))
    other = [replace(c, text="本机关全年各项工作的统计") if c.row == 3 and c.column == 0 else c for c in sheet.cells]
    tables = bind(draw([replace(sheet, cells=tuple(other))]))
    assert errors(tables, sheet.truth) == []


def test_overlapping_lines_that_are_read_twice_are_still_the_header() -> None:
    sheet = in_one_cell(litigation(), 3)
    twice = replace(sheet.cells[0], text=sheet.cells[0].text + "结果结果其他尚走维持纠正结果甲结总计维特纠止结米审结")
    tables = bind(draw([replace(sheet, cells=(twice, *sheet.cells[1:]))]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_a_strip_of_dirt_below_the_last_rule_of_a_page_takes_no_row_away() -> None:
    sheet = requests("2019")
    upper, lower = cut(sheet, 4)
    dirt = tuple(Printed(4, column, 1, 1, "W") for column in range(10) if column not in (1, 2))
    upper = replace(upper, rows=5, cells=(*upper.cells, replace(dirt[0], column_span=3), *dirt[1:]))
    tables = bind(draw([upper], [lower]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


LOST = Noise(unread=1.0)
"""A head that a copy has blackened: what a reader makes of it are unsure words."""


def test_one_row_of_fifteen_numbers_under_its_own_heading_needs_no_head() -> None:
    sheet = litigation()
    tables = bind(draw([sheet], noise=LOST))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_fifteen_numbers_under_no_heading_or_under_words_of_another_table_are_none() -> None:
    sheet = litigation()
    assert missing(bind(draw([sheet], noise=LOST, headings=False)), sheet.truth) == set(sheet.truth)
    other = [replace(c, text=c.text and "在校学生人数") for c in sheet.cells]
    assert missing(bind(draw([replace(sheet, cells=tuple(other))])), sheet.truth) == set(sheet.truth)


def test_one_row_of_fifteen_numbers_at_the_top_of_a_page_is_the_table_whose_head_ends_the_page_before() -> None:
    sheet = litigation()
    _, row = cut(sheet, 3)
    tables = bind(draw([requests("2019")], [row]))
    assert errors(tables, sheet.truth | requests("2019").truth) == []
    assert missing(tables, sheet.truth) == set()


def test_a_table_at_the_top_of_a_further_page_is_told_by_its_shape_where_its_head_is_lost() -> None:
    sheet = litigation()
    (first,), (second,) = draw([requests("2019")]), draw([sheet], noise=LOST, headings=False)
    pages = [first, replace(second, page_index=1)]
    assert missing(bind(pages), sheet.truth) == set()


def test_numbers_of_many_figures_are_no_words_that_speak_against_it() -> None:
    sheet = litigation()
    _, row = cut(sheet, 3)
    first, second = draw([requests("2019")], [row])
    (table,) = second.tables
    heard = (Reading(Reader.NUMERIC, (Candidate("1234", Score(0.999)),)),)
    cells = tuple(replace(c, readings=heard, text="1234", text_score=Score(0.99)) for c in table.cells)
    pages = [first, replace(second, tables=(replace(table, cells=cells),))]
    assert missing(bind(pages), sheet.truth) == set()
