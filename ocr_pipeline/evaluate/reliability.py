"""Whether confidences mean what they say, and what accepting fewer fields buys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_pipeline.evaluate.metrics import FieldScore
from ocr_pipeline.model.reliability import by_confidence

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 1.0)
"""Bins get finer towards 1, where most fields are and where the differences matter."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Fields of like confidence: how many, what was promised, what was right."""

    low: float
    high: float
    cells: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Accepting all fields from ``threshold`` on: the share accepted and the share of those that is wrong."""

    threshold: float
    coverage: float
    risk: float


def reliability(scores: Sequence[FieldScore]) -> tuple[Bin, ...]:
    """The reliability table of the fields that count; empty bins are left out."""
    return reliability_of_all([score for score in scores if score.counts])


def reliability_of_all(scores: Sequence[FieldScore]) -> tuple[Bin, ...]:
    """As above with the fields that are rightly absent, where absence itself is to be believed."""
    bins = []
    for low, high, inside in by_confidence([(s.confidence, s.exact) for s in scores], EDGES):
        count = len(inside)
        promised = sum(confidence for confidence, _ in inside) / count
        bins.append(Bin(low, high, count, promised, sum(right for _, right in inside) / count))
    return tuple(bins)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: mean distance of promise and truth, weighted by fields (Naeini et al. 2015)."""
    total = sum(part.cells for part in bins)
    return sum(part.cells * abs(part.confidence - part.right) for part in bins) / total if total else 0.0


def risk_coverage(scores: Sequence[FieldScore]) -> tuple[RiskPoint, ...]:
    """One point per distinct confidence, from the surest down."""
    counted = sorted((score for score in scores if score.counts), key=lambda score: -score.confidence)
    points: list[RiskPoint] = []
    wrong = 0
    for index, score in enumerate(counted, 1):
        wrong += not score.exact
        if index == len(counted) or counted[index].confidence != score.confidence:
            points.append(RiskPoint(score.confidence, index / len(counted), wrong / index))
    return tuple(points)
