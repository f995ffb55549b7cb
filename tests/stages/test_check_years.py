"""What a report carries out, the next one carries in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_pipeline.model.bound import Address
from ocr_pipeline.model.report import Cause, CheckedReport, Decision, Identity, Severity, Status
from ocr_pipeline.options import DecideOptions
from ocr_pipeline.stages.check_years import check_years
from ocr_pipeline.stages.score_confidence import score_confidence
from tests.stages.reports_on_paper import Printed, schema, table, understood


def report(year: int | None, requests: Printed, documents: Printed, organisation: str = "宿迁市") -> CheckedReport:
    """A report with two tables; what is not given is 0."""
    tables, findings = understood(table("requests", "2021", requests), table("active_disclosure", "2021", documents))
    cells = score_confidence(tables, findings, None, DecideOptions(0.01))
    name = f"{organisation}{year}{sum(map(len, requests))}"
    editions = tuple((found.bound.table, found.bound.edition) for found in tables)
    identity = Identity(name, organisation, year)
    return CheckedReport(
        name, name, identity, Status.ACCEPTED, schema().id, editions, cells, findings, (), (), (), (), ()
    )


LEFT = {"new/natural_person": "3", "new/total": "3", "carried_out/natural_person": "3", "carried_out/total": "3"}
TAKEN = {
    "carried_in/natural_person": "3", "carried_in/total": "3", "processed_total/natural_person": "3",
    "processed_total/total": "3", "granted/natural_person": "3", "granted/total": "3",
}  # fmt: skip
STOCK = {"regulations/in_force": "11"}
GROWN = {"regulations/made": "2", "regulations/repealed": "1", "regulations/in_force": "12"}


def test_years_that_go_on_have_no_findings() -> None:
    assert check_years([report(2024, TAKEN, GROWN), report(2023, LEFT, STOCK)], schema()) == ()


def test_what_is_not_carried_in_is_told_of_the_later_year() -> None:
    later = report(2024, {}, GROWN)
    found = check_years([report(2023, LEFT, STOCK), later], schema())
    assert {document for document, _ in found} == {later.document_id}
    assert [finding.code for _, finding in found] == ["requests.carried_over"] * 2
    finding = found[0][1]
    assert (finding.severity, finding.cause) == (Severity.WARNING, Cause.SOURCE)
    assert finding.cells == (Address("requests", "carried_in", "natural_person"),)
    assert finding.message.startswith("2023 and 2024, natural persons: last year's carried out to next year")
    assert finding.message_zh.startswith("2023年与2024年，自然人：应有上年度的四、结转下年度继续办理")


def test_a_stock_that_does_not_move_with_what_is_issued_and_repealed_is_told() -> None:
    found = check_years([report(2023, LEFT, {"regulations/in_force": "13"}), report(2024, TAKEN, GROWN)], schema())
    assert [finding.code for _, finding in found] == ["active_disclosure.stock"]


def test_a_cell_that_waits_for_a_person_leaves_the_cause_open() -> None:
    later = report(2024, {}, GROWN)
    waiting = replace(later, cells=tuple(replace(cell, decision=Decision.REVIEW) for cell in later.cells))
    found = check_years([report(2023, LEFT, STOCK), waiting], schema())
    assert {finding.cause for _, finding in found} == {Cause.UNKNOWN}


@pytest.mark.parametrize(
    ("before", "now", "codes"),
    [
        ("21", "95", []),
        ("21", "950", ["requests.jumped"]),
        ("950", "21", ["requests.dropped"]),
        ("0", "9", []),
        (None, "950", []),
    ],
)
def test_numbers_that_jump_from_year_to_year_are_marked(before: str | None, now: str, codes: list[str]) -> None:
    found = check_years([report(2023, {"new/total": before}, {}), report(2024, {"new/total": now}, {})], schema())
    assert [finding.code for _, finding in found] == codes
    for _, finding in found:
        assert finding.severity is Severity.WARNING
        assert f"from {before} to {now}" in finding.message
        assert f"由{before}件" in finding.message_zh


def test_a_jump_of_decisions_names_its_row() -> None:
    years = [report(2023, {}, {"licensing/decisions": "550"}), report(2024, {}, {"licensing/decisions": "9487"})]
    ((_, finding),) = check_years(years, schema())
    assert finding.message == "2023 and 2024, licensing: decisions rose from 550 to 9487, more than fivefold."
    assert finding.message_zh == "2023年与2024年，行政许可：处理决定数量由550增至9487，增长超过五倍，请核对。"


def test_a_year_before_that_stands_twice_is_told_of_the_year_after() -> None:
    later = report(2024, TAKEN, GROWN)
    found = check_years([report(2023, {}, STOCK), report(2023, LEFT, STOCK), later], schema())
    assert [finding.code for document, finding in found if document == later.document_id] == ["years.ambiguous"]


def test_other_organisations_and_years_apart_are_not_compared() -> None:
    others = [report(2023, LEFT, STOCK, "淮安市"), report(2022, LEFT, STOCK), report(2024, {}, GROWN)]
    assert check_years(others, schema()) == ()


def test_the_same_name_in_traditional_characters_is_the_same_organisation() -> None:
    found = check_years([report(2023, LEFT, STOCK, "宿遷市"), report(2024, {}, GROWN, "宿迁市")], schema())
    assert len(found) == 2


def test_two_reports_of_one_year_are_ambiguous_and_unknown_years_are_told() -> None:
    twice = [report(2024, {}, GROWN), report(2024, TAKEN, GROWN), report(2023, LEFT, STOCK), report(None, {}, {})]
    codes = [finding.code for _, finding in check_years(twice, schema())]
    assert sorted(codes) == ["years.ambiguous", "years.ambiguous", "years.unknown"]
