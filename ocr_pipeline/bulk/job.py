"""One document, from reference to outcome; whatever happens, an outcome comes back and nothing is half written."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from ocr_pipeline.bulk.bench import Bench
from ocr_pipeline.bulk.reference import DocumentRef, Outcome
from ocr_pipeline.bulk.remote import at_hand
from ocr_pipeline.bulk.timed_kit import Stopwatch, timed
from ocr_pipeline.errors import (
    FolderNotWritable,
    MemoryExceeded,
    PipelineError,
    ProgramFault,
    RecordDamaged,
    RecordNotFound,
)
from ocr_pipeline.exports.bundle import write_bundle
from ocr_pipeline.exports.page_pictures import save_page
from ocr_pipeline.model.document import Document
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.report_codec import report_to_plain
from ocr_pipeline.pipeline import see_page, understand
from ocr_pipeline.stages.rasterize import rasterize
from ocr_pipeline.stages.straighten import straighten
from ocr_pipeline.store.atomic import work_folder
from ocr_pipeline.store.results import PAGES_FOLDER, Stored
from ocr_pipeline.store.seen import Seen, load_seen, save_seen, seen_path
from ocr_pipeline.store.summary import FAILED, Counts, Failure, SummaryRow, count_plain, count_row

Tell = Callable[[int], None]
"""Called with the number of pages seen so far."""

log = logging.getLogger(__name__)


def read_one(ref: DocumentRef, bench: Bench, tell: Tell) -> Outcome:
    """Read a document into its folder; never raises, except where no document at all could be written."""
    start = time.perf_counter()
    try:
        kept = _kept(ref, bench)
        counts = count_plain(kept.plain) if kept is not None else _fetch_and_read(ref, bench, tell)
    except FolderNotWritable:
        raise
    except PipelineError as error:
        return failed(ref, Failure(error.code, error.message, error.page_index), time.perf_counter() - start)
    except MemoryError:
        says = f"{ref.source}: needs more memory than there is; lower --dpi, or use fewer --jobs"
        return failed(ref, Failure(MemoryExceeded.code, says), time.perf_counter() - start)
    except Exception as error:
        log.exception("%s: unexpected", ref.source)
        says = f"{ref.source}: unexpected {type(error).__name__}: {error}; a fault of the program, please report it"
        return failed(ref, Failure(ProgramFault.code, says), time.perf_counter() - start)
    return Outcome(ref, _row(ref, counts, time.perf_counter() - start), kept is not None)


def failed(ref: DocumentRef, failure: Failure, seconds: float = 0.0) -> Outcome:
    """The outcome of a document that could not be read."""
    return Outcome(ref, SummaryRow(ref.source, ref.sha256, FAILED, seconds=seconds, error=failure))


def _row(ref: DocumentRef, counts: Counts, seconds: float) -> SummaryRow:
    return count_row(SummaryRow(ref.source, ref.sha256, counts.status, ref.document, seconds=seconds), counts)


def _kept(ref: DocumentRef, bench: Bench) -> Stored | None:
    """The result of an earlier run, if it was made from the same bytes with the same engines, rules and options."""
    try:
        stored = bench.folder.load(ref.document)
    except (RecordNotFound, RecordDamaged):
        return None
    return stored if stored.sha256 == ref.sha256 and stored.making == bench.making else None


def _fetch_and_read(ref: DocumentRef, bench: Bench, tell: Tell) -> Counts:
    with at_hand(ref, bench.options.raster.max_bytes) as here:
        return _read(here, bench, tell)


def _read(ref: DocumentRef, bench: Bench, tell: Tell) -> Counts:
    document = Document(ref.sha256, ref.path, Path(ref.source).name)
    with work_folder(bench.folder.aside, ref.document) as work:
        pictures = work / PAGES_FOLDER
        pictures.mkdir()
        seen = _seen(document, bench, pictures, tell)
        report = understand(document, seen.pages, bench.schema, bench.calibration, bench.options)
        plain = report_to_plain(report, bench.making, seen.timings)

        def fill(aside: Path) -> None:
            shutil.move(pictures, aside / PAGES_FOLDER)
            write_bundle(aside, ref.document, report=report, schema=bench.schema, plain=plain)

        bench.folder.replace(ref.document, fill)
    return count_plain(plain)


def _seen(document: Document, bench: Bench, pictures: Path, tell: Tell) -> Seen:
    """What was seen, from the store if it is there; page pictures go to ``pictures`` in either case."""
    path = seen_path(bench.folder.seen, document.id, bench.making.seen)
    try:
        seen = load_seen(path)
    except (RecordNotFound, RecordDamaged):
        seen = _see(document, bench, pictures, tell)
        save_seen(path, seen)
        return seen
    for page in rasterize(document, bench.kit.rasterizer, bench.options.raster):
        save_page(pictures, page.page_index, page.pixels)
    return seen


def _see(document: Document, bench: Bench, pictures: Path, tell: Tell) -> Seen:
    watch = Stopwatch()
    kit = timed(bench.kit, watch)
    pages: list[PageReading] = []
    for page in rasterize(document, kit.rasterizer, bench.options.raster):
        save_page(pictures, page.page_index, page.pixels)
        pages.append(see_page(straighten(page, kit.straightener), kit, bench.options))
        tell(len(pages))
    return Seen(tuple(pages), watch.timings())
