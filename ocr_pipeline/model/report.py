"""A report after checking: values, how sure, and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from ocr_pipeline.model.bound import Address, Alternative, BoundTable, Place, Value
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.model.reading import CellReading

Probability = NewType("Probability", float)
"""A calibrated probability of being right; only ``score_confidence`` makes one."""


class Decision(StrEnum):
    """Who answers for a value."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Cause(StrEnum):
    """Whose fault: the report's own, the reading's, or open."""

    SOURCE = "source"
    READING = "reading"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Where a report stands."""

    ACCEPTED = "accepted"
    NEEDS_REVIEW = "needs_review"
    PARTIAL = "partial"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class ReconciledCell:
    """A field after pixels and arithmetic: the chosen value and the posterior over its own alternatives.

    ``by_pixels`` is what the pixels alone favoured where that differs. ``confirmed_by`` and ``broken_by`` count
    the hard identities that hold (and supports, between numbers other than 0) resp. fail with the chosen values;
    of those that hold, ``helped`` do so only because another of their cells was not taken as the pixels favoured it;
    ``margin`` is the log-odds to the best assignment in which this cell differs (natural log; ``inf`` if none).
    """

    address: Address
    value: Value
    by_pixels: Value | None
    posterior: tuple[Alternative, ...]
    confirmed_by: int
    broken_by: int
    margin: float
    place: Place | None
    fit: float
    reading: CellReading | None
    pixel: tuple[Alternative, ...]
    helped: int = 0


@dataclass(frozen=True, slots=True)
class ReconciledTable:
    """A bound table whose cells have been chosen."""

    bound: BoundTable
    cells: tuple[ReconciledCell, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit, for a person to act on; ``settled`` is what a person said of it, if anything."""

    code: str
    severity: Severity
    cause: Cause
    cells: tuple[Address, ...]
    says: str
    left: Decimal | None
    right: Decimal | None
    message: str
    message_zh: str
    place: Place | None = None
    settled: str = ""


@dataclass(frozen=True, slots=True)
class MachineReading:
    """What the machine delivered before a person answered for the field."""

    value: Value
    confidence: Probability
    decision: Decision


@dataclass(frozen=True, slots=True)
class CheckedCell:
    """A field as delivered; ``machine`` is set where a person answered for it, and says what it was before."""

    address: Address
    value: Value
    confidence: Probability
    decision: Decision
    place: Place | None
    alternatives: tuple[Alternative, ...]
    by_pixels: Value | None
    machine: MachineReading | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that states a table quantity: ``quantity`` names cells as ``table/row/column``, joined by +."""

    text: str
    place: Place
    quantity: str
    value: Decimal
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs under it."""

    title: str
    page_index: int
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What the report says of itself."""

    title: str
    organisation: str
    year: int | None


@dataclass(frozen=True, slots=True)
class CheckedReport:
    """Everything known about one document; ``editions`` pairs table ids with editions (only tables that were found)."""

    document_id: str
    source: str
    identity: Identity
    status: Status
    schema_id: str
    editions: tuple[tuple[str, str], ...]
    cells: tuple[CheckedCell, ...]
    findings: tuple[Finding, ...]
    statements: tuple[Statement, ...]
    sections: tuple[Section, ...]
    pages: tuple[PageReading, ...]
    bound_grids: tuple[tuple[int, int, str], ...]
    steps: tuple[Step, ...]
