from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from ocr_pipeline.exports.form import Role, printed_forms
from ocr_pipeline.exports.form_sheet import TOP
from ocr_pipeline.exports.sheet_cells import put_printed, put_text, put_value, sheet_title
from ocr_pipeline.exports.to_xlsx import xlsx_bytes
from ocr_pipeline.model.bound import ABSENT, BLANK, UNREADABLE, Value, ValueState
from ocr_pipeline.model.report import Identity
from ocr_pipeline.schema.catalog import load_schema
from tests.reports import SCHEMA, report_of, truth_of, value_of

REPORT = report_of(truth_of("yuelu2020"))


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def cell_of(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert not isinstance(cell, MergedCell)
    return cell


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return opened(xlsx_bytes(REPORT, SCHEMA))


def test_every_value_stands_at_its_place_in_the_printed_form(book: openpyxl.Workbook) -> None:
    values = {cell.address: cell.value for cell in REPORT.cells}
    for form, sheet in zip(printed_forms(REPORT, SCHEMA), book.worksheets, strict=False):
        for place in form.cells:
            found = cell_of(sheet, TOP + place.row, 1 + place.column).value
            if place.address is None:
                assert (found or "") == place.text
                continue
            value = values[place.address]
            expected = "?" if value.state is ValueState.UNREADABLE else value.printed
            assert str(found) == str(expected).lstrip("+")


def test_headers_are_merged_as_printed(book: openpyxl.Workbook) -> None:
    form = printed_forms(REPORT, SCHEMA)[1]
    merged = {str(area) for area in book.worksheets[1].merged_cells.ranges}

    assert {"A3:C5", "D3:J3", "E4:I4", "A8:A27"} <= merged
    assert sum(c.row_span * c.column_span > 1 for c in form.cells) + 2 + 4 == len(merged)


def test_a_doubtful_value_is_coloured_and_has_its_evidence_in_a_note(book: openpyxl.Workbook) -> None:
    form = printed_forms(REPORT, SCHEMA)[1]
    place = next(c for c in form.cells if c.address and (c.address.row, c.address.column) == ("new", "natural_person"))

    cell = cell_of(book.worksheets[1], TOP + place.row, 1 + place.column)

    assert cell.fill.fgColor.rgb == "00F9C9C4"
    assert cell.comment is not None
    assert "83.0%" in cell.comment.text
    assert "202" in cell.comment.text
    assert "requests.balance" in cell.comment.text


def test_a_sure_value_is_not_coloured(book: openpyxl.Workbook) -> None:
    place = next(c for c in printed_forms(REPORT, SCHEMA)[0].cells if c.role is Role.VALUE)

    assert cell_of(book.worksheets[0], TOP + place.row, 1 + place.column).fill.fill_type is None


def test_findings_have_a_sheet(book: openpyxl.Workbook) -> None:
    rows = list(book.worksheets[3].iter_rows(values_only=True))

    assert rows[1][1] == "requests.balance"
    assert rows[1][7:9] == ("157", "160")


def test_no_text_of_the_document_becomes_a_formula() -> None:
    hostile = replace(REPORT, identity=Identity("=HYPERLINK(0)", "", None))

    cell = cell_of(opened(xlsx_bytes(hostile, SCHEMA)).worksheets[0], 1, 1)

    assert (cell.value, cell.data_type) == ("=HYPERLINK(0)", "s")


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@x", "#N/A", "'x"])
def test_text_stays_text(text: str) -> None:
    book = openpyxl.Workbook()
    put_text(cell_of(book.worksheets[0], 1, 1), text)
    stream = io.BytesIO()
    book.save(stream)

    cell = cell_of(opened(stream.getvalue()).worksheets[0], 1, 1)

    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize(
    ("value", "stored", "format_"),
    [
        (value_of("292"), 292, "0"),
        (value_of("-356"), -356, "0"),
        (value_of("+19070"), 19070, "+0;-0;+0"),
        (value_of("7545.10"), 7545.1, "0.00"),
        (value_of("60167.14242万元"), "60167.14242万元", "General"),
        (value_of("12345678901234567"), "12345678901234567", "General"),
        (Value(ValueState.DASH, "-"), "-", "General"),
        (UNREADABLE, "?", "General"),
        (BLANK, None, "General"),
        (ABSENT, None, "General"),
    ],
)
def test_a_plain_number_is_a_number_and_the_rest_is_text(value: Value, stored: object, format_: str) -> None:
    cell = cell_of(openpyxl.Workbook().worksheets[0], 1, 1)

    put_value(cell, value)

    assert (cell.value, cell.number_format) == (stored, format_)


def test_control_characters_do_not_break_the_workbook() -> None:
    cell = cell_of(openpyxl.Workbook().worksheets[0], 1, 1)

    put_text(cell, "a\x00\x1bb")

    assert cell.value == "ab"


def test_sheet_titles_are_allowed_and_different() -> None:
    book = openpyxl.Workbook()
    titles = []
    for _ in range(3):
        titles.append(sheet_title(book, "a/b:c*" + "长" * 40))
        book.create_sheet(titles[-1])

    assert len({title.lower() for title in titles}) == 3
    assert all(len(title) <= 31 and not set("[]:*?/\\") & set(title) for title in titles)


def test_equal_reports_give_equal_bytes() -> None:
    assert xlsx_bytes(REPORT, SCHEMA) == xlsx_bytes(report_of(truth_of("yuelu2020")), SCHEMA)


def test_a_report_of_no_kind_has_a_sheet_for_every_table_with_room_for_its_words() -> None:
    report = replace(REPORT, schema_id="none", editions=(), cells=(), findings=(), bound_grids=())
    made = opened(xlsx_bytes(report, load_schema("none")))

    assert [sheet.title for sheet in made.worksheets] == ["问题", "表格 1", "表格 2", "表格 3"]
    sheet = made.worksheets[1]
    assert cell_of(sheet, 2, 1).value == "信息内容"
    assert cell_of(sheet, 4, 4).value == 64
    assert sheet.column_dimensions["A"].width >= 2 * len("其他对外管理服务事项")


@pytest.mark.parametrize(
    ("printed", "kept"),
    [("64", 64), ("-2.50", -2.5), ("007", "007"), ("1,234", "1,234"), ("１２", "１２"), ("=1", "=1"), ("0", 0)],
)
def test_only_what_a_number_cell_shows_as_printed_becomes_one(printed: str, kept: object) -> None:
    sheet = openpyxl.Workbook().worksheets[0]
    put_printed(cell_of(sheet, 1, 1), printed)
    assert cell_of(sheet, 1, 1).value == kept
