"""The list of documents, assignments, the log, progress and statistics."""

from __future__ import annotations

import uuid

from sqlalchemy import Connection

from ocr_pipeline.model.report import Status
from ocr_pipeline.review import measures
from ocr_pipeline.review.board import Board
from ocr_pipeline.review.cases import Cases
from ocr_pipeline.review.core import Core
from ocr_pipeline.review.entries import Entry, Kind, when
from ocr_pipeline.review.figures import DocumentView, Progress, Statistics, TrailEntry
from ocr_pipeline.review.queue import fits_document, in_order
from ocr_pipeline.review.trail import last_entries
from ocr_pipeline.review.types import CellState, Filters

MOST_LISTED = 1000
MOST_TALLIES = 100_000
"""Kept counts of documents under filters; then they are counted anew."""


class Registry:
    """Tells where the work stands."""

    def __init__(self, core: Core, cases: Cases) -> None:
        self._core = core
        self._cases = cases
        self._tallies: dict[tuple[str, Filters], tuple[Board, int, measures.Tally]] = {}

    def documents(self) -> tuple[DocumentView, ...]:
        """All documents in the order of the queue."""
        self._core.state.look()
        boards = self._core.read(lambda _: in_order(self._boards(), (), ()))
        return tuple(self._locked(board) for board in boards)

    def _locked(self, board: Board) -> DocumentView:
        """One document at a time, so that nobody who decides waits for all."""
        with self._core.state.lock:
            return self._document(board)

    def assign(self, document: str, to: str | None, by: str) -> None:
        """Log to whom a document is assigned."""
        core = self._core

        def work(connection: Connection) -> None:
            book = core.state.board(document).book
            name = uuid.uuid4().hex
            entry = Entry(
                0, name, name, Kind.ASSIGN, by, core.clock(), book.sha256, book.report.source, verdict=to or ""
            )
            core.enter(connection, [entry])

        core.write(work)

    def progress(self, filters: Filters) -> Progress:
        """How far the work is."""
        self._core.state.look()

        def work(connection: Connection) -> Progress:
            del connection
            tallies = [self._tally(board, filters) for board in self._boards() if fits_document(board, filters)]
            return measures.progress(tallies, self._core.state.ledger.seconds)

        return self._core.read(work)

    def _tally(self, board: Board, filters: Filters) -> measures.Tally:
        """Counted anew only where something was entered."""
        key = (board.book.key, filters)
        known = self._tallies.get(key)
        if known is None or known[0] is not board or known[1] != board.revision:
            if len(self._tallies) > MOST_TALLIES:
                self._tallies.clear()
            known = (board, board.revision, measures.tally(board, filters))
            self._tallies[key] = known
        return known[2]

    def statistics(self) -> Statistics:
        """How people and the machine did."""
        self._core.state.look()
        return self._core.read(lambda _: measures.statistics(self._boards()))

    def trail(self, task: str | None, before: int | None, limit: int) -> tuple[TrailEntry, ...]:
        """The log, newest first."""
        core = self._core

        def work(connection: Connection) -> tuple[TrailEntry, ...]:
            cell = None
            if task is not None:
                board, address = core.state.cell(task)
                cell = (board.book.sha256, str(address))
            count = max(1, min(limit, MOST_LISTED))
            return tuple(self._line(entry) for entry in last_entries(connection, before=before, limit=count, cell=cell))

        return core.read(work)

    def _boards(self) -> list[Board]:
        return list(self._core.state.boards.values())

    def _document(self, board: Board) -> DocumentView:
        book = board.book
        identity = book.report.identity
        left = len(board.open_cells())
        writer = book.rules.writer
        return DocumentView(
            key=book.key,
            name=book.name,
            source=book.report.source,
            title=identity.title,
            organisation=identity.organisation,
            year=identity.year,
            status=self._status(board, left),
            pages=len(book.pictures),
            cells=len(book.cells),
            left=left,
            decided=measures.decided(board),
            findings=len(self._cases.report(board).findings),
            expected_errors=sum(1 - book.cells[address].confidence for address in board.open_cells()),
            stale=board.stale(),
            assigned_to=board.assignee,
            tables=tuple((table, writer.table(table)) for table in dict.fromkeys(a.table for a in book.cells)),
        )

    def _status(self, board: Board, left: int) -> Status:
        """As in the report with the decisions in, without making it."""
        if left == 0 and any(board.state(address) is CellState.SETTLED for address in board.book.cells):
            return Status.REVIEWED
        status = board.book.report.status
        return Status.NEEDS_REVIEW if left and status is Status.ACCEPTED else status

    def _line(self, entry: Entry) -> TrailEntry:
        return TrailEntry(
            number=entry.number,
            id=entry.id,
            action=entry.action,
            kind=entry.kind.value,
            reviewer=entry.reviewer,
            at=when(entry.at),
            source=entry.source,
            field="" if entry.field is None else str(entry.field),
            old=entry.old,
            new=entry.new,
            verdict=entry.verdict,
            reason=entry.reason,
            undone=self._core.state.ledger.is_undone(entry.action),
            report_digest=entry.report_digest,
            crop_digest=entry.crop_digest,
        )
