"""The review desk as a service: what to ask next, what was answered, where the work stands. No HTTP, no HTML.

Every method may be called from several threads, and several desks (processes, machines) may stand on one database.
Errors: ``RecordNotFound`` for an id that means nothing here, ``StaleDecision`` for a decision on an older state (decide
anew), ``CellTaken`` for a cell that somebody else has before them, ``AnswerRefused`` for an answer that is none. Their
messages are sentences for the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from ocr_pipeline.review.figures import (
    DocumentView,
    Imported,
    Picture,
    Progress,
    Statistics,
    TableView,
    TrailEntry,
)
from ocr_pipeline.review.types import (
    Answer,
    Carpet,
    CarpetDecision,
    CarpetResult,
    CarpetValue,
    CellTask,
    Decided,
    Decision,
    Evaluation,
    Filters,
    FindingCase,
    FindingDecision,
    Undone,
)

EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """``second_share`` of the decisions, ``audit_share`` of the accepted cells are read (again); leases in seconds."""

    second_share: float = 0.05
    audit_share: float = 0.01
    lease_seconds: float = 300.0


class Desk:
    """The desk on one results folder."""

    @classmethod
    def open(
        cls,
        folder: Path,
        database: str | None = None,
        *,
        options: DeskOptions | None = None,
        schema: str | None = None,
    ) -> Desk:
        """Open the desk on a results folder.

        ``database`` is an SQLAlchemy URL; None means ``DIR/review/desk.sqlite``. ``schema`` is an id or a path, needed
        where reports name a schema that is not a bundled one.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the database."""
        raise NotImplementedError

    @property
    def engine(self) -> Engine:
        """The database, for accounts and sessions to be kept beside the trail."""
        raise NotImplementedError

    # What to ask

    def next_cell(self, reviewer: str, filters: Filters = EVERYTHING) -> CellTask | None:
        """The cell whose answer settles most, leased to the reviewer; None if nothing waits for this person."""
        raise NotImplementedError

    def next_cells(self, reviewer: str, filters: Filters = EVERYTHING, *, count: int = 3) -> tuple[CellTask, ...]:
        """The next cells in order, all leased to the reviewer: the first to show, the others to load ahead.

        Cells that the reviewer holds already come first, so that asking again gives the same ones.
        """
        raise NotImplementedError

    def task(self, task: str, reviewer: str) -> CellTask:
        """Any cell by its id, settled or not, leased to the reviewer (to look at it again or to correct it)."""
        raise NotImplementedError

    def evaluate(self, task: str, reviewer: str, answer: Answer) -> Evaluation:
        """What an answer would mean for the identities of the cell; nothing is saved. For every key stroke."""
        raise NotImplementedError

    def table(self, task: str, reviewer: str) -> TableView:
        """The whole table of a cell as it stands; another's answer to a cell that is asked stays hidden."""
        raise NotImplementedError

    def release(self, reviewer: str) -> None:
        """Give back everything leased to the reviewer (log-out, page closed)."""
        raise NotImplementedError

    # What was answered

    def decide(self, decision: Decision) -> Decided:
        """Save an answer; when this returns, it is on disk. The same ``decision.id`` again changes nothing."""
        raise NotImplementedError

    def skip(self, reviewer: str, task: str) -> None:
        """Do not ask this person this cell again until everything else is done; others may still get it."""
        raise NotImplementedError

    def back(self, reviewer: str, before: str | None = None) -> CellTask | None:
        """The cell that the reviewer answered last, or the one before the task ``before``; None at the beginning."""
        raise NotImplementedError

    def undo(self, reviewer: str, undo_id: str) -> Undone | None:
        """Take back the reviewer's latest action that still stands; ``undo_id`` is made by the client (retries)."""
        raise NotImplementedError

    # Carpet

    def carpet_values(self, filters: Filters = EVERYTHING) -> tuple[CarpetValue, ...]:
        """Values with how many cells wait that were read so, most frequent first."""
        raise NotImplementedError

    def carpet(self, reviewer: str, key: str, filters: Filters = EVERYTHING, *, limit: int = 200) -> Carpet:
        """Up to ``limit`` cells read as one value, leased to the reviewer."""
        raise NotImplementedError

    def confirm_carpet(self, decision: CarpetDecision) -> CarpetResult:
        """Save that the confirmed tiles are what the machine read; all of it is one action for undo."""
        raise NotImplementedError

    # Findings

    def findings(self, filters: Filters = EVERYTHING, *, open_only: bool = False) -> tuple[FindingCase, ...]:
        """Findings with the decisions in, the gravest first within each document."""
        raise NotImplementedError

    def finding(self, finding: str) -> FindingCase:
        """One finding by its id."""
        raise NotImplementedError

    def settle_finding(self, decision: FindingDecision) -> FindingCase:
        """Save a person's word on a finding; ``READING`` puts its cells that nobody answered into the queue."""
        raise NotImplementedError

    # Where the work stands

    def documents(self) -> tuple[DocumentView, ...]:
        """All documents in the order of the queue."""
        raise NotImplementedError

    def assign(self, document: str, to: str | None, *, by: str) -> None:
        """Assign a document to a reviewer, or to nobody."""
        raise NotImplementedError

    def progress(self, filters: Filters = EVERYTHING) -> Progress:
        """How far the work is."""
        raise NotImplementedError

    def statistics(self) -> Statistics:
        """Decisions, agreement of double readings, and how the machine's confidence did."""
        raise NotImplementedError

    def trail(self, *, task: str | None = None, before: int | None = None, limit: int = 100) -> tuple[TrailEntry, ...]:
        """The log, newest first, of one cell or of all; ``before`` is the number of the last entry seen."""
        raise NotImplementedError

    # Pictures

    def crop(self, task: str, *, height: int = 160) -> Picture:
        """The untouched pixels of a cell with a margin, about ``height`` pixels high, as PNG."""
        raise NotImplementedError

    def page(self, document: str, page_index: int) -> Picture:
        """A page as displayed, as it is kept."""
        raise NotImplementedError

    # In and out

    def export_decisions(self) -> Iterator[str]:
        """The trail as JSON Lines (without line ends)."""
        raise NotImplementedError

    def import_decisions(self, lines: Iterable[str], *, by: str) -> Imported:
        """Take in a trail; entries bind to cells by field and crop, known ids are left. ``RecordDamaged`` if it is none."""
        raise NotImplementedError

    def refresh(self) -> Sequence[str]:
        """Look for documents that came, went or changed on disk; their keys. Done by itself every few seconds."""
        raise NotImplementedError
