"""Tables that were located and not understood: where they stand and why, so that a person can look at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ocr_pipeline.model.bound import Place
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.layout import Region, RegionKind
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import ReadTable
from ocr_pipeline.model.report import Finding, ReconciledTable
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.word_findings import Writer, number_words

UNTRACED, PARTLY, UNLABELLED, UNMATCHED = "table.untraced", "table.partly", "table.unlabelled", "table.unmatched"
UNREAD_TABLES = (UNTRACED, PARTLY, UNLABELLED, UNMATCHED)
"""The codes of the reasons; each finding has the place of its table."""

SURE_REGION = 0.8
"""Score from which a region is a table though nothing else says so; running text is taken for one with up to 0.65."""

TOUCHED, MOSTLY = 0.2, 0.5
"""A region of which less lies in grids was not traced; one of which less lies in them only in part."""

INSIDE = 0.5
"""A grid with more than this share in a region belongs to it."""

LEAST_LABELS = 2
"""A grid with fewer cells that hold words has nothing that it could be recognised by."""

LEAST_CELLS = 4
"""Smaller grids are frames and notes rather than tables."""


def unread_tables(
    pages: Sequence[PageReading], tables: Sequence[ReconciledTable], schema: ReportSchema
) -> tuple[Finding, ...]:
    """One finding for each table that nothing was made of, in page order.

    Where the layout alone says so it has to be sure, unless a table of the schema is missing. A grid that is none of
    the schema's is a table like others as long as the schema's own are there.
    """
    if not set(UNREAD_TABLES) <= {spec.code for spec in schema.findings}:
        return ()
    writer = Writer(schema, {})
    missing = any(not table.bound.grids for table in tables)
    used = {key for table in tables for key in table.bound.grids}
    told = [note.place for table in tables for note in table.bound.notes if note.code == "table.extra" and note.place]
    findings = []
    for page in pages:
        bound = [table.grid.box for index, table in enumerate(page.tables) if (page.page_index, index) in used]
        for region, code in _untraced(page, bound, 0.0 if missing else SURE_REGION):
            place = Place(page.page_index, page.place(region.box))
            findings.append(writer.finding(code, {"page": number_words(Decimal(page.page_index + 1))}, place=place))
        for index, table in enumerate(page.tables):
            key = (page.page_index, index)
            if missing and key not in used and len(table.cells) >= LEAST_CELLS and not _stands_in(told, table, page):
                findings.append(_unbound(table, page, writer))
    return tuple(findings)


def _untraced(page: PageReading, bound: Sequence[Box], least: float) -> Iterator[tuple[Region, str]]:
    """Regions of tables in which no grid lies, and sure ones of which grids take the lesser part, with the reason."""
    boxes = [table.grid.box for table in page.tables]
    for region in page.layout.of_kind(RegionKind.TABLE):
        covered = sum(region.box.intersection(box) for box in boxes) / max(1.0, region.box.area)
        if region.score < least or any(box.covered_by(region.box) > INSIDE for box in bound):
            continue
        if covered <= TOUCHED and not any(box.covered_by(region.box) > INSIDE for box in boxes):
            yield region, UNTRACED
        elif covered <= MOSTLY and region.score >= SURE_REGION:
            yield region, PARTLY


def _stands_in(places: Sequence[Place], table: ReadTable, page: PageReading) -> bool:
    """Whether something was already said about this grid."""
    own = page.place(table.grid.box)
    return any(place.page_index == page.page_index and place.box.covered_by(own) > 0.5 for place in places)


def _unbound(table: ReadTable, page: PageReading, writer: Writer) -> Finding:
    labels = sum(any(c.isalpha() for c in cell.text) for cell in table.cells)
    named = {
        "page": number_words(Decimal(page.page_index + 1)),
        "rows": number_words(Decimal(table.grid.rows)),
        "columns": number_words(Decimal(table.grid.columns)),
    }
    place = Place(page.page_index, page.place(table.grid.box))
    return writer.finding(UNMATCHED if labels >= LEAST_LABELS else UNLABELLED, named, place=place)
