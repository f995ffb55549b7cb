"""The sums of a report -> the problem of ``sum_problem``: cells in doubt, what they may say, what ties them.

Weights follow Bayes' rule relative to every sum closing. Let m be how often a wrong value closes a sum by chance. A sum
that cannot be checked has not shown that it closes: it weighs m. A sum the report breaks itself weighs ``breaks`` times
m; one more sum broken by the same difference weighs ``echo``, for one slip shows in two sums.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr_pipeline.model.bound import Address, BoundCell, ValueState
from ocr_pipeline.schema.rule_types import Arithmetic
from ocr_pipeline.stages.sum_problem import Problem, SumCheck, Symbol, Variable
from ocr_pipeline.stages.sum_ties import Tally, Tie, Ties

LEAST_REST = 0.02
"""At least this share of what the best alternative leaves is kept for a value that is not listed."""

MOST_ALTERNATIVES = 6
"""Alternatives weighed per cell; what the others hold counts as unlisted."""


@dataclass(frozen=True, slots=True)
class Posed:
    """The problem and its cells in order of the variables."""

    problem: Problem
    cells: tuple[Address, ...]


def in_doubt(cell: BoundCell, given: Arithmetic) -> bool:
    """Whether the pixels leave open what a found cell says."""
    best = cell.alternatives[0]
    if best.value.state is ValueState.ABSENT:
        return False
    return best.value.state is ValueState.UNREADABLE or best.probability < given.clear


def unlisted_share(cell: BoundCell, listed: float) -> float:
    """Probability that a cell says something else than the alternatives that together hold ``listed``."""
    return max(1 - listed, LEAST_REST * (1 - cell.alternatives[0].probability), 1e-9)


def pose(ties: Ties, given: Arithmetic, taken: Mapping[Address, int]) -> Posed:
    """The problem over the cells in doubt; sums may ask for amounts that close them with the others as ``taken``."""
    doubtful = [address for address in ties.of if in_doubt(ties.cells[address], given)]
    place = {address: index for index, address in enumerate(doubtful)}
    speller = _Speller(ties, given, Tally(ties, taken))
    variables = tuple(speller.variable(address) for address in doubtful)
    sums, differences = [], set()
    for tie in ties.all:
        posed = _sum(tie, place, ties, given)
        if posed is None:
            continue
        if posed.parts:
            sums.append(posed)
        elif abs(posed.start) > posed.tolerance:
            differences.add(abs(posed.start))
    problem = Problem(variables, tuple(sums), tuple(sorted(differences)), math.log(given.echo))
    return Posed(problem, tuple(doubtful))


def _sum(tie: Tie, place: Mapping[Address, int], ties: Ties, given: Arithmetic) -> SumCheck | None:
    """The sum over the cells in doubt; None if a certain cell is unknown."""
    start, parts = tie.constant, []
    for address, factor in tie.parts:
        if address in place:
            parts.append((place[address], factor))
            continue
        amount = ties.amounts[address][0]
        if amount is None:
            return None
        start += factor * amount
    return SumCheck(start, tuple(parts), math.log(tie.breaks * given.coincidence), tie.tolerance)


class _Speller:
    """Spells out what a cell may say."""

    def __init__(self, ties: Ties, given: Arithmetic, tally: Tally) -> None:
        self._ties = ties
        self._given = given
        self._tally = tally

    def variable(self, address: Address) -> Variable:
        cell, amounts = self._ties.cells[address], self._ties.amounts[address]
        asked = [self._tally.asked(index, address, factor) for index, factor in self._ties.of[address]]
        floor = self._least(cell)
        symbols, listed = [], 0.0
        for index, alternative in enumerate(cell.alternatives[:MOST_ALTERNATIVES]):
            share = alternative.probability
            if alternative.value.state is ValueState.UNREADABLE or share <= 0 or share < floor:
                continue
            listed += share
            unchecked = self._unchecked(asked) if amounts[index] is None else 0.0
            symbols.append(Symbol(amounts[index], math.log(share) + unchecked, index))
        rest = math.log(unlisted_share(cell, listed))
        offered = {symbol.amount for symbol in symbols}
        for amount in dict.fromkeys(asked):
            if amount is not None and amount not in offered and self._ties.plausible(amount):
                symbols.append(Symbol(amount, rest + math.log(self._given.coincidence)))
        symbols.append(Symbol(None, rest + self._unlisted(address)))
        return Variable(tuple(symbols))

    def _least(self, cell: BoundCell) -> float:
        """The least probability of a reading that the pixels allow."""
        best = cell.alternatives[0]
        if best.value.state is ValueState.UNREADABLE:
            return self._given.support
        return best.probability * self._given.excluded

    def _unchecked(self, asked: Sequence[int | None]) -> float:
        """The weight of taking the sums of a cell out of checking: the chance that they would have closed anyway.

        Where a sum asks for 0 that chance is large, for most cells of such tables are 0. Sums that another cell takes
        out of checking cost nothing more.
        """
        given, known = self._given, [amount for amount in asked if amount is not None]
        return sum(math.log(given.zero_share if amount == 0 else given.coincidence) for amount in known)

    def _unlisted(self, address: Address) -> float:
        """The weight of a value neither listed nor asked for: it breaks its sums, unless other cells give way."""
        m = self._given.coincidence
        own = [self._ties.all[index] for index, _ in self._ties.of[address]]
        slip = max(math.log(tie.breaks * m) for tie in own) + (len(own) - 1) * math.log(self._given.echo)
        loose = sum(math.log(m * min(1.0, tie.breaks + self._play(tie, address))) for tie in own)
        return max(slip, loose)

    def _play(self, tie: Tie, without: Address) -> float:
        """Probability that another cell of a sum does not say what the pixels favour."""
        cells = self._ties.cells
        return 1 - math.prod(cells[other].alternatives[0].probability for other, _ in tie.parts if other != without)
