"""Belief propagation between cells and sums: which symbols can be ruled out before the exact trellis.

Each sum tells each of its cells how well every amount fits what the other cells hold (Pearl 1988; for sums as checks,
Gallager 1963). The graph has cycles, so the beliefs are approximate; they serve to leave out symbols that are next to
impossible and to fix cells that are next to certain, which keeps reports with very many doubtful cells fast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ocr_pipeline.stages.reachable_sums import Floats, Integers
from ocr_pipeline.stages.sum_problem import Problem, SumCheck

MOST_SUMS = 384
"""Partial sums kept while a sum is folded; the least probable are left out."""

TINY = 1e-300


@dataclass(frozen=True, slots=True)
class _Known:
    """Partial sums and their probabilities; what they lack to 1 are cases with an unknown cell or left out."""

    amounts: Integers
    weights: Floats
    known: float


_NOTHING = _Known(np.zeros(1, np.int64), np.ones(1), 1.0)


class SumMessages:
    """Messages of one problem; ``beliefs`` after some rounds."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._prior = [_normal(np.array([s.weight for s in v.symbols])) for v in problem.variables]
        self._amounts = [np.array([s.amount or 0 for s in v.symbols], np.int64) for v in problem.variables]
        self._counts = [np.array([s.amount is not None for s in v.symbols]) for v in problem.variables]
        self._told: list[dict[int, Floats]] = [{} for _ in problem.variables]

    def round(self) -> None:
        """Every sum tells its cells, the shortest first, each using what was told before."""
        order = sorted(range(len(self._problem.sums)), key=lambda index: len(self._problem.sums[index].parts))
        for index in order:
            check = self._problem.sums[index]
            for (variable, _), message in zip(check.parts, self._tell(index, check), strict=True):
                self._told[variable][index] = message

    def beliefs(self) -> list[Floats]:
        """Probability of each symbol of each variable."""
        return [self._belief(variable, without=-1) for variable in range(len(self._prior))]

    def _belief(self, variable: int, without: int) -> Floats:
        belief = self._prior[variable].copy()
        for index, message in self._told[variable].items():
            if index != without:
                belief *= message
        total = belief.sum()
        return belief / total if total > 0 else self._prior[variable]

    def _tell(self, index: int, check: SumCheck) -> list[Floats]:
        """The messages of a sum, by folding its cells forward and backward."""
        heard = [self._belief(variable, index) for variable, _ in check.parts]
        start = _Known(np.array([check.start], np.int64), np.ones(1), 1.0)
        ahead = [start]
        for (variable, factor), belief in zip(check.parts[:-1], heard[:-1], strict=True):
            ahead.append(self._fold(ahead[-1], variable, factor, belief))
        behind = [_NOTHING]
        for (variable, factor), belief in zip(check.parts[:0:-1], heard[:0:-1], strict=True):
            behind.append(self._fold(behind[-1], variable, factor, belief))
        broken = math.exp(check.log_broken)
        return [
            self._fit(variable, factor, (before, after), broken)
            for (variable, factor), before, after in zip(check.parts, ahead, reversed(behind), strict=True)
        ]

    def _fold(self, known: _Known, variable: int, factor: int, belief: Floats) -> _Known:
        """Partial sums with one more cell."""
        counts = self._counts[variable]
        weights = belief[counts]
        amounts = (known.amounts[:, None] + factor * self._amounts[variable][counts][None, :]).reshape(-1)
        shares = (known.weights[:, None] * weights[None, :]).reshape(-1)
        amounts, group = np.unique(amounts, return_inverse=True)
        shares = np.bincount(group.reshape(-1), shares, len(amounts)).astype(np.float64)
        if len(amounts) > MOST_SUMS:
            kept = np.sort(np.argpartition(-shares, MOST_SUMS)[:MOST_SUMS])
            amounts, shares = amounts[kept], shares[kept]
        return _Known(amounts, shares, known.known * float(weights.sum()))

    def _fit(self, variable: int, factor: int, sides: tuple[_Known, _Known], broken: float) -> Floats:
        """How well each symbol fits: 1 where the sum closes or cannot be checked, ``broken`` where it does not."""
        before, after = sides
        known = before.known * after.known
        message = np.ones(len(self._prior[variable]))
        small, large = (before, after) if len(before.amounts) <= len(after.amounts) else (after, before)
        for symbol in np.flatnonzero(self._counts[variable]):
            wanted = -(small.amounts + factor * self._amounts[variable][symbol])
            found = np.minimum(np.searchsorted(large.amounts, wanted), len(large.amounts) - 1)
            closing = float((small.weights * large.weights[found] * (large.amounts[found] == wanted)).sum())
            message[symbol] = max(closing + (known - closing) * broken + (1 - known), TINY)
        return message


def _normal(weights: Floats) -> Floats:
    shares: Floats = np.exp(weights - weights.max())
    shares /= shares.sum()
    return shares
