"""Grids that were traced wrongly: what is bound is right, what is not sure stays absent."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.options import BindOptions
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.bind_tables import bind_tables
from tests.stages.drawn_tables import (
    Field,
    Noise,
    Numbers,
    Sheet,
    disclosure_sheet,
    litigation_sheet,
    report_pages,
    requests_sheet,
)
from tests.stages.faulty_grids import FAULTS, add_frame_left, add_frame_right, add_rule_through_row, lose_first_row

SCHEMA = load_schema()
Fault = Callable[[Sheet, random.Random], Sheet]


def bound_with(fault: Fault, seed: int, noise: Noise) -> tuple[dict[Field, str | None], dict[Field, str]]:
    """What was bound as (field -> number), and what was printed."""
    rng, numbers = random.Random(seed), Numbers()
    edition = rng.choice(("2019", "2021"))
    lattice = rng.choice(("odd", "plain"))
    sheets = [
        disclosure_sheet(SCHEMA.table("active_disclosure", edition), numbers, lattice=lattice),
        requests_sheet(SCHEMA.table("requests", edition), numbers),
        litigation_sheet(SCHEMA.table("litigation", edition), numbers),
    ]
    truth = {field: number for sheet in sheets for field, number in sheet.truth.items()}
    pages = report_pages([[fault(sheet, rng)] for sheet in sheets], noise, rng)
    tables = bind_tables(pages, SCHEMA, BindOptions())
    bound = {
        (cell.address.table, cell.address.row, cell.address.column): cell.best.printed
        for table in tables
        for cell in table.cells
        if cell.place is not None and cell.best.state is not ValueState.UNREADABLE
    }
    return bound, truth


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("seed", range(2))
def test_a_fault_never_puts_a_number_into_another_field(fault: Fault, seed: int) -> None:
    bound, truth = bound_with(fault, seed, Noise(0.2, 0.1))
    assert {field: number for field, number in bound.items() if truth.get(field) != number} == {}
    assert len(bound) >= 0.5 * len(truth)


@pytest.mark.parametrize("fault", [add_frame_left, add_frame_right, add_rule_through_row, lose_first_row])
def test_a_fault_that_hides_nothing_loses_nothing(fault: Fault) -> None:
    bound, truth = bound_with(fault, 1, Noise(0.05))
    assert bound == truth
