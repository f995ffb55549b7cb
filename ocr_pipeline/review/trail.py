"""The trail on disk: entries are appended in one order, by many at once, and read back from where one stopped.

Whoever waits for a commit waits together with the others: the first of them writes for all, so that one flush to disk
serves every decision that came in meanwhile (group commit; DeWitt et al. 1984).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import SQLAlchemyError

from ocr_pipeline.errors import FolderNotWritable, PipelineError
from ocr_pipeline.review.database import TRAIL, count_up, take_turn, writing
from ocr_pipeline.review.entries import Entry, from_row, to_row

T = TypeVar("T")
AT_ONCE = 64
"""Works done in one transaction at most; the others wait for the next one."""


class _Waiting:
    """A work in line, and what became of it."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.done = False
        self.saved = False
        self.result: Any = None
        self.error: PipelineError | None = None

    def do(self, connection: Connection) -> None:
        """Do the work; an error that belongs to the work is kept for whoever waits for it."""
        try:
            self.result = self.work(connection)
        except PipelineError as error:
            self.error = error


class Writer:
    """Runs works inside transactions, one after the other, several to a commit."""

    def __init__(self, engine: Engine, begin: Callable[[Connection, int], None], lost: Callable[[], None]) -> None:
        """``begin`` is called first in each transaction, with the number of the last entry of the trail.

        ``lost`` is called when a commit failed after works had seen their own changes.
        """
        self._engine = engine
        self._begin = begin
        self._lost = lost
        self._turn = threading.Lock()
        self._line: deque[_Waiting] = deque()

    def run(self, work: Callable[[Connection], T]) -> T:
        """The result of a work once it is on disk; a ``PipelineError`` of the work is raised here, it wrote nothing.

        A work raises before it writes, or not at all.
        """
        own = _Waiting(work)
        self._line.append(own)
        while not own.done:
            with self._turn:
                if not own.done:
                    self._commit([self._line.popleft() for _ in range(min(AT_ONCE, len(self._line)))])
        if own.error is not None:
            raise own.error
        if not own.saved:
            raise FolderNotWritable("the answer could not be saved because another one failed; send it again")
        result: T = own.result
        return result

    def _commit(self, works: list[_Waiting]) -> None:
        saved = False
        try:
            with writing(self._engine) as connection:
                self._begin(connection, take_turn(connection))
                for waiting in works:
                    waiting.do(connection)
            saved = True
        except SQLAlchemyError as error:
            raise _unsaved(error) from error
        finally:
            if not saved:
                self._lost()
            for waiting in works:
                waiting.saved, waiting.done = saved, True


def append(connection: Connection, entries: Iterable[Entry], last: int) -> tuple[Entry, ...]:
    """Write entries behind the ``last`` one of the trail, with their numbers."""
    numbered = [replace(entry, number=number) for number, entry in enumerate(entries, last + 1)]
    if not numbered:
        return ()
    count_up(connection, numbered[-1].number)
    connection.execute(insert(TRAIL), [to_row(entry) for entry in numbered])
    return tuple(numbered)


def entries_after(connection: Connection, number: int) -> Iterator[Entry]:
    """The entries behind a number, in order."""
    rows = connection.execute(select(TRAIL).where(TRAIL.c.number > number).order_by(TRAIL.c.number))
    for row in rows.mappings():
        yield from_row(dict(row))


def last_entries(
    connection: Connection, *, before: int | None, limit: int, cell: tuple[str, str] | None
) -> list[Entry]:
    """The newest entries first; ``cell`` is (document, field)."""
    query = select(TRAIL).order_by(TRAIL.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(TRAIL.c.number < before)
    if cell is not None:
        query = query.where(TRAIL.c.document == cell[0], TRAIL.c.field == cell[1])
    return [from_row(dict(row)) for row in connection.execute(query).mappings()]


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads, and waits for no writer."""
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise _unsaved(error) from error


def _unsaved(error: SQLAlchemyError) -> FolderNotWritable:
    reason = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
    return FolderNotWritable(f"the database cannot be used ({reason}); nothing was saved, try again")
