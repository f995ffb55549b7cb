"""Under which name it is counted how often a state without a value is right."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.model.report import ReconciledCell, ReconciledTable

UNFOUND = "unfound"
"""Absent with all its table: then more often the report has no such table than where a single field is missing."""


def unfound_tables(tables: Iterable[ReconciledTable]) -> frozenset[str]:
    """The ids of tables of which no field was found."""
    return frozenset(
        table.bound.table for table in tables if all(cell.value.state is ValueState.ABSENT for cell in table.cells)
    )


def counted_as(cell: ReconciledCell, unfound: Collection[str]) -> str:
    """The name of a cell's state, ``UNFOUND`` for a field of a table that was not found."""
    lost = cell.value.state is ValueState.ABSENT and cell.address.table in unfound
    return UNFOUND if lost else cell.value.state.value
