"""Confidence without a calibration: an honest estimate, meant to be too low rather than too high.

The posterior by pixels and sums is the start. Readers of numbers are known to be overconfident, so an error rate is
never taken to be smaller than a floor that depends on how a cell is confirmed; doubts of binding add up; a second
reader that differs, a broken sum, or a value that the pixels alone did not favour put the cell before a person.
"""

from __future__ import annotations

from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.model.report import ReconciledCell
from ocr_pipeline.stages.cell_features import cell_features, share_of
from ocr_pipeline.stages.statement_support import UNSTATED, Stated, restated

TWICE_CONFIRMED, ONCE_CONFIRMED, UNCONFIRMED = 2e-4, 5e-4, 2e-3
"""Error rates never undercut by cells in two sums that hold, in one, in none."""

SECOND_READER = 0.5
"""A general reader that says the same halves these floors."""

OVERCONFIDENT = 5.0
"""Outside every sum the pixels are believed as if they had to be right this many times in a row."""

DIFFERS, OVERRULED, BROKEN = 0.02, 0.02, 0.05
"""Least error rates where another reader differs, the sums overruled the pixels, as many sums fail as hold."""

UNFOUND = 0.5
"""Confidence that a cell which was not found is not there, or that an unreadable one cannot be read."""


def first_estimate(cell: ReconciledCell, stated: Stated = UNSTATED) -> float:
    """Probability that a cell's value and state are right, without a calibration."""
    if cell.value.state in (ValueState.ABSENT, ValueState.UNREADABLE):
        return UNFOUND
    features = dict(cell_features(cell, stated))
    share = share_of(cell.posterior, cell.value)
    error = 1 - (share**OVERCONFIDENT if features["unchecked"] else share)
    error = max(error, _floor(cell, features["general_agrees"] + features["layer_agrees"]))
    if features["general_differs"] or features["layer_differs"]:
        error = max(error, DIFFERS)
    if features["overruled"]:
        error = max(error, OVERRULED)
    if cell.broken_by and cell.broken_by >= cell.confirmed_by:
        error = max(error, BROKEN)
    return max(0.0, (1 - restated(error, stated)) * cell.fit)


def _floor(cell: ReconciledCell, agreeing: float) -> float:
    held = cell.confirmed_by
    floor = UNCONFIRMED if cell.broken_by or not held else ONCE_CONFIRMED if held == 1 else TWICE_CONFIRMED
    return floor * SECOND_READER if agreeing else floor
