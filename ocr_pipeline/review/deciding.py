"""Saving what people decide, once each, and taking it back by a new entry."""

from __future__ import annotations

from sqlalchemy import Connection

from ocr_pipeline.errors import StaleDecision
from ocr_pipeline.model.bound import Address, Value
from ocr_pipeline.review import leases
from ocr_pipeline.review.acts import Act, answer_entry
from ocr_pipeline.review.answers import same_value
from ocr_pipeline.review.board import Board
from ocr_pipeline.review.core import Core, Shown
from ocr_pipeline.review.entries import Entry, Kind
from ocr_pipeline.review.types import Decided, Decision, Undone


class Decider:
    """Takes in decisions."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def decide(self, decision: Decision) -> Decided:
        """Save an answer."""
        return self._core.write(lambda connection: self._decide(connection, decision))

    def _decide(self, connection: Connection, decision: Decision) -> Decided:
        core = self._core
        board, address = core.state.cell(decision.task)
        known = core.state.ledger.entry(decision.id)
        if known is not None:
            self._same(known, decision.reviewer, (board.book.sha256, address))
            return self._decided(board, address, known, repeated=True)
        value = core.value(board, address, decision.answer)
        core.fresh(board, address, Shown(decision.report_digest, decision.crop_digest, decision.version))
        core.free(connection, decision.task, decision.reviewer)
        entry = self._entry(board, address, decision, value)
        (saved,) = core.enter(connection, [entry])
        leases.give_back(connection, decision.reviewer, [decision.task])
        return self._decided(board, address, saved, repeated=False)

    def undo(self, reviewer: str, undo_id: str) -> Undone | None:
        """Take back the latest action that stands."""
        return self._core.write(lambda connection: self._undo(connection, reviewer, undo_id))

    def _undo(self, connection: Connection, reviewer: str, undo_id: str) -> Undone | None:
        core = self._core
        known = core.state.ledger.entry(undo_id)
        if known is not None:
            self._same(known, reviewer, None)
            return self._undone(known)
        action = core.state.ledger.last_action(reviewer)
        if action is None:
            return None
        taken = core.state.ledger.action(action)
        entry = Entry(
            number=0,
            id=undo_id,
            action=undo_id,
            kind=Kind.UNDO,
            reviewer=reviewer,
            at=core.clock(),
            document=taken[0].document,
            source=taken[0].source,
            verdict=action,
        )
        (saved,) = core.enter(connection, [entry])
        return self._undone(saved)

    def _undone(self, entry: Entry) -> Undone:
        state = self._core.state
        tasks, finding = [], None
        for taken in state.ledger.action(entry.verdict):
            finding = taken.finding or finding
            board = state.boards.get(state.document_key(taken.document) or "")
            if board is not None and taken.field in board.book.ids:
                tasks.append(board.book.ids[taken.field])
        return Undone(entry.id, tuple(tasks), finding)

    def _same(self, known: Entry, reviewer: str, cell: tuple[str, Address] | None) -> None:
        """A repeated id must mean the same; else two clients made the same id and nothing may be assumed."""
        other = cell is not None and (known.document, known.field) != cell
        if known.reviewer != reviewer or other or (cell is None and known.kind is not Kind.UNDO):
            raise StaleDecision("this id was used for another decision; load the page again and decide anew")

    def _entry(self, board: Board, address: Address, decision: Decision, value: Value) -> Entry:
        act = Act(
            id=decision.id,
            action=decision.id,
            reviewer=decision.reviewer,
            at=self._core.clock(),
            seconds=decision.seconds,
            reason=decision.reason,
            rules=decision.rules,
        )
        return answer_entry(board, address, value, act)

    def _decided(self, board: Board, address: Address, entry: Entry, *, repeated: bool) -> Decided:
        machine = board.book.cells[address].value
        value = entry.new or machine
        return Decided(
            id=entry.id,
            task=board.book.ids[address],
            state=board.state(address),
            corrected=not same_value(value, machine),
            repeated=repeated,
            identities=self._core.shower.identities(board, address, entry.reviewer, value),
            left=len(board.open_cells()),
        )
