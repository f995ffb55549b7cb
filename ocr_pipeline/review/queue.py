"""What to ask next: cells that pass the filters, document by document, so that a person stays in context."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ocr_pipeline.model.bound import Address
from ocr_pipeline.review.board import Board
from ocr_pipeline.review.types import Asked, CellState, Filters


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cell that a person could be asked."""

    board: Board
    address: Address
    asked: Asked

    @property
    def id(self) -> str:
        """The cell's name in requests."""
        return self.board.book.ids[self.address]


@dataclass(frozen=True, slots=True)
class Situation:
    """Who asks, what others hold, what this person passed over (with when), and the documents to begin with."""

    reviewer: str
    others: Collection[str]
    skipped: Mapping[str, float]
    stay: tuple[str, ...] = ()
    crowded: Collection[str] = ()


def in_order(boards: Iterable[Board], stay: tuple[str, ...], crowded: Collection[str]) -> list[Board]:
    """Documents: where the person is already, then by what an answer settles, those with others at work last."""

    def rank(board: Board) -> tuple[int, bool, float, str]:
        key = board.book.key
        own = stay.index(key) if key in stay else len(stay)
        return own, key in crowded and key not in stay, -board.worth(), board.book.name

    return sorted(boards, key=rank)


def candidates(boards: Iterable[Board], filters: Filters, at: Situation) -> Iterator[Candidate]:
    """What may be asked, best first; what was passed over comes at the very end, the longest ago first."""
    later: list[Candidate] = []
    for board in in_order((b for b in boards if fits_document(b, filters)), at.stay, at.crowded):
        for found in _of_board(board, filters, at.reviewer):
            if found.id in at.others:
                continue
            if found.id in at.skipped:
                later.append(found)
            else:
                yield found
    yield from sorted(later, key=lambda found: at.skipped[found.id])


def _of_board(board: Board, filters: Filters, reviewer: str) -> Iterator[Candidate]:
    if filters.state in (CellState.SETTLED, CellState.ACCEPTED):
        for address in board.book.cells:
            if reviewer not in board.standing(address).readers and fits(board, address, filters):
                first = filters.state is CellState.ACCEPTED
                yield Candidate(board, address, Asked.FIRST if first else Asked.SECOND)
        return
    for address in board.order():
        asked = board.due(address, reviewer)
        if asked is not None and fits(board, address, filters):
            yield Candidate(board, address, asked)


def fits_document(board: Board, filters: Filters) -> bool:
    """Whether a document passes the filters."""
    if filters.document is not None and board.book.key != filters.document:
        return False
    return filters.assigned_to is None or board.assignee == filters.assigned_to


def fits(board: Board, address: Address, filters: Filters) -> bool:
    """Whether a cell of a document that passes, passes too."""
    cell = board.book.cells[address]
    if filters.table is not None and address.table != filters.table:
        return False
    if not filters.confidence_from <= cell.confidence <= filters.confidence_to:
        return False
    if filters.finding is not None and filters.finding not in board.book.finding_codes.get(address, ()):
        return False
    return filters.state is None or board.state(address) is filters.state
