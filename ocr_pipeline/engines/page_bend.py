"""How the rules of one table bend: fitted from its long rules, so that a lattice can be laid over curled paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr_pipeline.engines.ruling_lines import Rule

LONG = 0.4
"""Share of the longest rule that a rule must have to say how the paper bends."""

_MOST_BEND = 0.08
"""Largest departure from straight, as a share of the rule's length, that a fit may claim; more is a wrong fit."""


@dataclass(frozen=True, slots=True)
class Bend:
    """Departure of rules from straight: quadratic along the rule, changing linearly from rule to rule."""

    centre: tuple[float, float]
    scale: tuple[float, float]
    terms: tuple[float, float, float, float]

    def offset(self, along: float, across: float) -> float:
        """Pixels by which a rule whose middle runs at ``across`` lies beside it at ``along``."""
        u = (along - self.centre[0]) / self.scale[0]
        w = (across - self.centre[1]) / self.scale[1]
        return float(np.dot(self.terms, (u, u * w, u * u, u * u * w)))

    def straightened(self, rule: Rule) -> float:
        """Where the rule would run if the paper were flat."""
        return float(np.median([c - self.offset(a, c) for a, c in zip(rule.along, rule.across, strict=True)]))


FLAT = Bend((0.0, 0.0), (1.0, 1.0), (0.0, 0.0, 0.0, 0.0))


def fit_bend(rules: Sequence[Rule]) -> Bend:
    """Least squares over the courses of the long rules, each with a level of its own; flat where there are too few."""
    longest = max((rule.length for rule in rules), default=0.0)
    chosen = [rule for rule in rules if rule.length >= LONG * longest and len(rule.along) >= 4]
    if not chosen:
        return FLAT
    centre = (float(np.mean([a for r in chosen for a in r.along])), float(np.mean([r.position for r in chosen])))
    scale = (max(longest / 2, 1.0), max(float(np.ptp([r.position for r in chosen])) / 2, 1.0))
    terms = _solve(chosen, centre, scale)
    if np.abs(terms).max() > _MOST_BEND * longest:
        return FLAT
    a, b, c, d = (float(t) for t in terms)
    return Bend(centre, scale, (a, b, c, d))


def _solve(
    rules: Sequence[Rule], centre: tuple[float, float], scale: tuple[float, float]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The four terms of the bend; with a single rule, those that need several stay zero."""
    rows, values = [], []
    for k, rule in enumerate(rules):
        w = (rule.position - centre[1]) / scale[1]
        for along, across in zip(rule.along, rule.across, strict=True):
            u = (along - centre[0]) / scale[0]
            level = np.zeros(len(rules))
            level[k] = 1.0
            shape = (u, u * w, u * u, u * u * w) if len(rules) > 2 else (u, 0.0, u * u, 0.0)
            rows.append(np.concatenate((level, shape)))
            values.append(across)
    solution = np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)[0]
    return np.asarray(solution[-4:], dtype=np.float64)
