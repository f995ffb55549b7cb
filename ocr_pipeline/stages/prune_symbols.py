"""Large problems -> small ones: what belief propagation rules out is left out, certain cells become constants."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr_pipeline.stages.reachable_sums import Floats
from ocr_pipeline.stages.sum_messages import SumMessages
from ocr_pipeline.stages.sum_problem import Problem, Solution, SumCheck, Variable

SMALL = 16
"""Problems with at most so many variables are left whole."""

LARGE = 36
"""With more variables open after that, the beliefs themselves are the answer: the trellis would have to drop states."""

ROUNDS = 3
"""Rounds of messages; more change next to nothing."""

IMPOSSIBLE = 1e-5
"""Symbols less probable than this are left out."""

SURE = 1 - 1e-5
"""Cells surer than this are fixed."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """The smaller problem; per variable of the large one its place there (None: fixed), symbols kept and beliefs."""

    problem: Problem
    place: tuple[int | None, ...]
    kept: tuple[tuple[int, ...], ...]
    beliefs: tuple[tuple[float, ...], ...]


def prune(problem: Problem) -> Pruned | None:
    """The problem without what is next to impossible; None where it is small enough as it is."""
    if len(problem.variables) <= SMALL:
        return None
    messages = SumMessages(problem)
    for _ in range(ROUNDS):
        messages.round()
    return _pruned(problem, messages.beliefs())


def _pruned(problem: Problem, beliefs: Sequence[Floats]) -> Pruned:
    kept = [_kept(belief) for belief in beliefs]
    free = [index for index, symbols in enumerate(kept) if len(symbols) > 1]
    place = {variable: index for index, variable in enumerate(free)}
    variables = tuple(Variable(tuple(problem.variables[v].symbols[s] for s in kept[v])) for v in free)
    sums = (_without_fixed(check, problem, place, kept) for check in problem.sums)
    small = replace(problem, variables=variables, sums=tuple(check for check in sums if check is not None))
    numbers = tuple(place.get(variable) for variable in range(len(problem.variables)))
    return Pruned(small, numbers, tuple(kept), tuple(tuple(belief.tolist()) for belief in beliefs))


def _kept(belief: Floats) -> tuple[int, ...]:
    best = int(belief.argmax())
    if belief[best] > SURE:
        return (best,)
    return tuple(int(symbol) for symbol in range(len(belief)) if belief[symbol] >= IMPOSSIBLE)


def _without_fixed(
    check: SumCheck, problem: Problem, place: dict[int, int], kept: Sequence[tuple[int, ...]]
) -> SumCheck | None:
    """The sum with fixed cells as constants; None if one of them is unknown or nothing is left."""
    start, parts = check.start, []
    for variable, factor in check.parts:
        if variable in place:
            parts.append((place[variable], factor))
            continue
        amount = problem.variables[variable].symbols[kept[variable][0]].amount
        if amount is None:
            return None
        start += factor * amount
    return replace(check, start=start, parts=tuple(parts)) if parts else None


def by_beliefs(pruned: Pruned) -> Solution:
    """The beliefs as the solution."""
    logs = tuple(tuple(math.log(max(share, 1e-300)) for share in belief) for belief in pruned.beliefs)
    best = tuple(max(range(len(own)), key=lambda symbol: (own[symbol], -symbol)) for own in logs)
    return Solution(best, logs, logs, exact=False)


def restore(pruned: Pruned, solution: Solution) -> Solution:
    """The solution of the small problem in terms of the large one; fixed cells keep their beliefs."""
    best, posterior, peaks = [], [], []
    for variable, belief in enumerate(pruned.beliefs):
        number, kept = pruned.place[variable], pruned.kept[variable]
        logs = [math.log(max(share, 1e-300)) for share in belief]
        if number is None:
            best.append(kept[0])
            posterior.append(tuple(logs))
            peaks.append(tuple(logs))
            continue
        own, top = list(logs), [log + min(solution.peaks[number]) for log in logs]
        left = math.log1p(-sum(share for symbol, share in enumerate(belief) if symbol not in kept))
        for symbol, share, peak in zip(kept, solution.posterior[number], solution.peaks[number], strict=True):
            own[symbol], top[symbol] = share + left, peak
        best.append(kept[solution.best[number]])
        posterior.append(tuple(own))
        peaks.append(tuple(top))
    return Solution(tuple(best), tuple(posterior), tuple(peaks), exact=False)
