"""The whole pipeline, on one page.

see         Document -> PageImage -> Layout -> TableGrid -> CellReading
            one page at a time, through engines; slow, stored
understand  PageReading* -> BoundTable -> ReconciledTable -> CheckedReport
            one report at a time, no engines; fast, pure, run again at will
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocr_pipeline.model.bound import BoundTable
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.model.document import Document, PageImage
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.report import CheckedReport, ReconciledTable, Statement
from ocr_pipeline.options import DEFAULTS, Options
from ocr_pipeline.ports import Kit
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.bind_tables import bind_tables
from ocr_pipeline.stages.check_rules import check_rules
from ocr_pipeline.stages.compose_report import compose_report
from ocr_pipeline.stages.find_regions import find_regions
from ocr_pipeline.stages.find_statements import find_statements
from ocr_pipeline.stages.identify_report import identify_report
from ocr_pipeline.stages.open_sheets import on_one_sheet, printed_pages
from ocr_pipeline.stages.rasterize import rasterize
from ocr_pipeline.stages.read_blocks import read_blocks
from ocr_pipeline.stages.read_cells import read_cells
from ocr_pipeline.stages.reconcile import reconcile
from ocr_pipeline.stages.score_confidence import score_confidence
from ocr_pipeline.stages.straighten import straighten
from ocr_pipeline.stages.trace_grids import trace_grids


def read_report(
    document: Document,
    schema: ReportSchema,
    kit: Kit,
    calibration: Calibration | None,
    options: Options = DEFAULTS,
) -> CheckedReport:
    """Read one scanned report against its schema."""
    pages = [see_page(page, kit, options) for page in open_pages(document, kit, options)]
    return understand(document, pages, schema, calibration, options)


def open_pages(document: Document, kit: Kit, options: Options = DEFAULTS) -> Iterator[PageImage]:
    """Yield the pages upright, one in memory at a time."""
    for page in rasterize(document, kit.rasterizer, options.raster):
        yield straighten(page, kit.straightener)


def see_page(page: PageImage, kit: Kit, options: Options = DEFAULTS) -> PageReading:
    """Turn one page's pixels into regions, grids, cell readings and text blocks."""
    layout = find_regions(page, kit.layout, options.layout)
    pages = printed_pages(page, layout)
    if len(pages) > 1:
        return on_one_sheet([see_page(each, kit, options) for each in pages])
    grids = trace_grids(page, layout, kit.grids)
    tables = read_cells(page, grids, kit, options.read)
    blocks = read_blocks(page, layout, tables, kit.text, options.read)
    return PageReading(
        page_index=page.page_index,
        size=(page.width, page.height),
        source_size=page.source_size,
        to_source=page.to_source,
        origin=page.origin,
        layout=layout,
        blocks=blocks,
        tables=tables,
        steps=kit.steps(),
        failure=page.failure,
    )


def understand(
    document: Document,
    pages: Sequence[PageReading],
    schema: ReportSchema,
    calibration: Calibration | None,
    options: Options = DEFAULTS,
) -> CheckedReport:
    """Bind what was seen to the schema, make it consistent, check it, and weigh it."""
    bound = bind_tables(pages, schema, options.bind) if schema.tables else ()  # without a form there is nothing to bind
    tables, statements = settle(pages, bound, schema)
    identity = identify_report(pages, schema)
    findings = check_rules(tables, statements, schema, organisation=identity.organisation)
    cells = score_confidence(tables, findings, calibration, options.decide, statements=statements)
    return compose_report(document, pages, tables, schema, (identity, cells, findings, statements))


def settle(
    pages: Sequence[PageReading], bound: Sequence[BoundTable], schema: ReportSchema
) -> tuple[tuple[ReconciledTable, ...], tuple[Statement, ...]]:
    """The values of all fields, and what the running text says of them: everything that confidence rests on."""
    tables = reconcile(bound, schema)
    return tables, find_statements(pages, tables, schema)
