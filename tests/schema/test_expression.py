"""The rule language: what is printed can be parsed, what is wrong is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.schema.expression import FormulaError, parse_formula, print_formula
from ocr_pipeline.schema.rule_types import Formula, Relation, Term

keys = st.sampled_from(["a", "new", "denied.1", "carried_in", "sums", "x.y2", "last_year", "t/r/c", "row.1/col.2"])
names = st.builds("{}{}".format, keys, st.sampled_from(["", "0", "_z", ".9"]))
name_lists = st.lists(names, min_size=1, max_size=3, unique=True).map(tuple)
factors = st.integers(-9, 9).filter(bool)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    if draw(st.booleans()):
        return Term(draw(st.integers(-10000, 10000)))
    without = draw(st.just(()) | name_lists)
    elsewhere = draw(st.sampled_from([(False, False), (True, False), (False, True)]))
    return Term(draw(factors), draw(name_lists | st.just(("all",))), without, *elsewhere)


sides = st.lists(terms(), min_size=1, max_size=4).map(tuple)


@given(st.builds(Formula, sides, st.sampled_from(Relation), sides))
def test_a_printed_formula_parses_to_itself(formula: Formula) -> None:
    assert parse_formula(print_formula(formula)) == formula


def test_the_printed_form_is_the_one_users_write() -> None:
    for text in (
        "new + carried_in = processed_total + carried_out",
        "sum(all except total) = total",
        "last(in_force) + made - repealed = in_force",
        "procurement/amount >= 5000 * procurement/items",
        "new/total >= part(new/total)",
        "-a + b <= 0",
    ):
        assert print_formula(parse_formula(text)) == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("new + carried_in", "expected =, <= or >="),
        ("new = = old", "expected a name"),
        ("new = old old", "expected the end"),
        ("new ^ 2 = old", r"'\^' means nothing"),
        ("__import__('os') = 1", "means nothing"),
        ("sum(new = old", r"expected \)"),
        ("sum() = old", "expected a name"),
        ("0 * new = old", "means nothing"),
        ("last(last(new)) = old", "inside each other"),
        ("last(part(new)) = old", "inside each other"),
        ("", "expected a name"),
        ("sum = total", r"expected \("),
    ],
)
def test_a_faulty_rule_says_what_is_wrong(text: str, problem: str) -> None:
    with pytest.raises(FormulaError, match=problem):
        parse_formula(text)


@given(st.text(max_size=30))
def test_no_text_makes_the_parser_fail_otherwise(text: str) -> None:
    try:
        parse_formula(text)
    except FormulaError:
        return
