"""Sentences against tables -> findings: a disagreement, or a quantity that only the text states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ocr_pipeline.model.bound import Address, Value, ValueState
from ocr_pipeline.model.report import Finding, ReconciledCell, Statement
from ocr_pipeline.schema.instances import Instance, Sum
from ocr_pipeline.schema.rule_types import RuleKind
from ocr_pipeline.schema.words import Words
from ocr_pipeline.stages.amounts import AmountReader, rule_instances
from ocr_pipeline.stages.statement_support import quantity_cells
from ocr_pipeline.stages.word_findings import Writer, number_words


def statement_findings(
    statements: Sequence[Statement], cells: Mapping[Address, ReconciledCell], writer: Writer
) -> list[Finding]:
    """Findings on statements, in their order."""
    reader = _Reader(cells, writer)
    findings = [found for statement in statements if (found := reader.finding(statement)) is not None]
    return findings + reader.sums([statement for statement in statements if statement.agrees is None])


class _Reader:
    def __init__(self, cells: Mapping[Address, ReconciledCell], writer: Writer) -> None:
        self._cells = cells
        self._writer = writer
        self._amounts = AmountReader(writer.tables, writer.schema.characters)

    def finding(self, statement: Statement) -> Finding | None:
        own = quantity_cells(statement.quantity)
        named = {
            "value": number_words(statement.value),
            "quantity": self._quantity(own),
            "text": Words(statement.text, statement.text),
        }
        if statement.agrees is None:
            return self._writer.finding("statement.only", named, cells=own, place=statement.place)
        if statement.agrees:
            return None
        total = self._total(own)
        named["table_value"] = number_words(total if total is not None else Decimal(0))
        finding = self._writer.finding("statement.disagrees", named, cells=own, place=statement.place)
        hint = self._hint(statement.value, own, total)
        return Finding(
            code=finding.code,
            severity=finding.severity,
            cause=finding.cause,
            cells=finding.cells,
            says=statement.quantity,
            left=statement.value,
            right=total,
            message=finding.message + hint.english,
            message_zh=finding.message_zh + hint.chinese,
            place=finding.place,
        )

    def _quantity(self, own: Sequence[Address]) -> Words:
        words = [self._writer.cell(address) for address in own]
        return Words(" + ".join(word.english for word in words), " + ".join(word.chinese for word in words))

    def sums(self, statements: Sequence[Statement]) -> list[Finding]:
        """Identities that the text alone breaks, where the tables are missing."""
        stated = {quantity_cells(s.quantity)[0]: s.value for s in statements if "+" not in s.quantity}
        found = []
        for instance in rule_instances(self._writer.schema, self._writer.tables, RuleKind.IDENTITY):
            left, right = _stated(instance.left, stated), _stated(instance.right, stated)
            if left is not None and right is not None and left != right:
                found.append(self._broken(instance, left, right))
        return found

    def _broken(self, instance: Instance, left: Decimal, right: Decimal) -> Finding:
        named = {
            "words": self._writer.formula(instance.rule),
            "left": number_words(left),
            "right": number_words(right),
        }
        return self._writer.finding("statement.sums", named, cells=instance.cells)

    def _amount(self, address: Address) -> Decimal | None:
        value = self._cells[address].value if address in self._cells else Value(ValueState.ABSENT)
        return self._amounts.amount(address, value).number

    def _total(self, own: Sequence[Address]) -> Decimal | None:
        amounts = [self._amount(address) for address in own]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if len(known) == len(amounts) else None

    def _hint(self, value: Decimal, own: Sequence[Address], total: Decimal | None) -> Words:
        """Which number of the table the text may have meant."""
        named = {"value": number_words(value)}
        if total is not None and len(own) > 1:
            for address in own:
                if value and total - (self._amount(address) or Decimal(0)) == value:
                    return self._writer.wording("without", named | {"cell": self._writer.cell(address)})
        for address in self._cells:
            near = (address.table, address.row) == (own[0].table, own[0].row) and address not in own
            if value and near and self._amount(address) == value:
                return self._writer.wording("same_number", named | {"cell": self._writer.cell(address)})
        return Words("", "")


def _stated(side: Sum, stated: Mapping[Address, Decimal]) -> Decimal | None:
    if not all(part.cell in stated for part in side.parts):
        return None
    return side.constant + sum((part.factor * stated[part.cell] for part in side.parts), Decimal(0))
