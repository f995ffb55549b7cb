"""``summary.json``: one row per input, whatever became of it."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.model.report import CheckedReport, Decision
from ocr_pipeline.store.atomic import write_file
from ocr_pipeline.store.expected import most_wrong, review_minutes

SUMMARY_FORMAT = "ocr-pipeline/summary"
SUMMARY_VERSION = 1
FAILED = "failed"
DUPLICATE = "duplicate"
NOTHING: Mapping[str, Plain] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an input was not read: a code of ``errors.py``, a sentence, and the page to blame if there is one."""

    code: str
    message: str
    page_index: int | None = None


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """What became of one input; ``document`` is its folder, ``duplicate_of`` the source whose bytes it shares.

    ``status`` is a report's status or ``failed``; ``cells`` counts its fields, ``review`` those that wait for a person,
    ``accepted`` those that nobody looks at, of which ``expected_wrong`` must be expected to be wrong.
    """

    source: str
    sha256: str | None
    status: str
    document: str | None = None
    pages: int = 0
    cells: int = 0
    review: int = 0
    findings: int = 0
    seconds: float = 0.0
    error: Failure | None = None
    duplicate_of: str | None = None
    accepted: int = 0
    expected_wrong: float = 0.0
    organisation: str = ""
    year: int | None = None

    @property
    def state(self) -> str:
        """The one state that this input is in: a report's status, ``failed`` or ``duplicate``."""
        return FAILED if self.error is not None else DUPLICATE if self.duplicate_of is not None else self.status


@dataclass(frozen=True, slots=True)
class Counts:
    """What a report amounts to in a summary row."""

    status: str
    pages: int
    cells: int
    review: int
    findings: int
    accepted: int = 0
    expected_wrong: float = 0.0
    organisation: str = ""
    year: int | None = None


def count(report: CheckedReport) -> Counts:
    """The figures of a report for its summary row."""
    accepted = [cell.confidence for cell in report.cells if cell.decision is Decision.ACCEPTED]
    return Counts(
        status=report.status.value,
        pages=len(report.pages),
        cells=len(report.cells),
        review=sum(cell.decision is Decision.REVIEW for cell in report.cells),
        findings=len(report.findings),
        accepted=len(accepted),
        expected_wrong=_doubt(accepted),
        organisation=report.identity.organisation,
        year=report.identity.year,
    )


def count_plain(plain: Plain) -> Counts:
    """The figures of a published ``report.json``."""
    try:
        cells, document = plain["cells"], plain["document"]
        accepted = [float(cell["confidence"]) for cell in cells if cell["decision"] == Decision.ACCEPTED.value]
        return Counts(
            status=str(plain["status"]),
            pages=int(document["pages"]),
            cells=len(cells),
            review=sum(cell["decision"] == Decision.REVIEW.value for cell in cells),
            findings=len(plain["findings"]),
            accepted=len(accepted),
            expected_wrong=_doubt(accepted),
            organisation=str(document["organisation"]),
            year=None if document["year"] is None else int(document["year"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RecordDamaged(f"report.json: {error!r}; run again") from error


def _doubt(confidences: Iterable[float]) -> float:
    return math.fsum(1 - confidence for confidence in confidences)


def count_row(row: SummaryRow, counts: Counts) -> SummaryRow:
    """The row with the figures of its report."""
    return replace(row, **{field.name: getattr(counts, field.name) for field in fields(counts)})


def save_summary(path: Path, rows: Iterable[SummaryRow], extras: Mapping[str, Plain] = NOTHING) -> None:
    """Write the summary, rows in order of their source; ``extras`` are further keys beside them."""
    plain = summary_to_plain(rows) | dict(extras)
    write_file(path, (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))


def load_summary(path: Path) -> tuple[SummaryRow, ...]:
    """The rows of an earlier run, none if there was none; raises ``RecordDamaged`` if the file is something else."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise RecordDamaged(f"{path}: cannot be read as JSON ({error}); move it away and run again") from error
    try:
        return tuple(_row_from(row) for row in plain["documents"])
    except (KeyError, TypeError) as error:
        raise RecordDamaged(f"{path}: not a summary ({error!r}); move it away and run again") from error


def summary_to_plain(rows: Iterable[SummaryRow]) -> dict[str, Plain]:
    """The content of ``summary.json``."""
    ordered = sorted(rows, key=lambda row: row.source)
    return {
        "format": SUMMARY_FORMAT,
        "version": SUMMARY_VERSION,
        "totals": totals(ordered),
        "documents": [row_to_plain(row) for row in ordered],
    }


def totals(rows: Sequence[SummaryRow]) -> dict[str, Plain]:
    """The figures of all rows together; copies are counted as inputs but not with their pages and fields."""
    read = [row for row in rows if row.duplicate_of is None]
    doubt = math.fsum(row.expected_wrong for row in read)
    waiting = [row.review for row in read if row.review]
    return {
        "documents": len(rows),
        "failed": sum(row.error is not None for row in rows),
        "duplicates": sum(row.duplicate_of is not None for row in rows),
        "cells": sum(row.cells for row in read),
        "review": sum(waiting),
        "states": dict(sorted(Counter(row.state for row in rows).items())),
        "pages": sum(row.pages for row in read),
        "accepted": sum(row.accepted for row in read),
        "expected_wrong": round(doubt, 6),
        "at_most_wrong_95": most_wrong(doubt),
        "review_minutes": round(review_minutes(sum(waiting), len(waiting)), 1),
        "seconds": round(math.fsum(row.seconds for row in read), 2),
    }


def row_to_plain(row: SummaryRow) -> dict[str, Plain]:
    """A row as it stands in ``summary.json``."""
    error = row.error
    page = None if error is None or error.page_index is None else error.page_index + 1
    return {
        "source": row.source,
        "sha256": row.sha256,
        "status": row.status,
        "document": row.document,
        "pages": row.pages,
        "cells": row.cells,
        "review": row.review,
        "findings": row.findings,
        "seconds": round(row.seconds, 2),
        "error": None if error is None else {"code": error.code, "message": error.message, "page": page},
        "duplicate_of": row.duplicate_of,
        "accepted": row.accepted,
        "expected_wrong": round(row.expected_wrong, 6),
        "organisation": row.organisation,
        "year": row.year,
    }


def _row_from(plain: dict[str, Plain]) -> SummaryRow:
    error = plain["error"]
    failure = None
    if error is not None:
        failure = Failure(error["code"], error["message"], None if error["page"] is None else error["page"] - 1)
    rest = {key: plain[key] for key in plain if key not in ("error",)}
    return SummaryRow(**rest, error=failure)
