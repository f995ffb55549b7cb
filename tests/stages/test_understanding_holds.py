"""Whatever binding delivers, the arithmetic half answers: no crash, no value of its own, true probabilities."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.model.bound import ABSENT, BLANK, UNREADABLE, Alternative, BoundTable, Value, ValueState
from ocr_pipeline.model.report import Decision
from ocr_pipeline.options import DecideOptions
from ocr_pipeline.stages.check_rules import check_rules
from ocr_pipeline.stages.reconcile import reconcile
from ocr_pipeline.stages.score_confidence import score_confidence
from tests.stages.reports_on_paper import schema, table

numbers = st.one_of(
    st.integers(0, 3).map(Decimal),
    st.integers(-9, 10**6).map(Decimal),
    st.sampled_from([Decimal("1e30"), Decimal("0.000000001"), Decimal("2.5"), Decimal("-0")]),
)
units = st.sampled_from([None, None, "万元", "斤"])
values = st.one_of(
    st.builds(lambda number, unit: Value(ValueState.NUMBER, f"{number:f}", number, unit), numbers, units),
    st.sampled_from([BLANK, UNREADABLE, ABSENT, Value(ValueState.DASH, "-")]),
)
shares = st.one_of(st.sampled_from([0.0, 1.0, 0.9999, 0.5]), st.floats(0, 1))
said = st.lists(st.builds(Alternative, values, shares), max_size=4).map(
    lambda found: tuple(sorted(found, key=lambda alternative: -alternative.probability))
)


@st.composite
def bound_tables(draw: st.DrawFn) -> tuple[BoundTable, ...]:
    """Tables that add up, some cells of which say anything at all."""
    tables = [
        table(name, draw(st.sampled_from(["2019", "2021"])), {})
        for name in draw(st.sets(st.sampled_from(["requests", "litigation", "active_disclosure"])))
    ]
    odd = []
    for own in tables:
        cells = list(own.cells)
        for place in draw(st.sets(st.integers(0, len(cells) - 1), max_size=25)):
            cells[place] = replace(cells[place], alternatives=draw(said), fit=draw(st.floats(0, 1)))
        odd.append(replace(own, cells=tuple(cells)))
    return tuple(odd)


@settings(max_examples=40, deadline=None)
@given(bound_tables())
def test_anything_that_can_be_bound_can_be_understood(bound: tuple[BoundTable, ...]) -> None:
    tables = reconcile(bound, schema())
    findings = check_rules(tables, (), schema())
    scored = score_confidence(tables, findings, None, DecideOptions())
    assert [cell.address for cell in scored] == [cell.address for own in bound for cell in own.cells]
    for own, cell in zip((c for t in bound for c in t.cells), (c for t in tables for c in t.cells), strict=True):
        assert cell.value in [alternative.value for alternative in own.alternatives] or cell.value == ABSENT
        assert not math.isnan(cell.margin)
    for delivered in scored:
        assert 0 <= delivered.confidence <= 1
        if delivered.value.state in (ValueState.UNREADABLE, ValueState.ABSENT):
            assert delivered.decision is Decision.REVIEW
    assert all(finding.message and finding.message_zh for finding in findings)


@settings(max_examples=10, deadline=None)
@given(bound_tables())
def test_understanding_again_gives_the_same(bound: tuple[BoundTable, ...]) -> None:
    assert reconcile(bound, schema()) == reconcile(bound, schema())
