"""``summary.json``: one row per input, whatever became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.model.report import CheckedReport, Decision
from ocr_pipeline.store.atomic import write_file

SUMMARY_FORMAT = "ocr-pipeline/summary"
SUMMARY_VERSION = 1
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an input was not read: a code of ``errors.py``, a sentence, and the page to blame if there is one."""

    code: str
    message: str
    page_index: int | None = None


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """What became of one input; ``document`` is its folder, ``duplicate_of`` the source whose bytes it shares.

    ``status`` is a report's status or ``failed``; ``cells`` counts its fields, ``review`` those that wait for a person.
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


@dataclass(frozen=True, slots=True)
class Counts:
    """What a report amounts to in a summary row."""

    status: str
    pages: int
    cells: int
    review: int
    findings: int


def count(report: CheckedReport) -> Counts:
    """The figures of a report for its summary row."""
    review = sum(cell.decision is Decision.REVIEW for cell in report.cells)
    return Counts(report.status.value, len(report.pages), len(report.cells), review, len(report.findings))


def count_plain(plain: Plain) -> Counts:
    """The figures of a published ``report.json``."""
    try:
        review = sum(cell["decision"] == Decision.REVIEW.value for cell in plain["cells"])
        pages = int(plain["document"]["pages"])
        return Counts(str(plain["status"]), pages, len(plain["cells"]), review, len(plain["findings"]))
    except (KeyError, TypeError, ValueError) as error:
        raise RecordDamaged(f"report.json: {error!r}; run again") from error


def save_summary(path: Path, rows: Iterable[SummaryRow]) -> None:
    """Write the summary, rows in order of their source."""
    plain = summary_to_plain(rows)
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
        "totals": {
            "documents": len(ordered),
            "failed": sum(row.error is not None for row in ordered),
            "duplicates": sum(row.duplicate_of is not None for row in ordered),
            "cells": sum(row.cells for row in ordered if row.duplicate_of is None),
            "review": sum(row.review for row in ordered if row.duplicate_of is None),
        },
        "documents": [_row_to(row) for row in ordered],
    }


def _row_to(row: SummaryRow) -> dict[str, Plain]:
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
    }


def _row_from(plain: dict[str, Plain]) -> SummaryRow:
    error = plain["error"]
    failure = None
    if error is not None:
        failure = Failure(error["code"], error["message"], None if error["page"] is None else error["page"] - 1)
    rest = {key: plain[key] for key in plain if key not in ("error",)}
    return SummaryRow(**rest, error=failure)
