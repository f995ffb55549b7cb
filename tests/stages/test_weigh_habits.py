"""A dash among blanks is likelier dust; a report of dashes keeps them; numbers are never touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.model.bound import BLANK, Address, Alternative, BoundCell, BoundTable, Value, ValueState
from ocr_pipeline.stages.weigh_habits import weigh_habits
from tests.reports import value_of

DASH = Value(ValueState.DASH, "-")


def cell(row: int, *alternatives: tuple[Value, float]) -> BoundCell:
    weighed = tuple(Alternative(value, probability) for value, probability in alternatives)
    return BoundCell(Address("requests", str(row), "total"), None, weighed, 1.0)


def last(cells: list[BoundCell]) -> BoundCell:
    (table,) = weigh_habits([BoundTable("requests", "2019", tuple(cells))])
    return table.cells[-1]


def test_one_doubtful_dash_among_blanks_is_blank() -> None:
    blanks = [cell(row, (BLANK, 0.9999)) for row in range(30)]
    assert last([*blanks, cell(99, (DASH, 0.9), (BLANK, 0.08))]).best == BLANK


def test_in_a_report_of_dashes_a_faint_dash_stays_one() -> None:
    dashes = [cell(row, (DASH, 0.9999)) for row in range(30)]
    assert last([*dashes, cell(99, (BLANK, 0.6), (DASH, 0.38))]).best == DASH


def test_a_clear_dash_among_blanks_stays_one() -> None:
    blanks = [cell(row, (BLANK, 0.9999)) for row in range(100)]
    assert last([*blanks, cell(99, (DASH, 0.9998), (BLANK, 0.0001))]).best == DASH


def test_a_blank_in_a_report_of_dashes_may_be_a_dash_that_was_lost() -> None:
    dashes = [cell(row, (DASH, 0.9999)) for row in range(100)]
    weighed = last([*dashes, cell(99, (BLANK, 1.0))])
    assert weighed.best == BLANK
    assert weighed.alternatives[1].value == DASH and 0.05 < weighed.alternatives[1].probability < 0.15


def test_many_dashes_of_which_none_is_quite_sure_are_a_habit_and_a_few_are_not() -> None:
    faint = cell(99, (BLANK, 0.9), (value_of("7"), 0.05))
    dashes = [cell(row, (DASH, 0.95)) for row in range(12)]
    many, few = last([*dashes, faint]), last([*dashes[:3], faint])
    shares = {a.value: a.probability for a in many.alternatives}
    assert shares[DASH] > 0.3
    assert few == faint


def test_a_report_with_neither_habit_leaves_both_as_they_were() -> None:
    untouched = cell(99, (DASH, 0.7), (BLANK, 0.2))
    assert last([cell(0, (value_of("3"), 1.0)), untouched]) == untouched


@given(st.floats(0.01, 0.6), st.floats(0.01, 0.39), st.integers(0, 40), st.integers(0, 40))
def test_probability_is_only_moved_between_blank_and_dash(dash: float, blank: float, blanks: int, dashes: int) -> None:
    others = [cell(n, (BLANK, 1.0)) for n in range(blanks)] + [cell(n, (DASH, 1.0)) for n in range(dashes)]
    number = 1 - dash - blank
    weighed = last([*others, cell(99, (DASH, dash), (BLANK, blank), (value_of("7"), number))])
    shares = {a.value: a.probability for a in weighed.alternatives}
    assert shares[value_of("7")] == number
    assert shares[BLANK] + shares[DASH] == pytest.approx(dash + blank)


def test_dots_that_a_copier_left_of_dashes_are_no_habit_of_blanks() -> None:
    dashes = [cell(row, (DASH, 0.95)) for row in range(8)]
    dotted = [cell(row, (BLANK, 0.99)) for row in range(8, 20)]
    weighed = last([*dashes, *dotted, cell(99, (BLANK, 0.994), (DASH, 0.0001))])
    shares = {a.value: a.probability for a in weighed.alternatives}
    assert shares[DASH] > 0.01
    assert sum(shares.values()) <= 1.0 + 1e-9
