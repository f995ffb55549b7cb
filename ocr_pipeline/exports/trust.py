"""How far a value can be trusted, in five classes that pictures, sheets and pages colour alike."""

from __future__ import annotations

from enum import StrEnum

from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.model.report import CheckedCell, Decision

DOUBTFUL_BELOW = 0.9
"""Below this, more than one such cell in ten is wrong: a person should look there first."""


class Trust(StrEnum):
    """From settled to missing."""

    SETTLED = "settled"
    ACCEPTED = "accepted"
    REVIEW = "review"
    DOUBTFUL = "doubtful"
    MISSING = "missing"


COLOURS = {
    Trust.SETTLED: "#2f6fb7",
    Trust.ACCEPTED: "#2e8b57",
    Trust.REVIEW: "#d98a00",
    Trust.DOUBTFUL: "#c8352b",
    Trust.MISSING: "#7a7a7a",
}
"""Strong enough for outlines; told apart by lightness as well as by hue."""


def trust(cell: CheckedCell) -> Trust:
    """The class of a field."""
    if cell.decision in (Decision.CONFIRMED, Decision.CORRECTED):
        return Trust.SETTLED
    if cell.value.state is ValueState.ABSENT:
        return Trust.MISSING
    if cell.decision is Decision.ACCEPTED:
        return Trust.ACCEPTED
    if cell.confidence < DOUBTFUL_BELOW or cell.value.state is ValueState.UNREADABLE:
        return Trust.DOUBTFUL
    return Trust.REVIEW
