"""The sums of one report in whole numbers: which cells they tie with which factors, and what is left of them.

Amounts are scaled to a common unit of ten to the minus ``scale``. A ``Tally`` holds the sums for one way to take the
cells, so that what a single cell would have to say is found at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ocr_pipeline.model.bound import Address, BoundCell
from ocr_pipeline.schema.instances import Instance
from ocr_pipeline.stages.amounts import AmountReader

LARGEST = 10**14
"""Scaled amounts beyond this are not computed with; the sums they stand in are not checked."""

MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Tie:
    """One sum that should be 0: a constant plus factor times cell over ``parts``.

    ``breaks`` are the prior odds that the report itself breaks it.
    """

    constant: int
    parts: tuple[tuple[Address, int], ...]
    breaks: float
    tolerance: int


class Ties:
    """All sums of a report, the amounts of all alternatives of their cells, and which sums a cell stands in."""

    def __init__(self, cells: Mapping[Address, BoundCell], checks: Sequence[Instance], amounts: AmountReader) -> None:
        numbers = {
            address: [amounts.amount(address, alternative.value).number for alternative in cells[address].alternatives]
            for address in dict.fromkeys(address for check in checks for address in check.cells)
        }
        self.cells = cells
        self.scale = _decimals([number for own in numbers.values() for number in own if number])
        self.amounts = {address: tuple(_scaled(n, self.scale) for n in own) for address, own in numbers.items()}
        self.all = tuple(_tie(check, self.scale) for check in checks)
        self.of: dict[Address, list[tuple[int, int]]] = {}
        for index, tie in enumerate(self.all):
            for address, factor in tie.parts:
                self.of.setdefault(address, []).append((index, factor))

    def number(self, amount: int) -> Decimal:
        """The number of a scaled amount."""
        return Decimal(amount).scaleb(-self.scale)

    def plausible(self, amount: int) -> bool:
        """Whether a count could be that amount: whole, not negative, not absurd."""
        return 0 <= amount <= LARGEST and amount % int(10**self.scale) == 0


def _tie(check: Instance, scale: int) -> Tie:
    unit = int(10**scale)
    left = [(part.cell, part.factor) for part in check.left.parts]
    right = [(part.cell, -part.factor) for part in check.right.parts]
    constant = (check.left.constant - check.right.constant) * unit
    odds = check.rule.breaks / (1 - check.rule.breaks)
    return Tie(constant, (*left, *right), odds, int(check.rule.tolerance * unit))


def _decimals(numbers: Sequence[Decimal]) -> int:
    exponents = [number.normalize().as_tuple().exponent for number in numbers]
    return min(max((-e for e in exponents if isinstance(e, int) and e < 0), default=0), MOST_DECIMALS)


def _scaled(number: Decimal | None, scale: int) -> int | None:
    if number is None or abs(number) > LARGEST:
        return None
    amount = int(number.scaleb(scale))
    return amount if abs(amount) <= LARGEST else None


class Tally:
    """The sums with every cell taken for one of its alternatives (the first if nothing is said)."""

    def __init__(self, ties: Ties, taken: Mapping[Address, int]) -> None:
        self._ties = ties
        self._amount = {address: own[taken.get(address, 0)] for address, own in ties.amounts.items()}
        self._total, self._unknown = [], []
        for tie in ties.all:
            known = [(self._amount[address], factor) for address, factor in tie.parts]
            self._total.append(tie.constant + sum(a * factor for a, factor in known if a is not None))
            self._unknown.append(sum(a is None for a, _ in known))

    def asked(self, index: int, address: Address, factor: int) -> int | None:
        """The amount with which a sum closes; None if another cell is unknown or no whole amount does."""
        own = self._amount[address]
        if self._unknown[index] - (own is None):
            return None
        rest = self._total[index] - (0 if own is None else factor * own)
        return -rest // factor if rest % factor == 0 else None
