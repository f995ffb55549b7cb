"""What a desk holds in memory: the documents, the fold of the trail, and a board for each document.

Everything here can be made again from the results folder and the database; the lock guards it against threads.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

from sqlalchemy import Connection

from ocr_pipeline.errors import RecordNotFound
from ocr_pipeline.model.bound import Address
from ocr_pipeline.review.board import Board, Shares
from ocr_pipeline.review.entries import Entry, Kind
from ocr_pipeline.review.evidence import finding_id
from ocr_pipeline.review.ledger import Ledger
from ocr_pipeline.review.shelf import Shelf
from ocr_pipeline.review.trail import entries_after

LOOK_SECONDS = 5.0
"""How often the folder is looked through for documents that came, went or changed."""
LOOK_SHARE = 0.02
"""Share of the time that looking may take in a folder so large that it takes long."""


class State:
    """Boards by the key of their document, cells and findings by their names."""

    def __init__(self, shelf: Shelf, shares: Shares, clock: Callable[[], float]) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.ledger = Ledger()
        self.boards: dict[str, Board] = {}
        self._shelf = shelf
        self._shares = shares
        self._cells: dict[str, tuple[str, Address]] = {}
        self._findings: dict[str, str] = {}
        self._documents: dict[str, str] = {}
        self._look_again = 0.0

    def lose(self) -> None:
        """Forget what was folded, since it may contain what was not saved."""
        with self.lock:
            self.ledger = Ledger()
            for key in list(self.boards):
                self._set_up(key)

    def catch_up(self, connection: Connection, last: int | None = None) -> None:
        """Take in what others entered; ``last`` is the number of the last entry, where that is known."""
        with self.lock:
            if last != self.ledger.number:
                self.fold(entries_after(connection, self.ledger.number))

    def fold(self, entries: Iterable[Entry]) -> None:
        """Take in entries that come next in the trail."""
        with self.lock:
            new = list(entries)
            touched = self.ledger.add(new)
            for sha256 in touched:
                board = self.boards.get(self._documents.get(sha256, ""))
                if board is not None:
                    board.update(self._fields(new, sha256))

    def look(self, *, now: bool = False) -> set[str]:
        """Look through the folder if that was long ago, or ``now``; the keys of documents that changed."""
        with self.lock:
            start = time.monotonic()
            if not now and start < self._look_again:
                return set()
            changed = self._shelf.refresh()
            for key in changed:
                self._set_up(key)
            took = time.monotonic() - start
            self._look_again = time.monotonic() + max(LOOK_SECONDS, took / LOOK_SHARE)
            return changed

    @property
    def problems(self) -> dict[str, str]:
        """Why documents could not be taken in, by their names."""
        return dict(self._shelf.problems)

    def board(self, key: str) -> Board:
        """The board of a document as it is on disk now; raises ``RecordNotFound``."""
        with self.lock:
            if key in self.boards:
                for changed in self._shelf.renew(self.boards[key].book.name):
                    self._set_up(changed)
            if key not in self.boards:
                raise RecordNotFound("there is no such document here; it may have been read again, go back to the list")
            return self.boards[key]

    def cell(self, task: str) -> tuple[Board, Address]:
        """A cell by its name; raises ``RecordNotFound``."""
        with self.lock:
            key, address = self._cells.get(task, ("", None))
            board = self.board(key)
            if address is None or address not in board.book.cells:
                raise RecordNotFound("there is no such cell here; the document may have been read again")
            return board, address

    def has_cell(self, task: str) -> bool:
        """Whether a cell of this name is here."""
        return task in self._cells and self._cells[task][0] in self.boards

    def has_finding(self, finding: str) -> bool:
        """Whether the document of a finding is known."""
        return self._findings.get(finding, "") in self.boards

    def document_of_finding(self, finding: str) -> Board:
        """The board of the document that has a finding; raises ``RecordNotFound``."""
        with self.lock:
            return self.board(self._findings.get(finding, ""))

    def know_finding(self, finding: str, key: str) -> None:
        """Remember where a finding is that only came up with answers."""
        self._findings[finding] = key

    def document_key(self, sha256: str) -> str | None:
        """The key of the document with these bytes, if it is here."""
        return self._documents.get(sha256)

    def _set_up(self, key: str) -> None:
        book = self._shelf.book(key)
        if book is None:
            self.boards.pop(key, None)
            return
        self.boards[key] = Board(book, self.ledger, self._shares)
        self._documents[book.sha256] = key
        self._cells.update({name: (key, address) for address, name in book.ids.items()})
        self._findings.update({finding_id(book.sha256, finding): key for finding in book.folded.findings})

    def _fields(self, entries: Iterable[Entry], sha256: str) -> set[Address]:
        """The fields of a document that entries are about, those of taken back actions included."""
        fields = set()
        for entry in entries:
            about = self.ledger.action(entry.verdict) if entry.kind is Kind.UNDO else (entry,)
            fields |= {e.field for e in about if e.field is not None and e.document == sha256}
        return fields
