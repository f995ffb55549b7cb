"""Every contradiction in print of the transcribed reports is found from their text and values, and none is invented."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from ocr_pipeline.model.bound import BoundTable
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.report import Cause, Finding
from tests.stages.reports_on_paper import missing, page, table, understood

SOURCE = Path(__file__).parents[2] / "samples" / "source"
TABLES = ("active_disclosure", "requests", "litigation")
UNIT_IN_HEADER = {"yiyang2020": "\u4e07\u5143"}
"""The unit that a header states, which binding adds to the value."""


def prose(report: str) -> PageReading:
    """The paragraphs of a report's source, tags and templates taken away."""
    text = (SOURCE / report / "report.html.j2").read_text(encoding="utf-8")
    for gone in (r"<style>.*?</style>", r"{#.*?#}", r"{%.*?%}", r"{{.*?}}", r"<svg.*?</svg>"):
        text = re.sub(gone, "", text, flags=re.DOTALL)
    lines = re.split(r"</p>|</div>|</h\d>|<br>|\n", text)
    return page(*(line for raw in lines if (line := re.sub(r"<[^>]*>", "", raw).strip())))


def bound(report: str) -> list[BoundTable]:
    """The tables of a report as printed."""
    truth = json.loads((SOURCE / report / "truth.json").read_text(encoding="utf-8"))
    tables = []
    for name in TABLES:
        if name not in truth.get("tables", {}):
            tables.append(missing(name, "2019"))
            continue
        printed = {
            f"{row}/{column}": text for row, cells in truth["tables"][name].items() for column, text in cells.items()
        }
        if name == "active_disclosure" and report in UNIT_IN_HEADER:
            printed["procurement/amount"] += UNIT_IN_HEADER[report]
        tables.append(table(name, truth["edition"][name], printed))
    return tables


@cache
def findings(report: str) -> tuple[Finding, ...]:
    return understood(*bound(report), prose=prose(report))[1]


def told(report: str) -> list[tuple[str, str, str]]:
    """Code and both sides of all findings on rules and sentences."""
    return sorted((f.code, str(f.left), str(f.right)) for f in findings(report) if f.left is not None)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (
            "yiyang2020",
            [
                ("requests.balance", "157", "160"),
                ("requests.balance", "3", "0"),
                ("statement.disagrees", "0", "1"),
                ("statement.disagrees", "1", "5"),
            ],
        ),
        ("yuanjiang2019", [("active_disclosure.price_low", "595720308.0000", "2077665000")]),
        ("yuelu2020", [("statement.disagrees", "292", "294"), ("statement.disagrees", "8", "10")]),
        ("yunhuqiao2020", [("statement.disagrees", "0", "1")]),
        ("hunan2020", []),
    ],
)
def test_the_contradictions_in_print_are_found_and_no_others(report: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(report) == expected


def test_no_identity_is_blamed_on_reading_where_all_is_clear() -> None:
    rules = [f for report in ("yiyang2020", "yuanjiang2019", "yuelu2020", "yunhuqiao2020") for f in findings(report)]
    assert {f.cause for f in rules if f.says and "/" not in f.says} == {Cause.SOURCE}


def test_an_amount_without_a_unit_is_told() -> None:
    assert [f.cells[0].row for f in findings("yunhuqiao2020") if f.code == "cell.no_unit"] == ["procurement"]


def test_a_report_without_tables_gets_what_its_text_states() -> None:
    stated = {f.cells: f for f in findings("hunan2020") if f.code == "statement.only"}
    rows = {cells[0].row for cells in stated if cells[0].table == "requests"}
    assert rows == {"new", "carried_in", "processed_total", "carried_out"}
    assert sum(cells[0].table == "litigation" for cells in stated) == 6
    assert "report.no_tables" in {f.code for f in findings("hunan2020")}
