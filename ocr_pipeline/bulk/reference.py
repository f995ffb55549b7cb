"""What goes to a worker and what comes back: references and outcomes, never pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.options import Options
from ocr_pipeline.ports import Kit
from ocr_pipeline.store.summary import Failure, SummaryRow


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document to read: digest of its bytes, where they are, the name a person gave, the folder of its results.

    ``member`` is its place in the archive at ``path``, if it lies in one; ``url`` says where else it is to be had.
    """

    sha256: str
    path: Path
    source: str
    document: str
    member: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What every worker needs to know; ``schema`` is an id or a path.

    ``build_kit`` makes the engines and ``find_calibration`` looks up what was fitted for their steps; both are named
    functions, because a worker is another process.
    """

    out: Path
    schema: str
    options: Options
    build_kit: Callable[[Options], Kit]
    find_calibration: Callable[[Sequence[Step]], Calibration | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document; ``kept`` says that an earlier result still stood."""

    ref: DocumentRef
    row: SummaryRow
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """A worker took up a document."""

    ref: DocumentRef


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page of a document has been seen; ``pages`` counts those so far."""

    ref: DocumentRef
    pages: int


@dataclass(frozen=True, slots=True)
class TriedAgain:
    """A document failed in a way that may pass, and waits for its second try."""

    ref: DocumentRef
    failure: Failure


Event = Started | PageSeen | TriedAgain | Outcome
