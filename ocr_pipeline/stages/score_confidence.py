"""Reconciled cells -> delivered cells: calibrated confidence, and whether a person must look.

The only place where a ``Probability`` is made.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ocr_pipeline.model.bound import Address, Value, ValueState
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.model.reading import Reader
from ocr_pipeline.model.report import (
    CheckedCell,
    Decision,
    Finding,
    Probability,
    ReconciledCell,
    ReconciledTable,
    Statement,
)
from ocr_pipeline.options import DecideOptions
from ocr_pipeline.stages.cell_features import (
    UNKNOWN,
    ReportEvidence,
    agreement,
    cell_features,
    report_evidence,
    share_of,
)
from ocr_pipeline.stages.counted_states import counted_apart, counted_as
from ocr_pipeline.stages.first_estimate import first_estimate
from ocr_pipeline.stages.statement_support import UNSTATED, Stated, restated, stated_cells

SINGLE = 4.0
"""No accepted cell is more than this many times as likely to be wrong as the tolerated rate over all of them."""

IMPOSSIBLE = ("cell.negative", "cell.not_whole")
"""Findings on values that cannot be what the column counts: a person must look, however clear they are."""

OFFERED = 0.05
"""A value that the sums prefer to what the pixels favour is accepted only if the pixels give it this much; and none is
where the pixels rather show that nothing can be read."""

SURE_PLACE = 0.98
"""A value whose field is less certain is not accepted: places go wrong by whole columns, so such errors are seldom seen
but many."""

LONG = 5
"""Digits from which a number is accepted only if a sum or a second reader says the same: decimal points get lost."""

EMPTY_UNSEEN = 0.1
"""Of cells that cannot be read and count as 0, the share that holds nothing."""

RULE_OF_THREE = 3
"""Errors that may be in any number of examples all of which were right, at 95 in 100."""

READABLE = (ValueState.NUMBER, ValueState.BLANK, ValueState.DASH)

MOST_SHOWN, LEAST_SHOWN = 5, 1e-5
"""Alternatives delivered with a cell."""


def score_confidence(
    tables: Sequence[ReconciledTable],
    findings: Sequence[Finding],
    calibration: Calibration | None,
    options: DecideOptions,
    *,
    statements: Sequence[Statement] = (),
) -> tuple[CheckedCell, ...]:
    """Every field with its confidence and decision, in the order of the tables."""
    cells = [cell for table in tables for cell in table.cells]
    stated = stated_cells(statements)
    report, apart = report_evidence(cells), counted_apart(tables)
    sure = {
        cell.address: confidence(cell, calibration, stated.get(cell.address, UNSTATED), report=report, apart=apart)
        for cell in cells
    }
    barred = {address for finding in findings if finding.code in IMPOSSIBLE for address in finding.cells}
    barred |= {cell.address for cell in cells if _only_proposed(cell) or cell.fit < SURE_PLACE or _long_alone(cell)}
    accepted = _accepted([cell for cell in cells if cell.address not in barred], sure, options.max_error)
    return tuple(
        CheckedCell(
            address=cell.address,
            value=cell.value,
            confidence=sure[cell.address],
            decision=Decision.ACCEPTED if cell.address in accepted else Decision.REVIEW,
            place=cell.place,
            alternatives=tuple(
                alternative
                for alternative in cell.posterior
                if alternative.value != cell.value and alternative.probability >= LEAST_SHOWN
            )[:MOST_SHOWN],
            by_pixels=cell.by_pixels,
        )
        for cell in cells
    )


def _only_proposed(cell: ReconciledCell) -> bool:
    """Whether the sums rather than the pixels say what a cell holds."""
    if cell.by_pixels is None:
        return False
    return cell.by_pixels.state is ValueState.UNREADABLE or share_of(cell.pixel, cell.value) < OFFERED


def _long_alone(cell: ReconciledCell) -> bool:
    """Whether a long number stands on one reader's word."""
    if cell.confirmed_by or sum(character.isdigit() for character in cell.value.printed or "") < LONG:
        return False
    return all(agreement(cell.reading, reader, cell.value) <= 0 for reader in (Reader.GENERAL, Reader.LAYER))


def confidence(
    cell: ReconciledCell,
    calibration: Calibration | None,
    stated: Stated = UNSTATED,
    *,
    report: ReportEvidence = UNKNOWN,
    apart: Mapping[Address, str] | None = None,
) -> Probability:
    """The probability that a cell's value and state are right; ``apart`` names the absent fields counted apart."""
    if calibration is None:
        return Probability(first_estimate(cell, stated))
    if cell.value.state not in READABLE:
        return Probability(dict(calibration.states).get(counted_as(cell, apart or {}), first_estimate(cell, stated)))
    weights = dict(calibration.weights)
    features = cell_features(cell, stated, report)
    score = calibration.bias + sum(weights.get(name, 0.0) * value for name, value in features)
    untold = max(_unseen_blank(cell), _same_in_sums(cell))
    found = min(interpolate(score, calibration.knots), surest(calibration.cells), 1 - untold)
    # A calibration fitted where no text was read cannot know what sentences are worth.
    heard = weights.get("stated_agrees") or weights.get("stated_differs")
    return Probability(found if heard or stated == UNSTATED else 1 - restated(1 - found, stated))


def _unseen_blank(cell: ReconciledCell) -> float:
    """That a 0 may stand for nothing: the sums, which count both alike, took the weight from "cannot be read"."""
    if cell.value.number != 0:
        return 0.0
    return EMPTY_UNSEEN * sum(said.probability for said in cell.pixel if said.value.state is ValueState.UNREADABLE)


def _same_in_sums(cell: ReconciledCell) -> float:
    """What the pixels give to values that no sum tells from the chosen one: a dash, a blank and 0; 1 and +1."""
    amount = _amount(cell.value)
    return sum(said.probability for said in cell.pixel if said.value != cell.value and _amount(said.value) == amount)


def _amount(value: Value) -> Decimal | None:
    """What a value counts for in a sum."""
    return Decimal(0) if value.state in (ValueState.BLANK, ValueState.DASH) else value.number


def surest(examples: int) -> float:
    """The most that so many examples can show: the rule of three (Hanley & Lippman-Hand 1983).

    Were all of them right, the rate of errors might still be three in their number, at 95 in 100.
    """
    return 1 - RULE_OF_THREE / examples if examples > RULE_OF_THREE else 0.0


def interpolate(score: float, knots: Sequence[tuple[float, float]]) -> float:
    """The monotone map at a score: linear between knots, constant beyond them; the logistic function without knots."""
    if not knots:
        return 1 / (1 + math.exp(-max(-700.0, min(700.0, score))))
    place = bisect_right([knot[0] for knot in knots], score)
    if place == 0:
        return knots[0][1]
    if place == len(knots):
        return knots[-1][1]
    (left, low), (right, high) = knots[place - 1], knots[place]
    return low + (high - low) * (score - left) / (right - left)


def _accepted(cells: Sequence[ReconciledCell], sure: Mapping[Address, Probability], max_error: float) -> set[Address]:
    """The surest cells whose expected rate of wrong values stays within the tolerated one; the rest goes to a person.

    No cell is carried by the others: each alone must stay within ``SINGLE`` times the rate.
    """
    errors = sorted(
        (1 - sure[cell.address], cell.address)
        for cell in cells
        if cell.value.state in READABLE and 1 - sure[cell.address] <= SINGLE * max_error
    )
    accepted: set[Address] = set()
    expected = 0.0
    for error, address in errors:
        expected += error
        if expected > max_error * (len(accepted) + 1):
            break
        accepted.add(address)
    return accepted
