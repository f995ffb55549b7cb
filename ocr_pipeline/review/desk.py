"""The review desk as a service: what to ask next, what was answered, where the work stands. No HTTP, no HTML.

Every method may be called from several threads, and several desks (processes, machines) may stand on one database.
Errors: ``RecordNotFound`` for an id that means nothing here, ``StaleDecision`` for a decision on an older state (decide
anew), ``CellTaken`` for a cell that somebody else has before them, ``AnswerRefused`` for an answer that is none. Their
messages are sentences for the person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from time import time

from sqlalchemy import Engine

from ocr_pipeline.errors import RecordNotFound
from ocr_pipeline.review import exchange
from ocr_pipeline.review.asking import Asker
from ocr_pipeline.review.board import Shares
from ocr_pipeline.review.carpets import Carpets
from ocr_pipeline.review.cases import Cases
from ocr_pipeline.review.core import Core, DeskOptions
from ocr_pipeline.review.database import default_url, open_database
from ocr_pipeline.review.deciding import Decider
from ocr_pipeline.review.figures import (
    DocumentView,
    Imported,
    Picture,
    Progress,
    Statistics,
    TableView,
    TrailEntry,
)
from ocr_pipeline.review.pictures import Pictures
from ocr_pipeline.review.registry import Registry
from ocr_pipeline.review.sentences import load_sentences
from ocr_pipeline.review.shelf import Shelf
from ocr_pipeline.review.state import State
from ocr_pipeline.review.tasks import Shower
from ocr_pipeline.review.trail import Writer
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
from ocr_pipeline.store.results import ResultsFolder

__all__ = ["EVERYTHING", "Desk", "DeskOptions"]

EVERYTHING = Filters()


class Desk:
    """The desk on one results folder."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._asker = Asker(core)
        self._decider = Decider(core)
        self._carpets = Carpets(core)
        self._cases = Cases(core)
        self._registry = Registry(core, self._cases)
        self._pictures = Pictures(core)

    @classmethod
    def open(
        cls,
        folder: Path,
        database: str | None = None,
        *,
        options: DeskOptions | None = None,
        schema: str | None = None,
        clock: Callable[[], float] = time,
    ) -> Desk:
        """Open the desk on a results folder.

        ``database`` is an SQLAlchemy URL; None means ``DIR/review/desk.sqlite``. ``schema`` is an id or a path, needed
        where reports name a schema that is not a bundled one; ``clock`` gives seconds since 1970.
        """
        results = ResultsFolder(folder)
        chosen = options or DeskOptions()
        state = State(Shelf(results, schema), Shares(chosen.second_share, chosen.audit_share), clock)
        engine = open_database(database or default_url(folder))
        sentences = load_sentences()
        writer = Writer(engine, state.catch_up, state.lose)
        core = Core(engine, state, writer, Shower(sentences), sentences, chosen, clock)
        desk = cls(core)
        desk.refresh()
        if desk.problems and not state.boards:
            desk.close()
            raise RecordNotFound(f"{folder}: no document can be reviewed; {desk.problems[0]}")
        return desk

    def close(self) -> None:
        """Let go of the database."""
        self._core.engine.dispose()

    @property
    def problems(self) -> tuple[str, ...]:
        """Documents that cannot be shown, and why, in a sentence each."""
        return tuple(f"{name}: {why}" for name, why in self._core.state.problems.items())

    @property
    def engine(self) -> Engine:
        """The database, for accounts and sessions to be kept beside the trail."""
        return self._core.engine

    # What to ask

    def next_cell(self, reviewer: str, filters: Filters = EVERYTHING) -> CellTask | None:
        """The cell whose answer settles most, leased to the reviewer; None if nothing waits for this person."""
        found = self.next_cells(reviewer, filters, count=1)
        return found[0] if found else None

    def next_cells(self, reviewer: str, filters: Filters = EVERYTHING, *, count: int = 3) -> tuple[CellTask, ...]:
        """The next cells in order, all leased to the reviewer: the first to show, the others to load ahead.

        Cells that the reviewer holds already come first, so that asking again gives the same ones.
        """
        return self._asker.next_cells(reviewer, filters, count)

    def task(self, task: str, reviewer: str) -> CellTask:
        """Any cell by its id, settled or not, leased to the reviewer (to look at it again or to correct it)."""
        return self._asker.task(task, reviewer)

    def evaluate(self, task: str, reviewer: str, answer: Answer) -> Evaluation:
        """What an answer would mean for the identities of the cell; nothing is saved. For every key stroke."""
        return self._asker.evaluate(task, reviewer, answer)

    def table(self, task: str, reviewer: str) -> TableView:
        """The whole table of a cell as it stands; another's answer to a cell that is asked stays hidden."""
        return self._asker.table(task, reviewer)

    def release(self, reviewer: str) -> None:
        """Give back everything leased to the reviewer (log-out, page closed)."""
        self._asker.release(reviewer)

    # What was answered

    def decide(self, decision: Decision) -> Decided:
        """Save an answer; when this returns, it is on disk. The same ``decision.id`` again changes nothing."""
        return self._decider.decide(decision)

    def skip(self, reviewer: str, task: str) -> None:
        """Do not ask this person this cell again until everything else is done; others may still get it."""
        self._asker.skip(reviewer, task)

    def back(self, reviewer: str, before: str | None = None) -> CellTask | None:
        """The cell that the reviewer answered last, or the one before the task ``before``; None at the beginning."""
        return self._asker.back(reviewer, before)

    def undo(self, reviewer: str, undo_id: str) -> Undone | None:
        """Take back the reviewer's latest action that still stands; ``undo_id`` is made by the client (retries)."""
        return self._decider.undo(reviewer, undo_id)

    # Carpet

    def carpet_values(self, filters: Filters = EVERYTHING, *, reviewer: str = "") -> tuple[CarpetValue, ...]:
        """Values with how many cells wait that were read so, most frequent first."""
        return self._carpets.values(reviewer, filters)

    def carpet(self, reviewer: str, key: str, filters: Filters = EVERYTHING, *, limit: int = 200) -> Carpet:
        """Up to ``limit`` cells read as one value, leased to the reviewer."""
        return self._carpets.carpet(reviewer, key, filters, limit)

    def confirm_carpet(self, decision: CarpetDecision) -> CarpetResult:
        """Save that the confirmed tiles are what the machine read; all of it is one action for undo."""
        return self._carpets.confirm(decision)

    # Findings

    def findings(self, filters: Filters = EVERYTHING, *, open_only: bool = False) -> tuple[FindingCase, ...]:
        """Findings with the decisions in, the gravest first within each document."""
        return self._cases.cases(filters, open_only=open_only)

    def finding(self, finding: str) -> FindingCase:
        """One finding by its id."""
        return self._cases.case(finding)

    def settle_finding(self, decision: FindingDecision) -> FindingCase:
        """Save a person's word on a finding; ``READING`` puts its cells that nobody answered into the queue."""
        return self._cases.settle(decision)

    # Where the work stands

    def documents(self) -> tuple[DocumentView, ...]:
        """All documents in the order of the queue."""
        return self._registry.documents()

    def assign(self, document: str, to: str | None, *, by: str) -> None:
        """Assign a document to a reviewer, or to nobody."""
        self._registry.assign(document, to, by)

    def progress(self, filters: Filters = EVERYTHING) -> Progress:
        """How far the work is."""
        return self._registry.progress(filters)

    def statistics(self) -> Statistics:
        """Decisions, agreement of double readings, and how the machine's confidence did."""
        return self._registry.statistics()

    def trail(self, *, task: str | None = None, before: int | None = None, limit: int = 100) -> tuple[TrailEntry, ...]:
        """The log, newest first, of one cell or of all; ``before`` is the number of the last entry seen."""
        return self._registry.trail(task, before, limit)

    # Pictures

    def crop(self, task: str, *, height: int = 160) -> Picture:
        """The untouched pixels of a cell with a margin, about ``height`` pixels high, as PNG."""
        return self._pictures.crop(task, height)

    def page(self, document: str, page_index: int) -> Picture:
        """A page as displayed, as it is kept."""
        return self._pictures.page(document, page_index)

    # In and out

    def export_decisions(self) -> Iterator[str]:
        """The trail as JSON Lines (without line ends)."""
        return exchange.lines(self._core)

    def import_decisions(self, lines: Iterable[str], *, by: str) -> Imported:
        """Take in a trail; entries bind by field and crop, known ids are left. ``RecordDamaged`` if it is none."""
        return exchange.take_in(self._core, lines, by)

    def refresh(self) -> Sequence[str]:
        """Look for documents that came, went or changed on disk; their keys. Done by itself every few seconds."""
        changed = self._core.state.look(now=True)
        self._core.read(lambda _: None)
        return sorted(changed)
