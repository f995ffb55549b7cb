"""The report as delivered: status, grids, steps."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from ocr_pipeline.model.bound import BoundTable
from ocr_pipeline.model.document import Document, PageFailure
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.model.report import CheckedCell, Decision, Probability, ReconciledTable, Status
from ocr_pipeline.options import BindOptions
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.bind_tables import bind_tables
from ocr_pipeline.stages.compose_report import compose_report, status_of
from ocr_pipeline.stages.identify_report import identify_report
from tests.stages.drawn_tables import (
    Noise,
    Numbers,
    disclosure_sheet,
    litigation_sheet,
    report_pages,
    requests_sheet,
)

SCHEMA = load_schema()
DOCUMENT = Document("0" * 64, Path("report.pdf"), "report.pdf")


def pages(*, whole: bool = True) -> list[PageReading]:
    numbers = Numbers()
    sheets = [
        disclosure_sheet(SCHEMA.table("active_disclosure", "2021"), numbers),
        requests_sheet(SCHEMA.table("requests", "2021"), numbers),
        litigation_sheet(SCHEMA.table("litigation", "2021"), numbers),
    ]
    return report_pages([sheets if whole else sheets[:2]], Noise(), random.Random(0))


def reconciled(drawn: list[PageReading]) -> list[ReconciledTable]:
    return [ReconciledTable(table, ()) for table in bind_tables(drawn, SCHEMA, BindOptions())]


def checked(tables: list[ReconciledTable], decision: Decision) -> tuple[CheckedCell, ...]:
    cells = [cell for table in tables for cell in table.bound.cells]
    return tuple(CheckedCell(c.address, c.best, Probability(1.0), decision, c.place, (), None) for c in cells)


def test_a_report_is_accepted_if_nothing_waits_and_waits_if_one_cell_does() -> None:
    tables = reconciled(pages())
    cells = checked(tables, Decision.ACCEPTED)
    assert status_of(pages(), tables, cells) is Status.ACCEPTED
    waiting = (replace(cells[0], decision=Decision.REVIEW), *cells[1:])
    assert status_of(pages(), tables, waiting) is Status.NEEDS_REVIEW


def test_a_page_that_could_not_be_pictured_is_found_and_makes_a_report_partial() -> None:
    drawn = pages()
    drawn.append(replace(drawn[0], page_index=1, tables=(), failure=PageFailure("page_too_large", "20 m wide")))
    tables = reconciled(drawn)
    report = compose_report(DOCUMENT, drawn, tables, SCHEMA, (identify_report(drawn, SCHEMA), (), (), ()))
    assert report.status is Status.PARTIAL
    [finding] = report.findings
    assert (finding.code, finding.place is not None and finding.place.page_index) == ("page.failed", 1)
    assert "20 m wide" in finding.message


def test_a_missing_table_makes_a_report_partial() -> None:
    tables = reconciled(pages(whole=False))
    assert status_of(pages(whole=False), tables, ()) is Status.PARTIAL


def test_a_report_of_no_kind_is_not_partial_for_want_of_tables() -> None:
    assert status_of(pages(), [], ()) is Status.ACCEPTED


def test_bound_grids_editions_and_steps_are_told() -> None:
    step = Step("read_numbers", "reader", "1")
    drawn = [replace(page, steps=(step, step)) for page in pages()]
    tables = reconciled(drawn)
    report = compose_report(DOCUMENT, drawn, tables, SCHEMA, (identify_report(drawn, SCHEMA), (), (), ()))
    assert report.bound_grids == ((0, 0, "active_disclosure"), (0, 1, "requests"), (0, 2, "litigation"))
    assert dict(report.editions) == {"active_disclosure": "2021", "requests": "2021", "litigation": "2021"}
    assert report.steps == (step,)
    assert len(report.pages[0].tables) == 3


def test_tables_that_were_not_found_have_no_edition() -> None:
    drawn = pages(whole=False)
    report = compose_report(DOCUMENT, drawn, reconciled(drawn), SCHEMA, (identify_report(drawn, SCHEMA), (), (), ()))
    assert [table for table, _ in report.editions] == ["active_disclosure", "requests"]


def test_a_bound_table_keeps_its_own_type() -> None:
    assert all(isinstance(table.bound, BoundTable) for table in reconciled(pages()))
