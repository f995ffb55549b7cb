"""What strings in numeric cells say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.parse_number import parse_number

CHARACTERS = load_schema().characters


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("２９２", "292"),
        ("增40", "40"),
        ("减1", "-1"),
        ("減 1", "-1"),
        ("-356", "-356"),
        ("－356", "-356"),
        ("--253", "-253"),
        ("+19070", "19070"),
        ("↓12", "-12"),
        ("414085.82", "414085.82"),
        ("1,234,567", "1234567"),
        ("1，234", "1234"),
        ("22（其中修订 16 件）", "22"),
        ("17件", "17"),
        ("-0", "0"),
    ],
)
def test_a_number_is_read_with_its_sign_applied(text: str, number: str) -> None:
    value = parse_number(text, CHARACTERS)
    assert value.state is ValueState.NUMBER
    assert value.number == Decimal(number)


@pytest.mark.parametrize(
    ("text", "printed"),
    [(" 增 40", "增40"), ("６０１６７.14242 万元", "60167.14242万元"), ("22（其中16件）", "22(其中16件)")],
)
def test_what_is_printed_is_kept_but_for_width_and_white_space(text: str, printed: str) -> None:
    assert parse_number(text, CHARACTERS).printed == printed


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("60167.14242万元", "60167.14242", "万元"),
        ("251000元", "251000", "元"),
        ("¥20000", "20000", "元"),
        ("1.5亿元", "1.5", "亿元"),
        ("12件", "12", None),
    ],
)
def test_a_unit_of_money_is_told_from_the_number(text: str, number: str, unit: str | None) -> None:
    value = parse_number(text, CHARACTERS)
    assert (value.number, value.unit) == (Decimal(number), unit)


def test_the_unit_in_the_cell_outranks_that_of_the_header() -> None:
    assert parse_number("5元", CHARACTERS, unit="万元").unit == "元"
    assert parse_number("5", CHARACTERS, unit="万元").unit == "万元"


@pytest.mark.parametrize("text", ["-", "－", "—", "——", "/", "无", "一", "不适用"])
def test_a_mark_for_none_is_a_dash(text: str) -> None:
    assert parse_number(text, CHARACTERS).state is ValueState.DASH


def test_blank_unreadable_and_words_are_different_things() -> None:
    assert parse_number(" 　", CHARACTERS).state is ValueState.BLANK
    assert parse_number(None, CHARACTERS).printed is None
    words = parse_number("详见附件", CHARACTERS)
    assert (words.state, words.printed) == (ValueState.UNREADABLE, "详见附件")


@pytest.mark.parametrize("text", ["12,34", "1.2.3", "+-3", "3-4", "12345678901234567", "1,2345", "²"])
def test_what_is_not_clearly_one_number_is_not_made_one(text: str) -> None:
    value = parse_number(text, CHARACTERS)
    assert value.number is None or text == "²"


@given(st.integers(-(10**12), 10**12))
def test_every_whole_number_is_read_back(number: int) -> None:
    assert parse_number(str(number), CHARACTERS).number == number
    assert parse_number(f"{number:,}", CHARACTERS).number == number


@given(st.decimals(0, 10**8, places=5), st.sampled_from(["", "元", "万元"]))
def test_every_sum_of_money_is_read_back(amount: Decimal, unit: str) -> None:
    value = parse_number(f"{amount}{unit}", CHARACTERS)
    assert (value.number, value.unit) == (amount, unit or None)


@given(st.text(max_size=12))
def test_any_text_has_a_value_and_keeps_what_is_printed(text: str) -> None:
    value = parse_number(text, CHARACTERS)
    assert value.state is ValueState.BLANK or value.printed
