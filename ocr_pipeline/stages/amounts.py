"""What a value counts for in sums: its number, 0 for a blank that stands for 0, or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ocr_pipeline.model.bound import Address, Value, ValueState
from ocr_pipeline.schema.instances import Instance, UnknownName, instances
from ocr_pipeline.schema.rule_types import RuleKind
from ocr_pipeline.schema.types import Characters, ReportSchema, TableSpec
from ocr_pipeline.schema.verdict import Amount

_NO_INK = (ValueState.BLANK, ValueState.DASH)


class AmountReader:
    """Values -> amounts, for the given edition of each table."""

    def __init__(self, tables: Mapping[str, TableSpec], characters: Characters) -> None:
        self._specs = tables
        self._worth = {unit.name: unit.worth for unit in characters.units}

    def amount(self, address: Address, value: Value) -> Amount:
        """The amount of a value in a field; money in the smallest unit, unknown without a unit."""
        spec = self._specs[address.table]
        if value.state in _NO_INK:
            return Amount(Decimal(0) if spec.blank_is_zero(address.row, address.column) else None, blank=True)
        if value.number is None:
            return Amount(None)
        column = spec.column(address.row, address.column)
        if not column.quantity.is_money:
            return Amount(value.number)
        worth = self._worth.get(value.unit or column.unit or "")
        return Amount(None if worth is None and value.number else value.number * (worth or 1))

    def unit(self, address: Address, value: Value) -> str | None:
        """The unit of money that a value of a field is given in; None for what is no money."""
        column = self._specs[address.table].column(address.row, address.column)
        return (value.unit or column.unit) if column.quantity.is_money else None

    def in_unit(self, number: Decimal, unit: str | None) -> Decimal:
        """An amount in a unit of money instead of the smallest one."""
        return number / self._worth.get(unit or "", 1)


def rule_instances(schema: ReportSchema, tables: Mapping[str, TableSpec], *kinds: RuleKind) -> tuple[Instance, ...]:
    """The instances of all rules of the given kinds within one report, for the given edition of each table.

    A rule over several tables whose editions do not go together has none.
    """
    found: list[Instance] = []
    for rule in schema.rules:
        if rule.kind in kinds and rule.formula.alone:
            try:
                found += instances(rule, tables)
            except UnknownName:
                continue
    return tuple(found)
