"""Three-valued evaluation of rule instances: they pass, fail, or cannot be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ocr_pipeline.schema.instances import Instance, Part, Sum
from ocr_pipeline.schema.rule_types import Relation


class Verdict(StrEnum):
    """What became of a rule at one place."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell's number for arithmetic: None if unknown. ``blank`` tells a cell without ink, whatever that stands for."""

    number: Decimal | None
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A rule instance and its verdict.

    ``left`` and ``right`` are the two sides where they are known. ``if_blank_is_zero`` is the verdict if every blank
    cell stood for 0, then with ``left`` and ``right`` under that assumption.
    """

    instance: Instance
    verdict: Verdict
    if_blank_is_zero: Verdict
    left: Decimal | None
    right: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Left less right."""
        return None if self.left is None or self.right is None else self.left - self.right


def evaluate(instance: Instance, amount: Callable[[Part], Amount]) -> Check:
    """The verdict on an instance, given each cell's amount."""
    left, right = (_total(side, amount, blank_counts=False) for side in (instance.left, instance.right))
    verdict = _verdict(instance, left, right)
    if verdict is not Verdict.UNKNOWN:
        return Check(instance, verdict, verdict, left, right)
    left, right = (_total(side, amount, blank_counts=True) for side in (instance.left, instance.right))
    return Check(instance, verdict, _verdict(instance, left, right), left, right)


def _total(side: Sum, amount: Callable[[Part], Amount], *, blank_counts: bool) -> Decimal | None:
    total = Decimal(side.constant)
    for part in side.parts:
        held = amount(part)
        number = Decimal(0) if held.number is None and held.blank and blank_counts else held.number
        if number is None:
            return None
        total += part.factor * number
    return total


def _verdict(instance: Instance, left: Decimal | None, right: Decimal | None) -> Verdict:
    if left is None or right is None:
        return Verdict.UNKNOWN
    tolerance = instance.rule.tolerance
    difference = left - right
    holds = {
        Relation.EQUAL: abs(difference) <= tolerance,
        Relation.AT_MOST: difference <= tolerance,
        Relation.AT_LEAST: -difference <= tolerance,
    }
    return Verdict.PASS if holds[instance.rule.formula.relation] else Verdict.FAIL
