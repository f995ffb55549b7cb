"""Rows, cells and tables that are not as the form has them: noted, bound to nothing, or bound where they belong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_pipeline.model.bound import ValueState
from tests.stages.bound_reports import (
    SCHEMA,
    bind,
    details,
    disclosure,
    draw,
    errors,
    missing,
    notes,
    relabelled,
    requests,
    with_row,
    without_row,
)
from tests.stages.drawn_tables import (
    Noise,
    Numbers,
    Printed,
    Sheet,
    requests_sheet,
)


def test_a_row_that_a_form_adds_is_noted_and_bound_to_nothing() -> None:
    sheet = disclosure("2019")
    label = "其他主动公开文件（指规章、规范性文件以外的主动公开文件）"
    row = [Printed(4, 0, 1, 1, label), *(Printed(4, i, 1, 1, "", f"99{i}") for i in (1, 2, 3))]
    tables = bind(draw([with_row(sheet, 4, row)]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()
    assert "row.extra" in notes(tables["active_disclosure"])


def test_an_unknown_row_in_place_of_a_known_one_is_not_taken_for_it() -> None:
    sheet = relabelled(disclosure("2019"), "规范性文件", "其他主动公开信息条目")
    tables = bind(draw([sheet]))
    fields = {field for field in sheet.truth if field[1] == "normative_documents"}
    assert missing(tables, sheet.truth) == fields
    assert {"row.missing", "row.extra"} <= set(notes(tables["active_disclosure"]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("一、本年新收政府信息公开申请数量", "一、本年新收到政府信息公开申请数量"),
        ("二、上年结转政府信息公开申请数量", "二、上年转结政府信息公开申请数量"),
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
        ("（六）其他处理", "（六）其他"),
        ("1.属于国家秘密", "1、属于国家秘密"),
        ("四、结转下年度继续办理", "四、轉結下年度繼續辦理"),
    ],
)
def test_variants_of_row_labels_are_known(old: str, new: str) -> None:
    sheet = requests("2019")
    tables = bind(draw([relabelled(sheet, old, new)]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_a_stray_number_in_the_header_is_noted_and_harms_nothing() -> None:
    sheet = requests("2019")
    cells = [replace(c, row_span=1) if c.text == "总计" else c for c in sheet.cells]
    tables = bind(draw([replace(sheet, cells=(*cells, Printed(2, 9, 1, 1, "", "0")))]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()
    assert details(tables["requests"], "cell.stray") == [{"text": "0"}]


def test_a_row_that_was_not_printed_leaves_its_fields_absent() -> None:
    sheet = requests("2019")
    tables = bind(draw([without_row(sheet, 10)]))
    assert missing(tables, sheet.truth) == {field for field in sheet.truth if field[1] == "denied.4"}
    assert errors(tables, sheet.truth) == []
    assert "row.missing" in notes(tables["requests"])


def test_two_rows_run_together_are_bound_to_neither() -> None:
    sheet = requests("2019")
    kept = [c for c in sheet.cells if not (c.row == 9 and (c.number is not None or c.column == 2))]
    run = [
        replace(c, row_span=2, text=c.text and c.text + "3.危及“三安全一稳定”")
        if c.row == 8 and (c.number is not None or c.column == 2)
        else c
        for c in kept
    ]
    tables = bind(draw([replace(sheet, cells=tuple(run))]))
    assert errors(tables, sheet.truth) == []
    gone = {field for field in sheet.truth if field[1] in ("denied.2", "denied.3")}
    assert missing(tables, sheet.truth) == gone


def test_a_value_cell_over_two_columns_is_bound_to_neither() -> None:
    sheet = requests("2019")
    cells = [c for c in sheet.cells if not (c.row == 6 and c.column == 5)]
    cells = [replace(c, column_span=2) if c.row == 6 and c.column == 4 else c for c in cells]
    tables = bind(draw([replace(sheet, cells=tuple(cells))]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == {
        ("requests", "partial", "enterprise"),
        ("requests", "partial", "research"),
    }
    [extra] = details(tables["requests"], "column.extra")
    assert extra["label"] == next(c.number for c in cells if (c.row, c.column) == (6, 4))


def test_a_value_cell_over_two_rows_is_bound_to_neither() -> None:
    sheet = requests("2019")
    cells = [c for c in sheet.cells if not (c.row == 7 and c.column == 4)]
    cells = [replace(c, row_span=2) if c.row == 6 and c.column == 4 else c for c in cells]
    tables = bind(draw([replace(sheet, cells=tuple(cells))]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == {
        ("requests", "partial", "enterprise"),
        ("requests", "denied.1", "enterprise"),
    }


def test_blank_cells_are_bound_as_blank() -> None:
    sheet = requests("2019")
    cells = tuple(replace(c, number="") if c.number is not None and c.column in (4, 5) else c for c in sheet.cells)
    tables = bind(draw([replace(sheet, cells=cells)]))
    states = {c.address.column: c.best.state for c in tables["requests"].cells}
    assert (states["enterprise"], states["research"]) == (ValueState.BLANK, ValueState.BLANK)
    assert states["social_org"] is ValueState.NUMBER


def test_one_wide_cell_drawn_as_three_is_read_where_the_number_stands() -> None:
    sheet = disclosure("2021")
    cells: list[Printed] = []
    for cell in sheet.cells:
        if cell.number is not None and cell.column_span == 3:
            cells += [replace(cell, column_span=1, number=""), replace(cell, column=2, column_span=1)]
            cells.append(replace(cell, column=3, column_span=1, number=""))
        else:
            cells.append(cell)
    tables = bind(draw([replace(sheet, cells=tuple(cells))]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_another_table_of_numbers_is_left_alone() -> None:
    cells = [Printed(0, i, 1, 1, text) for i, text in enumerate(("项目", "上年", "本年", "增减", "合计"))]
    cells += [
        Printed(r, 0, 1, 1, text) for r, text in enumerate(("财政拨款", "事业收入", "经营收入", "其他收入"), start=1)
    ]
    cells += [Printed(r, c, 1, 1, "", f"{r}{c}") for r in range(1, 5) for c in range(1, 5)]
    tables = bind(draw([Sheet(5, 5, tuple(cells)), requests("2019")], headings=False))
    assert tables["requests"].grids == ((0, 1),)
    assert tables["active_disclosure"].grids == ()
    assert tables["litigation"].grids == ()


def test_a_grid_of_numbers_with_unreadable_labels_is_not_taken_for_a_table() -> None:
    sheet = requests("2019")
    tables = bind(draw([sheet], noise=Noise(unread=1.0), headings=False))
    assert all(table.grids == () for table in tables.values())


def test_a_second_copy_of_a_table_is_noted() -> None:
    first, second = requests("2019"), requests_sheet(SCHEMA.table("requests", "2019"), Numbers(5000))
    tables = bind(draw([first], [second]))
    assert "table.extra" in notes(tables["requests"])
    bound = {c.best.printed for c in tables["requests"].cells}
    assert bound in (set(first.truth.values()), set(second.truth.values()))
