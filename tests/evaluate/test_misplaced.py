"""Cells of a slanting table of one row, drawn as fractions of a page, and places that were read."""

from __future__ import annotations

import pytest

from ocr_pipeline.evaluate.misplaced import by_field, is_misplaced
from ocr_pipeline.evaluate.truth import PrintedCell
from ocr_pipeline.model.bound import Address, Place
from ocr_pipeline.model.geometry import Box

COLUMNS = [Address("table", "row", column) for column in "abc"]


def cells() -> list[PrintedCell]:
    """Three cells side by side, each falling by half its height."""
    edges = [(0.1 * k, 0.02 * k) for k in range(1, 5)]
    return [
        PrintedCell(address, 0, ((x, y), (nx, ny), (nx, ny + 0.04), (x, y + 0.04)))
        for address, (x, y), (nx, ny) in zip(COLUMNS, edges, edges[1:], strict=False)
    ]


def place(x: float, y: float, page_index: int = 0) -> Place:
    return Place(page_index, Box(x - 0.02, y - 0.01, x + 0.02, y + 0.01))


@pytest.mark.parametrize(
    ("where", "misplaced"),
    [
        (place(0.25, 0.07), False),
        (place(0.35, 0.09), True),
        (place(0.15, 0.05), True),
        # Beside the table, above it where it slants, on another page, nowhere: nothing is known.
        (place(0.6, 0.07), False),
        (place(0.29, 0.045), False),
        (place(0.35, 0.09, page_index=1), False),
        (None, False),
    ],
)
def test_a_field_read_in_the_cell_of_another_is_misplaced(where: Place | None, misplaced: bool) -> None:
    assert is_misplaced(COLUMNS[1], where, by_field(cells())) is misplaced
