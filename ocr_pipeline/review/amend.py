"""The decisions of a results folder's desk, put into reports outside the desk: for ``check`` and ``export``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ocr_pipeline.model.codec import Plain
from ocr_pipeline.model.provenance import Making
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.model.report_codec import report_to_plain
from ocr_pipeline.review.board import Board, Shares
from ocr_pipeline.review.book import Book, RuleBook
from ocr_pipeline.review.folding import folded
from ocr_pipeline.review.ledger import Ledger
from ocr_pipeline.review.places import has_desk
from ocr_pipeline.schema.types import ReportSchema

_NO_SHARES = Shares(0.0, 0.0)
_AMENDED = ("status", "cells", "findings", "statements")


@dataclass(frozen=True, slots=True)
class Amender:
    """Puts decisions into reports; ``stale`` counts, by document, those that were made on other pixels and stay out."""

    ledger: Ledger | None
    stale: dict[str, int] = field(default_factory=dict)

    def amend(
        self, name: str, report: CheckedReport, schema: ReportSchema, pictures: Mapping[int, Path]
    ) -> CheckedReport:
        """A report with the decisions in; ``name`` is its folder's, ``pictures`` its pages by index."""
        if self.ledger is None:
            return report
        book = Book(name, report, RuleBook(schema).rules(report), pictures)
        board = Board(book, self.ledger, _NO_SHARES)
        if left_out := board.stale():
            self.stale[name] = left_out
        return folded(board, schema)


@contextmanager
def decisions_of(folder: Path, database: str | None) -> Iterator[Amender]:
    """The decisions kept in a results folder, or in another database; nothing is made where there are none."""
    if database is None and not has_desk(folder):
        yield Amender(None)
        return
    # Loaded only where there are decisions: every other command would wait for it in vain.
    from ocr_pipeline.review.database import default_url, open_database
    from ocr_pipeline.review.trail import entries_after, reading

    engine = open_database(database or default_url(folder))
    try:
        ledger = Ledger()
        with reading(engine) as connection:
            ledger.add(entries_after(connection, 0))
        yield Amender(ledger)
    finally:
        engine.dispose()


def amended_plain(plain: Plain, report: CheckedReport, making: Making) -> Plain:
    """The content of ``report.json`` with what decisions change in it."""
    anew = report_to_plain(report, making)
    return {**plain, **{key: anew[key] for key in _AMENDED}}
