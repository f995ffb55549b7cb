"""Confidence is honest, and nothing doubtful is accepted."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.model.bound import BLANK, Address, Alternative, Value, ValueState
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell
from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.reading import Candidate, CellReading, Ink, Reader, Reading
from ocr_pipeline.model.report import CheckedCell, Decision, ReconciledCell, ReconciledTable
from ocr_pipeline.options import DecideOptions
from ocr_pipeline.stages.cell_features import NAMES, cell_features, report_evidence
from ocr_pipeline.stages.counted_states import counted_apart
from ocr_pipeline.stages.parse_number import parse_number
from ocr_pipeline.stages.score_confidence import confidence, interpolate, score_confidence
from ocr_pipeline.stages.weigh_habits import HABIT
from tests.stages.reports_on_paper import schema, table, understood

BALANCED = {
    "new/natural_person": "5", "new/total": "5", "granted/natural_person": "5", "granted/total": "5",
    "processed_total/natural_person": "5", "processed_total/total": "5",
}  # fmt: skip


def reading(*candidates: tuple[str | None, float], general: str | None = "-", blank: float = 0.0) -> CellReading:
    """What readers said: candidates of the numeric one, the general one's text ("-": not asked)."""
    numeric = Reading(Reader.NUMERIC, tuple(Candidate(text, Score(score)) for text, score in candidates))
    other = () if general == "-" else (Reading(Reader.GENERAL, (Candidate(general, Score(0.9)),)),)
    return CellReading(GridCell(0, 0, 1, 1, Box(0, 0, 9, 9)), Ink(0.1, Score(blank)), (numeric, *other))


def cell(text: str | None = "7", sure: float = 0.9999, **changes: object) -> ReconciledCell:
    value = BLANK if text is None else parse_number(text, schema().characters)
    said = (Alternative(value, sure),)
    made = ReconciledCell(Address("t", "r", "c"), value, None, said, 2, 0, 9.0, None, 1.0, None, said)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of any type, by name


def decisions(*tables: ReconciledTable, max_error: float = 0.001) -> dict[str, CheckedCell]:
    scored = score_confidence(tables, (), None, DecideOptions(max_error))
    return {f"{found.address.row}/{found.address.column}": found for found in scored}


def test_a_clear_table_that_adds_up_is_accepted() -> None:
    tables, findings = understood(table("requests", "2021", BALANCED))
    scored = score_confidence(tables, findings, None, DecideOptions())
    assert {found.decision for found in scored} == {Decision.ACCEPTED}


def test_a_field_that_is_missing_and_one_whose_table_is_missing_have_their_own_rates() -> None:
    absent = Value(ValueState.ABSENT)
    rates = (("absent", 0.001), ("unfound", 0.2), ("other_edition", 0.7))
    calibration = Calibration("engines", 0.0, (), (), 10_000, rates)
    missing = cell(value=absent, posterior=(), pixel=())
    assert confidence(missing, calibration) == 0.001
    assert confidence(missing, calibration, apart={missing.address: "unfound"}) == 0.2
    assert confidence(missing, calibration, apart={missing.address: "other_edition"}) == 0.7
    tables, _ = understood(table("requests", "2021", BALANCED))
    lost = replace(tables[0], cells=tuple(replace(c, value=absent) for c in tables[0].cells))
    assert counted_apart(tables) == {}
    assert set(counted_apart([lost]).values()) == {"unfound"}
    assert len(counted_apart([lost])) == len(lost.cells)


def test_a_field_that_the_other_edition_does_not_have_is_counted_apart_where_that_may_be_the_one() -> None:
    tables, _ = understood(table("requests", "2021", BALANCED))
    one = tables[0].cells[0].address
    bound = replace(tables[0].bound, open_fields=((one.row, one.column),))
    assert counted_apart([replace(tables[0], bound=bound)]) == {one: "other_edition"}


@pytest.mark.parametrize("sure", [0.5, 0.9, 0.99])
def test_doubtful_cells_outside_every_sum_are_for_a_person(sure: float) -> None:
    tables, findings = understood(table("active_disclosure", "2021", {"licensing/decisions": "84"}, sure))
    scored = score_confidence(tables, findings, None, DecideOptions())
    assert {found.decision for found in scored} == {Decision.REVIEW}


def test_cells_that_sums_confirm_are_surer_than_cells_outside_every_sum() -> None:
    confirmed = cell(sure=0.998)
    alone = cell(sure=0.998, confirmed_by=0)
    assert confidence(confirmed, None) > confidence(alone, None)


@pytest.mark.parametrize(
    "worse",
    [
        cell(broken_by=2, confirmed_by=0),
        cell(fit=0.6),
        cell(by_pixels=parse_number("1", schema().characters)),
        cell(reading=reading(("7", 0.99), general="1")),
        cell(value=Value(ValueState.UNREADABLE)),
        cell(value=Value(ValueState.ABSENT), fit=0.0),
        cell(sure=0.9),
    ],
)
def test_evidence_against_a_cell_keeps_it_from_being_accepted(worse: ReconciledCell) -> None:
    assert 1 - confidence(worse, None) > 4 * DecideOptions().max_error
    assert confidence(worse, None) < confidence(cell(), None)


def test_the_expected_rate_of_wrong_values_stays_within_the_tolerated_one() -> None:
    tables, findings = understood(table("active_disclosure", "2021", {}, 0.9997), table("requests", "2021", BALANCED))
    for rate in (1e-4, 3e-4, 1e-3, 1e-2):
        scored = score_confidence(tables, findings, None, DecideOptions(rate))
        accepted = [1 - found.confidence for found in scored if found.decision is Decision.ACCEPTED]
        assert sum(accepted) <= rate * max(1, len(accepted))
        assert all(error <= 4 * rate for error in accepted)


def test_impossible_values_are_never_accepted_however_clear() -> None:
    tables, findings = understood(table("active_disclosure", "2021", {"licensing/decisions": "-3"}))
    scored = score_confidence(tables, findings, None, DecideOptions(0.1))
    assert next(f for f in scored if f.address.row == "licensing").decision is Decision.REVIEW


def test_alternatives_leave_out_the_value_itself() -> None:
    seven, one = (parse_number(text, schema().characters) for text in "71")
    said = (Alternative(seven, 0.9), Alternative(one, 0.1), Alternative(BLANK, 1e-9))
    made = cell(pixel=said, posterior=said)
    tables = understood(table("litigation", "2021", {}))[0]
    scored = score_confidence([ReconciledTable(tables[0].bound, (made,))], (), None, DecideOptions())
    assert scored[0].alternatives == (Alternative(one, 0.1),)


def test_features_have_fixed_names_and_are_finite() -> None:
    for made in (cell(), cell(None), cell(sure=1.0, margin=math.inf), cell(sure=0.0, margin=-math.inf, fit=0.0)):
        features = cell_features(made)
        assert tuple(name for name, _ in features) == NAMES
        assert all(math.isfinite(value) for _, value in features)


def test_readers_that_agree_and_differ_are_told_apart() -> None:
    agrees = dict(cell_features(cell(reading=reading(("7", 0.9), general=" ７ "))))
    differs = dict(cell_features(cell(reading=reading(("7", 0.9), general="1"))))
    silent = dict(cell_features(cell(reading=reading(("7", 0.9), general=""))))
    assert (agrees["general_agrees"], agrees["general_differs"]) == (1, 0)
    assert (differs["general_agrees"], differs["general_differs"]) == (0, 1)
    assert (silent["general_agrees"], silent["general_differs"]) == (0, 0)


@pytest.mark.parametrize(
    ("heard", "agrees", "differs"), [("--", 1, 0), ("—", 1, 0), ("1", 0, 0), ("15", 0, 1), ("", 0, 0)]
)
def test_general_readers_write_one_mark_for_another(heard: str, agrees: int, differs: int) -> None:
    dash = Value(ValueState.DASH, "-")
    found = dict(cell_features(cell(value=dash, reading=reading(("-", 0.9), general=heard))))
    assert (found["general_agrees"], found["general_differs"]) == (agrees, differs)


def test_dashes_are_told_by_what_the_report_prints_for_nothing() -> None:
    dash = cell("-", reading=reading(("-", 0.99)))
    few, many = ([cell("0")] * 9 + [dash] * count for count in (HABIT - 1, HABIT))
    faint = [cell("-", sure=0.8, reading=reading(("-", 0.8)))] * 9
    told = [dict(cell_features(dash, report=report_evidence(cells))) for cells in (few, many, faint)]
    assert [(names["usual_dash"], names["odd_dash"]) for names in told] == [(0, 1), (1, 0), (0, 1)]
    number = dict(cell_features(cell("0"), report=report_evidence(many)))
    assert (number["usual_dash"], number["odd_dash"]) == (0, 0)


def test_a_calibration_decides_where_there_is_one() -> None:
    fitted = Calibration("kit", 0.0, (("posterior", 1.0), ("unknown", 5.0)), ((0.0, 0.5), (10.0, 0.9)), 100)
    assert confidence(cell(sure=1.0), fitted) == pytest.approx(0.9)
    assert confidence(cell(sure=0.5), fitted) == pytest.approx(0.5)
    assert confidence(cell(value=Value(ValueState.ABSENT)), fitted) == pytest.approx(0.5)


@pytest.mark.parametrize(("examples", "most"), [(2, 0.0), (300, 0.99), (30_000, 0.9999)])
def test_nothing_is_surer_than_the_examples_of_the_calibration_can_show(examples: int, most: float) -> None:
    assert confidence(cell(sure=1.0), Calibration("kit", 50.0, (), (), examples)) == pytest.approx(most)


knots = st.lists(st.tuples(st.floats(-30, 30), st.floats(0, 1)), max_size=6).map(
    lambda pairs: tuple(zip(sorted(a for a, _ in pairs), sorted(b for _, b in pairs), strict=True))
)


@given(st.floats(-50, 50), st.floats(-50, 50), knots)
def test_confidence_never_falls_where_the_score_rises(
    one: float, other: float, fitted: tuple[tuple[float, float], ...]
) -> None:
    low, high = sorted((one, other))
    assert 0 <= interpolate(low, fitted) <= interpolate(high, fitted) + 1e-12 <= 1 + 1e-9


@pytest.mark.parametrize(
    ("pixels", "share"), [(Value(ValueState.UNREADABLE), 0.4), (parse_number("1", schema().characters), 0.02)]
)
def test_what_the_sums_rather_than_the_pixels_say_is_never_accepted(pixels: Value, share: float) -> None:
    seven = parse_number("7", schema().characters)
    said = (Alternative(pixels, 0.59), Alternative(seven, share))
    made = cell(by_pixels=pixels, pixel=said, posterior=(Alternative(seven, 0.99999),))
    generous = Calibration("kit", 9.0, (), (), 100_000)
    bound = understood(table("litigation", "2021", {}))[0][0].bound
    (scored,) = score_confidence([ReconciledTable(bound, (made,))], (), generous, DecideOptions(0.1))
    assert scored.decision is Decision.REVIEW
    supported = replace(
        made, by_pixels=parse_number("1", schema().characters), pixel=(said[0], Alternative(seven, 0.4))
    )
    (scored,) = score_confidence([ReconciledTable(bound, (supported,))], (), generous, DecideOptions(0.1))
    assert scored.decision is Decision.ACCEPTED


@pytest.mark.parametrize(
    ("text", "confirmed", "general", "accepted"),
    [
        ("1833228", 0, "-", False),
        ("1833228", 0, "1833228", True),
        ("1833228", 1, "-", True),
        ("1833", 0, "-", True),
    ],
)
def test_a_long_number_needs_a_second_witness(text: str, confirmed: int, general: str, accepted: bool) -> None:
    sure = cell(text, 0.999999, confirmed_by=confirmed, reading=reading((text, 0.999999), general=general))
    found = decisions(
        ReconciledTable(understood(table("requests", "2021", BALANCED))[0][0].bound, (sure,)), max_error=0.01
    )
    assert (found["r/c"].decision is Decision.ACCEPTED) is accepted


def test_a_zero_that_the_sums_took_from_the_unreadable_may_stand_for_nothing() -> None:
    zero = parse_number("0", schema().characters)
    seen = (Alternative(zero, 0.6), Alternative(Value(ValueState.UNREADABLE), 0.2))
    sure = Calibration("kit", 50.0, (), (), 10_000_000)
    settled = (Alternative(zero, 0.99999),)
    assert confidence(cell(by_pixels=None, pixel=seen, posterior=settled, value=zero), sure) == pytest.approx(0.98)
    assert (
        confidence(cell(by_pixels=None, pixel=(Alternative(zero, 1.0),), posterior=settled, value=zero), sure) > 0.999
    )


@pytest.mark.parametrize(("chosen", "other"), [(None, "/"), ("0", None), ("1", "+1")])
def test_what_no_sum_tells_apart_is_no_surer_than_the_pixels_say(chosen: str | None, other: str | None) -> None:
    value, rival = (BLANK if text is None else parse_number(text, schema().characters) for text in (chosen, other))
    sure = Calibration("kit", 50.0, (), (), 10_000_000)
    seen = Alternative(value, 0.97), Alternative(rival, 0.03)
    made = cell(value=value, by_pixels=None, pixel=seen, posterior=(Alternative(value, 0.99999),))
    assert confidence(made, sure) == pytest.approx(0.97)
    amount = Alternative(parse_number("7", schema().characters), 0.03)
    assert confidence(replace(made, pixel=(seen[0], amount)), sure) > 0.999
