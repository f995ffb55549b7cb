"""Rules of the schema -> findings where they are broken: whose fault it is, both sides, and what explains it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ocr_pipeline.model.bound import Address, ValueState
from ocr_pipeline.model.report import Cause, Finding, ReconciledCell, Severity
from ocr_pipeline.schema.expression import print_formula
from ocr_pipeline.schema.instances import Instance, Part
from ocr_pipeline.schema.rule_types import RuleKind
from ocr_pipeline.schema.verdict import Amount, Check, Verdict, evaluate
from ocr_pipeline.schema.words import Words, row_words
from ocr_pipeline.stages.amounts import AmountReader, rule_instances
from ocr_pipeline.stages.explain_break import Explainer
from ocr_pipeline.stages.word_findings import Writer, number_words

LEAST_FIT = 0.9
"""Cells bound less surely than this do not put the blame on the report."""

OPEN = 0.01
"""A reading that the pixels give this much explains a broken sum."""


def broken_rules(cells: Mapping[Address, ReconciledCell], writer: Writer, organisation: str = "") -> list[Finding]:
    """A finding for every instance of an identity or check that fails, or fails if blanks count as 0."""
    amounts = AmountReader(writer.tables, writer.schema.characters)

    def amount(part: Part) -> Amount:
        return amounts.amount(part.cell, cells[part.cell].value)

    found = [
        instance
        for instance in rule_instances(writer.schema, writer.tables, RuleKind.IDENTITY, RuleKind.CHECK)
        if all(cell in cells for cell in instance.cells) and _is_about(instance, organisation)
    ]
    checks = [evaluate(instance, amount) for instance in found]
    judge = _Judge(cells, writer, amounts, checks)
    return [judge.finding(check) for check in checks if check.if_blank_is_zero is Verdict.FAIL]


def _is_about(instance: Instance, organisation: str) -> bool:
    bodies = instance.rule.bodies
    return not bodies or (bool(organisation) and re.search(bodies, organisation) is not None)


class _Judge:
    """Words findings on broken rules."""

    def __init__(
        self,
        cells: Mapping[Address, ReconciledCell],
        writer: Writer,
        amounts: AmountReader,
        checks: Sequence[Check],
    ) -> None:
        self._cells = cells
        self._writer = writer
        self._given = writer.schema.arithmetic
        self._amounts = amounts
        self._zeroed = {address: self._as_zero(cell) for address, cell in cells.items()}
        hard = [check for check in checks if check.instance.rule.kind is RuleKind.IDENTITY]
        self._explainer = Explainer(hard, self._zeroed, writer.tables)

    def finding(self, check: Check) -> Finding:
        """What is to be said about a broken rule."""
        instance, rule = check.instance, check.instance.rule
        left, right = check.left or Decimal(0), check.right or Decimal(0)
        amounts = {"left": left, "right": right, "difference": abs(left - right)}
        words = self._writer.broken(instance, left, right, {k: self._said(instance, n) for k, n in amounts.items()})
        for more in self._explanations(check):
            words = Words(words.english + more.english, words.chinese + more.chinese)
        told = check.verdict is Verdict.FAIL
        severity = rule.severity if told or rule.severity is not Severity.ERROR else Severity.WARNING
        return Finding(
            code=rule.code,
            severity=severity,
            cause=self._cause(check),
            cells=instance.cells,
            says=print_formula(rule.formula),
            left=left,
            right=right,
            message=words.english,
            message_zh=words.chinese,
            place=self._cells[self._spot(check)].place,
        )

    def _explanations(self, check: Check) -> list[Words]:
        said = []
        if check.verdict is Verdict.UNKNOWN:
            blank = [cell for cell in check.instance.cells if self._unknown_blank(cell)]
            said.append(self._writer.wording("blank", {"cells": self._writer.cells(blank)}))
        if check.instance.rule.kind is RuleKind.IDENTITY:
            said += self._slips(check)
        if doubtful := [cell for cell in check.instance.cells if not self._sure(cell)]:
            said.append(self._writer.wording("reading", {"cells": self._writer.cells(doubtful)}))
        return said

    def _slips(self, check: Check) -> list[Words]:
        """The first of the classic slips that explains a broken sum, as a sentence."""
        writer, explainer = self._writer, self._explainer
        if (row := explainer.shifted(check)) is not None:
            spec = writer.tables[check.instance.rule.table].row(row)
            return [writer.wording("shifted", {"row": row_words(spec)})]
        if (total := explainer.empty_total(check)) is not None:
            return [writer.wording("empty_total", {"value": writer.value(self._cells[total].value)})]
        if (culprit := explainer.culprit(check)) is not None:
            value = self._cells[culprit.cell].value
            needed = self._amounts.in_unit(culprit.needed, self._amounts.unit(culprit.cell, value))
            named = {"cell": writer.cell(culprit.cell), "value": writer.value(value), "needed": number_words(needed)}
            return [writer.wording("single", named)]
        if (other := explainer.counterpart(check)) is not None:
            return [self._moved(check, other)]
        return []

    def _moved(self, check: Check, other: Instance) -> Words:
        place = self._writer.place(other)
        other_words = Words(place.english.rstrip(": "), place.chinese[:-1])
        value = self._said(check.instance, abs(check.difference or Decimal(0)))
        return self._writer.wording("moved", {"value": value, "other": other_words})

    def _said(self, instance: Instance, number: Decimal) -> Words:
        """A side of a rule; where all its cells are amounts in one unit of money, in that unit."""
        units = {self._amounts.unit(cell, self._cells[cell].value) for cell in instance.cells}
        unit = next(iter(units)) if len(units) == 1 else None
        said = number_words(self._amounts.in_unit(number, unit))
        return Words(said.english + (unit or ""), said.chinese + (unit or ""))

    def _spot(self, check: Check) -> Address:
        """The cell to look at first: the one that explains the break, else the last, which is the total."""
        culprit = self._explainer.culprit(check) if check.instance.rule.kind is RuleKind.IDENTITY else None
        return culprit.cell if culprit else check.instance.cells[-1]

    def _cause(self, check: Check) -> Cause:
        """The source if every cell is clear; the reading if a doubtful cell explains it; else unknown."""
        doubtful = [cell for cell in check.instance.cells if not self._sure(cell)]
        if not doubtful:
            return Cause.SOURCE
        if any(self._could_explain(check, cell) for cell in doubtful):
            return Cause.READING
        return Cause.UNKNOWN

    def _sure(self, address: Address) -> bool:
        cell = self._cells[address]
        clear = bool(cell.pixel) and cell.pixel[0].probability >= self._given.confident
        readable = cell.value.state not in (ValueState.UNREADABLE, ValueState.ABSENT)
        return clear and readable and cell.by_pixels is None and cell.fit >= LEAST_FIT

    def _could_explain(self, check: Check, address: Address) -> bool:
        """Whether a doubtful cell may well say what the sum needs."""
        cell = self._cells[address]
        needed = self._explainer.needed(check, address)
        if needed is None:
            return True
        for alternative in cell.pixel:
            if self._amounts.amount(address, alternative.value).number == needed and alternative.probability >= OPEN:
                return True
        unlisted = 1 - sum(alternative.probability for alternative in cell.pixel)
        return unlisted >= OPEN and needed >= 0

    def _unknown_blank(self, address: Address) -> bool:
        held = self._amounts.amount(address, self._cells[address].value)
        return held.blank and held.number is None

    def _as_zero(self, cell: ReconciledCell) -> Decimal | None:
        held = self._amounts.amount(cell.address, cell.value)
        return Decimal(0) if held.number is None and held.blank else held.number
