"""The measurements of reading with the arithmetic hold on a small scale."""

from __future__ import annotations

import random

import pytest

from ocr_pipeline.evaluate.arithmetic import (
    CLEAR,
    HALF_CLEAR,
    measure_growth,
    measure_misreadings,
    measure_source_errors,
)
from ocr_pipeline.evaluate.source_errors import SLIPS, Slip
from ocr_pipeline.evaluate.value_tables import misread, mistaken, random_numbers, reading
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.schema.types import ReportSchema


@pytest.fixture(scope="module")
def schema() -> ReportSchema:
    return load_schema()


def test_misread_cells_come_back_right(schema: ReportSchema) -> None:
    found = measure_misreadings(schema, 12)
    assert found.misread >= 12
    assert found.right >= 0.999
    assert found.wrong_and_sure == 0


@pytest.mark.parametrize("sure", [CLEAR, HALF_CLEAR])
def test_reports_that_err_in_print_stay_as_printed_and_are_named(
    schema: ReportSchema, sure: tuple[float, float]
) -> None:
    found = measure_source_errors(schema, 12, sure=sure)
    assert found.as_printed == found.reports
    assert found.named == found.breaking
    assert found.blamed_on_source == found.breaking


def test_a_report_in_which_every_cell_is_doubtful_takes_less_than_two_seconds(schema: ReportSchema) -> None:
    (found,) = measure_growth(schema, (175,), 1)
    assert found.worst < 2


@pytest.mark.parametrize("slip", SLIPS)
def test_every_slip_changes_the_table(schema: ReportSchema, slip: Slip) -> None:
    specs = [schema.table("requests", "2019"), schema.table("litigation", "2019")]
    for seed in range(10):
        numbers = random_numbers(specs, random.Random(seed))
        assert slip(numbers, random.Random(seed)) != numbers


def test_made_up_readings_hold_what_they_say() -> None:
    for seed in range(30):
        chance = random.Random(seed)
        truth = str(chance.randint(0, 99999))
        assert misread(truth, chance) != truth
        assert reading(truth, 0.8, chance)[0].value.printed == truth
        wrong = mistaken(truth, 0.8, chance)
        assert wrong[0].value.printed != truth
        assert truth in [alternative.value.printed for alternative in wrong]
        assert sum(alternative.probability for alternative in wrong) <= 1
