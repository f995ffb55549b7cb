"""Random numbers add up, are printed as offices print them, and every mistake put in is on record."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.evaluate.synthesis.look_settings import stream
from ocr_pipeline.evaluate.synthesis.printing_habits import (
    PrintingHabits,
    as_truth,
    plain,
    print_number,
    print_numbers,
)
from ocr_pipeline.evaluate.synthesis.random_report import draw_random_report, load_recipes
from ocr_pipeline.evaluate.synthesis.random_values import DrawnReport, Numbers, draw_report, outcome_rows
from ocr_pipeline.evaluate.synthesis.source_errors import make_mistake
from ocr_pipeline.evaluate.synthesis.wording import load_data, load_wording

WORDING = load_wording()
SPEC = load_data("random_reports.toml")
COLUMNS = ("natural_person", "enterprise", "research", "social_org", "legal_service", "other")
HABITS = PrintingHabits("printed", "-", "增{n}", "减{n}", "{n}万元", "", 5)


def drawn_report(number: int) -> DrawnReport:
    return draw_report(WORDING, SPEC, stream("values", number))


def broken_identities(numbers: Numbers, edition: str) -> int:
    """How many of the printed sums of sections three and four do not hold."""

    def cell(row: str, column: str) -> Decimal:
        return numbers["requests", row, column]

    outcomes = outcome_rows(WORDING, edition)
    rows = ["new", "carried_in", *outcomes, "processed_total", "carried_out"]
    broken = sum(cell(row, "total") != sum(cell(row, column) for column in COLUMNS) for row in rows)
    for column in (*COLUMNS, "total"):
        dealt_with = sum(cell(row, column) for row in outcomes)
        broken += dealt_with != cell("processed_total", column)
        received = cell("new", column) + cell("carried_in", column)
        broken += received != cell("processed_total", column) + cell("carried_out", column)
    for group in ("review", "direct", "after_review"):
        parts = [
            numbers["litigation", "cases", f"{group}.{key}"] for key in ("upheld", "corrected", "other", "pending")
        ]
        broken += sum(parts) != numbers["litigation", "cases", f"{group}.total"]
    return broken


@given(st.integers(0, 10**6))
def test_every_identity_holds_in_drawn_numbers(number: int) -> None:
    drawn = drawn_report(number)
    assert broken_identities(drawn.numbers, drawn.editions["requests"]) == 0
    counts = [value for (_, _, column), value in drawn.numbers.items() if column not in ("change", "amount")]
    assert all(value >= 0 and value == int(value) for value in counts)


@given(st.integers(0, 10**6))
def test_a_mistake_changes_exactly_the_fields_on_record(number: int) -> None:
    drawn = drawn_report(number)
    printed, errors = make_mistake(drawn.numbers, stream("mistake", number))
    changed = {field for field, value in printed.items() if value != drawn.numbers[field]}
    assert changed == {error.field for error in errors}
    assert all(error.right == drawn.numbers[error.field] and error.printed == printed[error.field] for error in errors)


def test_most_mistakes_break_an_identity() -> None:
    broken = 0
    for number in range(60):
        drawn = drawn_report(number)
        printed, errors = make_mistake(drawn.numbers, stream("mistake", number))
        broken += bool(errors) and broken_identities(printed, drawn.editions["requests"]) > 0
    assert broken > 35


def test_digits_are_distributed_as_in_published_reports() -> None:
    printed = [
        text
        for number in range(250)
        for (table, _, _), text in print_numbers(drawn_report(number).numbers, HABITS, stream("print")).items()
        if table == "requests" and text is not None
    ]
    zeros = sum(text == "0" for text in printed) / len(printed)
    lengths = [len(text) for text in printed if text != "0"]
    assert 0.66 < zeros < 0.84
    assert 0.4 < lengths.count(1) / len(lengths) < 0.62
    assert max(lengths) >= 4


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (("active_disclosure", "licensing", "change"), "40", "增40"),
        (("active_disclosure", "licensing", "change"), "-1", "减1"),
        (("active_disclosure", "licensing", "change"), "0", "0"),
        (("active_disclosure", "procurement", "amount"), "60167.14242", "60167.14242万元"),
        (("active_disclosure", "fees", "amount"), "7545.00", "7545"),
        (("requests", "new", "total"), "294", "294"),
    ],
)
def test_numbers_are_printed_by_the_habits_of_the_office(field: tuple[str, str, str], value: str, text: str) -> None:
    assert print_number(field, Decimal(value), HABITS) == text


def test_an_amount_never_takes_an_exponent() -> None:
    assert plain(Decimal("1E+5")) == "100000"
    assert plain(Decimal("12.340")) == "12.34"


def test_blank_and_dash_stay_apart_in_the_truth() -> None:
    fields = [("requests", "new", "enterprise"), ("requests", "new", "total"), ("active_disclosure", "fees", "change")]
    truth = as_truth({fields[0]: None, fields[1]: "—", fields[2]: "－ 12"})
    assert truth["requests"]["new"] == {"enterprise": None, "total": "—"}
    assert truth["active_disclosure"]["fees"]["change"] == "-12"


def test_a_report_is_the_same_whatever_else_is_made_and_in_whatever_look() -> None:
    recipes = load_recipes()
    first = draw_random_report(recipes, 7, seed=3, fonts="evaluation", rules="")
    again = draw_random_report(recipes, 7, seed=3, fonts="evaluation", rules="")
    other_rules = draw_random_report(recipes, 7, seed=3, fonts="evaluation", rules="zebra")
    assert first == again
    assert other_rules.style.rules == "zebra"
    assert other_rules.truth["tables"] == first.truth["tables"]


def test_sentences_of_the_prose_repeat_the_numbers_of_the_table() -> None:
    recipes = load_recipes()
    for number in range(10):
        report = draw_random_report(recipes, number, seed=5, fonts="fit", rules="")
        if report.truth["made"]["source_errors"] or report.truth["made"]["habits"]["zeros"] != "printed":
            continue
        new = report.truth["tables"]["requests"]["new"]["total"]
        assert any(f"申请{new}件" in line for line in report.text.general)
