from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.exports.field_rows import HEADER, field_rows
from ocr_pipeline.exports.to_csv import csv_bytes, unescaped
from tests.reports import SCHEMA, report_of, truth_of

TRUTH = truth_of("yuelu2020")
REPORT = report_of(TRUTH)


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_field_comes_back_as_it_is_printed() -> None:
    rows = read(csv_bytes(field_rows("yuelu-ab12cd34", REPORT, SCHEMA)))

    assert [unescaped(row["printed"]) for row in rows] == [cell.value.printed or "" for cell in REPORT.cells]
    assert [(row["table"], row["row"], row["column"]) for row in rows] == [
        (cell.address.table, cell.address.row, cell.address.column) for cell in REPORT.cells
    ]


def test_a_row_says_where_the_value_stands_and_how_sure_it_is() -> None:
    rows = read(csv_bytes(field_rows("yuelu-ab12cd34", REPORT, SCHEMA)))

    row = next(r for r in rows if (r["row"], r["column"]) == ("new", "natural_person"))

    assert row["row_label"] == "一、本年新收政府信息公开申请数量"
    assert row["column_label"] == "申请人情况 / 自然人"
    assert (row["confidence"], row["decision"], row["page"]) == ("0.83", "review", "2")
    assert row["by_pixels"] == "202"
    assert row["alternatives"] == "202 0.16000"
    assert row["findings"] == "requests.balance"


def test_excel_takes_the_file_for_utf_8() -> None:
    assert csv_bytes([]).startswith(b"\xef\xbb\xbfdocument,")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@sum", "\t=1", "'=1", "-"])
def test_nothing_can_run_as_a_formula_and_everything_comes_back(text: str) -> None:
    (row,) = read(csv_bytes([(text,)], ["printed"]))

    assert row["printed"] == "'" + text
    assert unescaped(row["printed"]) == text


@pytest.mark.parametrize("text", ["-356", "+19070", "0", "60167.14242", "增40", "it's"])
def test_plain_values_stay_as_they_are(text: str) -> None:
    assert read(csv_bytes([(text,)], ["printed"])) == [{"printed": text}]


@given(st.text("=+-@'\t\r\n,\"a1", max_size=8))
def test_any_text_survives(text: str) -> None:
    (row,) = read(csv_bytes([(text, "end")], ["printed", "end"]))

    assert unescaped(row["printed"]) == text


def test_the_header_names_every_column_once() -> None:
    assert len(set(HEADER)) == len(HEADER)
    assert all(len(row) == len(HEADER) for row in field_rows("x", REPORT, SCHEMA))
