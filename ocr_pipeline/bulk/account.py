"""The account of a run: every input in exactly one row, earlier runs included, on disk often enough."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from ocr_pipeline.bulk.plan import Copy
from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.summary import SummaryRow, load_summary, save_summary

SAVE_SECONDS = 10.0
"""A killed run loses at most the rows of this long; its documents are found again in their folders."""


class Account:
    """Rows by source; a new row for a source takes the place of the old one."""

    def __init__(self, folder: ResultsFolder) -> None:
        self._folder = folder
        self._rows: dict[str, SummaryRow] = {}
        self._saved = time.monotonic()

    def load(self) -> None:
        """Take over the rows of earlier runs whose documents are still there; a damaged summary is made anew."""
        try:
            earlier = load_summary(self._folder.summary)
        except RecordDamaged:
            return
        present = set(self._folder.documents())
        self._rows = {row.source: row for row in earlier if row.document is None or row.document in present}

    def add(self, rows: Iterable[SummaryRow]) -> None:
        """Note rows, and save if that was long ago."""
        for row in rows:
            self._rows[row.source] = row
        if time.monotonic() - self._saved > SAVE_SECONDS:
            self.save()

    def add_copies(self, copies: Iterable[Copy]) -> None:
        """Note files with the bytes of another document, once that has its row."""
        for copy in copies:
            original = self._rows.get(copy.ref.source)
            if original is not None:
                self.add([replace(original, source=copy.source, duplicate_of=original.source, seconds=0.0)])

    def save(self) -> None:
        """Write ``summary.json``; raises ``FolderNotWritable``."""
        save_summary(self._folder.summary, self._rows.values())
        self._saved = time.monotonic()

    def rows_of(self, sources: Iterable[str]) -> tuple[SummaryRow, ...]:
        """The rows of these sources, in their order."""
        return tuple(self._rows[name] for name in sources)
