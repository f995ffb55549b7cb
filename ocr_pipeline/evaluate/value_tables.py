"""Random value tables that add up, and readings of them, to measure the arithmetic without a picture.

Shares of zeros and lengths of numbers are those of published reports: about two cells in three are 0, of the others
half have one digit, a third two, the rest three to five.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ocr_pipeline.model.bound import Address, Alternative, BoundCell, BoundTable, Value, ValueState
from ocr_pipeline.schema.types import TableSpec

Numbers = dict[Address, int]

MISREAD = {
    "0": "6893",
    "1": "74",
    "2": "73",
    "3": "852",
    "4": "91",
    "5": "683",
    "6": "058",
    "7": "12",
    "8": "036",
    "9": "043",
}
"""Digits that a digit is mistaken for."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How sure readings are: range of the top probability of clear cells, of doubtful ones, and the share of these.

    ``open_cells`` are doubtful in any case, ``wrong`` are misread with that top probability.
    """

    clear: tuple[float, float] = (0.9991, 0.99999)
    doubtful: tuple[float, float] = (0.5, 0.97)
    share: float = 0.03
    open_cells: frozenset[Address] = frozenset()
    wrong: Mapping[Address, float] = field(default_factory=dict)


def random_numbers(specs: Sequence[TableSpec], chance: random.Random) -> Numbers:
    """The numbers of ``requests`` and ``litigation`` of one report, every identity holding."""
    numbers: Numbers = {}
    for spec in specs:
        if spec.id == "requests":
            numbers |= _requests(spec, chance)
        elif spec.id == "litigation":
            numbers |= _litigation(spec, chance)
    return numbers


def _requests(spec: TableSpec, chance: random.Random) -> Numbers:
    rows = [row.key for row in spec.blocks[0].rows]
    columns = [column.key for column in spec.blocks[0].columns if column.key != "total"]
    outcomes = [row for row in rows if row not in ("new", "carried_in", "processed_total", "carried_out")]
    busy = {column: chance.random() < (1.0 if column == columns[0] else 0.45) for column in columns}
    cells: dict[tuple[str, str], int] = {}
    for column in columns:
        for row in outcomes:
            cells[row, column] = _count(chance) if busy[column] and chance.random() < 0.5 else 0
        done = sum(cells[row, column] for row in outcomes)
        carried_out = _count(chance) if busy[column] and chance.random() < 0.3 else 0
        carried_in = chance.randint(0, min(done + carried_out, 60)) if chance.random() < 0.4 else 0
        cells["processed_total", column] = done
        cells["carried_out", column] = carried_out
        cells["carried_in", column] = carried_in
        cells["new", column] = done + carried_out - carried_in
    for row in rows:
        cells[row, "total"] = sum(cells[row, column] for column in columns)
    return {Address(spec.id, row, column): cells[row, column] for row, column in spec.fields}


def _litigation(spec: TableSpec, chance: random.Random) -> Numbers:
    numbers: Numbers = {}
    total = 0
    for row, column in spec.fields:
        address = Address(spec.id, row, column)
        if column.endswith(".total"):
            numbers[address], total = total, 0
        else:
            numbers[address] = _count(chance) if chance.random() < 0.35 else 0
            total += numbers[address]
    return numbers


def _count(chance: random.Random) -> int:
    digits = chance.choices((1, 2, 3, 4, 5), (0.50, 0.31, 0.14, 0.04, 0.01))[0]
    return chance.randint(10 ** (digits - 1), 10**digits - 1)


def misread(text: str, chance: random.Random) -> str:
    """A number with one digit mistaken, lost or doubled; never the same."""
    kind = chance.random()
    place = chance.randrange(len(text))
    if kind < 0.8 or len(text) == 1:
        other = text[:place] + chance.choice(MISREAD[text[place]]) + text[place + 1 :]
    elif kind < 0.9:
        other = text[:place] + text[place + 1 :]
    else:
        other = text[:place] + text[place] + text[place:]
    return other if str(int(other)) == other and other != text else misread(text, chance)


def number_value(text: str) -> Value:
    """The value of a printed whole number."""
    return Value(ValueState.NUMBER, text, Decimal(text))


def reading(text: str, top: float, chance: random.Random) -> tuple[Alternative, ...]:
    """Alternatives with the given text on top; others as a reader would hesitate, a rest left unlisted."""
    others = list(dict.fromkeys(misread(text, chance) for _ in range(3)))
    left = (1 - top) * chance.uniform(0.7, 0.98)
    found = [Alternative(number_value(text), top)]
    for other in others:
        share = left * chance.uniform(0.4, 0.8)
        left -= share
        found.append(Alternative(number_value(other), min(share, top)))
    return tuple(found)


def mistaken(truth: str, top: float, chance: random.Random) -> tuple[Alternative, ...]:
    """Alternatives with a wrong text on top and the truth second or third."""
    wrong = misread(truth, chance)
    left = 1 - top
    share = left * chance.uniform(0.3, 0.9)
    found = [Alternative(number_value(wrong), top), Alternative(number_value(truth), min(share, top))]
    third = misread(truth, chance)
    if third != wrong:
        found.append(Alternative(number_value(third), min((left - share) * chance.uniform(0.3, 0.9), top)))
    return (found[0], *sorted(found[1:], key=lambda alternative: -alternative.probability))


def read_tables(
    printed: Numbers, specs: Sequence[TableSpec], looks: Looks, chance: random.Random
) -> tuple[BoundTable, ...]:
    """Bound tables of printed numbers, read as the looks say."""
    cells: dict[Address, BoundCell] = {}
    for address, number in printed.items():
        text = str(number)
        if address in looks.wrong:
            alternatives = mistaken(text, looks.wrong[address], chance)
        else:
            doubtful = address in looks.open_cells or chance.random() < looks.share
            span = looks.doubtful if doubtful else looks.clear
            alternatives = reading(text, chance.uniform(*span), chance)
        cells[address] = BoundCell(address, None, alternatives, 1.0)
    return tuple(
        BoundTable(spec.id, spec.edition, tuple(cells[Address(spec.id, r, c)] for r, c in spec.fields), ((0, index),))
        for index, spec in enumerate(specs)
    )
