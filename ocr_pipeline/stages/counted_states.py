"""Under which name it is counted how often a state without a value is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ocr_pipeline.model.bound import Address, ValueState
from ocr_pipeline.model.report import ReconciledCell, ReconciledTable

UNFOUND = "unfound"
"""Absent with all its table: then more often the report has no such table than where a single field is missing."""

OTHER_EDITION = "other_edition"
"""Absent where the table may well be of an edition that has no such field: then the paper has none either."""

COUNTED_APART = (UNFOUND, OTHER_EDITION)


def counted_apart(tables: Iterable[ReconciledTable]) -> dict[Address, str]:
    """The fields of tables that were not found, and those that are open between editions, with the name of each."""
    names: dict[Address, str] = {}
    for table in tables:
        lost = all(cell.value.state is ValueState.ABSENT for cell in table.cells)
        open_ = table.bound.open_fields
        for cell in table.cells:
            if lost:
                names[cell.address] = UNFOUND
            elif (cell.address.row, cell.address.column) in open_:
                names[cell.address] = OTHER_EDITION
    return names


def counted_as(cell: ReconciledCell, apart: Mapping[Address, str]) -> str:
    """The name of a cell's state; of an absent field that is counted apart the name under which it is."""
    state = cell.value.state
    return apart.get(cell.address, state.value) if state is ValueState.ABSENT else state.value
