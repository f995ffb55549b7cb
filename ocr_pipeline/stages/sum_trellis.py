"""Exact inference over cells and sums: forward and backward through a trellis of partial sums.

The states after some cells are the partial sums of the sums still open, and the differences of those already broken.
Equal states merge, as in the syndrome trellis of a block code (Bahl, Cocke, Jelinek, Raviv 1974; Wolf 1978), so the
answer is exact while the states fit; beyond ``WIDTH`` the least promising are dropped and ``exact`` is False.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.stages.reachable_sums import Floats, Integers, Reach
from ocr_pipeline.stages.sum_problem import Problem, Solution, SumCheck

WIDTH = 1500
"""States kept after each cell."""

WINDOW = 30.0
"""States this far (in nats) behind the best are dropped without loss that matters: e^-30 = 1e-13."""

DIFFERENCES = 3
"""Differences of broken sums that a state remembers."""

LOST = np.iinfo(np.int64).max // 4
"""The partial sum that is not checked any more."""


@dataclass(frozen=True, slots=True)
class _States:
    """Open partial sums (states x sums), differences seen (states x DIFFERENCES, 0: none), log-sums and log-maxima."""

    sums: Integers
    seen: Integers
    total: Floats
    peak: Floats


@dataclass(frozen=True, slots=True)
class _Step:
    """The edges of one variable: from state, by symbol, to state (-1: dropped), with log-weight."""

    before: _States
    source: Integers
    symbol: Integers
    target: Integers
    weight: Floats


def solve(problem: Problem) -> Solution:
    """Best assignment, posterior and max-marginals of a problem whose variables are tied together."""
    order = _order(problem)
    walker = _Walker(problem, order)
    states = walker.start()
    steps = []
    for position in range(len(order)):
        step, states = walker.advance(states, position)
        steps.append(step)
    return _read_back(steps, states, order, exact=walker.exact)


def _order(problem: Problem) -> list[int]:
    """Variables so that sums are finished soon: the sum with the fewest variables left is completed next."""
    left = [{variable for variable, _ in check.parts} for check in problem.sums]
    order: list[int] = []
    while pending := [(len(own), index) for index, own in enumerate(left) if own]:
        order += sorted(left[min(pending)[1]])
        left = [own - set(order) for own in left]
    return order + [v for v in range(len(problem.variables)) if v not in set(order)]


class _Walker:
    """Goes over the variables in order; knows which sums open, move and close at each."""

    def __init__(self, problem: Problem, order: Sequence[int]) -> None:
        self.exact = True
        self._problem = problem
        self._order = order
        place = {variable: position for position, variable in enumerate(order)}
        self._first = [min(place[v] for v, _ in check.parts) for check in problem.sums]
        self._last = [max(place[v] for v, _ in check.parts) for check in problem.sums]
        self._open: list[int] = []
        degree = [max(1, sum(v in dict(check.parts) for check in problem.sums)) for v in range(len(order))]
        self._reach = [Reach(check, order, problem, degree) for check in problem.sums]
        self._done = [0] * len(problem.sums)
        # Equal rows are found by a hash; odd multipliers, fixed so that runs repeat.
        self._hash = np.random.default_rng(7).integers(1, 2**62, len(problem.sums) + DIFFERENCES, np.int64) * 2 + 1

    def start(self) -> _States:
        """The state before the first variable."""
        seen = np.zeros((1, DIFFERENCES), np.int64)
        known = sorted(set(self._problem.differences))[:DIFFERENCES]
        seen[0, : len(known)] = known
        return _States(np.zeros((1, 0), np.int64), seen, np.zeros(1), np.zeros(1))

    def advance(self, states: _States, position: int) -> tuple[_Step, _States]:
        """All symbols of the variable at a position, applied to all states."""
        variable = self._order[position]
        states = self._opened(states, position)
        symbols = self._problem.variables[variable].symbols
        count = len(states.total)
        source, symbol = np.tile(np.arange(count), len(symbols)), np.repeat(np.arange(len(symbols)), count)
        weight = np.array([s.weight for s in symbols])[symbol]
        sums, seen = states.sums[source], states.seen[source]
        for index, check in enumerate(self._problem.sums):
            factor = dict(check.parts).get(variable)
            if factor is not None:
                self._done[index] += 1
                self._add(sums[:, self._open.index(index)], [s.amount for s in symbols], symbol, factor)
        closing = [index for index in self._open if self._last[index] == position]
        for index in closing:
            cost, seen = self._close(self._problem.sums[index], sums[:, self._open.index(index)], seen)
            weight = weight + cost
        kept = [index for index in self._open if index not in closing]
        sums = sums[:, [self._open.index(index) for index in kept]]
        self._open = kept
        target, after = self._merged(sums, seen, states.total[source] + weight, states.peak[source] + weight)
        return _Step(states, source, symbol, target, weight), after

    def _opened(self, states: _States, position: int) -> _States:
        """The states with columns for the sums that begin at a position."""
        new = [index for index, first in enumerate(self._first) if first == position]
        self._open = self._open + new
        start = np.array([self._problem.sums[index].start for index in new], np.int64)
        columns = np.broadcast_to(start, (len(states.total), len(new)))
        return _States(np.hstack([states.sums, columns]), states.seen, states.total, states.peak)

    def _add(self, column: Integers, amounts: Sequence[int | None], symbol: Integers, factor: int) -> None:
        known = np.array([amount is not None for amount in amounts])[symbol] & (column != LOST)
        added = np.array([0 if amount is None else amount for amount in amounts], np.int64)[symbol] * factor
        column[:] = np.where(known, column + added, LOST)

    def _close(self, check: SumCheck, column: Integers, seen: Integers) -> tuple[Floats, Integers]:
        """What it costs that a sum ends so, and the differences seen after it."""
        size = np.abs(column)
        broken = (column != LOST) & (size > check.tolerance)
        known = (seen == size[:, None]).any(axis=1)
        cost = np.where(broken, np.where(known, self._problem.log_echo, check.log_broken), 0.0)
        slot = np.argmax(seen == 0, axis=1)
        note = np.flatnonzero(broken & ~known & (seen == 0).any(axis=1))
        seen = seen.copy()
        seen[note, slot[note]] = size[note]
        return cost, seen

    def _merged(self, sums: Integers, seen: Integers, total: Floats, peak: Floats) -> tuple[Integers, _States]:
        """Equal states as one, the hopeless dropped; and for each row its state (-1: dropped)."""
        rows = np.hstack([sums, np.sort(seen, axis=1)])
        with np.errstate(over="ignore"):
            keys = (rows * self._hash[: rows.shape[1]]).sum(axis=1)
        _, first, group = np.unique(keys, return_index=True, return_inverse=True)
        group = group.reshape(-1)
        totals, peaks = _log_sums(total, group, len(first)), np.full(len(first), -np.inf)
        np.maximum.at(peaks, group, peak)
        kept = self._promising(sums[first], seen[first], totals)
        place = np.full(len(first), -1, np.int64)
        place[kept] = np.arange(len(kept))
        states = _States(sums[first][kept], seen[first][kept], totals[kept], peaks[kept])
        return place[group], states

    def _promising(self, sums: Integers, seen: Integers, totals: Floats) -> Integers:
        """The states worth keeping, in their order."""
        hope, doomed = totals.copy(), np.zeros(len(totals), np.bool_)
        echo = self._problem.log_echo
        for column, index in enumerate(self._open):
            if self._problem.sums[index].tolerance == 0:
                bound = self._reach[index].bound(self._done[index], sums[:, column])
                bound[sums[:, column] == LOST] = 0.0
                doomed |= bound < echo
                hope += np.maximum(bound, echo)
        first = max(0.0, echo - max(check.log_broken for check in self._problem.sums)) if self._open else 0.0
        hope -= np.where(doomed & ~seen.any(axis=1), first, 0.0)
        near = np.flatnonzero(hope > hope.max() - WINDOW)
        if len(near) > WIDTH:
            self.exact = False
            near = np.sort(near[np.argsort(-hope[near], kind="stable")[:WIDTH]])
        return near


def _log_sums(values: Floats, group: NDArray[np.int64], count: int) -> Floats:
    """Log of the sum of exponentials within each group."""
    top = values.max()
    with np.errstate(divide="ignore"):
        result: Floats = np.log(np.bincount(group, np.exp(values - top), count)) + top
    return result


def _read_back(steps: Sequence[_Step], last: _States, order: Sequence[int], *, exact: bool) -> Solution:
    """Backward over the steps: posterior, max-marginals, and the best path forward."""
    totals, peaks = np.zeros(len(last.total)), np.zeros(len(last.total))
    evidence = _log_sums(last.total, np.zeros(len(last.total), np.int64), 1)[0]
    posterior: dict[int, tuple[float, ...]] = {}
    marginal: dict[int, tuple[float, ...]] = {}
    behind: list[Floats] = []
    for step, variable in zip(reversed(steps), reversed(order), strict=True):
        kept = step.target >= 0
        source, symbol, weight = step.source[kept], step.symbol[kept], step.weight[kept]
        target = step.target[kept]
        count = int(step.symbol.max()) + 1
        through = step.before.total[source] + weight + totals[target]
        posterior[variable] = tuple(np.minimum(_log_sums(through, symbol, count) - evidence, 0.0).tolist())
        best = np.full(count, -np.inf)
        np.maximum.at(best, symbol, step.before.peak[source] + weight + peaks[target])
        marginal[variable] = tuple(best.tolist())
        behind.append(peaks)
        onward = np.full(len(step.before.total), -np.inf)
        np.maximum.at(onward, source, weight + peaks[target])
        totals = _log_sums_from(weight + totals[target], source, len(step.before.total))
        peaks = onward
    best_path = dict(zip(order, _follow(steps, behind[::-1]), strict=True))
    variables = range(len(order))
    return Solution(
        tuple(best_path[v] for v in variables),
        tuple(posterior[v] for v in variables),
        tuple(marginal[v] for v in variables),
        exact,
    )


def _log_sums_from(values: Floats, group: NDArray[np.int64], count: int) -> Floats:
    """As ``_log_sums``, each group by its own maximum, since states may lie far apart."""
    top = np.full(count, -np.inf)
    np.maximum.at(top, group, values)
    safe = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        result: Floats = np.log(np.bincount(group, np.exp(values - safe[group]), count)) + safe
    return result


def _follow(steps: Sequence[_Step], behind: Sequence[Floats]) -> list[int]:
    """The symbols of the best path."""
    state, symbols = 0, []
    for step, peaks in zip(steps, behind, strict=True):
        edges = np.flatnonzero((step.source == state) & (step.target >= 0))
        edge = edges[np.argmax(step.weight[edges] + peaks[step.target[edges]])]
        symbols.append(int(step.symbol[edge]))
        state = int(step.target[edge])
    return symbols
