"""How cheaply a sum can still close: a bound for each partial sum, used to drop hopeless states first.

The loss of a symbol against its cell's best one is shared evenly among the cell's sums (cost partitioning), so the
bounds of several sums may be added and never promise less than is possible.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.stages.sum_problem import Problem, SumCheck

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

LIMIT = 4096
"""Sums kept per table; with more, the cheapest are kept and the others count as broken."""


class Reach:
    """For one sum, after so many of its variables: which amounts the others can still add, and at what loss."""

    def __init__(self, check: SumCheck, order: Sequence[int], problem: Problem, degree: Sequence[int]) -> None:
        factors = dict(check.parts)
        self._tables = [(np.zeros(1, np.int64), np.zeros(1))]
        self._unknown = [-np.inf]
        for variable in reversed([v for v in order if v in factors]):
            losses = _losses(problem, variable, degree[variable])
            unknown = max(losses[1] + self._best(), self._unknown[-1] + max((w for _, w in losses[0]), default=-np.inf))
            self._tables.append(_extend(self._tables[-1], losses[0], factors[variable]))
            self._unknown.append(unknown)
        self._tables.reverse()
        self._unknown.reverse()

    def _best(self) -> float:
        return float(max(self._tables[-1][1].max(), self._unknown[-1]))

    def bound(self, done: int, sums: Integers) -> Floats:
        """The best log-weight with which partial sums can still close after ``done`` variables; -inf if they cannot."""
        amounts, weights = self._tables[done]
        found = np.minimum(np.searchsorted(amounts, -sums), len(amounts) - 1)
        closing = np.where(amounts[found] == -sums, weights[found], -np.inf)
        bound: Floats = np.maximum(closing, self._unknown[done])
        return bound


def _losses(problem: Problem, variable: int, degree: int) -> tuple[list[tuple[int, float]], float]:
    """(amount, shared loss) of the symbols with an amount, and the least loss of one without."""
    symbols = problem.variables[variable].symbols
    top = max(symbol.weight for symbol in symbols)
    losses = [(symbol.amount, (symbol.weight - top) / degree) for symbol in symbols if symbol.amount is not None]
    unknown = [(symbol.weight - top) / degree for symbol in symbols if symbol.amount is None]
    return losses, max(unknown, default=-np.inf)


def _extend(table: tuple[Integers, Floats], losses: list[tuple[int, float]], factor: int) -> tuple[Integers, Floats]:
    """The table with one more variable before it, sorted by amount."""
    if not losses:
        return np.zeros(1, np.int64), np.full(1, -np.inf)
    amounts = np.concatenate([table[0] + factor * amount for amount, _ in losses])
    weights = np.concatenate([table[1] + loss for _, loss in losses])
    order = np.lexsort((-weights, amounts))
    amounts, weights = amounts[order], weights[order]
    first = np.concatenate([[True], amounts[1:] != amounts[:-1]])
    amounts, weights = amounts[first], weights[first]
    if len(amounts) > LIMIT:
        kept = np.sort(np.argsort(-weights, kind="stable")[:LIMIT])
        amounts, weights = amounts[kept], weights[kept]
    return amounts, weights
