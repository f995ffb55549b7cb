from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.evaluate.evaluation import evaluation_to_plain
from ocr_pipeline.evaluate.metrics import FieldScore, clopper_pearson, confusion, rates, score_report
from ocr_pipeline.evaluate.plots import reliability_svg, risk_coverage_svg
from ocr_pipeline.evaluate.reliability import calibration_error, reliability, risk_coverage
from ocr_pipeline.evaluate.truth import Truth, load_truths, match_truth
from ocr_pipeline.exports.to_json import json_bytes
from ocr_pipeline.model.bound import ABSENT, BLANK, Address, Value, ValueState
from ocr_pipeline.model.report import CheckedCell, CheckedReport, Decision, Probability
from tests.reports import report_of, truth_of, value_of

FIELD = Address("requests", "new", "total")
REPORT = report_of(truth_of("yuelu2020"))


def truth(printed: str | None = "12", **more: str | None) -> Truth:
    return Truth("a", "a", {FIELD: printed, **{Address("requests", row, "total"): text for row, text in more.items()}})


def report(*cells: CheckedCell) -> CheckedReport:
    return replace(REPORT, cells=cells)


def cell(value: Value, confidence: float = 0.9, decision: Decision = Decision.ACCEPTED) -> CheckedCell:
    return CheckedCell(FIELD, value, Probability(confidence), decision, None, (), None)


def scored(value: Value, printed: str | None) -> FieldScore:
    (score,) = score_report("doc", report(cell(value)), truth(printed))
    return score


@pytest.mark.parametrize(
    ("value", "printed", "exact", "equal"),
    [
        (value_of("12"), "12", True, True),
        (value_of("12"), " １２ ", True, True),
        (value_of("13"), "12", False, False),
        (value_of("+12"), "12", False, True),
        (value_of("增40"), "增40", True, True),
        (value_of("60167.14242万元"), "60167.14242万元", True, True),
        (BLANK, None, True, True),
        (value_of("0"), None, False, False),
        (BLANK, "0", False, False),
        (Value(ValueState.DASH, "-"), "—", True, True),
        (ABSENT, None, False, False),
    ],
)
def test_exact_means_the_same_state_and_the_same_print(
    value: Value, printed: str | None, exact: bool, equal: bool
) -> None:
    score = scored(value, printed)

    assert (score.exact, score.equal) == (exact, equal)


def test_a_field_that_the_result_lacks_counts_as_wrong_and_not_accepted() -> None:
    scores = score_report("doc", report(cell(value_of("12"))), truth("12", granted="3"))

    figures = rates(scores)

    assert (figures.cells, figures.exact, figures.accepted) == (2, 1, 1)


def test_an_invented_number_counts_and_a_rightly_absent_field_does_not() -> None:
    empty = Truth("a", "a", {})

    invented = rates(score_report("doc", report(cell(value_of("7"))), empty))
    absent = rates(score_report("doc", report(cell(ABSENT)), empty))

    assert (invented.cells, invented.wrong_accepted) == (1, 1)
    assert absent.cells == 0


def test_figures_of_a_whole_report() -> None:
    plain = truth_of("yuelu2020")
    printed = {
        Address(table, row, column): text
        for table, rows in plain["tables"].items()
        for row, columns in rows.items()
        for column, text in columns.items()
    }

    figures = rates(score_report("doc", REPORT, Truth("yuelu2020", "yuelu2020", printed)))

    assert (figures.cells, figures.exact, figures.accepted, figures.wrong_accepted) == (198, 197, 196, 0)
    assert figures.expected_wrong == pytest.approx(196 * 0.0001)


def test_clopper_pearson_agrees_with_published_values() -> None:
    assert list(clopper_pearson(0, 30)) == pytest.approx([0.0, 0.1157], abs=1e-4)
    assert list(clopper_pearson(1, 10)) == pytest.approx([0.0025, 0.4450], abs=1e-4)
    assert clopper_pearson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 50), st.integers(0, 50))
def test_the_interval_holds_the_observed_rate(hits: int, others: int) -> None:
    lower, upper = clopper_pearson(hits, hits + others)

    assert 0 <= lower <= upper <= 1
    if hits + others:
        assert lower <= hits / (hits + others) <= upper


def with_confidence(confidence: float, *, exact: bool) -> FieldScore:
    return replace(scored(value_of("12"), "12" if exact else "13"), confidence=confidence)


def test_confidence_that_keeps_its_word_has_no_calibration_error() -> None:
    honest = [with_confidence(0.75, exact=index % 4 != 0) for index in range(40)]
    boasting = [with_confidence(1.0, exact=index % 2 == 0) for index in range(10)]

    assert calibration_error(reliability(honest)) == pytest.approx(0)
    assert calibration_error(reliability(boasting)) == pytest.approx(0.5)


def test_every_field_is_in_one_bin() -> None:
    scores = [with_confidence(value, exact=True) for value in (0.0, 0.3, 0.5, 0.99, 0.9999, 1.0)]

    assert sum(part.cells for part in reliability(scores)) == 6


def test_risk_grows_from_the_surest_fields_down() -> None:
    scores = [with_confidence(0.99, exact=True), with_confidence(0.8, exact=True), with_confidence(0.5, exact=False)]

    points = risk_coverage(scores)

    assert [(point.coverage, point.risk) for point in points] == [
        (pytest.approx(1 / 3), 0),
        (pytest.approx(2 / 3), 0),
        (1, pytest.approx(1 / 3)),
    ]


def test_states_are_told_apart() -> None:
    table = confusion([scored(BLANK, "0"), scored(value_of("0"), "0")])

    assert table["number"]["blank"] == 1
    assert table["number"]["number"] == 1


def test_an_evaluation_can_be_written_and_drawn() -> None:
    scores = [with_confidence(0.9, exact=True), with_confidence(0.4, exact=False)]

    plain = json.loads(json_bytes(evaluation_to_plain(scores, ["other"])))

    assert plain["overall"]["exact_share"] == 0.5
    assert plain["unmatched"] == ["other"]
    assert len(plain["wrong"]) == 1
    for svg in (reliability_svg(reliability(scores)), risk_coverage_svg(risk_coverage(scores))):
        assert ElementTree.fromstring(svg).tag.endswith("svg")


def test_no_fields_at_all_are_no_error() -> None:
    assert json_bytes(evaluation_to_plain([], []))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("yuelu-fax.pdf", "yuelu-fax"),
        ("yuelu.pdf", "yuelu"),
        ("yuelu-seal.pdf", "yuelu"),
        ("yuelu2.pdf", None),
        ("other.pdf", None),
    ],
)
def test_a_document_finds_its_truth_by_stem_or_longest_beginning(source: str, found: str | None) -> None:
    truths = (Truth("yuelu", "yuelu", {}), Truth("yuelu-fax", "yuelu-fax", {}))

    match = match_truth(source, truths)

    assert (match.id if match else None) == found


def test_truth_files_are_found_below_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/x.truth.json").write_text(json.dumps(truth_of("yuelu2020")), encoding="utf-8")

    (loaded,) = load_truths(tmp_path)

    assert (loaded.id, loaded.stem, len(loaded.printed)) == ("yuelu2020", "x", 198)
    assert loaded.state(Address("requests", "new", "total")) is ValueState.NUMBER
    assert loaded.state(Address("requests", "nowhere", "total")) is ValueState.ABSENT


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"id": "a", "tables": {"t": []}}'])
def test_what_is_no_truth_file_is_refused_by_name(content: str, tmp_path: Path) -> None:
    (tmp_path / "x.truth.json").write_text(content, encoding="utf-8")

    with pytest.raises(OptionsError, match=r"x\.truth\.json"):
        load_truths(tmp_path)


def test_a_folder_without_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionsError, match="--truth"):
        load_truths(tmp_path)


def test_a_decimal_is_compared_exactly() -> None:
    assert scored(Value(ValueState.NUMBER, "0.10", Decimal("0.10")), "0.1").equal
