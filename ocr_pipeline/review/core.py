"""What the parts of the desk share: the database, the state in memory, and the sentences for people."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine

from ocr_pipeline.errors import AnswerRefused, CellTaken, StaleDecision
from ocr_pipeline.model.bound import Address, Value
from ocr_pipeline.review.answers import NoAnswer
from ocr_pipeline.review.board import Board
from ocr_pipeline.review.entries import Entry
from ocr_pipeline.review.evidence import crop_digest
from ocr_pipeline.review.leases import holder
from ocr_pipeline.review.state import State
from ocr_pipeline.review.tasks import Shower
from ocr_pipeline.review.trail import Writer, append, reading
from ocr_pipeline.review.types import Answer
from ocr_pipeline.schema.words import Words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """``second_share`` of the decisions, ``audit_share`` of the accepted cells are read (again); leases in seconds."""

    second_share: float = 0.05
    audit_share: float = 0.01
    lease_seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person had before them when deciding: goes back with the decision unchanged."""

    report_digest: str
    crop_digest: str
    version: int


@dataclass(frozen=True, slots=True)
class Core:
    """Shared by all parts; ``clock`` gives seconds since 1970."""

    engine: Engine
    state: State
    writer: Writer
    shower: Shower
    sentences: Mapping[str, Words]
    options: DeskOptions
    clock: Callable[[], float] = time.time

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do a work in a transaction, on the state that everybody has left; its result is on disk when this returns."""

        def whole(connection: Connection) -> T:
            with self.state.lock:
                return work(connection)

        return self.writer.run(whole)

    def read(self, work: Callable[[Connection], T]) -> T:
        """Do a work that only reads."""
        with reading(self.engine) as connection, self.state.lock:
            self.state.catch_up(connection)
            return work(connection)

    def enter(self, connection: Connection, entries: list[Entry]) -> tuple[Entry, ...]:
        """Append entries to the trail and take them in."""
        numbered = append(connection, entries, self.state.ledger.number)
        self.state.fold(numbered)
        return numbered

    def free(self, connection: Connection, cell: str, reviewer: str) -> None:
        """Raise ``CellTaken`` if somebody else has a cell."""
        held = holder(connection, cell, self.clock())
        if held is not None and held != reviewer:
            raise CellTaken(self.sentences["cell_taken"].english)

    def fresh(self, board: Board, address: Address, shown: Shown) -> None:
        """Raise ``StaleDecision`` if what was shown is no longer what stands."""
        evidence = board.book.digests.evidence(board.book.cells[address].place)
        if (shown.report_digest, shown.crop_digest) != (board.book.digest, crop_digest(evidence)):
            raise StaleDecision(self.sentences["report_changed"].english)
        if shown.version != board.version(address):
            raise StaleDecision(self.sentences["cell_changed"].english)

    def value(self, board: Board, address: Address, answer: Answer) -> Value:
        """The value of an answer; raises ``AnswerRefused``."""
        try:
            return self.shower.value(board, address, answer)
        except NoAnswer as refused:
            raise AnswerRefused(self.sentences[refused.reason].english) from refused
