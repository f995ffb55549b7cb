"""The arithmetic of one report as a problem over whole numbers: cells in doubt, and the sums that tie them.

Log-weights are natural logarithms. A sum that closes weighs 0, one that is broken ``log_broken``; an unknown one is not
checked. Weights are relative to every sum closing, so what cannot be checked pays for the evidence it does not give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symbol:
    """One thing a cell may say: its amount, its log-weight, and which of the cell's alternatives it is (-1: none).

    Without an amount it takes the sums of its cell out of checking.
    """

    amount: int | None
    weight: float
    alternative: int = -1


@dataclass(frozen=True, slots=True)
class Variable:
    """A cell in doubt: its symbols, best first by the pixels."""

    symbols: tuple[Symbol, ...]


@dataclass(frozen=True, slots=True)
class SumCheck:
    """A sum that should be 0: ``start`` from the certain cells plus factor times variable over ``parts``."""

    start: int
    parts: tuple[tuple[int, int], ...]
    log_broken: float
    tolerance: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Variables, sums over them, and the differences by which sums of certain cells are broken already.

    ``log_echo`` is what one more sum costs that is broken by a difference which has occurred before.
    """

    variables: tuple[Variable, ...]
    sums: tuple[SumCheck, ...]
    differences: tuple[int, ...]
    log_echo: float


@dataclass(frozen=True, slots=True)
class Solution:
    """Per variable: the symbol of the best assignment, and per symbol log-probability and log-max-marginal.

    ``exact`` is False where states had to be dropped.
    """

    best: tuple[int, ...]
    posterior: tuple[tuple[float, ...], ...]
    peaks: tuple[tuple[float, ...], ...]
    exact: bool


def components(sums: Sequence[SumCheck], count: int) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Variables and sums in groups that share nothing with each other; variables without a sum are alone."""
    parent = list(range(count))

    def root(variable: int) -> int:
        while parent[variable] != variable:
            parent[variable] = parent[parent[variable]]
            variable = parent[variable]
        return variable

    for check in sums:
        roots = [root(variable) for variable, _ in check.parts]
        for other in roots[1:]:
            parent[root(other)] = root(roots[0])
    groups: dict[int, tuple[list[int], list[int]]] = {}
    for variable in range(count):
        groups.setdefault(root(variable), ([], []))[0].append(variable)
    for index, check in enumerate(sums):
        if check.parts:
            groups[root(check.parts[0][0])][1].append(index)
    return tuple((tuple(variables), tuple(own)) for variables, own in groups.values())


def part(problem: Problem, variables: Sequence[int], own: Sequence[int]) -> Problem:
    """The problem over some of its variables and sums, renumbered in the given order."""
    place: Mapping[int, int] = {variable: index for index, variable in enumerate(variables)}
    sums = tuple(
        SumCheck(check.start, tuple((place[v], factor) for v, factor in check.parts), check.log_broken, check.tolerance)
        for check in (problem.sums[index] for index in own)
    )
    return Problem(tuple(problem.variables[v] for v in variables), sums, problem.differences, problem.log_echo)
