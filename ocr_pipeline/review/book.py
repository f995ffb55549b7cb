"""A document as the desk holds it: what the machine read, the rules it is under, the digests that answers bind to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ocr_pipeline.exports.form import field_tables
from ocr_pipeline.model.bound import Address
from ocr_pipeline.model.report import CheckedCell, CheckedReport, Status
from ocr_pipeline.review.evidence import PictureDigests, cell_id, document_key, report_digest
from ocr_pipeline.schema.instances import Instance
from ocr_pipeline.schema.rule_types import RuleKind
from ocr_pipeline.schema.types import ReportSchema, TableSpec
from ocr_pipeline.schema.words import Words, place_words
from ocr_pipeline.stages.amounts import AmountReader, rule_instances
from ocr_pipeline.stages.compose_report import PAGE_FAILED
from ocr_pipeline.stages.unread_tables import UNREAD_TABLES
from ocr_pipeline.stages.word_findings import Writer


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for reports in the same editions: the specs of their tables, the rules at every place, the words.

    ``words`` name the fields, ``places`` where each of the ``instances`` holds.
    """

    tables: Mapping[str, TableSpec]
    instances: tuple[Instance, ...]
    of_cell: Mapping[Address, tuple[int, ...]]
    amounts: AmountReader
    writer: Writer
    words: Mapping[Address, Words]
    places: tuple[Words, ...]


class RuleBook:
    """The rules by editions; reports share them."""

    def __init__(self, schema: ReportSchema) -> None:
        self.schema = schema
        self._known: dict[tuple[tuple[str, str], ...], Rules] = {}

    def rules(self, report: CheckedReport) -> Rules:
        """The rules that a report is under."""
        fitting = field_tables(report, self.schema)
        editions = tuple((table, spec.edition) for table, spec in fitting.items())
        if editions not in self._known:
            self._known[editions] = _rules(self.schema, self.schema.chosen(dict(editions)))
        return self._known[editions]


def _rules(schema: ReportSchema, tables: Mapping[str, TableSpec]) -> Rules:
    found = rule_instances(schema, tables, RuleKind.IDENTITY, RuleKind.CHECK)
    of_cell: dict[Address, list[int]] = {}
    for index, instance in enumerate(found):
        for address in instance.cells:
            of_cell.setdefault(address, []).append(index)
    reader = AmountReader(tables, schema.characters)
    places = {address: tuple(indices) for address, indices in of_cell.items()}
    writer = Writer(schema, tables)
    fields = [Address(table, *field) for table, spec in tables.items() for field in spec.fields]
    words = {address: writer.cell(address) for address in fields}
    return Rules(tables, found, places, reader, writer, words, tuple(place_words(i, tables) for i in found))


class Book:
    """One document; ``report`` is as the machine left it, answers taken out again."""

    def __init__(self, name: str, report: CheckedReport, rules: Rules, pictures: Mapping[int, Path]) -> None:
        self.name = name
        self.rules = rules
        self.pictures = pictures
        self.folded = report
        self.report = machine_report(report)
        self.sha256 = report.document_id
        self.key = document_key(report.document_id)
        self.cells: dict[Address, CheckedCell] = {cell.address: cell for cell in self.report.cells}
        self.ids: dict[Address, str] = {address: cell_id(self.sha256, address) for address in self.cells}
        self.digests = PictureDigests(pictures)

    @cached_property
    def digest(self) -> str:
        """The digest that a decision must name."""
        return report_digest(self.report)

    @cached_property
    def finding_codes(self) -> Mapping[Address, tuple[str, ...]]:
        """The codes of the findings that concern a field."""
        codes: dict[Address, dict[str, None]] = {}
        for finding in self.folded.findings:
            for address in finding.cells:
                codes.setdefault(address, {})[finding.code] = None
        return {address: tuple(found) for address, found in codes.items()}


def machine_report(report: CheckedReport) -> CheckedReport:
    """The report with every field as the machine read it; its findings stay as they were written."""
    return replace(report, cells=tuple(machine_cell(cell) for cell in report.cells), status=machine_status(report))


def machine_cell(cell: CheckedCell) -> CheckedCell:
    """The field before a person answered for it."""
    read = cell.machine
    if read is None:
        return cell
    return replace(cell, value=read.value, confidence=read.confidence, decision=read.decision, machine=None)


def machine_status(report: CheckedReport) -> Status:
    """The status without answers: partial if something could not be read, else by whether a field waits."""
    if report.status is Status.PARTIAL or (report.status is Status.REVIEWED and _is_partial(report)):
        return Status.PARTIAL
    waits = any(machine_cell(cell).decision.value == "review" for cell in report.cells)
    return Status.NEEDS_REVIEW if waits else Status.ACCEPTED


def _is_partial(report: CheckedReport) -> bool:
    found = dict(report.editions)
    missing = any(cell.address.table not in found for cell in report.cells)
    return missing or any(finding.code in (PAGE_FAILED, *UNREAD_TABLES) for finding in report.findings)
