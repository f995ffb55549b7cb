"""How one office prints numbers: noughts, changes with their sign, amounts with their unit; numbers -> texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from ocr_pipeline.evaluate.synthesis.printed_tables import Field
from ocr_pipeline.evaluate.synthesis.random_values import Numbers, pick

Printed = dict[Field, str | None]


@dataclass(frozen=True, slots=True)
class PrintingHabits:
    """The habits of one report; templates hold `{n}`."""

    zeros: str
    dash: str
    positive: str
    negative: str
    money: str
    money_header: str
    decimals: int


def draw_habits(spec: Mapping[str, Any], random: np.random.Generator) -> PrintingHabits:
    """Return how a report prints its numbers."""
    _, positive, negative = spec["changes"][pick(spec["changes"], random)]
    _, money, header, decimals = spec["money"][pick(spec["money"], random)]
    marks = spec["dash_marks"]
    dash = marks[int(random.integers(len(marks)))]
    return PrintingHabits(pick(spec["zeros"], random), dash, positive, negative, money, header, decimals)


def print_numbers(numbers: Numbers, habits: PrintingHabits, random: np.random.Generator) -> Printed:
    """Return what stands in each cell; None is an empty cell."""
    sparse = float(random.uniform(0.01, 0.2))
    printed: Printed = {}
    for field, value in numbers.items():
        if value == 0 and _hidden(field, habits.zeros, sparse, random):
            printed[field] = habits.dash if habits.zeros == "dash" else None
        else:
            printed[field] = print_number(field, value, habits)
    return printed


def _hidden(field: Field, zeros: str, sparse: float, random: np.random.Generator) -> bool:
    """Tell whether a nought is not printed as 0."""
    lot = random.random()  # drawn for every cell: one cell's habit does not move another's
    table, row, column = field
    if zeros == "blank_organisations":
        return table == "requests" and column not in ("natural_person", "total")
    if zeros == "blank_here_and_there":
        return bool(lot < sparse) and not column.endswith("total") and row != "processed_total"
    if zeros == "dash":
        return table == "active_disclosure" or bool(lot < sparse)
    return zeros == "blank_everywhere"


def print_number(field: Field, value: Decimal, habits: PrintingHabits) -> str:
    """Return a number as it stands in its cell."""
    _, row, column = field
    if column == "change" and value != 0:
        return (habits.positive if value > 0 else habits.negative).format(n=abs(int(value)))
    if column != "amount":
        return str(int(value))
    if row == "fees":  # its unit stands in the official header
        return plain(value)
    return habits.money.format(n=plain(round(value, habits.decimals)))


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and without needless noughts after the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_truth(printed: Printed) -> dict[str, dict[str, dict[str, str | None]]]:
    """Return printed texts nested by table, row and column, normalised as results are (NFKC, no white space)."""
    tables: dict[str, dict[str, dict[str, str | None]]] = {}
    for (table, row, column), text in printed.items():
        kept = None if text is None else "".join(unicodedata.normalize("NFKC", text).split())
        tables.setdefault(table, {}).setdefault(row, {})[column] = kept
    return tables


def as_values(printed: Printed) -> dict[str, dict[str, dict[str, str | None]]]:
    """Return printed texts nested by table, row and column, exactly as they go to paper."""
    tables: dict[str, dict[str, dict[str, str | None]]] = {}
    for (table, row, column), text in printed.items():
        tables.setdefault(table, {}).setdefault(row, {})[column] = text
    return tables
