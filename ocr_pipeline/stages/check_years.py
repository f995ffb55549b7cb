"""Reports of one organisation in consecutive years -> findings where one does not go on where the other ended."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.model.report import Cause, CheckedReport, Decision, Finding
from ocr_pipeline.schema.expression import print_formula
from ocr_pipeline.schema.instances import Instance, Part, UnknownName, instances
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.schema.verdict import Amount, Check, Verdict, evaluate
from ocr_pipeline.schema.words import Words
from ocr_pipeline.stages.amounts import AmountReader
from ocr_pipeline.stages.running_text import compared
from ocr_pipeline.stages.word_findings import Writer, number_words

YearFindings = tuple[tuple[str, Finding], ...]
"""Pairs of a report's document id and a finding on it; the later year's report has those on two years."""


def check_years(reports: Sequence[CheckedReport], schema: ReportSchema) -> YearFindings:
    """Compare each report with the same organisation's for the year before, where there is exactly one of each."""
    findings: list[tuple[str, Finding]] = []
    by_year: dict[tuple[str, int], list[CheckedReport]] = {}
    simplified = dict(schema.characters.simplified)
    for report in reports:
        name, year = compared(report.identity.organisation, simplified), report.identity.year
        if name and year is not None:
            by_year.setdefault((name, year), []).append(report)
        else:
            findings.append((report.document_id, _writer(report, schema).finding("years.unknown", {})))
    for (name, year), own in by_year.items():
        before = by_year.get((name, year - 1), [])
        if len(own) > 1:
            findings += [(report.document_id, _ambiguous(report, len(own), schema)) for report in own]
        elif len(before) > 1:
            findings.append((own[0].document_id, _ambiguous(before[0], len(before), schema)))
        elif len(before) == 1:
            findings += [(own[0].document_id, finding) for finding in _Pair(before[0], own[0], schema).findings()]
    return tuple(findings)


def _writer(report: CheckedReport, schema: ReportSchema) -> Writer:
    return Writer(schema, schema.chosen(dict(report.editions)))


def _ambiguous(report: CheckedReport, count: int, schema: ReportSchema) -> Finding:
    identity = report.identity
    said = {"count": str(count), "organisation": identity.organisation, "year": str(identity.year)}
    return _writer(report, schema).finding("years.ambiguous", {key: Words(text, text) for key, text in said.items()})


class _Pair:
    """Two consecutive reports of one organisation."""

    def __init__(self, before: CheckedReport, report: CheckedReport, schema: ReportSchema) -> None:
        self._years = before.identity.year, report.identity.year
        self._schema = schema
        self._writer = _writer(report, schema)
        self._cells = {cell.address: cell for cell in report.cells}
        self._before = {cell.address: cell for cell in before.cells}
        self._reader, self._reader_before = (
            AmountReader(schema.chosen(dict(own.editions)), schema.characters) for own in (report, before)
        )

    def findings(self) -> list[Finding]:
        """A finding for each broken rule across the two years."""
        checks = [evaluate(instance, self._amount) for instance in self._instances()]
        return [self._finding(check) for check in checks if check.verdict is Verdict.FAIL]

    def _instances(self) -> list[Instance]:
        found: list[Instance] = []
        for rule in self._schema.rules:
            if rule.formula.across_years:
                try:
                    found += instances(rule, self._writer.tables)
                except UnknownName:
                    continue
        return found

    def _amount(self, part: Part) -> Amount:
        cell = (self._before if part.last_year else self._cells).get(part.cell)
        if cell is None or cell.value.state is ValueState.ABSENT:
            return Amount(None)
        reader = self._reader_before if part.last_year else self._reader
        return reader.amount(part.cell, cell.value)

    def _finding(self, check: Check) -> Finding:
        rule = check.instance.rule
        left, right = check.left or Decimal(0), check.right or Decimal(0)
        words = self._writer.broken(check.instance, left, right, self._amounts(check.instance))
        before, year = (Words(str(number), str(number)) for number in self._years)
        years = self._writer.wording("years", {"before": before, "year": year})
        return Finding(
            code=rule.code,
            severity=rule.severity,
            cause=Cause.SOURCE if self._clear(check.instance) else Cause.UNKNOWN,
            cells=check.instance.cells,
            says=print_formula(rule.formula),
            left=left,
            right=right,
            message=years.english + words.english,
            message_zh=years.chinese + words.chinese,
            place=self._cells[check.instance.cells[-1]].place,
        )

    def _amounts(self, instance: Instance) -> dict[str, Words]:
        """What the cells of either year come to, whatever factors the formula gives them."""
        sums = {"before": Decimal(0), "now": Decimal(0)}
        for part in (*instance.left.parts, *instance.right.parts):
            sums["before" if part.last_year else "now"] += self._amount(part).number or 0
        return {key: number_words(number) for key, number in sums.items()}

    def _clear(self, instance: Instance) -> bool:
        """Whether no cell of either year waits for a person."""
        parts = (*instance.left.parts, *instance.right.parts)
        cells = [(self._before if part.last_year else self._cells)[part.cell] for part in parts]
        return all(cell.decision is not Decision.REVIEW for cell in cells)
