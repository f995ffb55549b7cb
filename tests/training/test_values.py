"""Random values and the labels that their pictures get."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.values import ALPHABET, FORMS, NOT_A_NUMBER, draw_value


@given(st.integers(0, 10**9))
def test_every_label_can_be_said_by_the_network(seed: int) -> None:
    label = draw_value(Random(seed)).label
    assert set(label) <= set(ALPHABET)
    assert NOT_A_NUMBER not in label or label == NOT_A_NUMBER


@given(st.integers(0, 10**9))
def test_only_what_is_not_drawn_is_labelled_blank(seed: int) -> None:
    value = draw_value(Random(seed))
    assert (value.label == "") == (value.drawn.strip() == "")


@given(st.integers(0, 10**9))
def test_what_is_drawn_as_a_number_has_a_form_that_the_reader_accepts(seed: int) -> None:
    label = draw_value(Random(seed)).label
    assert label == NOT_A_NUMBER or re.fullmatch(FORMS, label)


def test_dashes_alone_differ_only_by_their_length_and_have_one_label() -> None:
    random = Random(2)
    values = [draw_value(random) for _ in range(4000)]
    assert {value.label for value in values if value.drawn in {"-", "—", "–", "－", "——", "─"}} == {"-"}


@pytest.mark.parametrize(
    "text", [")", "(93", ",", "1,", ".5", "9-", "元", "1.", "--", "-", "(12)", "-0.5万元", "+3", "减12"]
)
def test_lone_points_and_brackets_are_no_values(text: str) -> None:
    assert bool(re.fullmatch(FORMS, text)) == (text in {"--", "-", "(12)", "-0.5万元", "+3", "减12"})


def test_the_same_seed_draws_the_same_values() -> None:
    assert [draw_value(Random(5)) for _ in range(3)] == [draw_value(Random(5)) for _ in range(3)]


def test_all_kinds_of_cells_occur() -> None:
    random = Random(1)
    labels = {draw_value(random).label for _ in range(4000)}
    assert {"0", "1", "", "-", "/", "无", NOT_A_NUMBER} <= labels
    for sign in "+-增减.万元,(":
        assert any(sign in label and len(label) > 1 for label in labels), sign
