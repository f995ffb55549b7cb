"""Why a sum does not hold: which one cell explains it, and the classic slips of those who fill in such tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ocr_pipeline.model.bound import Address
from ocr_pipeline.schema.instances import Instance
from ocr_pipeline.schema.rule_types import Scope
from ocr_pipeline.schema.types import Quantity, TableSpec
from ocr_pipeline.schema.verdict import Check, Verdict

Amounts = Mapping[Address, Decimal | None]
"""What every cell counts for, blanks as 0; None: unknown."""


@dataclass(frozen=True, slots=True)
class Culprit:
    """The one cell that explains a broken sum, and what it would have to be."""

    cell: Address
    needed: Decimal


class Explainer:
    """Explains broken sums of one report."""

    def __init__(self, checks: Sequence[Check], amounts: Amounts, tables: Mapping[str, TableSpec]) -> None:
        self._checks = checks
        self._amounts = amounts
        self._tables = tables
        self._of: dict[Address, list[Check]] = {}
        for check in checks:
            for address in check.instance.cells:
                self._of.setdefault(address, []).append(check)

    def culprit(self, check: Check) -> Culprit | None:
        """The only cell whose change makes this sum and all others it stands in hold; None if none or several."""
        found = [culprit for cell in check.instance.cells if (culprit := self._culprit(cell)) is not None]
        located = [culprit for culprit in found if len(self._of[culprit.cell]) > 1]
        return located[0] if len(located) == 1 else found[0] if len(found) == 1 else None

    def needed(self, check: Check, cell: Address) -> Decimal | None:
        """What a cell would have to be for a sum to hold; None if nothing tells."""
        difference, factor = self._difference(check.instance), _factor(check.instance, cell)
        amount = self._amounts[cell]
        if difference is None or amount is None or not factor:
            return None
        return amount - difference / factor

    def counterpart(self, check: Check) -> Instance | None:
        """Where the same rule fails by the opposite difference: the same cases booked under another column."""
        own = check.difference
        if not own or check.instance.rule.scope is not Scope.EVERY_COLUMN:
            return None
        others = [
            other.instance
            for other in self._checks
            if other.instance.rule == check.instance.rule
            and other.instance.at != check.instance.at
            and other.if_blank_is_zero is Verdict.FAIL
            and other.difference == -own
        ]
        return others[0] if len(others) == 1 else None

    def empty_total(self, check: Check) -> Address | None:
        """The total that is 0 or blank although its parts are not."""
        for side, other in ((check.instance.left, check.right), (check.instance.right, check.left)):
            if len(side.parts) == 1 and not side.constant and other and not self._amounts[side.parts[0].cell]:
                return side.parts[0].cell
        return None

    def shifted(self, check: Check) -> str | None:
        """The row that, moved by one column, makes every column of this rule hold where two or more fail now."""
        rule = check.instance.rule
        if rule.scope is not Scope.EVERY_COLUMN:
            return None
        family = [other for other in self._checks if other.instance.rule == rule]
        if sum(other.if_blank_is_zero is Verdict.FAIL for other in family) < 2:
            return None
        rows = [row.key for row in self._tables[rule.table].blocks[0].rows]
        for row in rows:
            if any(self._holds_moved(family, row, step) for step in (1, -1)):
                return row
        return None

    def _culprit(self, cell: Address) -> Culprit | None:
        needs = [self.needed(check, cell) for check in self._of[cell] if self._difference(check.instance) is not None]
        first = needs[0] if needs else None
        if first is None or any(need != first for need in needs) or first == self._amounts[cell]:
            return None
        column = self._tables[cell.table].column(cell.row, cell.column)
        if column.quantity is Quantity.COUNT and (first < 0 or first != first.to_integral_value()):
            return None
        return Culprit(cell, first)

    def _difference(self, instance: Instance) -> Decimal | None:
        total = Decimal(instance.left.constant - instance.right.constant)
        for address, factor in _factors(instance):
            amount = self._amounts[address]
            if amount is None:
                return None
            total += factor * amount
        return total

    def _holds_moved(self, family: Sequence[Check], row: str, step: int) -> bool:
        """Whether all columns hold with a row moved; the column it leaves empty may hold anything."""
        columns = [column.key for column in self._tables[family[0].instance.rule.table].block(row).columns]
        moved = False
        for check in family:
            cell = Address(check.instance.rule.table, row, check.instance.at)
            factor = _factor(check.instance, cell)
            place = columns.index(check.instance.at) - step
            difference = self._difference(check.instance)
            if not factor or difference is None:
                return False
            if not 0 <= place < len(columns):
                continue
            now, then = self._amounts[cell], self._amounts[Address(cell.table, row, columns[place])]
            if now is None or then is None or difference + factor * (then - now):
                return False
            moved |= then != now
        return moved


def _factors(instance: Instance) -> list[tuple[Address, int]]:
    left = [(part.cell, part.factor) for part in instance.left.parts]
    return left + [(part.cell, -part.factor) for part in instance.right.parts]


def _factor(instance: Instance, cell: Address) -> int:
    return dict(_factors(instance)).get(cell, 0)
