"""Binding errors: a field is misplaced if what was read for it stands in the printed cell of another field.

Random reports know where each of their cells lies on the scanned page, so that this needs no guess from the values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ocr_pipeline.evaluate.truth import PrintedCell
from ocr_pipeline.model.bound import Address, Place

Printed = Mapping[Address, Sequence[PrintedCell]]


def by_field(cells: Sequence[PrintedCell]) -> Printed:
    """The printed cells of each field: one, or both parts of one that the page end cuts."""
    fields: dict[Address, list[PrintedCell]] = {}
    for cell in cells:
        fields.setdefault(cell.address, []).append(cell)
    return fields


def is_misplaced(address: Address, place: Place | None, printed: Printed) -> bool:
    """Whether the middle of ``place`` lies in the printed cell of a field other than ``address``, not in its own."""
    if place is None or any(_holds(cell, place) for cell in printed.get(address, ())):
        return False
    return any(_holds(cell, place) for cells in printed.values() for cell in cells)


def _holds(cell: PrintedCell, place: Place) -> bool:
    """Whether the middle of a place lies within a cell's corners, which go around clockwise (y down)."""
    if cell.page_index != place.page_index:
        return False
    x, y = place.box.center
    corners = [*cell.corners, cell.corners[0]]
    return all((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0 for (ax, ay), (bx, by) in pairwise(corners))
