"""What bodies within a territory report together, the territory's own report should not fall short of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_pipeline.model.report import Cause, Severity
from ocr_pipeline.stages.check_bodies import check_bodies
from tests.stages.reports_on_paper import schema
from tests.stages.test_check_years import report

WHOLE = "益阳市人民政府"


def told(*numbers: tuple[str, str, int]) -> list[tuple[str, str]]:
    """Codes by organisation, given (organisation, new requests, year)."""
    reports = [report(year, {"new/total": new}, {}, name) for name, new, year in numbers]
    names = {own.document_id: own.identity.organisation for own in reports}
    return [(names[document], finding.code) for document, finding in check_bodies(reports, schema())]


def test_a_whole_that_is_less_than_its_parts_is_marked_with_both_numbers() -> None:
    reports = [
        report(2024, {"new/total": new}, {}, name)
        for name, new in ((WHOLE, "50"), ("益阳市赫山区人民政府", "40"), ("益阳市教育局", "11"))
    ]
    ((document, finding),) = check_bodies(reports, schema())
    assert document == reports[0].document_id
    assert (finding.code, finding.severity, finding.cause) == ("requests.parts", Severity.WARNING, Cause.UNKNOWN)
    assert finding.message.startswith(
        "2 reports of bodies within this one have 51 new requests together, this one has 50"
    )
    assert finding.message_zh.startswith("本级报告新收申请50件，所属2个单位的报告合计51件")
    assert finding.says == "new/total >= part(new/total)"


@pytest.mark.parametrize(
    "others",
    [
        [("益阳市赫山区人民政府", "40", 2024)],
        [("益阳市赫山区人民政府", "400", 2023)],
        [("沅江市人民政府", "400", 2024)],
        [("益阳市赫山区人民政府", "40", 2024), ("益阳市赫山区教育局", "40", 2024)],
        [("益阳市教育局", "40", 2024), ("益阳市教育局", "40", 2024)],
    ],
)
def test_other_years_other_territories_and_parts_of_parts_do_not_count(others: list[tuple[str, str, int]]) -> None:
    assert told((WHOLE, "50", 2024), *others) == []


def test_an_office_is_no_territory() -> None:
    assert told(("益阳市人民政府办公室", "0", 2024), ("益阳市人民政府办公室法规科", "9", 2024)) == []


def test_reports_without_a_year_or_a_name_say_nothing() -> None:
    whole, part = report(2024, {}, {}, WHOLE), report(2024, {"new/total": "9"}, {}, "益阳市教育局")
    assert [finding.code for _, finding in check_bodies([whole, part], schema())] == ["requests.parts"]
    nameless = replace(part, identity=replace(part.identity, organisation=""))
    yearless = [replace(own, identity=replace(own.identity, year=None)) for own in (whole, part)]
    assert check_bodies([whole, nameless], schema()) == ()
    assert check_bodies(yearless, schema()) == ()
