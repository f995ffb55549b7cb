"""What the desk tells of its work: documents, tables as they stand, progress, trail and statistics."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_pipeline.exports.form import FormCell
from ocr_pipeline.model.bound import Place, Value
from ocr_pipeline.model.report import Probability, Status
from ocr_pipeline.review.types import CellState
from ocr_pipeline.schema.words import Words


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document of the folder; ``left`` cells wait for an answer, ``stale`` decisions do not fit this report.

    ``key`` names it in requests; ``name`` is its folder.
    """

    key: str
    name: str
    source: str
    title: str
    organisation: str
    year: int | None
    status: Status
    pages: int
    cells: int
    left: int
    decided: int
    findings: int
    expected_errors: float
    stale: int
    assigned_to: str | None
    tables: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table as printed; for fields its task, value, confidence, state and place, for labels only ``form``.

    ``hidden`` marks the field that is being asked: its value is not to be seen.
    """

    form: FormCell
    task: str | None = None
    value: Value | None = None
    confidence: Probability | None = None
    state: CellState | None = None
    place: Place | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TableView:
    """A whole table as it stands."""

    document: str
    table: str
    title: Words
    rows: int
    columns: int
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture; ``etag`` changes with its content."""

    content: bytes
    media_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is, for the cells that pass the filters.

    ``left`` first answers are missing; ``second``, ``disputed`` and ``audit`` readings are missing besides. ``minutes``
    is what all of that takes one person at the measured ``seconds_each`` (the median). ``expected_wrong`` values would
    be delivered if everybody stopped now; ``expected_wrong_left`` of them in cells that wait.
    """

    cells: int
    left: int
    settled: int
    second: int
    disputed: int
    audit: int
    seconds_each: float
    minutes: float
    expected_wrong: float
    expected_wrong_left: float
    documents: int
    documents_done: int


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One line of the log; ``action`` joins the entries of one action (a carpet), ``at`` is ISO 8601 in UTC."""

    number: int
    id: str
    action: str
    kind: str
    reviewer: str
    at: str
    source: str
    field: str
    old: Value | None
    new: Value | None
    verdict: str
    reason: str
    undone: bool
    report_digest: str
    crop_digest: str


@dataclass(frozen=True, slots=True)
class ReviewerFigures:
    """One person's work; ``agreed`` of ``compared`` blind double readings gave what the other person gave."""

    reviewer: str
    decisions: int
    corrected: int
    seconds_median: float | None
    compared: int
    agreed: int


@dataclass(frozen=True, slots=True)
class ConfidenceBin:
    """Cells with a machine confidence in [low, high): how many people decided, what was expected, what was right."""

    low: float
    high: float
    cells: int
    expected: float
    right: int


@dataclass(frozen=True, slots=True)
class Audit:
    """Accepted cells drawn at random: the error rate found, with a 95 % interval (Wilson 1927)."""

    drawn: int
    read: int
    wrong: int
    low: float
    high: float
    expected: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """What people decided, how they agreed, and how the machine's confidence did on it.

    ``kappa`` is Cohen's (1960) over blind double readings, None before there are any.
    """

    decisions: int
    corrected: int
    reviewers: tuple[ReviewerFigures, ...]
    compared: int
    agreed: int
    kappa: float | None
    disputed: int
    bins: tuple[ConfidenceBin, ...]
    audit: Audit


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of decisions brought in: new ones, those known already, and those that fit no cell here."""

    taken: int
    known: int
    stale: int
