"""Statements of the running text -> how far they support the cells of the tables, as evidence for their confidence.

What a sentence says never changes a value: text and table may count different things, and either may err.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr_pipeline.model.bound import Address
from ocr_pipeline.model.report import Statement


@dataclass(frozen=True, slots=True)
class Stated:
    """How far sentences say the same as a cell, and how far something else.

    Each is 1 for a sentence on this cell alone, 1/n for one on a sum of n cells, 0 for none; the strongest counts.
    """

    agrees: float = 0.0
    differs: float = 0.0


UNSTATED = Stated()
"""No sentence speaks of the cell."""

AGREEING, DIFFERING = 10.0, 3.0
"""So many times less probable is an error where a sentence says the same, and more where it says another number.

Of sixteen such sentences in transcribed reports five say another number than a table which is right (that speaks for
1 / 0.35); a misread number is seldom the one that the text states.
"""

LEAST_ERROR = 1e-4
"""No sentence makes a cell surer than this."""


def restated(error: float, stated: Stated) -> float:
    """A probability of an error after what sentences say of the cell."""
    factor = math.pow(AGREEING, -stated.agrees) * math.pow(DIFFERING, stated.differs)
    odds = factor * error / max(1 - error, LEAST_ERROR)
    return max(odds / (1 + odds), min(error, LEAST_ERROR))


def stated_cells(statements: Sequence[Statement]) -> dict[Address, Stated]:
    """What the statements that can be compared with the tables say of each cell they name."""
    found: dict[Address, Stated] = {}
    for statement in statements:
        cells = quantity_cells(statement.quantity)
        for address in cells if statement.agrees is not None else ():
            known, share = found.get(address, UNSTATED), 1 / len(cells)
            if statement.agrees:
                found[address] = replace(known, agrees=max(known.agrees, share))
            else:
                found[address] = replace(known, differs=max(known.differs, share))
    return found


def quantity_cells(quantity: str) -> tuple[Address, ...]:
    """The cells of a quantity ``table/row/column`` joined by +."""
    paths = (part.strip().split("/") for part in quantity.split("+"))
    return tuple(Address(table, row, column) for table, row, column in paths)
