"""What a string in a numeric cell says: text -> ``Value``.

Knows the grammar ``signs number [unit or counter] [(remark)]``; which marks are signs, units or "none" is the schema's.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from ocr_pipeline.model.bound import BLANK, UNREADABLE, Value, ValueState
from ocr_pipeline.schema.types import Characters

# Longer runs are no count or sum of money of any report, but a barcode or two cells read as one.
MAX_DIGITS = 15

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def parse_number(text: str | None, characters: Characters, *, unit: str | None = None) -> Value:
    """The value of a string; None is ink that nobody could read, ``unit`` the money unit that the header declares.

    The characters come folded by NFKC, as schemas load them. ``printed`` is the text after NFKC and removal of white
    space; text without a number is ``UNREADABLE`` and keeps it.
    """
    if text is None:
        return UNREADABLE
    printed = printed_form(text)
    if not printed:
        return BLANK
    if printed.isascii() and printed.isdigit() and len(printed) <= MAX_DIGITS:
        return Value(ValueState.NUMBER, printed, Decimal(printed), unit)
    if any(printed == mark * (len(printed) // len(mark)) for mark in characters.none_marks):
        return Value(ValueState.DASH, printed)
    body, own_unit = _without_unit(_without_remark(printed, characters), characters)
    sign, digits = _split_sign(body, characters)
    number = _plain_number(digits, characters)
    if sign is None or number is None:
        return Value(ValueState.UNREADABLE, printed)
    # A zero has no sign, and Decimal would keep one.
    return Value(ValueState.NUMBER, printed, sign * number if number else abs(number), own_unit or unit)


def printed_form(text: str) -> str:
    """Text after NFKC and removal of all white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def printed_sign(printed: str, characters: Characters) -> str:
    """The marks and words of sign that a printed number begins with; a currency sign is none."""
    return printed.removesuffix(_split_sign(printed, characters)[1])


def _without_remark(printed: str, characters: Characters) -> str:
    """The part before a bracketed remark that closes the cell, as in ``22(...)``."""
    for left, right in characters.brackets:
        start = printed.find(left)
        if start > 0 and printed.endswith(right):
            return printed[:start]
    return printed


def _without_unit(body: str, characters: Characters) -> tuple[str, str | None]:
    """The text without its unit of money or trailing counter, and the unit's name (None for a counter)."""
    spellings = [(spelling, unit.name) for unit in characters.units for spelling in unit.printed]
    for spelling, name in sorted(spellings, key=lambda pair: -len(pair[0])):
        if len(body) > len(spelling) and body.endswith(spelling):
            return body.removesuffix(spelling), name
        if len(body) > len(spelling) and body.startswith(spelling):
            return body.removeprefix(spelling), name
    for counter in characters.counters:
        if len(body) > len(counter) and body.endswith(counter):
            return body.removesuffix(counter), None
    return body, None


def _split_sign(body: str, characters: Characters) -> tuple[int | None, str]:
    """The sign (+1, -1; None if marks contradict each other) and the rest; a doubled minus is one minus."""
    marks = [(mark, -1) for mark in characters.minus] + [(mark, 1) for mark in characters.plus]
    marks.sort(key=lambda pair: -len(pair[0]))
    seen: set[int] = set()
    while (mark := next((m for m in marks if body.startswith(m[0])), None)) is not None:
        body = body.removeprefix(mark[0])
        seen.add(mark[1])
    return (None if len(seen) > 1 else seen.pop() if seen else 1), body


def _plain_number(digits: str, characters: Characters) -> Decimal | None:
    """The number of an unsigned string, None if it is not one; separators must stand between groups of three digits."""
    for point in characters.points:
        digits = digits.replace(point, ".")
    whole, *fraction = digits.split(".", 1)
    digits = ".".join([_joined_groups(whole, characters), *fraction])
    if not digits.isascii() or not _NUMBER.fullmatch(digits) or sum(c.isdigit() for c in digits) > MAX_DIGITS:
        return None
    return Decimal(digits)


def _joined_groups(whole: str, characters: Characters) -> str:
    """The digits without thousands separators, unchanged if the groups are not of three."""
    for separator in characters.separators:
        first, *groups = whole.split(separator)
        if groups and 0 < len(first) <= 3 and all(len(g) == 3 and g.isdigit() for g in groups):
            return first + "".join(groups)
    return whole
