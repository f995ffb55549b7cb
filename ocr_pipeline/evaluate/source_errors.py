"""Slips that bodies make when they fill in such tables, made on purpose in tables that add up."""

from __future__ import annotations

import random
from collections.abc import Callable

from ocr_pipeline.evaluate.value_tables import Numbers, misread
from ocr_pipeline.model.bound import Address

Slip = Callable[[Numbers, random.Random], Numbers]


def one_number(numbers: Numbers, chance: random.Random) -> Numbers:
    """One cell holds another number."""
    cell = chance.choice(sorted(numbers))
    text = str(numbers[cell])
    return numbers | {cell: int(misread(text, chance))}


def other_column(numbers: Numbers, chance: random.Random) -> Numbers:
    """A value stands under another applicant."""
    filled = sorted(cell for cell, number in numbers.items() if number and _is_body(cell))
    if not filled:
        return one_number(numbers, chance)
    cell = chance.choice(filled)
    others = [c for c in sorted(numbers) if c.row == cell.row and c.table == cell.table and c != cell and _is_body(c)]
    empty = [other for other in others if numbers[other] != numbers[cell]]
    if not empty:
        return one_number(numbers, chance)
    other = chance.choice(empty)
    return numbers | {cell: numbers[other], other: numbers[cell]}


def empty_total(numbers: Numbers, chance: random.Random) -> Numbers:
    """A total is printed 0 above parts that are not."""
    totals = sorted(c for c, number in numbers.items() if number and c.table == "requests" and c.column == "total")
    return numbers | {chance.choice(totals): 0} if totals else one_number(numbers, chance)


def shifted_row(numbers: Numbers, chance: random.Random) -> Numbers:
    """The numbers of a row stand one column too far right."""
    rows = sorted({c.row for c, n in numbers.items() if n and c.table == "requests" and _is_body(c)})
    if not rows:
        return one_number(numbers, chance)
    row = chance.choice(rows)
    cells = [cell for cell in numbers if cell.table == "requests" and cell.row == row]
    moved = [0, *(numbers[cell] for cell in cells[:-1])]
    return numbers | dict(zip(cells, moved, strict=True))


SLIPS: tuple[Slip, ...] = (one_number, other_column, empty_total, shifted_row)


def _is_body(cell: Address) -> bool:
    return cell.table == "requests" and cell.column != "total"
