"""Tables that were located and not understood are told with their place and the reason, and make a report partial."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.model.document import Document
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.layout import Layout, Region, RegionKind, Score
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.report import CheckedReport, Status
from ocr_pipeline.pipeline import understand
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.unread_tables import UNREAD_TABLES
from tests.stages.bound_reports import disclosure, draw, litigation, requests
from tests.stages.drawn_tables import Noise, Printed, Sheet, read_sheet

DOCUMENT = Document("0" * 64, Path("report.pdf"), "report.pdf")
STAFF = ["科室", "在编", "编外", "人事", "4", "1", "财务", "3", "0"]


def understood(pages: Sequence[PageReading], schema: str = "gov-disclosure-annual-report") -> CheckedReport:
    return understand(DOCUMENT, pages, load_schema(schema), None)


def told(report: CheckedReport) -> list[str]:
    return [finding.code for finding in report.findings if finding.code in UNREAD_TABLES]


def with_region(page: PageReading, box: Box, score: float) -> PageReading:
    return replace(page, layout=Layout((*page.layout.regions, Region(RegionKind.TABLE, box, Score(score)))))


def with_grid(page: PageReading, texts: Sequence[str]) -> PageReading:
    cells = [
        Printed(i // 3, i % 3, 1, 1, text if not text.isdigit() else "", text if text.isdigit() else None)
        for i, text in enumerate(texts)
    ]
    drawn = read_sheet(Sheet(3, 3, tuple(cells)), Noise(), random.Random(0), top=1250.0)
    return replace(page, tables=(*page.tables, drawn))


BELOW = Box(100, 1200, 900, 1380)


def whole() -> list[PageReading]:
    return draw([disclosure()], [requests(), litigation()])


def without_litigation() -> list[PageReading]:
    return draw([disclosure()], [requests()])


def test_a_table_without_a_grid_is_told_with_its_place_and_makes_the_report_partial() -> None:
    pages = without_litigation()
    pages[1] = with_region(pages[1], BELOW, 0.9)
    report = understood(pages)

    [finding] = [finding for finding in report.findings if finding.code in UNREAD_TABLES]
    assert (finding.code, report.status) == ("table.untraced", Status.PARTIAL)
    assert finding.place is not None
    assert (finding.place.page_index, finding.place.box) == (1, pages[1].place(BELOW))
    assert "page 2" in finding.message
    assert "第2页" in finding.message_zh
    assert {c.value.state for c in report.cells if c.address.table == "litigation"} == {ValueState.ABSENT}


def test_a_sure_region_makes_a_report_partial_though_all_its_tables_are_there() -> None:
    pages = whole()
    assert understood(pages).status is not Status.PARTIAL
    assert understood([*pages[:1], with_region(pages[1], BELOW, 0.9)]).status is Status.PARTIAL


def test_an_unsure_region_counts_only_while_a_table_is_missing() -> None:
    assert told(understood([with_region(page, BELOW, 0.5) for page in whole()[1:]])) == ["table.untraced"]
    assert told(understood([*whole()[:1], with_region(whole()[1], BELOW, 0.5)])) == []


def test_a_table_of_which_a_part_was_traced_is_told_where_that_part_is_none_of_the_schema() -> None:
    page = with_grid(draw([])[0], STAFF)
    page = with_region(page, Box(100, 1000, 900, 1330), 0.9)
    assert told(understood([page], "none")) == ["table.partly"]
    assert told(understood([with_region(draw([disclosure()])[0], Box(90, 90, 910, 1390), 0.9)])) == []


def test_a_second_table_of_a_kind_is_told_once() -> None:
    pages = draw([disclosure()], [requests()], [requests()])
    found = [finding.code for finding in understood(pages).findings]
    assert found.count("table.extra") == 1
    assert not set(found) & set(UNREAD_TABLES)


def test_a_region_with_a_grid_in_it_is_not_told() -> None:
    pages = without_litigation()
    around = pages[1].tables[0].grid.box.expanded(30)
    assert told(understood([pages[0], with_region(pages[1], around, 0.95)])) == []


@pytest.mark.parametrize(
    ("texts", "code"), [(STAFF, "table.unmatched"), (["", "1", "2", "", "4", "1", "", "3", "0"], "table.unlabelled")]
)
def test_a_grid_that_is_none_of_the_missing_tables_is_told_with_the_reason(texts: list[str], code: str) -> None:
    pages = without_litigation()
    assert told(understood([pages[0], with_grid(pages[1], texts)])) == [code]


def test_another_table_beside_all_that_are_expected_is_a_table_like_others() -> None:
    pages = draw([disclosure()], [requests()], [litigation()])
    report = understood([*pages[:2], with_grid(pages[2], STAFF)])
    assert told(report) == []
    assert report.status is not Status.PARTIAL


def test_without_a_schema_every_grid_comes_out_and_nothing_is_missing() -> None:
    report = understood(whole(), "none")
    assert (report.status, report.cells, report.findings, report.bound_grids) == (Status.ACCEPTED, (), (), ())
    assert [len(page.tables) for page in report.pages] == [1, 2]


def test_without_a_schema_a_table_without_a_grid_makes_the_report_partial() -> None:
    report = understood([with_region(page, BELOW, 0.9) for page in draw([disclosure()])], "none")
    assert (report.status, told(report)) == (Status.PARTIAL, ["table.untraced"])
