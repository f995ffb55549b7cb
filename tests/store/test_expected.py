from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from ocr_pipeline.store.expected import most_wrong, review_minutes

doubts = st.lists(st.floats(0, 1), max_size=60)


def poisson_binomial(doubt: list[float]) -> list[float]:
    """The exact distribution of the number of wrong values."""
    chances = [1.0]
    for one in doubt:
        right = [chance * (1 - one) for chance in chances] + [0.0]
        wrong = [0.0] + [chance * one for chance in chances]
        chances = [a + b for a, b in zip(right, wrong, strict=True)]
    return chances


@given(doubts)
def test_the_bound_holds_for_values_of_any_probabilities(doubt: list[float]) -> None:
    bound = most_wrong(math.fsum(doubt))

    assert math.fsum(poisson_binomial(doubt)[: bound + 1]) >= 0.95 - 1e-9


@given(st.floats(0, 1e5))
def test_the_bound_is_not_far_above_what_is_expected(mean: float) -> None:
    assert mean - 1 <= most_wrong(mean) <= mean + 3 * math.sqrt(mean) + 2


@pytest.mark.parametrize(("mean", "bound"), [(0.0, 0), (0.05, 0), (0.06, 1), (0.3, 1), (1.0, 3), (10.0, 15)])
def test_small_numbers(mean: float, bound: int) -> None:
    assert most_wrong(mean) == bound


def test_for_many_alike_values_it_is_the_quantile_of_the_poisson_distribution() -> None:
    assert most_wrong(400.0) == poisson.ppf(0.95, 400.0)


def test_minutes_are_those_of_fields_and_of_opening_reports() -> None:
    assert review_minutes(12, 2) == 3.0
