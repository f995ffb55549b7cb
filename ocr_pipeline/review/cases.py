"""Findings with the decisions in, and what people say of them."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Connection

from ocr_pipeline.errors import RecordNotFound, StaleDecision
from ocr_pipeline.model.report import CheckedReport, Finding
from ocr_pipeline.review.acts import LONGEST_REASON
from ocr_pipeline.review.board import Board
from ocr_pipeline.review.core import Core
from ocr_pipeline.review.entries import Entry, Kind
from ocr_pipeline.review.evidence import finding_id
from ocr_pipeline.review.folding import folded
from ocr_pipeline.review.queue import fits, fits_document, in_order
from ocr_pipeline.review.types import Filters, FindingCase, FindingDecision, FindingVerdict, IdentityCell
from ocr_pipeline.schema.words import Words

NOBODY = ""
"""Findings are told with what stands, for no one in particular."""


class Cases:
    """Findings of all documents."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._folded: dict[str, tuple[Board, int, CheckedReport]] = {}

    def report(self, board: Board) -> CheckedReport:
        """A report with the decisions in, made anew only where something was entered."""
        key = board.book.key
        known = self._folded.get(key)
        if known is None or known[0] is not board or known[1] != board.revision:
            schema = board.book.rules.writer.schema
            known = (board, board.revision, folded(board, schema))
            self._folded[key] = known
        return known[2]

    def cases(self, filters: Filters, *, open_only: bool) -> tuple[FindingCase, ...]:
        """The findings that pass the filters; ``open_only`` leaves out those on which a person's word stands."""
        self._core.state.look()

        def work(connection: Connection) -> list[Board]:
            del connection
            return in_order((b for b in self._core.state.boards.values() if fits_document(b, filters)), (), ())

        done = (FindingVerdict.SOURCE, FindingVerdict.READING)
        found = [case for board in self._core.read(work) for case in self._locked(board, filters)]
        return tuple(case for case in found if not (open_only and case.verdict in done))

    def _locked(self, board: Board, filters: Filters) -> list[FindingCase]:
        """One document at a time, so that nobody who decides waits for all."""
        with self._core.state.lock:
            return self._of(board, filters)

    def case(self, finding: str) -> FindingCase:
        """One finding, also one that no longer stands."""
        return self._core.read(lambda _: self._case(finding))

    def settle(self, decision: FindingDecision) -> FindingCase:
        """Save a person's word on a finding."""
        core = self._core

        def work(connection: Connection) -> FindingCase:
            known = core.state.ledger.entry(decision.id)
            if known is not None and (known.reviewer, known.finding) != (decision.reviewer, decision.finding):
                raise StaleDecision("this id was used for another decision; load the page again and decide anew")
            case = self._case(decision.finding)
            if known is not None:
                return case
            board = core.state.document_of_finding(decision.finding)
            if decision.report_digest != board.book.digest:
                raise StaleDecision(core.sentences["report_changed"].english)
            core.enter(connection, [self._entry(board, decision, case)])
            return self._case(decision.finding)

        return core.write(work)

    def _case(self, finding: str) -> FindingCase:
        board = self._board(finding)
        for holds, report in ((True, self.report(board)), (False, board.book.folded)):
            for found in report.findings:
                if finding_id(board.book.sha256, found) == finding:
                    return self._shown(board, found, holds=holds)
        raise RecordNotFound("there is no such finding any more; go back to the list")

    def _board(self, finding: str) -> Board:
        """The document of a finding, also of one that only came up with answers and was not listed yet."""
        state = self._core.state
        if not state.has_finding(finding):
            for board in list(state.boards.values()):
                self._of(board, Filters())
        return state.document_of_finding(finding)

    def _of(self, board: Board, filters: Filters) -> list[FindingCase]:
        cases = []
        for found in self.report(board).findings:
            if filters.finding is not None and found.code != filters.finding:
                continue
            known = [address for address in found.cells if address in board.book.cells]
            if known and not any(fits(board, address, _without_code(filters)) for address in known):
                continue
            if not known and filters.table is not None:
                continue
            cases.append(self._shown(board, found, holds=True))
        return cases

    def _shown(self, board: Board, finding: Finding, *, holds: bool) -> FindingCase:
        name = finding_id(board.book.sha256, finding)
        self._core.state.know_finding(name, board.book.key)
        said = board.verdicts.get(name)
        cells = tuple(address for address in finding.cells if address in board.book.ids)
        return FindingCase(
            id=name,
            document=board.book.key,
            source=board.book.report.source,
            code=finding.code,
            severity=finding.severity,
            cause=finding.cause,
            message=Words(finding.message, finding.message_zh),
            advice=_advice(board, finding.code),
            says=finding.says,
            left=finding.left,
            right=finding.right,
            tasks=tuple(board.book.ids[address] for address in cells),
            cells=self._cells(board, finding),
            place=finding.place,
            holds=holds,
            verdict=None if said is None else FindingVerdict(said),
            report_digest=board.book.digest,
        )

    def _entry(self, board: Board, decision: FindingDecision, case: FindingCase) -> Entry:
        cells = tuple(self._core.state.cell(task)[1] for task in case.tasks)
        return Entry(
            number=0,
            id=decision.id,
            action=decision.id,
            kind=Kind.FINDING,
            reviewer=decision.reviewer,
            at=self._core.clock(),
            document=board.book.sha256,
            source=board.book.report.source,
            finding=decision.finding,
            verdict=decision.verdict.value,
            reason=decision.reason[:LONGEST_REASON],
            report_digest=board.book.digest,
            shown={"code": case.code, "says": case.says, "left": _text(case.left), "right": _text(case.right)},
            cells=cells,
        )

    def _cells(self, board: Board, finding: Finding) -> tuple[IdentityCell, ...]:
        """The cells in the formula where the finding breaks one, else by themselves."""
        shower = self._core.shower
        for address in finding.cells[:1]:
            for index in board.book.rules.of_cell.get(address, ()):
                instance = board.book.rules.instances[index]
                if instance.rule.code == finding.code and instance.cells == finding.cells:
                    return shower.formula_cells(board, instance, NOBODY)
        return shower.identity_cells(board, finding.cells, NOBODY)


def _without_code(filters: Filters) -> Filters:
    return Filters(
        table=filters.table,
        confidence_from=filters.confidence_from,
        confidence_to=filters.confidence_to,
        state=filters.state,
    )


def _advice(board: Board, code: str) -> Words:
    """What to do, where the schema's catalogue says it."""
    for spec in board.book.rules.writer.schema.findings:
        if spec.code == code:
            return Words(spec.advice, spec.advice_zh)
    return Words("", "")


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
