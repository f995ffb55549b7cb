"""Random values and the labels that their pictures get."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from training.values import ALPHABET, NOT_A_NUMBER, draw_value


@given(st.integers(0, 10**9))
def test_every_label_can_be_said_by_the_network(seed: int) -> None:
    label = draw_value(Random(seed)).label
    assert set(label) <= set(ALPHABET)
    assert NOT_A_NUMBER not in label or label == NOT_A_NUMBER


@given(st.integers(0, 10**9))
def test_only_what_is_not_drawn_is_labelled_blank(seed: int) -> None:
    value = draw_value(Random(seed))
    assert (value.label == "") == (value.drawn.strip() == "")


def test_the_same_seed_draws_the_same_values() -> None:
    assert [draw_value(Random(5)) for _ in range(3)] == [draw_value(Random(5)) for _ in range(3)]


def test_all_kinds_of_cells_occur() -> None:
    random = Random(1)
    labels = {draw_value(random).label for _ in range(4000)}
    assert {"0", "1", "", "-", "—", "/", "无", NOT_A_NUMBER} <= labels
    for sign in "+-增减.万元,(":
        assert any(sign in label and len(label) > 1 for label in labels), sign
