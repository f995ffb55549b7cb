"""Reading with the arithmetic: doubtful cells are decided, clear ones never, nothing is invented."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.evaluate.value_tables import Looks, misread, number_value, random_numbers, read_tables
from ocr_pipeline.model.bound import (
    BLANK,
    UNREADABLE,
    Address,
    Alternative,
    BoundCell,
    BoundTable,
    Value,
    ValueState,
)
from ocr_pipeline.model.report import ReconciledCell
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.reconcile import reconcile
from tests.stages.reports_on_paper import table as printed_table


@cache
def bundled() -> ReportSchema:
    return load_schema()


@pytest.fixture
def schema() -> ReportSchema:
    return bundled()


def row(*cells: object) -> tuple[BoundTable, ...]:
    """A litigation table whose review group says what is given; the other groups are all 0."""
    names = [f"{group}.{kind}" for group in ("review", "direct", "after_review") for kind in KINDS]
    said = [*cells, *["0"] * 10]
    bound = tuple(
        BoundCell(Address("litigation", "cases", name), None, alternatives(what), 1.0)
        for name, what in zip(names, said, strict=True)
    )
    return (BoundTable("litigation", "2021", bound, ((0, 0),)),)


KINDS = ("upheld", "corrected", "other", "pending", "total")


def alternatives(what: object) -> tuple[Alternative, ...]:
    """``"7"`` is clear; ``{"7": 0.6, "1": 0.3}`` is open; None is a clear blank."""
    if isinstance(what, str):
        return (Alternative(number_value(what), 0.9999),)
    if isinstance(what, dict):
        return tuple(Alternative(number_value(text), share) for text, share in what.items())
    return (Alternative(BLANK if what is None else UNREADABLE, 0.9999),)


def review(schema: ReportSchema, *cells: object) -> list[ReconciledCell]:
    return list(reconcile(row(*cells), schema)[0].cells[:5])


def printed(cells: list[ReconciledCell]) -> list[str | None]:
    return [cell.value.printed for cell in cells]


def test_a_doubtful_part_is_read_so_that_the_total_holds(schema: ReportSchema) -> None:
    cells = review(schema, "2", {"7": 0.6, "1": 0.3}, "0", "3", "6")
    assert printed(cells) == ["2", "1", "0", "3", "6"]
    assert cells[1].by_pixels == number_value("7")
    assert cells[1].margin > 0
    assert cells[1].confirmed_by == 1


def test_a_doubtful_total_is_read_as_the_sum(schema: ReportSchema) -> None:
    assert printed(review(schema, "2", "1", "0", "3", {"5": 0.5, "8": 0.3, "6": 0.1}))[-1] == "6"


def test_two_doubtful_cells_are_read_together(schema: ReportSchema) -> None:
    assert printed(review(schema, {"3": 0.6, "8": 0.35}, "1", "0", {"0": 0.7, "6": 0.2}, "15")) == [
        "8",
        "1",
        "0",
        "6",
        "15",
    ]


def test_clear_pixels_are_never_overruled(schema: ReportSchema) -> None:
    cells = review(schema, "2", "1", "0", "3", "0")
    assert printed(cells) == ["2", "1", "0", "3", "0"]
    assert all(cell.by_pixels is None and cell.broken_by == 1 for cell in cells)


def test_a_reading_that_pixels_all_but_exclude_is_not_chosen(schema: ReportSchema) -> None:
    cells = review(schema, "2", {"7": 0.998, "1": 0.0005}, "0", "3", "6")
    assert printed(cells)[1] == "7"


def test_no_value_is_invented(schema: ReportSchema) -> None:
    cells = review(schema, "2", {"7": 0.6, "4": 0.2}, "0", "3", "6")
    assert printed(cells)[1] in ("7", "4")
    by_sum = {a.value.number: a.probability for a in cells[1].posterior}
    assert by_sum[Decimal(1)] > 0.5


def test_an_unreadable_cell_is_proposed_and_not_chosen(schema: ReportSchema) -> None:
    cells = review(schema, "2", 0, "0", "3", "6")
    assert cells[1].value == UNREADABLE
    assert cells[1].posterior[0].value == number_value("1")
    assert cells[0].confirmed_by == 0


def test_a_blank_part_counts_as_zero_and_a_blank_total_says_nothing(schema: ReportSchema) -> None:
    assert review(schema, "2", None, "0", "3", "5")[1].confirmed_by == 1
    total = review(schema, "2", None, "0", "3", None)[4]
    assert (total.value, total.confirmed_by, total.broken_by) == (BLANK, 0, 0)


def test_a_confirmed_clear_cell_gains_certainty_and_one_in_a_broken_sum_loses_it(schema: ReportSchema) -> None:
    clear = {"7": 0.9992, "1": 0.0004}
    confirmed = review(schema, "2", clear, "0", "3", "12")[1]
    broken = review(schema, "2", clear, "0", "3", "6")[1]
    assert confirmed.posterior[0].probability > 0.9999
    assert broken.value.printed == "7"
    chosen = next(a.probability for a in broken.posterior if a.value == broken.value)
    assert chosen < 0.9


def test_cells_outside_every_identity_keep_their_pixels(schema: ReportSchema) -> None:
    spec = schema.table("active_disclosure", "2021")
    cells = tuple(
        BoundCell(Address(spec.id, r, c), None, alternatives({"3": 0.7, "8": 0.2}), 1.0) for r, c in spec.fields
    )
    found = reconcile((BoundTable(spec.id, "2021", cells, ((0, 0),)),), schema)[0].cells
    assert all(cell.posterior == cell.pixel and (cell.confirmed_by, cell.broken_by) == (0, 0) for cell in found)


def test_missing_tables_and_cells_without_alternatives_do_no_harm(schema: ReportSchema) -> None:
    table = row("2", "1", "0", "3", "6")[0]
    bare = tuple(replace(cell, alternatives=()) for cell in table.cells)
    found = reconcile((replace(table, cells=bare),), schema)[0].cells
    assert {cell.value.state for cell in found} == {ValueState.ABSENT}
    assert reconcile((), schema) == ()


def test_absurd_numbers_are_left_alone(schema: ReportSchema) -> None:
    huge = Value(ValueState.NUMBER, "9" * 30, Decimal("9" * 30))
    table = row("2", {"7": 0.6, "1": 0.3}, "0", "3", "6")[0]
    first = replace(table.cells[0], alternatives=(Alternative(huge, 0.9), Alternative(number_value("2"), 0.05)))
    found = reconcile((replace(table, cells=(first, *table.cells[1:])),), schema)[0].cells
    assert found[0].value in (huge, number_value("2"))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["2019", "2021"]))
def test_only_a_cells_own_alternatives_are_chosen(seed: int, edition: str) -> None:
    schema, chance = bundled(), random.Random(seed)
    specs = [schema.table("requests", edition), schema.table("litigation", edition)]
    numbers = random_numbers(specs, chance)
    wrong = {a: chance.uniform(0.4, 0.99) for a in chance.sample(sorted(numbers), 8)}
    looks = Looks(doubtful=(0.3, 0.9), share=chance.choice([0.02, 0.2]), wrong=wrong)
    bound = read_tables(numbers, specs, looks, chance)
    for table in reconcile(bound, schema):
        for cell in table.cells:
            assert cell.value in [alternative.value for alternative in cell.pixel]
            assert sum(alternative.probability for alternative in cell.posterior) <= 1 + 1e-6
            if cell.pixel[0].probability >= schema.arithmetic.clear:
                assert cell.value == cell.pixel[0].value


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["2019", "2021"]), st.floats(0.5, 0.98))
def test_a_single_misread_cell_comes_back_right(seed: int, edition: str, top: float) -> None:
    # Nearer to 1 the pixels may leave the truth less than what the sums may choose from.
    schema, chance = bundled(), random.Random(seed)
    specs = [schema.table("requests", edition)]
    numbers = random_numbers(specs, chance)
    victim = chance.choice(sorted(numbers))
    bound = read_tables(numbers, specs, Looks(share=0.0, wrong={victim: top}), chance)
    found = {cell.address: cell for cell in reconcile(bound, schema)[0].cells}
    assert {address: int(cell.value.number or 0) for address, cell in found.items()} == numbers
    assert found[victim].by_pixels is not None


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["2019", "2021"]))
def test_a_report_that_errs_in_clear_print_stays_as_printed(seed: int, edition: str) -> None:
    schema, chance = bundled(), random.Random(seed)
    specs = [schema.table("requests", edition)]
    numbers = random_numbers(specs, chance)
    victim = chance.choice(sorted(numbers))
    numbers[victim] = int(misread(str(numbers[victim]), chance))
    bound = read_tables(numbers, specs, Looks(share=0.0), chance)
    found = reconcile(bound, schema)[0].cells
    assert {cell.address: int(cell.value.number or 0) for cell in found} == numbers
    assert next(cell for cell in found if cell.address == victim).broken_by >= 2


def test_a_row_filled_as_a_sum_helps_its_cells_and_others_are_left_alone(schema: ReportSchema) -> None:
    spec = schema.table("active_disclosure", "2019")

    def row_of(change: object, decisions: str) -> ReconciledCell:
        said = {
            ("licensing", "previous"): "59304",
            ("licensing", "change"): change,
            ("licensing", "decisions"): decisions,
        }
        cells = tuple(
            BoundCell(Address(spec.id, *field), None, alternatives(said.get(field, "0")), 1.0) for field in spec.fields
        )
        found = reconcile((BoundTable(spec.id, "2019", cells, ((0, 0),)),), schema)[0].cells
        return next(cell for cell in found if cell.address.column == "change" and cell.address.row == "licensing")

    signs = {"356": 0.6, "-356": 0.35}
    summed = row_of(signs, "58948")
    assert (summed.value.printed, summed.confirmed_by) == ("-356", 1)
    other = row_of(signs, "21627")
    assert (other.value.printed, other.confirmed_by, other.broken_by) == ("356", 0, 0)
    assert row_of("356", "21627").posterior[0].probability > 0.99


def test_sums_that_hold_with_the_help_of_a_changed_cell_are_told_apart() -> None:
    rows = ("new", "granted", "processed_total")
    printed = {f"{row}/{column}": "5" for row in rows for column in ("natural_person", "total")}
    whole = printed_table("requests", "2021", printed)
    victim = Address("requests", "granted", "natural_person")
    said = (Alternative(number_value("6"), 0.7), Alternative(number_value("5"), 0.29))
    cells = tuple(replace(c, alternatives=said) if c.address == victim else c for c in whole.cells)
    found = {c.address: c for c in reconcile((replace(whole, cells=cells),), bundled())[0].cells}
    assert (found[victim].value.printed, found[victim].confirmed_by, found[victim].helped) == ("5", 2, 0)
    beside = found[Address("requests", "granted", "total")]
    assert (beside.confirmed_by, beside.helped) == (2, 1)


@pytest.mark.parametrize("sure", [0.99, 0.995, 0.9985])
def test_pixels_that_are_clear_enough_to_blame_the_report_are_not_overruled(schema: ReportSchema, sure: float) -> None:
    found = review(schema, "2", {"5": sure, "1": 1 - sure}, "0", "3", "6")
    assert [cell.value.printed for cell in found[:5]] == ["2", "5", "0", "3", "6"]


@pytest.mark.parametrize(("share", "chosen"), [(0.04, None), (0.06, "1")])
def test_a_cell_that_rather_cannot_be_read_takes_only_what_its_pixels_support(
    schema: ReportSchema, share: float, chosen: str | None
) -> None:
    said = (Alternative(UNREADABLE, 0.9), Alternative(number_value("1"), share))
    (bound,) = row("2", "1", "0", "3", "6")
    cells = tuple(replace(cell, alternatives=said) if number == 1 else cell for number, cell in enumerate(bound.cells))
    found = reconcile((replace(bound, cells=cells),), schema)[0].cells[1]
    assert found.value.printed == chosen
    proposed = max(found.posterior, key=lambda alternative: alternative.probability)
    assert proposed.value.number == 1


def test_a_cell_that_rather_cannot_be_read_stays_so_where_the_sums_leave_two_values(schema: ReportSchema) -> None:
    said = (
        Alternative(UNREADABLE, 0.4),
        Alternative(number_value("5"), 0.3),
        Alternative(number_value("4"), 0.2),
    )
    (bound,) = row("2", "5", "0", "3", {"10": 0.5, "9": 0.5})
    cells = tuple(replace(cell, alternatives=said) if number == 1 else cell for number, cell in enumerate(bound.cells))
    found = reconcile((replace(bound, cells=cells),), schema)[0].cells[1]
    assert found.value == UNREADABLE
    assert {a.value.number for a in found.posterior if a.probability > 0.2} >= {Decimal(4), Decimal(5)}
