"""The state of a run as a file for Prometheus' node exporter (textfile collector)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from ocr_pipeline.bulk.reference import Event
from ocr_pipeline.commands.pace import Pace
from ocr_pipeline.errors import OptionsError
from ocr_pipeline.store.summary import SummaryRow, totals

WRITE_SECONDS = 10.0


class MetricsFile:
    """Writes the figures of ``rows`` and ``pace`` every few seconds, each time whole."""

    def __init__(self, path: Path, pace: Pace, rows: Callable[[], Sequence[SummaryRow]]) -> None:
        self._path = path
        self._pace = pace
        self._rows = rows
        self._written = 0.0

    def tell(self, event: Event) -> None:
        """Write if that was long ago."""
        if time.monotonic() - self._written >= WRITE_SECONDS:
            self.write()

    def write(self) -> None:
        """Write now; raises ``OptionsError`` if that is not possible."""
        try:
            write_to_textfile(str(self._path), self._registry())
        except OSError as error:
            raise OptionsError(f"{self._path}: metrics cannot be written there ({error.strerror})") from error
        self._written = time.monotonic()

    def _registry(self) -> CollectorRegistry:
        rows = self._rows()
        figures, pace = totals(rows), self._pace
        registry = CollectorRegistry()
        states = Gauge("ocr_pipeline_inputs", "Inputs by state", ["state"], registry=registry)
        for state, number in figures["states"].items():
            states.labels(state).set(number)
        failures = Gauge("ocr_pipeline_failures", "Failed inputs by code", ["code"], registry=registry)
        for code, number in Counter(row.error.code for row in rows if row.error is not None).items():
            failures.labels(code).set(number)
        left = pace.seconds_left
        for name, help_text, value in (
            ("pages", "Pages of all documents read", figures["pages"]),
            ("fields_accepted", "Fields accepted without a person", figures["accepted"]),
            ("fields_to_review", "Fields that wait for a person", figures["review"]),
            ("expected_wrong", "Accepted values expected to be wrong", figures["expected_wrong"]),
            ("run_documents", "Documents of this run", pace.total),
            ("run_documents_done", "Documents of this run that are finished", pace.done),
            ("run_tried_again", "Documents of this run that were tried again", pace.again),
            ("run_pages_per_second", "Pages a second in this run", pace.pages_per_second),
            ("run_seconds_left", "Estimate; NaN until a document is read", float("nan") if left is None else left),
            ("run_updated", "When this file was written, in seconds since 1970", time.time()),
        ):
            Gauge(f"ocr_pipeline_{name}", help_text, registry=registry).set(value)
        return registry
