"""From log-weights to each cell's choice, posterior and margin."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from ocr_pipeline.model.bound import Address, BoundCell, ValueState
from ocr_pipeline.schema.rule_types import Arithmetic
from ocr_pipeline.stages.pose_sums import Posed, pose
from ocr_pipeline.stages.prune_symbols import LARGE, by_beliefs, prune, restore
from ocr_pipeline.stages.single_cell import SingleCell, log_sum
from ocr_pipeline.stages.sum_problem import Problem, Solution, Variable, components, part
from ocr_pipeline.stages.sum_ties import Ties
from ocr_pipeline.stages.sum_trellis import solve

ROUNDS = 2
"""Rounds of posing and solving: the second asks which amounts would close the sums of the first answer."""


SETTLED = 0.9
"""Probability from which the sums settle a cell that the pixels rather call unreadable."""

MANY = 60
"""With more cells in doubt one round must do: little is certain enough to ask anything of the others."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was chosen (the number of an alternative), the posterior of the alternatives, of amounts that only the sums
    propose, and the log-odds to the best assignment in which the cell differs.
    """

    chosen: int
    listed: tuple[float, ...]
    proposed: tuple[tuple[Decimal, float], ...]
    margin: float

    @property
    def sure(self) -> float:
        """Probability of what was chosen."""
        return self.listed[self.chosen]


def weigh_doubtful(ties: Ties, given: Arithmetic) -> dict[Address, Weighed]:
    """All cells of sums that the pixels leave open, weighed together."""
    taken: dict[Address, int] = {}
    weighed: dict[Address, Weighed] = {}
    for _ in range(ROUNDS):
        posed = pose(ties, given, taken)
        weighed = _weigh(posed, _solve(posed.problem), ties)
        chosen = {address: found.chosen for address, found in weighed.items()}
        unmoved = all(taken.get(address, 0) == number for address, number in chosen.items())
        if unmoved or len(chosen) > MANY:
            break
        taken = chosen
    return weighed


def _solve(problem: Problem) -> Solution:
    """The solution of a problem; a large one is first made smaller, and answered approximately if it stays large."""
    pruned = prune(problem)
    if pruned is None:
        return _solve_apart(problem)
    if len(pruned.problem.variables) > LARGE:
        return by_beliefs(pruned)
    return restore(pruned, _solve_apart(pruned.problem))


def _solve_apart(problem: Problem) -> Solution:
    """The solution, found for each group of cells that hang together."""
    found: dict[int, tuple[int, tuple[float, ...], tuple[float, ...]]] = {}
    exact = True
    for variables, sums in components(problem.sums, len(problem.variables)):
        solution = solve(part(problem, variables, sums))
        exact &= solution.exact
        own = zip(solution.best, solution.posterior, solution.peaks, strict=True)
        found |= dict(zip(variables, own, strict=True))
    rows = [found[variable] for variable in range(len(problem.variables))]
    return Solution(tuple(r[0] for r in rows), tuple(r[1] for r in rows), tuple(r[2] for r in rows), exact)


def _weigh(posed: Posed, solution: Solution, ties: Ties) -> dict[Address, Weighed]:
    found = {}
    for index, address in enumerate(posed.cells):
        answers = solution.best[index], solution.posterior[index], solution.peaks[index]
        found[address] = _weigh_one(ties.cells[address], posed.problem.variables[index], answers, ties)
    return found


def _weigh_one(
    cell: BoundCell, variable: Variable, answers: tuple[int, tuple[float, ...], tuple[float, ...]], ties: Ties
) -> Weighed:
    best, posterior, peaks = answers
    listed = [0.0] * len(cell.alternatives)
    proposed, rest = [], 0.0
    for symbol, log_probability in zip(variable.symbols, posterior, strict=True):
        probability = math.exp(log_probability)
        if symbol.alternative >= 0:
            listed[symbol.alternative] = probability
        elif symbol.amount is not None:
            proposed.append((ties.number(symbol.amount), probability))
        else:
            rest = probability
    chosen = _choose(cell, variable.symbols[best].alternative, listed)
    if cell.best.state is ValueState.UNREADABLE:
        listed[0] = rest
    same = [peak for symbol, peak in zip(variable.symbols, peaks, strict=True) if symbol.alternative == chosen]
    differ = [peak for symbol, peak in zip(variable.symbols, peaks, strict=True) if symbol.alternative != chosen]
    return Weighed(chosen, tuple(listed), tuple(proposed), _margin(same, differ))


def _choose(cell: BoundCell, best: int, listed: list[float]) -> int:
    """The best assignment's alternative; where that is none of the cell's own, the most probable of those that are.

    What cannot be read stays so unless the sums settle it: a figure of which little is seen would be told as printed.
    """
    if best >= 0 and (cell.best.state is not ValueState.UNREADABLE or listed[best] >= SETTLED):
        return best
    if cell.best.state is ValueState.UNREADABLE or not any(listed):
        return 0
    return max(range(len(listed)), key=lambda number: (listed[number], -number))


def _margin(same: list[float], differ: list[float]) -> float:
    least, most = max(same, default=-math.inf), max(differ, default=-math.inf)
    return least - most if math.isfinite(least) else 0.0


def weigh_alone(cell: BoundCell, single: SingleCell | None) -> Weighed:
    """A cell that is not in doubt, or stands in no sum (None): it keeps what the pixels favour."""
    if single is None:
        listed = tuple(alternative.probability for alternative in cell.alternatives)
        rest = max(0.0, 1 - sum(listed))
        return Weighed(0, listed, (), _margin([_log(listed[0])], [_log(p) for p in (*listed[1:], rest)]))
    weights = single.weigh(cell)
    differ = [*weights.listed[1:], weights.derived, weights.other]
    total = log_sum([weights.listed[0], *differ])
    listed = tuple(math.exp(weight - total) for weight in weights.listed)
    return Weighed(0, listed, (), _margin([weights.listed[0]], differ))


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf
