"""What the sums say about one cell when the others are taken as they are: for cells that the pixels make clear.

Such a cell is never changed; but closing sums confirm it, and a broken sum that another of its readings would close
makes it less certain, for a person to look at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr_pipeline.model.bound import Address, BoundCell
from ocr_pipeline.schema.rule_types import Arithmetic
from ocr_pipeline.stages.pose_sums import unlisted_share
from ocr_pipeline.stages.sum_ties import Tally, Ties


@dataclass(frozen=True, slots=True)
class CellWeights:
    """Log-weights of a cell's alternatives, of amounts that only its sums ask for together, and of any other value."""

    listed: tuple[float, ...]
    derived: float
    other: float


@dataclass(frozen=True, slots=True)
class _Ask:
    """What one sum asks of a cell: the amount, how firm the other cells are, the prior that the report breaks it."""

    amount: int
    factor: int
    firm: float
    breaks: float


class SingleCell:
    """Weighs single cells of one report, the others taken as given and as sure as given."""

    def __init__(
        self, ties: Ties, given: Arithmetic, taken: Mapping[Address, int], sure: Mapping[Address, float]
    ) -> None:
        self._ties = ties
        self._given = given
        self._tally = Tally(ties, taken)
        self._sure = sure
        self._log_firm = [sum(_log(sure[address]) for address, _ in tie.parts) for tie in ties.all]

    def weigh(self, cell: BoundCell) -> CellWeights:
        """The weights of all that the cell may say."""
        asks, amounts = self._asks(cell.address), self._ties.amounts[cell.address]
        listed = tuple(
            _log(alternative.probability) + self._fit(amount, asks)
            for alternative, amount in zip(cell.alternatives, amounts, strict=True)
        )
        rest = math.log(unlisted_share(cell, sum(alternative.probability for alternative in cell.alternatives)))
        asked = {ask.amount for ask in asks if self._ties.plausible(ask.amount) and ask.amount not in amounts}
        share = rest + math.log(self._given.coincidence)
        derived = [share + self._fit(amount, asks) for amount in sorted(asked)]
        return CellWeights(listed, log_sum(derived), rest + self._misfit(asks))

    def _asks(self, address: Address) -> list[_Ask]:
        found = []
        for index, factor in self._ties.of[address]:
            amount = self._tally.asked(index, address, factor)
            if amount is not None:
                firm = math.exp(self._log_firm[index] - _log(self._sure[address])) if self._sure[address] else 0.0
                found.append(_Ask(amount, factor, firm, self._ties.all[index].breaks))
        return found

    def _fit(self, amount: int | None, asks: Sequence[_Ask]) -> float:
        """The log-weight of an amount by the sums of its cell."""
        m, total, seen = self._given.coincidence, 0.0, set()
        if amount is None:
            return sum(_log(self._given.zero_share if ask.amount == 0 else m) for ask in asks)
        for ask in asks:
            size = abs(ask.factor * (amount - ask.amount))
            weight = 1.0 if size == 0 else self._given.echo if size in seen else ask.breaks * m
            seen.add(size)
            total += _log(ask.firm * weight + (1 - ask.firm) * m)
        return total

    def _misfit(self, asks: Sequence[_Ask]) -> float:
        """The log-weight of a value that closes none of the sums."""
        m, total = self._given.coincidence, 0.0
        for number, ask in enumerate(asks):
            weight = self._given.echo if number else ask.breaks * m
            total += _log(ask.firm * weight + (1 - ask.firm) * m)
        return total


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def log_sum(values: Sequence[float]) -> float:
    """Log of the sum of exponentials; -inf of nothing."""
    top = max(values, default=-math.inf)
    return top + math.log(sum(math.exp(value - top) for value in values)) if top > -math.inf else top
