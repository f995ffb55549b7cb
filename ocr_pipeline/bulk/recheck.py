"""The understanding half again, on what was seen: after a change of schema, calibration or options; no engines."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline import __version__
from ocr_pipeline.bulk.bench import rules_key
from ocr_pipeline.bulk.reference import RunSettings
from ocr_pipeline.errors import FolderNotWritable, PipelineError
from ocr_pipeline.exports.bundle import write_bundle
from ocr_pipeline.model.document import Document
from ocr_pipeline.model.provenance import Making
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.model.report_codec import report_to_plain
from ocr_pipeline.pipeline import understand
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.store.results import PAGES_FOLDER, ResultsFolder, Stored
from ocr_pipeline.store.seen import load_seen, seen_path
from ocr_pipeline.store.summary import Counts, Failure, SummaryRow, count_plain, count_row


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What became of a document: its figures before and after, or why it stays as it was."""

    document: str
    before: Counts | None
    after: Counts | None
    seconds: float = 0.0
    failure: Failure | None = None


Amend = Callable[[str, CheckedReport, ReportSchema, Mapping[int, Path]], CheckedReport]
"""Puts what people decided into a report, given its folder's name, schema and page pictures."""


def as_read(document: str, report: CheckedReport, schema: ReportSchema, pictures: Mapping[int, Path]) -> CheckedReport:
    """The report as the machine left it."""
    del document, schema, pictures
    return report


def recheck_all(settings: RunSettings, amend: Amend = as_read) -> Iterator[Rechecked]:
    """Understand every document of the results folder again, in the order of their names."""
    folder = ResultsFolder(settings.out)
    schema = load_schema(settings.schema)
    for name in folder.documents():
        start = time.perf_counter()
        try:
            stored = folder.load(name)
            after = _recheck(folder, stored, (schema, amend), settings)
            yield Rechecked(name, count_plain(stored.plain), after, time.perf_counter() - start)
        except FolderNotWritable:
            raise
        except PipelineError as error:
            yield Rechecked(name, None, None, failure=Failure(error.code, error.message, error.page_index))


def recheck_row(row: SummaryRow, rechecked: Rechecked) -> SummaryRow:
    """The summary row of a document after it was checked again."""
    if rechecked.after is None:
        return row
    return count_row(row, rechecked.after)


def _recheck(folder: ResultsFolder, stored: Stored, by: tuple[ReportSchema, Amend], settings: RunSettings) -> Counts:
    schema, amend = by
    seen = load_seen(seen_path(folder.seen, stored.sha256, stored.making.seen))
    calibration = settings.find_calibration(seen.pages[0].steps if seen.pages else ())
    making = Making(__version__, stored.making.seen, rules_key(schema, calibration, settings.options))
    document = Document(stored.sha256, stored.folder, str(stored.plain["document"]["source"]))
    read = understand(document, seen.pages, schema, calibration, settings.options)
    report = amend(stored.folder.name, read, schema, dict(folder.pictures(stored.folder.name)))
    plain = report_to_plain(report, making, seen.timings)
    if plain == stored.plain:
        return count_plain(plain)

    def fill(aside: Path) -> None:
        pictures = stored.folder / PAGES_FOLDER
        if pictures.is_dir():
            shutil.copytree(pictures, aside / PAGES_FOLDER)
        write_bundle(aside, stored.folder.name, report=report, schema=schema, plain=plain)

    folder.replace(stored.folder.name, fill)
    return count_plain(plain)
