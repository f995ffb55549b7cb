"""A report as a reader meets it: headings, paragraphs, statutory forms and other tables, page after page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from ocr_pipeline.exports.form import Form, printed_forms
from ocr_pipeline.model.bound import Place
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid_codec import cell_text
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import ReadTable
from ocr_pipeline.model.report import CheckedReport, Finding
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.unread_tables import PARTLY, UNTRACED


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
    """A table that is none of the schema's, and where it stands."""

    rows: int
    columns: int
    cells: tuple[PlainCell, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class UnreadTable:
    """A table that was located and not understood: the finding that says where and why."""

    finding: Finding


Item = Heading | Paragraph | Form | PlainTable | UnreadTable
_Spot = tuple[float, int, float]
"""Page index, printed page on that sheet, and distance from the top of the straightened sheet."""


def in_reading_order(report: CheckedReport, schema: ReportSchema) -> Iterator[Item]:
    """Title, sections with their paragraphs, and after them the tables that begin before the next section does.

    A form that runs over pages comes once, where it begins. Without what was seen (no pages) the forms come last.
    """
    if report.identity.title:
        yield Heading(report.identity.title, 1)
    tables = _tables(report, schema)
    spots = _section_spots(report)
    for section, next_spot in zip(report.sections, (*spots[1:], None), strict=False):
        if section.title and not (report.identity.title and report.identity.title in section.title):
            yield Heading(section.title, 2)
        yield from (Paragraph(text) for text in section.paragraphs if text.strip())
        while tables and next_spot is not None and tables[0][0] < next_spot:
            yield tables.pop(0)[1]
    yield from (item for _, item in tables)


def _tables(report: CheckedReport, schema: ReportSchema) -> list[tuple[_Spot, Form | PlainTable | UnreadTable]]:
    """Forms, other and unread tables with where they begin, in page order; found forms without a place come last."""
    forms = {form.table: form for form in printed_forms(report, schema)}
    bound = {(page, index): table for page, index, table in report.bound_grids}
    placed: list[tuple[_Spot, Form | PlainTable | UnreadTable]] = list(_untraced(report))
    for page in report.pages:
        for index, read in enumerate(page.tables):
            spot = (page.page_index, *page.spot(read.grid.box))
            table = bound.get((page.page_index, index))
            if table is None:
                placed.append((spot, _plain(page, read)))
            elif table in forms:
                placed.append((spot, forms.pop(table)))
    found = dict(report.editions)
    nowhere = (math.inf, 0, 0.0)
    rest = [(nowhere, form) for form in forms.values() if form.table in found]
    return [*sorted(placed, key=lambda item: item[0]), *rest]


def _section_spots(report: CheckedReport) -> list[_Spot]:
    """Where each section begins: at its title, or at the top of its page where the title cannot be found on it."""
    pages = {page.page_index: page for page in report.pages}
    return [(s.page_index, *_spot_of(s.title, pages.get(s.page_index))) for s in report.sections]


def _spot_of(title: str, page: PageReading | None) -> tuple[int, float]:
    if page is None or not title:
        return 0, 0.0
    lines = [line for block in page.blocks for line in block.lines]
    exact = [page.spot(line.box) for line in lines if line.text.strip() == title]
    part = [page.spot(line.box) for line in lines if line.text.strip() and line.text.strip() in title]
    return min(exact or part, default=(0, 0.0))


def _untraced(report: CheckedReport) -> Iterator[tuple[_Spot, UnreadTable]]:
    """Tables without a grid, or with one for a part; others are shown by their grid."""
    pages = {page.page_index: page for page in report.pages}
    for finding in report.findings:
        place = finding.place
        if finding.code in (UNTRACED, PARTLY) and place is not None:
            yield (place.page_index, *_spot_at(place.box, pages.get(place.page_index))), UnreadTable(finding)


def _spot_at(box: Box, page: PageReading | None) -> tuple[int, float]:
    """About where fractions of the page as displayed come on the straightened sheet."""
    if page is None:
        return 0, 0.0
    width, height = page.size
    return page.spot(Box(box.left * width, box.top * height, box.right * width, box.bottom * height))


def _plain(page: PageReading, table: ReadTable) -> PlainTable:
    cells = tuple(
        PlainCell(c.cell.row, c.cell.column, c.cell.row_span, c.cell.column_span, cell_text(c)[0]) for c in table.cells
    )
    place = Place(page.page_index, page.place(table.grid.box))
    return PlainTable(table.grid.rows, table.grid.columns, cells, place)
