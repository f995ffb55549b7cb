"""Reports of a territory and of bodies within it, of one year -> findings where the whole is less than its parts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ocr_pipeline.model.report import Cause, CheckedReport, Finding
from ocr_pipeline.schema.expression import print_formula
from ocr_pipeline.schema.instances import Part, UnknownName, instances
from ocr_pipeline.schema.rule_types import Rule
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.schema.verdict import Amount, Check, Verdict, evaluate
from ocr_pipeline.schema.words import Words
from ocr_pipeline.stages.amounts import AmountReader
from ocr_pipeline.stages.running_text import compared
from ocr_pipeline.stages.word_findings import Writer, number_words

SHORTEST = 2
"""Characters of a territory's name at least."""


def check_bodies(reports: Sequence[CheckedReport], schema: ReportSchema) -> tuple[tuple[str, Finding], ...]:
    """Pairs of a report's document id and a finding on it; reports whose body or year is not known say nothing."""
    rules = [rule for rule in schema.rules if rule.formula.across_bodies]
    names = {report.document_id: _name(report, schema) for report in reports}
    found: list[tuple[str, Finding]] = []
    for report in reports if rules else ():
        territory = _territory(names[report.document_id], schema)
        same_year = [other for other in reports if other.identity.year == report.identity.year]
        within = [other for other in same_year if _lies_in(names[other.document_id], territory, report, other)]
        if territory and report.identity.year is not None and within:
            own = _outermost(within, names, schema)
            found += [(report.document_id, finding) for finding in _Whole(report, own, schema).findings(rules)]
    return tuple(found)


def _name(report: CheckedReport, schema: ReportSchema) -> str:
    return compared(report.identity.organisation, dict(schema.characters.simplified))


def _territory(name: str, schema: ReportSchema) -> str:
    """The territory that a body of this name governs; empty for one that governs none."""
    for word in schema.territory_words:
        if name.endswith(word) and len(name) >= len(word) + SHORTEST:
            return name.removesuffix(word)
    return ""


def _lies_in(name: str, territory: str, report: CheckedReport, other: CheckedReport) -> bool:
    """Whether another body's name begins with a territory's and goes on."""
    return bool(territory) and other is not report and name.startswith(territory) and name != territory


def _outermost(within: Sequence[CheckedReport], names: dict[str, str], schema: ReportSchema) -> list[CheckedReport]:
    """Of bodies within a territory those that lie in no other of them, so that nothing counts twice; one of a name."""
    territories = [(other, _territory(names[other.document_id], schema)) for other in within]
    kept: dict[str, CheckedReport] = {}
    for report in within:
        name = names[report.document_id]
        if not any(_lies_in(name, territory, other, report) for other, territory in territories):
            kept.setdefault(name, report)
    return list(kept.values())


class _Whole:
    """A report and those of the bodies within it."""

    def __init__(self, report: CheckedReport, within: Sequence[CheckedReport], schema: ReportSchema) -> None:
        self._parts = len(within)
        self._tables = schema.chosen(dict(report.editions))
        self._writer = Writer(schema, self._tables)
        self._own = _Values(report, schema)
        self._within = [_Values(other, schema) for other in within]
        self._places = {cell.address: cell.place for cell in report.cells}

    def findings(self, rules: Sequence[Rule]) -> list[Finding]:
        """A finding for each rule that the whole and its parts break."""
        found = []
        for rule in rules:
            try:
                checks = [evaluate(instance, self._amount) for instance in instances(rule, self._tables)]
            except UnknownName:
                continue
            found += [self._finding(check) for check in checks if check.verdict is Verdict.FAIL]
        return found

    def _amount(self, part: Part) -> Amount:
        """Of the parts what is known of them: the whole must not be less than that."""
        if part.own:
            return self._own.amount(part)
        known = [held for other in self._within if (held := other.amount(part).number) is not None]
        return Amount(sum(known, Decimal(0)) if known else None)

    def _finding(self, check: Check) -> Finding:
        instance, rule = check.instance, check.instance.rule
        left, right = check.left or Decimal(0), check.right or Decimal(0)
        sums = {"before": Decimal(0), "now": Decimal(0)}
        for part in (*instance.left.parts, *instance.right.parts):
            sums["now" if part.own else "before"] += self._amount(part).number or 0
        more = {key: number_words(number) for key, number in sums.items()}
        count = Words(str(self._parts), str(self._parts))
        words = self._writer.broken(instance, left, right, more | {"parts": count})
        cells = instance.cells
        return Finding(
            code=rule.code,
            severity=rule.severity,
            cause=Cause.UNKNOWN,
            cells=cells,
            says=print_formula(rule.formula),
            left=left,
            right=right,
            message=words.english,
            message_zh=words.chinese,
            place=self._places.get(cells[-1]) if cells else None,
        )


class _Values:
    """The amounts of one report, in the editions of its own tables."""

    def __init__(self, report: CheckedReport, schema: ReportSchema) -> None:
        self._cells = {cell.address: cell.value for cell in report.cells}
        self._reader = AmountReader(schema.chosen(dict(report.editions)), schema.characters)

    def amount(self, part: Part) -> Amount:
        value = self._cells.get(part.cell)
        return Amount(None) if value is None else self._reader.amount(part.cell, value)
