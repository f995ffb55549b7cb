from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.model.bound import ABSENT, Address, Alternative, Place, Value, ValueState
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.provenance import Making, Step, Timing
from ocr_pipeline.model.report import CheckedCell, CheckedReport, Decision, Identity, Probability, Status
from ocr_pipeline.model.report_codec import making_from_plain, report_from_plain, report_to_plain
from tests.values import reports

MAKING = Making("0.1.0", "5ee", "ru1e5")


def report_with(*cells: CheckedCell) -> CheckedReport:
    return CheckedReport(
        document_id="ab" * 32,
        source="a.pdf",
        identity=Identity("", "", None),
        status=Status.ACCEPTED,
        schema_id="gov-disclosure-annual-report",
        editions=(),
        cells=cells,
        findings=(),
        statements=(),
        sections=(),
        pages=(),
        bound_grids=(),
        steps=(Step("read_cells", "numeric", "1", "77"),),
    )


@settings(max_examples=20, deadline=None)
@given(reports())
def test_what_is_published_comes_back_and_is_published_the_same(report: CheckedReport) -> None:
    plain = json.loads(json.dumps(report_to_plain(report, MAKING), allow_nan=False))

    again = report_from_plain(plain, report.pages)

    assert json.loads(json.dumps(report_to_plain(again, MAKING))) == plain
    assert again.bound_grids == report.bound_grids
    assert [cell.value for cell in again.cells] == [cell.value for cell in report.cells]


def test_a_cell_is_published_as_the_contract_shows_it() -> None:
    cell = CheckedCell(
        Address("requests", "new", "natural_person"),
        Value(ValueState.NUMBER, "292", Decimal("292")),
        Probability(0.99987),
        Decision.ACCEPTED,
        Place(1, Box(0.61, 0.18, 0.66, 0.2)),
        (Alternative(Value(ValueState.NUMBER, "202", Decimal(202)), 0.00009),),
        None,
    )

    (plain,) = report_to_plain(report_with(cell), MAKING)["cells"]

    assert plain["printed"] == "292"
    assert plain["value"] == "292"
    assert plain["unit"] is None
    assert plain["confidence"] == 0.99987
    assert plain["page"] == 2
    assert plain["box"] == [0.61, 0.18, 0.66, 0.2]
    assert plain["by_pixels"] is None
    assert (plain["alternatives"][0]["printed"], plain["alternatives"][0]["probability"]) == ("202", 0.00009)


def test_an_absent_field_has_neither_page_nor_box() -> None:
    cell = CheckedCell(Address("t", "r", "c"), ABSENT, Probability(0.5), Decision.REVIEW, None, (), None)

    (plain,) = report_to_plain(report_with(cell), MAKING)["cells"]

    assert (plain["state"], plain["page"], plain["box"], plain["printed"]) == ("absent", None, None, None)


def test_a_large_exact_number_has_no_exponent() -> None:
    value = Value(ValueState.NUMBER, "1E5", Decimal("1E5"))
    cell = CheckedCell(Address("t", "r", "c"), value, Probability(0.5), Decision.REVIEW, None, (), None)

    assert report_to_plain(report_with(cell), MAKING)["cells"][0]["value"] == "100000"


def test_seconds_stand_with_their_step() -> None:
    plain = report_to_plain(report_with(), MAKING, (Timing("read_cells", 0.41),))

    assert plain["steps"][0]["seconds"] == 0.41


def test_what_a_result_was_made_with_comes_back() -> None:
    assert making_from_plain(report_to_plain(report_with(), MAKING)) == MAKING


@pytest.mark.parametrize("plain", [None, [], {"format": "ocr-pipeline/report", "version": 2}])
def test_another_format_is_refused(plain: object) -> None:
    with pytest.raises(RecordDamaged, match="run again"):
        report_from_plain(plain, ())


def test_a_report_changed_by_hand_is_refused_with_a_sentence() -> None:
    plain = report_to_plain(report_with(), MAKING)
    del plain["document"]["sha256"]

    with pytest.raises(RecordDamaged, match="changed by hand"):
        report_from_plain(plain, ())
