"""Handing out cells: the next ones, leased, or any one by its name."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from ocr_pipeline.model.bound import Address
from ocr_pipeline.review import leases
from ocr_pipeline.review.board import Board
from ocr_pipeline.review.core import Core
from ocr_pipeline.review.figures import TableView
from ocr_pipeline.review.leases import Lease
from ocr_pipeline.review.queue import Candidate, Situation, candidates, fits, fits_document
from ocr_pipeline.review.tasks import Asking
from ocr_pipeline.review.types import Answer, Asked, CellTask, Evaluation, Filters

AHEAD = 8
"""Cells leased beyond those asked for, so that not every cell costs a write."""
SHARE_AHEAD = 8
"""But no more than one in so many of those that wait in the document: others want some too."""
STAYS = 3
"""Documents that a person worked in last and is kept in."""


class Asker:
    """Hands out cells to people."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def next_cells(self, reviewer: str, filters: Filters, count: int) -> tuple[CellTask, ...]:
        """The next cells, all leased; those that the person holds already come first."""
        core = self._core
        core.state.look()

        def held(connection: Connection) -> tuple[CellTask, ...] | None:
            running = leases.active(connection, core.clock())
            own = self._own(reviewer, filters, running)
            fresh = all(running[c.id].until - core.clock() > core.options.lease_seconds / 2 for c in own)
            return self._tasks(own[:count], reviewer, running) if len(own) >= count and fresh else None

        found = core.read(held)
        return found if found is not None else core.write(lambda c: self._hand_out(c, reviewer, filters, count))

    def task(self, task: str, reviewer: str) -> CellTask:
        """A cell by its name, leased unless somebody else has it."""
        core = self._core

        def work(connection: Connection) -> CellTask:
            board, address = core.state.cell(task)
            core.free(connection, task, reviewer)
            until = core.clock() + core.options.lease_seconds
            leases.take(connection, [task], reviewer, until)
            asked = board.due(address, reviewer) or Asked.FIRST
            return core.shower.task(board, address, board.version(address), Asking(reviewer, asked, until))

        return core.write(work)

    def evaluate(self, task: str, reviewer: str, answer: Answer) -> Evaluation:
        """What an answer would mean."""

        def work(connection: Connection) -> Evaluation:
            del connection
            board, address = self._core.state.cell(task)
            return self._core.shower.evaluation(board, address, reviewer, answer)

        return self._core.read(work)

    def table(self, task: str, reviewer: str) -> TableView:
        """The whole table of a cell."""

        def work(connection: Connection) -> TableView:
            del connection
            board, address = self._core.state.cell(task)
            return self._core.shower.table(board, address, reviewer)

        return self._core.read(work)

    def skip(self, reviewer: str, task: str) -> None:
        """Pass a cell over."""
        core = self._core

        def work(connection: Connection) -> None:
            core.state.cell(task)
            leases.skip(connection, reviewer, task, core.clock())
            leases.give_back(connection, reviewer, [task])

        core.write(work)

    def release(self, reviewer: str) -> None:
        """Give everything back."""
        self._core.write(lambda connection: leases.give_back(connection, reviewer))

    def back(self, reviewer: str, before: str | None) -> CellTask | None:
        """The cell answered last, or before another one."""
        names = self._core.read(lambda _: self._answered(reviewer))
        if before in names:
            names = names[: names.index(before)]
        return self.task(names[-1], reviewer) if names else None

    def _answered(self, reviewer: str) -> list[str]:
        """The cells that a person answered and that are still here, the latest last."""
        state = self._core.state
        names = []
        for sha256, address in state.ledger.answered_by(reviewer):
            board = state.boards.get(state.document_key(sha256) or "")
            if board is not None and address in board.book.ids:
                names.append(board.book.ids[address])
        return names

    def _hand_out(self, connection: Connection, reviewer: str, filters: Filters, count: int) -> tuple[CellTask, ...]:
        core, now = self._core, self._core.clock()
        leases.tidy(connection, now)
        running = leases.active(connection, now)
        until = now + core.options.lease_seconds
        own = self._own(reviewer, filters, running)
        leases.extend(connection, reviewer, until)
        chosen = list(own)
        if len(own) < count:
            situation = self._situation(connection, reviewer, running)
            chosen += self._more(filters, situation, {c.id for c in own}, count - len(own))
            leases.take(connection, [c.id for c in chosen[len(own) :]], reviewer, until)
        renewed = {c.id: Lease(c.id, reviewer, until) for c in chosen}
        return self._tasks(chosen[:count], reviewer, renewed)

    def _more(self, filters: Filters, at: Situation, own: set[str], missing: int) -> list[Candidate]:
        """The next candidates, some ahead, all of one document beyond those that are missing."""
        chosen: list[Candidate] = []
        for found in candidates(self._core.state.boards.values(), filters, at):
            if found.id in own:
                continue
            if len(chosen) >= missing:
                board = chosen[-1].board
                ahead = min(AHEAD, len(board.order()) // SHARE_AHEAD)
                if found.board is not board or len(chosen) >= missing + ahead or found.id in at.skipped:
                    break
            chosen.append(found)
        return chosen

    def _own(self, reviewer: str, filters: Filters, running: Mapping[str, Lease]) -> list[Candidate]:
        """What a person holds and may still be asked, in the order of the queue."""
        state = self._core.state
        found: list[Candidate] = []
        for name, lease in running.items():
            if lease.reviewer != reviewer or not state.has_cell(name):
                continue
            board, address = state.cell(name)
            asked = board.due(address, reviewer)
            if asked is not None and fits_document(board, filters) and fits(board, address, filters):
                found.append(Candidate(board, address, asked))
        stay = self._stay(reviewer)

        def rank(candidate: Candidate) -> tuple[int, str, tuple[bool, float, Address]]:
            key = candidate.board.book.key
            own = stay.index(key) if key in stay else len(stay)
            return own, key, candidate.board.rank(candidate.address)

        return sorted(found, key=rank)

    def _situation(self, connection: Connection, reviewer: str, running: Mapping[str, Lease]) -> Situation:
        others = {lease.cell for lease in running.values() if lease.reviewer != reviewer}
        crowded = {self._core.state.cell(name)[0].book.key for name in others if self._core.state.has_cell(name)}
        return Situation(reviewer, others, leases.skipped(connection, reviewer), self._stay(reviewer), crowded)

    def _stay(self, reviewer: str) -> tuple[str, ...]:
        """The documents that a person worked in last."""
        state = self._core.state
        keys = [state.document_key(sha256) for sha256 in state.ledger.last_documents(reviewer, STAYS)]
        return tuple(key for key in keys if key is not None)

    def _tasks(self, chosen: list[Candidate], reviewer: str, running: Mapping[str, Lease]) -> tuple[CellTask, ...]:
        return tuple(self._task(c.board, c.address, Asking(reviewer, c.asked, running[c.id].until)) for c in chosen)

    def _task(self, board: Board, address: Address, asking: Asking) -> CellTask:
        return self._core.shower.task(board, address, board.version(address), asking)
