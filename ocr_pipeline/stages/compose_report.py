"""Everything known about one document, put together: its status, sections, cells, findings and steps."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.model.bound import Place
from ocr_pipeline.model.document import Document
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.report import (
    CheckedCell,
    CheckedReport,
    Decision,
    Finding,
    Identity,
    ReconciledTable,
    Statement,
    Status,
)
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.schema.words import Words
from ocr_pipeline.stages.outline_sections import outline_sections
from ocr_pipeline.stages.unread_tables import unread_tables
from ocr_pipeline.stages.word_findings import Writer, by_gravity

PAGE_FAILED = "page.failed"
Results = tuple[Identity, tuple[CheckedCell, ...], tuple[Finding, ...], tuple[Statement, ...]]


def compose_report(
    document: Document,
    pages: Sequence[PageReading],
    tables: Sequence[ReconciledTable],
    schema: ReportSchema,
    results: Results,
) -> CheckedReport:
    """The report as delivered; grids bound to no table stay in its pages."""
    identity, cells, findings, statements = results
    found = [table.bound for table in tables if table.bound.grids]
    unread = unread_tables(pages, tables, schema)
    return CheckedReport(
        document_id=document.id,
        source=document.source,
        identity=identity,
        status=Status.PARTIAL if unread else status_of(pages, tables, cells),
        schema_id=schema.id,
        editions=tuple((bound.table, bound.edition) for bound in found),
        cells=cells,
        findings=by_gravity((*page_findings(pages, schema), *unread, *findings)),
        statements=statements,
        sections=outline_sections(pages, schema),
        pages=tuple(pages),
        bound_grids=tuple(sorted((*grid, bound.table) for bound in found for grid in bound.grids)),
        steps=tuple(dict.fromkeys(step for page in pages for step in page.steps)),
    )


def page_findings(pages: Sequence[PageReading], schema: ReportSchema) -> tuple[Finding, ...]:
    """One finding for each page that could not be pictured; none if the schema's catalogue does not know them."""
    if not any(spec.code == PAGE_FAILED for spec in schema.findings):
        return ()
    writer = Writer(schema, {})
    return tuple(
        writer.finding(
            PAGE_FAILED,
            {"page": _same(str(page.page_index + 1)), "reason": _same(page.failure.message)},
            place=Place(page.page_index, Box(0.0, 0.0, 1.0, 1.0)),
        )
        for page in pages
        if page.failure is not None
    )


def _same(text: str) -> Words:
    return Words(text, text)


def status_of(pages: Sequence[PageReading], tables: Sequence[ReconciledTable], cells: Sequence[CheckedCell]) -> Status:
    """Partial if a page could not be read or a table is missing; else by whether a cell waits for a person."""
    if any(page.failure for page in pages) or any(not table.bound.grids for table in tables):
        return Status.PARTIAL
    if any(cell.decision is Decision.REVIEW for cell in cells):
        return Status.NEEDS_REVIEW
    return Status.ACCEPTED
