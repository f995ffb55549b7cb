"""A report as a reader meets it: headings, paragraphs, statutory forms and other tables, page after page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ocr_pipeline.exports.form import Form, printed_forms
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid_codec import cell_text
from ocr_pipeline.model.layout import RegionKind
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import ReadTable, TextBlock
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.schema.types import ReportSchema

_MARGINS = (RegionKind.HEADER, RegionKind.FOOTER)
"""Page numbers and running heads stand on the paper but not in the text."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 is the report's title."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    text: str


@dataclass(frozen=True, slots=True)
class PlainCell:
    """A cell of a table that is none of the schema's."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table that is none of the schema's."""

    rows: int
    columns: int
    cells: tuple[PlainCell, ...]


Item = Heading | Paragraph | Form | PlainTable


def in_reading_order(report: CheckedReport, schema: ReportSchema) -> Iterator[Item]:
    """Everything in reading order; a form that runs over pages comes once, where it begins.

    Without what was seen (no pages), the sections come first and the forms after them.
    """
    forms = {form.table: form for form in printed_forms(report, schema)}
    if report.identity.title:
        yield Heading(report.identity.title, 1)
    if not report.pages:
        yield from _from_sections(report)
    bound = {(page, index): table for page, index, table in report.bound_grids}
    titles = {section.title for section in report.sections}
    for page in report.pages:
        for thing in _down_the_page(page):
            if isinstance(thing, TextBlock):
                yield from _text(thing, titles, report.identity.title)
                continue
            table = bound.get((page.page_index, page.tables.index(thing)))
            if table is None:
                yield _plain(thing)
            elif table in forms:
                yield forms.pop(table)
    found = dict(report.editions)
    yield from (form for form in forms.values() if form.table in found)


def _from_sections(report: CheckedReport) -> Iterator[Item]:
    for section in report.sections:
        if section.title:
            yield Heading(section.title, 2)
        yield from (Paragraph(text) for text in section.paragraphs)


def _down_the_page(page: PageReading) -> Iterator[TextBlock | ReadTable]:
    """Blocks keep their order; a table comes before the first block that begins below its middle."""
    tables = sorted(page.tables, key=lambda table: (table.grid.box.top, table.grid.box.left))
    for block in page.blocks:
        while tables and block.box.top >= tables[0].grid.box.center[1]:
            yield tables.pop(0)
        if not any(_covers(table.grid.box, block.box) for table in page.tables):
            yield block
    yield from tables


def _covers(table: Box, block: Box) -> bool:
    """Whether a block lies in a table, where its text comes out as cells."""
    return block.area > 0 and block.covered_by(table) > 0.8


def _text(block: TextBlock, titles: set[str], title: str) -> Iterator[Item]:
    text = block.text.strip()
    if not text or text == title or block.kind in _MARGINS:
        return
    if text in titles or block.kind is RegionKind.TITLE:
        yield Heading(text, 2)
    else:
        yield Paragraph(text)


def _plain(table: ReadTable) -> PlainTable:
    cells = tuple(
        PlainCell(c.cell.row, c.cell.column, c.cell.row_span, c.cell.column_span, cell_text(c)[0]) for c in table.cells
    )
    return PlainTable(table.grid.rows, table.grid.columns, cells)
