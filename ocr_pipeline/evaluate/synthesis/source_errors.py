"""Mistakes that offices make in print, put in on purpose and recorded: a wrong total, a value in the wrong column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ocr_pipeline.evaluate.synthesis.printed_tables import Field
from ocr_pipeline.evaluate.synthesis.random_values import Numbers


@dataclass(frozen=True, slots=True)
class SourceError:
    """One number that was changed: what would be right and what is printed."""

    kind: str
    field: Field
    right: Decimal
    printed: Decimal


def make_mistake(numbers: Numbers, random: np.random.Generator) -> tuple[Numbers, tuple[SourceError, ...]]:
    """Return the numbers with one mistake of a drawn kind, and what was changed; none where the kind has no place."""
    kinds: tuple[tuple[str, Callable[[Numbers, np.random.Generator], Numbers]], ...] = (
        ("wrong_total", _wrong_total),
        ("zero_total", _zero_total),
        ("other_column", _other_column),
        ("unbalanced", _unbalanced),
        ("digits_swapped", _digits_swapped),
    )
    name, change = kinds[int(random.integers(len(kinds)))]
    changed = change(numbers, random)
    errors = tuple(
        SourceError(name, field, numbers[field], value) for field, value in changed.items() if value != numbers[field]
    )
    return {**numbers, **changed}, errors


def _one(fields: list[Field], random: np.random.Generator) -> Field | None:
    return fields[int(random.integers(len(fields)))] if fields else None


def _totals(numbers: Numbers) -> list[Field]:
    return [
        field
        for field, value in numbers.items()
        if field[2].endswith("total") and field[0] != "active_disclosure" and value
    ]


def _wrong_total(numbers: Numbers, random: np.random.Generator) -> Numbers:
    field = _one(_totals(numbers), random)
    if field is None:
        return {}
    step = Decimal(int(random.choice([-10, -2, -1, 1, 2, 10])))
    return {field: max(Decimal(0), numbers[field] + step)}


def _zero_total(numbers: Numbers, random: np.random.Generator) -> Numbers:
    field = _one(_totals(numbers), random)
    return {} if field is None else {field: Decimal(0)}


def _other_column(numbers: Numbers, random: np.random.Generator) -> Numbers:
    """Book what belongs to natural persons under enterprises, in one row."""
    rows = [f for f, value in numbers.items() if f[0] == "requests" and f[2] == "natural_person" and value]
    field = _one(rows, random)
    if field is None:
        return {}
    beside = ("requests", field[1], "enterprise")
    return {field: numbers[beside], beside: numbers[field]}


def _unbalanced(numbers: Numbers, random: np.random.Generator) -> Numbers:
    """Carry applications over to next year that were dealt with."""
    extra = Decimal(int(random.integers(1, 9)))
    fields: list[Field] = [("requests", "carried_out", "natural_person"), ("requests", "carried_out", "total")]
    return {field: numbers[field] + extra for field in fields}


def _digits_swapped(numbers: Numbers, random: np.random.Generator) -> Numbers:
    fields = [f for f, value in numbers.items() if f[0] != "active_disclosure" and value >= 12]
    field = _one(fields, random)
    if field is None:
        return {}
    text = str(int(numbers[field]))
    return {field: Decimal(text[:-2] + text[-1] + text[-2])}
