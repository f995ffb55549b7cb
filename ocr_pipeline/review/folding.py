"""A report with the decisions in: values of people, findings told anew where they concern those values, the status.

The machine's reading of every such field stays in it. Fields that wait, or on which people differ, stay ``review``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ocr_pipeline.model.bound import Address, Alternative, BoundTable, ValueState
from ocr_pipeline.model.report import (
    Cause,
    CheckedCell,
    CheckedReport,
    Finding,
    MachineReading,
    Probability,
    ReconciledCell,
    ReconciledTable,
    Statement,
    Status,
)
from ocr_pipeline.model.report import Decision as Verdict
from ocr_pipeline.review.answers import same_value
from ocr_pipeline.review.board import Board
from ocr_pipeline.review.evidence import finding_id
from ocr_pipeline.review.types import CellState, FindingVerdict
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.broken_rules import broken_rules
from ocr_pipeline.stages.cell_findings import cell_findings
from ocr_pipeline.stages.statement_findings import statement_findings
from ocr_pipeline.stages.statement_support import quantity_cells
from ocr_pipeline.stages.word_findings import by_gravity

ONE_PERSON = Probability(0.998)
"""Confidence in what one person answered: practised people misread or mistype about one number in five hundred."""
SEVERAL_PEOPLE = Probability(0.99999)
"""Confidence where a second person, who did not see the first answer, gave the same."""


@dataclass(frozen=True, slots=True)
class _Touched:
    """Fields whose value is, or was in the written report, a person's: what is said about them is told anew."""

    fields: frozenset[Address]

    def concerns(self, cells: Iterable[Address]) -> bool:
        return any(address in self.fields for address in cells)


def folded(board: Board, schema: ReportSchema) -> CheckedReport:
    """The report of a board with the decisions in."""
    report = board.book.folded
    cells = tuple(_cell(board, cell) for cell in board.book.report.cells)
    before = {cell.address for cell in report.cells if cell.machine is not None}
    touched = _Touched(frozenset(before | {cell.address for cell in cells if cell.machine is not None}))
    statements = _statements(board, report.statements, cells, touched)
    findings = report.findings
    if touched.fields:
        findings = _findings(board, schema, replace(report, cells=cells, statements=statements), touched)
    findings = tuple(_settled(board, finding) for finding in findings)
    status = _status(board, cells)
    return replace(report, cells=cells, findings=findings, statements=statements, status=status)


def _cell(board: Board, cell: CheckedCell) -> CheckedCell:
    """A field with the answer in; the others as the machine left them, those reopened waiting again."""
    state = board.state(cell.address)
    said = board.standing(cell.address)
    if state is CellState.ACCEPTED or (state is CellState.OPEN and cell.decision is Verdict.REVIEW):
        return cell
    machine = MachineReading(cell.value, cell.confidence, cell.decision)
    if state is CellState.OPEN:
        return replace(cell, decision=Verdict.REVIEW, machine=machine)
    if state is CellState.DISPUTED:
        return replace(cell, value=said.first or cell.value, decision=Verdict.REVIEW, machine=machine)
    value = said.value or cell.value
    same = same_value(value, cell.value)
    agreeing = sum(entry.new is not None and same_value(entry.new, value) for entry in said.answers)
    return replace(
        cell,
        value=cell.value if same else value,
        confidence=ONE_PERSON if agreeing < 2 else SEVERAL_PEOPLE,
        decision=Verdict.CONFIRMED if same else Verdict.CORRECTED,
        machine=machine,
    )


def _status(board: Board, cells: Iterable[CheckedCell]) -> Status:
    """Reviewed once nothing waits and a person answered for something; before that as the machine left it."""
    listed = list(cells)
    waits = any(cell.decision is Verdict.REVIEW for cell in listed)
    answered = any(cell.decision in (Verdict.CONFIRMED, Verdict.CORRECTED) for cell in listed)
    if answered and not waits:
        return Status.REVIEWED
    status = board.book.report.status
    return Status.NEEDS_REVIEW if waits and status is Status.ACCEPTED else status


def _statements(
    board: Board, statements: tuple[Statement, ...], cells: Iterable[CheckedCell], touched: _Touched
) -> tuple[Statement, ...]:
    """Sentences compared again where they state a quantity that a person answered for."""
    values = {cell.address: cell.value for cell in cells}
    amounts = board.book.rules.amounts

    def again(statement: Statement) -> Statement:
        fields = quantity_cells(statement.quantity)
        if statement.agrees is None or not touched.concerns(fields) or any(f not in values for f in fields):
            return statement
        told = [amounts.amount(field, values[field]).number for field in fields]
        known = [number for number in told if number is not None]
        agrees = len(known) == len(told) and sum(known, Decimal(0)) == statement.value
        return replace(statement, agrees=agrees)

    return tuple(again(statement) for statement in statements)


def _findings(board: Board, schema: ReportSchema, report: CheckedReport, touched: _Touched) -> tuple[Finding, ...]:
    """Findings that concern touched fields told anew, the others kept."""
    codes = {rule.code for rule in schema.rules}

    def retold(finding: Finding) -> bool:
        again = finding.code in codes or finding.code.startswith(("cell.", "statement."))
        return again and touched.concerns(finding.cells) and finding.code != "cell.stray"

    kept = [finding for finding in report.findings if not retold(finding)]
    anew = [finding for finding in _tell(board, report, touched) if retold(finding)]
    return by_gravity((*kept, *anew))


def _tell(board: Board, report: CheckedReport, touched: _Touched) -> list[Finding]:
    """Everything that can be told from the values alone."""
    writer = board.book.rules.writer
    cells = {cell.address: _weighed(cell) for cell in report.cells}
    own = tuple(cell for address, cell in cells.items() if address in touched.fields)
    table = ReconciledTable(BoundTable("", "", ()), own)
    absent = [f for f in report.findings if f.code == "cell.absent" and _still_absent(f, cells)]
    return [
        *broken_rules(cells, writer),
        *cell_findings([table], writer),
        *absent,
        *statement_findings(report.statements, cells, writer),
    ]


def _still_absent(finding: Finding, cells: Mapping[Address, ReconciledCell]) -> bool:
    return any(a in cells and cells[a].value.state is ValueState.ABSENT for a in finding.cells)


def _weighed(cell: CheckedCell) -> ReconciledCell:
    """A delivered field as the rules take it; what a person answered is certain."""
    person = cell.decision in (Verdict.CONFIRMED, Verdict.CORRECTED)
    sure = 1.0 if person else float(cell.confidence)
    own = (Alternative(cell.value, sure),)
    weighed = own if person else (*own, *cell.alternatives)
    return ReconciledCell(
        address=cell.address,
        value=cell.value,
        by_pixels=None if person else cell.by_pixels,
        posterior=weighed,
        confirmed_by=0,
        broken_by=0,
        margin=0.0,
        place=cell.place,
        fit=1.0,
        reading=None,
        pixel=weighed,
    )


def _settled(board: Board, finding: Finding) -> Finding:
    """A finding with a person's word on it."""
    said = board.verdicts.get(finding_id(board.book.sha256, finding), "")
    cause = {FindingVerdict.SOURCE.value: Cause.SOURCE, FindingVerdict.READING.value: Cause.READING}
    return replace(finding, settled=said, cause=cause.get(said, finding.cause))
