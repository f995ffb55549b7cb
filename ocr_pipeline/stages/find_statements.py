"""Running text -> statements: sentences that state a quantity of a table, and whether the table agrees."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ocr_pipeline.model.bound import Address
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.report import ReconciledTable, Statement
from ocr_pipeline.schema.instances import UnknownName, cells_of_path
from ocr_pipeline.schema.rule_types import Phrase
from ocr_pipeline.schema.types import ReportSchema, TableSpec
from ocr_pipeline.stages.amounts import AmountReader
from ocr_pipeline.stages.running_text import Sentence, sentences

CLAUSE = ","
"""Clauses of a sentence are divided by this after NFKC."""

BEFORE, AFTER = 24, 16
"""So many characters around a match belong to what is told of it, within its clause."""


def find_statements(
    pages: Sequence[PageReading], tables: Sequence[ReconciledTable], schema: ReportSchema
) -> tuple[Statement, ...]:
    """All statements from top to bottom, each once where it stands."""
    finder = _Finder(pages, tables, schema)
    found: list[Statement] = []
    for sentence in sentences(pages, schema.characters):
        found += [new for new in finder.find(sentence) if not any(_same(new, known) for known in found)]
    return tuple(sorted(found, key=lambda statement: (statement.place.page_index, statement.place.box.top)))


def _same(one: Statement, other: Statement) -> bool:
    """Whether two statements say the same in the same place."""
    if (one.quantity, one.value, one.place.page_index) != (other.quantity, other.value, other.place.page_index):
        return False
    return one.place.box.intersection(other.place.box) > 0


class _Finder:
    def __init__(self, pages: Sequence[PageReading], tables: Sequence[ReconciledTable], schema: ReportSchema) -> None:
        specs = schema.chosen({table.bound.table: table.bound.edition for table in tables})
        self._pages = {page.page_index: page for page in pages}
        self._phrases = [(phrase, re.compile(phrase.pattern)) for phrase in schema.phrases]
        self._quantities = {phrase.code: _quantities(phrase, specs) for phrase in schema.phrases}
        amounts = AmountReader(specs, schema.characters)
        found = [cell for table in tables for cell in table.cells]
        self._amounts = {cell.address: amounts.amount(cell.address, cell.value).number for cell in found}

    def find(self, sentence: Sentence) -> list[Statement]:
        """The statements of a sentence, by where they stand."""
        found = []
        for phrase, pattern in self._phrases:
            if self._quantities[phrase.code] and re.search(phrase.context, sentence.text):
                found += [(match.start(), phrase, match) for match in pattern.finditer(sentence.text)]
        statements: dict[tuple[str, Decimal], Statement] = {}
        for _, phrase, match in sorted(found, key=lambda item: item[0]):
            if not phrase.unless or not re.search(phrase.unless, _before(sentence.text, match)):
                statement = self._statement(phrase, match, sentence)
                statements.setdefault((statement.quantity, statement.value), statement)
        return list(statements.values())

    def _statement(self, phrase: Phrase, match: re.Match[str], sentence: Sentence) -> Statement:
        value = _value(phrase, match)
        quantity, agrees = self._compare(self._quantities[phrase.code], value)
        start, end = match.span()
        return Statement(
            text=_clause(sentence.text, match),
            place=sentence.place(start, end, self._pages),
            quantity=" + ".join(str(cell) for cell in quantity),
            value=value,
            agrees=agrees,
        )

    def _compare(
        self, quantities: Sequence[tuple[Address, ...]], value: Decimal
    ) -> tuple[tuple[Address, ...], bool | None]:
        """The quantity that the number agrees with; else the first that the tables know; else the first."""
        totals = [(quantity, self._total(quantity)) for quantity in quantities]
        known = [(quantity, total) for quantity, total in totals if total is not None]
        for quantity, total in known:
            if total == value:
                return quantity, True
        return (known[0][0], False) if known else (quantities[0], None)

    def _total(self, quantity: Sequence[Address]) -> Decimal | None:
        amounts = [self._amounts.get(cell) for cell in quantity]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _quantities(phrase: Phrase, specs: Mapping[str, TableSpec]) -> list[tuple[Address, ...]]:
    """What the number may mean in the editions at hand."""
    found = []
    for paths in phrase.quantities:
        try:
            found.append(tuple(cell for path in paths for cell in cells_of_path(path, specs)))
        except UnknownName:
            continue
    return found


def _value(phrase: Phrase, match: re.Match[str]) -> Decimal:
    if phrase.value is not None:
        return phrase.value
    groups = match.groupdict()
    return Decimal((groups["n"] or groups["n2"]).replace(",", ""))


def _before(text: str, match: re.Match[str]) -> str:
    """The match and the words shortly before it, back to the last comma."""
    start = max(text.rfind(CLAUSE, 0, match.start()) + 1, match.start() - BEFORE)
    return text[start : match.end()]


def _clause(text: str, match: re.Match[str]) -> str:
    """The match with the words around it, up to the next commas."""
    end = text.find(CLAUSE, match.end())
    after = text[match.end() : end if end >= 0 else len(text)][:AFTER]
    return (_before(text, match) + after).strip(CLAUSE)
