"""The account of a run: every input in exactly one row, earlier runs included, on disk often enough."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ocr_pipeline.bulk.plan import Copy
from ocr_pipeline.bulk.roster import Expected, missing_csv, missing_to_plain
from ocr_pipeline.bulk.summary_page import summary_page
from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.store.atomic import write_file
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.summary import SummaryRow, load_summary, save_summary, summary_to_plain

SAVE_SECONDS = 10.0
"""A killed run loses at most the rows of this long; its documents are found again in their folders."""
SAVE_SHARE = 20.0
"""Saving takes at most one part in so many of the time, however many rows there are."""
EXTRAS = ("missing", "last_run")
"""What stands in ``summary.json`` beside the rows and their totals."""


class Account:
    """Rows by source; a new row for a source takes the place of the old one."""

    def __init__(self, folder: ResultsFolder) -> None:
        self._folder = folder
        self._rows: dict[str, SummaryRow] = {}
        self._extras: dict[str, Plain] = {}
        self._saved = time.monotonic()
        self._pause = SAVE_SECONDS
        self.missing: tuple[Expected, ...] = ()

    def load(self) -> None:
        """Take over the rows of earlier runs whose documents are still there; a damaged summary is made anew."""
        try:
            earlier = load_summary(self._folder.summary)
        except RecordDamaged:
            return
        present = set(self._folder.documents())
        self._rows = {row.source: row for row in earlier if row.document is None or row.document in present}
        if earlier:
            plain = json.loads(self._folder.summary.read_text(encoding="utf-8"))
            self._extras = {key: plain[key] for key in EXTRAS if key in plain}

    @property
    def rows(self) -> tuple[SummaryRow, ...]:
        """All rows, in order of their source."""
        return tuple(self._rows[source] for source in sorted(self._rows))

    def add(self, rows: Iterable[SummaryRow]) -> None:
        """Note rows, and save if that was long ago."""
        for row in rows:
            self._rows[row.source] = row
        if time.monotonic() - self._saved > self._pause:
            self.save()

    def add_copies(self, copies: Iterable[Copy]) -> None:
        """Note files with the bytes of another document, once that has its row."""
        for copy in copies:
            original = self._rows.get(copy.ref.source)
            if original is not None:
                self.add([replace(original, source=copy.source, duplicate_of=original.source, seconds=0.0)])

    def note_missing(self, expected: Sequence[Expected]) -> None:
        """Note who did not report; raises ``FolderNotWritable``."""
        self.missing = tuple(expected)
        self._extras["missing"] = missing_to_plain(expected)
        write_file(self._folder.root / "missing.csv", missing_csv(expected))

    def note_run(self, seconds: float, documents: int, pages: int) -> None:
        """Note how fast this run was."""
        pace = round(pages / seconds, 3) if seconds > 0 else 0.0
        self._extras["last_run"] = {
            "seconds": round(seconds, 1), "documents": documents, "pages": pages, "pages_per_second": pace,
        }  # fmt: skip

    def save(self) -> None:
        """Write ``summary.json`` and ``summary.html``; raises ``FolderNotWritable``."""
        started = time.monotonic()
        save_summary(self._folder.summary, self._rows.values(), self._extras)
        write_file(self._folder.root / "summary.html", summary_page(self.rows, self._extras))
        self._saved = time.monotonic()
        self._pause = max(SAVE_SECONDS, SAVE_SHARE * (self._saved - started))

    def plain_of(self, sources: Iterable[str]) -> dict[str, Plain]:
        """The summary of these sources alone."""
        return summary_to_plain(self.rows_of(sources)) | self._extras

    def rows_of(self, sources: Iterable[str]) -> tuple[SummaryRow, ...]:
        """The rows of these sources, in their order."""
        return tuple(self._rows[name] for name in sources)
