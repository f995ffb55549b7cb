"""One cell's readings -> the values its pixels allow, with probabilities.

The numeric reader is the prior; ink, the general reader and a trusted text layer update it by Bayes' rule, each with an
assumed rate of being right. All of these rates are meant to be cautious: calibration has the last word.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from decimal import Decimal

from ocr_pipeline.model.bound import BLANK, UNREADABLE, Alternative, Value, ValueState
from ocr_pipeline.model.reading import CellReading, Reader
from ocr_pipeline.schema.types import Characters, ColumnSpec, Quantity
from ocr_pipeline.stages.parse_number import parse_number, printed_sign

# How often ink alone is right about empty cells, at best.
INK_LIMIT = 0.95
# The general reader's rate of being right, from a score of 0.5 or less up to 1; an empty answer says little.
GENERAL_LEAST, GENERAL_MOST, GENERAL_EMPTY = 0.5, 0.9, 0.4
# The same where it says a number other than what leads, from this score up to 1: less sure, it reads dirt as print.
CONTRARY_LEAST, CONTRARY_FROM = 0.1, 0.8
# Below this share of confirmed words a text layer is not heard; above it counts for no more than the limit.
LAYER_TRUST_LEAST, LAYER_MOST = 0.9, 0.98
# Of all wrong readings that a reader could make of a cell, the share that falls on one given string.
ONE_OF_MANY = 0.1
# Mass of "something not listed" that goes to a value which only a second reader saw, and the least such mass there is.
NEW_SHARE, LEAST_UNLISTED = 0.5, 0.002
ALONE_CEILING = 0.99
# Rate of being right from which the general reader's words around a number are taken.
FULLER = 0.8
# Inked pixels, rules taken off, of the least figure that can be read.
FIGURE_INK = 6.0
# Score of the general reader from which a single figure is heard, ink or not.
SURELY_ONE = 0.95
# Share of a mark for "none" from which the figure that general readers write for it says nothing.
SURE_MARK = 0.9
# Figures from which an amount of money is mostly printed with a decimal point.
POINTED = 3
IMPOSSIBLE, UNUSUAL = 0.02, 0.1
KEPT, NEGLIGIBLE = 12, 1e-7


def weigh_readings(
    reading: CellReading,
    column: ColumnSpec,
    *,
    characters: Characters,
    layer_trust: float | None = None,
    unit: str | None = None,
) -> tuple[Alternative, ...]:
    """The values that a cell's evidence allows, best first; what they leave to 1 is "a value not listed"."""
    weights, unlisted = _numeric(reading, characters, unit or column.unit)
    numeric = reading.by(Reader.NUMERIC) is not None
    ghost = _is_ghost(reading)
    blank = max(float(reading.ink.blank), weights.get(BLANK, 0.0)) if ghost else float(reading.ink.blank)
    belief = _Belief(*_with_ink(weights, unlisted, blank), characters)
    for reader, rate in ((Reader.GENERAL, None), (Reader.LAYER, layer_trust)):
        heard = reading.by(reader)
        if heard is None or heard.best is None or heard.best.text is None or (ghost and reader is Reader.GENERAL):
            continue
        if reader is Reader.GENERAL and _is_speckle(heard.best.text):
            continue
        value = parse_number(heard.best.text, characters, unit=unit or column.unit)
        if value.state is ValueState.UNREADABLE:
            value = parse_number(_digits_meant(heard.best.text, characters), characters, unit=unit or column.unit)
        if reader is Reader.GENERAL and belief.sees_mark_in(value):
            continue
        if reader is Reader.GENERAL and belief.leads(value) and _lacks_point(value, column.quantity):
            continue
        contrary = reader is Reader.GENERAL and not belief.leads(value)
        if (right := _rate(reader, value, float(heard.best.score), rate, contrary=contrary)) is not None:
            belief.hear(value, right)
    belief.judge(column.quantity)
    return belief.alternatives(1.0 if numeric else ALONE_CEILING)


class _Belief:
    """Weights of values and of everything unlisted; not normalised until asked."""

    def __init__(self, weights: dict[Value, float], unlisted: float, characters: Characters) -> None:
        self.weights, self.unlisted, self.characters = weights, unlisted, characters

    def hear(self, value: Value, right: float) -> None:
        """Another reader says ``value`` and is right with probability ``right``."""
        if value.state is ValueState.UNREADABLE:
            # Words instead of a number: no candidate is supported, but a word is not ruled out by digits either.
            value = UNREADABLE
        agreeing = [known for known in self.weights if _same(known, value)]
        if not agreeing and value == BLANK:
            # Recognisers pass over lone digits; only where ink or the numeric reader see nothing either, it counts.
            return
        if not agreeing:
            self._admit(value)
            agreeing = [value]
        elif right >= FULLER and value not in self.weights and _says_more(value, agreeing[0]):
            # The numeric reader knows few characters: of a word of two it reads the one it knows, or nothing.
            mass = self.weights.pop(agreeing[0])
            self._admit(value)
            self.weights[value] += mass
            agreeing[0] = value
        elif value not in self.weights and bool(self._sign(value)) != bool(self._sign(agreeing[0])):
            # They agree on the amount only, and no sum can tell "1" from "+1".
            self.weights[value] = NEW_SHARE * self.weights[agreeing[0]]
            self.weights[agreeing[0]] -= self.weights[value]
            agreeing.append(value)
        wrong = (1.0 - right) * ONE_OF_MANY
        for known in self.weights:
            self.weights[known] *= right if known in agreeing else wrong
        self.unlisted *= wrong

    def leads(self, value: Value) -> bool:
        """Whether nothing is likelier than ``value`` so far."""
        return bool(self.weights) and _same(max(self.weights, key=lambda known: self.weights[known]), value)

    def sees_mark_in(self, value: Value) -> bool:
        """Whether ``value`` is what general readers write for the mark that surely stands there: "1" for a slash."""
        total = sum(self.weights.values()) + self.unlisted
        marks = {mark for mark, written in self.characters.mark_look_alikes if written == value.printed}
        return any(known.printed in marks and weight >= SURE_MARK * total for known, weight in self.weights.items())

    def judge(self, quantity: Quantity) -> None:
        """Penalise, but keep, what the column's quantity makes impossible; dust before an unsigned 0 is no sign."""
        if not quantity.is_signed:
            self._without_signs_of_zero()
        for value in self.weights:
            self.weights[value] *= plausibility(value, quantity)

    def _without_signs_of_zero(self) -> None:
        for value in [known for known in self.weights if known.number == 0 and self._sign(known)]:
            plain = replace(value, printed=(value.printed or "").removeprefix(self._sign(value)))
            weight = self.weights.pop(value)
            self.weights[plain] = self.weights.get(plain, 0.0) + (1 - UNUSUAL) * weight
            self.unlisted += UNUSUAL * weight

    def alternatives(self, ceiling: float) -> tuple[Alternative, ...]:
        """Normalised, best first, none above the ceiling."""
        total = sum(self.weights.values()) + self.unlisted
        if total <= 0:
            return ()
        shares = sorted(
            ((weight / total, value) for value, weight in _as_one_dash(self.weights).items()),
            key=lambda pair: (-pair[0], pair[1].state, pair[1].printed or ""),
        )
        kept = [Alternative(value, min(share, ceiling)) for share, value in shares if share > NEGLIGIBLE]
        return tuple(kept[:KEPT])

    def _sign(self, value: Value) -> str:
        return printed_sign(value.printed or "", self.characters) if value.number is not None else ""

    def _admit(self, value: Value) -> None:
        """A value that no earlier reader listed: its mass comes from the unlisted, and from "cannot be read"."""
        total = sum(self.weights.values()) + self.unlisted
        self.unlisted = max(self.unlisted, LEAST_UNLISTED * total)
        unread = self.weights.get(UNREADABLE, 0.0)
        self.weights[value] = NEW_SHARE * (self.unlisted + unread)
        self.unlisted -= NEW_SHARE * self.unlisted
        if UNREADABLE in self.weights and value != UNREADABLE:
            self.weights[UNREADABLE] = unread - NEW_SHARE * unread


def _as_one_dash(weights: dict[Value, float]) -> dict[Value, float]:
    """The weights with those of all marks for "none" under the heaviest: "-" and "--" mean the same."""
    dashes = {value: weight for value, weight in weights.items() if value.state is ValueState.DASH}
    if len(dashes) < 2:
        return weights
    heaviest = max(dashes, key=lambda value: (dashes[value], value.printed or ""))
    others = {value: weight for value, weight in weights.items() if value not in dashes}
    return others | {heaviest: sum(dashes.values())}


def plausibility(value: Value, quantity: Quantity) -> float:
    """A factor in (0, 1] for how a value suits what its column counts."""
    if value.number is None or value.printed is None:
        return 1.0
    factor = 1.0
    if value.number != value.number.to_integral_value() and quantity.is_whole:
        factor *= IMPOSSIBLE
    if value.number < Decimal(0) and not quantity.is_signed:
        factor *= IMPOSSIBLE
    if value.unit is not None and not quantity.is_money:
        factor *= IMPOSSIBLE
    if not value.printed[0].isdigit() and quantity is Quantity.COUNT:
        factor *= UNUSUAL
    if len(value.printed) > 1 and value.printed[0] == "0" and value.printed[1].isdigit():
        factor *= UNUSUAL
    return factor


def _lacks_point(value: Value, quantity: Quantity) -> bool:
    """Whether an amount of money may have lost its decimal point: a dot that is gone from the paper no reader sees."""
    figures = sum(character.isdigit() for character in value.printed or "")
    return quantity.is_money and figures >= POINTED and value.number == round(value.number or 0)


def _is_ghost(reading: CellReading) -> bool:
    """Whether the general reader saw more figures than there is ink for: it sees rules at the sides of a cell as 11.

    One alone of which it is sure is none: its ink may have been taken for a rule.
    """
    heard = reading.by(Reader.GENERAL)
    text = heard.best.text if heard and heard.best else None
    figures = sum(character.isdigit() for character in text or "")
    if figures == 1 and heard and heard.best and heard.best.score >= SURELY_ONE:
        return False
    return reading.by(Reader.NUMERIC) is not None and reading.ink.share * reading.cell.box.area < FIGURE_INK * figures


def _is_speckle(text: str) -> bool:
    """Whether what was read is dots and commas alone: specks, and no word that stands in place of a number."""
    return bool(text) and all(unicodedata.category(character) == "Po" for character in text)


def _numeric(reading: CellReading, characters: Characters, unit: str | None) -> tuple[dict[Value, float], float]:
    numeric = reading.by(Reader.NUMERIC)
    weights: dict[Value, float] = {}
    for candidate in numeric.candidates if numeric else ():
        value = parse_number(candidate.text, characters, unit=unit)
        value = UNREADABLE if value.state is ValueState.UNREADABLE else value
        weights[value] = weights.get(value, 0.0) + max(0.0, float(candidate.score))
    total = sum(weights.values())
    if total > 1.0:
        weights = {value: weight / total for value, weight in weights.items()}
    return weights, max(0.0, 1.0 - total)


def _with_ink(weights: dict[Value, float], unlisted: float, blank: float) -> tuple[dict[Value, float], float]:
    """Ink as a second witness on emptiness; it may bring up "blank" by itself, from the unlisted mass only."""
    empty = min(INK_LIMIT, max(1.0 - INK_LIMIT, blank))
    prior = weights.get(BLANK, 0.0) or (unlisted * NEW_SHARE if blank > 0.5 else 0.0)
    weighed = {value: weight * (1.0 - empty) for value, weight in weights.items() if value != BLANK}
    return weighed | ({BLANK: prior * empty} if prior else {}), unlisted * (1.0 - empty)


def _rate(reader: Reader, value: Value, score: float, layer_trust: float | None, *, contrary: bool) -> float | None:
    """The reader's assumed rate of being right; None if it is not heard."""
    if reader is Reader.LAYER:
        trusted = layer_trust is not None and layer_trust >= LAYER_TRUST_LEAST
        return min(LAYER_MOST, layer_trust) if trusted and layer_trust is not None else None
    if value.state is ValueState.BLANK:
        return GENERAL_EMPTY
    if contrary and value.state is ValueState.NUMBER:
        sure = max(0.0, score - CONTRARY_FROM) / (1.0 - CONTRARY_FROM)
        return CONTRARY_LEAST + (GENERAL_MOST - CONTRARY_LEAST) * min(1.0, sure)
    return GENERAL_LEAST + (GENERAL_MOST - GENERAL_LEAST) * min(1.0, max(0.0, 2.0 * score - 1.0))


def _digits_meant(text: str, characters: Characters) -> str:
    return text.translate({ord(seen): meant for seen, meant in characters.look_alikes})


def _says_more(heard: Value, known: Value) -> bool:
    """Whether the same number is printed with more words in what was heard."""
    words = [sum(character.isalpha() for character in value.printed or "") for value in (heard, known)]
    return words[0] > words[1] and heard.unit in (None, known.unit)


def _same(known: Value, heard: Value) -> bool:
    """Equal, or the same number printed with other separators, or both marks for "none"."""
    if known == heard:
        return True
    if known.state is not heard.state or heard.number is None:
        return known.state is heard.state is ValueState.DASH
    alike = known.unit is None or heard.unit is None or known.unit == heard.unit
    return alike and known.number == heard.number
