"""The text of a page with its boxes in pixels as displayed: the common ground of hOCR, ALTO, PAGE and PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ocr_pipeline.model.bound import Place
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid_codec import cell_text
from ocr_pipeline.model.layout import RegionKind
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import ReadTable, TextBlock
from ocr_pipeline.model.report import CheckedCell, CheckedReport

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

PixelBox = tuple[int, int, int, int]
"""Left, top, right, bottom in whole pixels."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; ``confidence`` in [0, 1]."""

    text: str
    box: PixelBox
    confidence: float


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, header or footer."""

    kind: RegionKind
    box: PixelBox
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with its place in the grid; ``line`` holds its whole text."""

    row: int
    column: int
    row_span: int
    column_span: int
    line: Line


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page."""

    box: PixelBox
    rows: int
    columns: int
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class PageText:
    """All text of a page; ``number`` counts from 1, sizes are in pixels."""

    number: int
    width: int
    height: int
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]

    def lines(self) -> Iterator[Line]:
        """Every line that has text, blocks first, then cells."""
        for block in self.blocks:
            yield from block.lines
        for table in self.tables:
            yield from (cell.line for cell in table.cells if cell.line.text)


def page_texts(report: CheckedReport) -> Iterator[PageText]:
    """The pages that were seen, in order; cells of fields show the delivered value."""
    fields = {cell.place: cell for cell in report.cells if cell.place is not None}
    for page in report.pages:
        width, height = page.source_size
        blocks = tuple(_block(page, block) for block in page.blocks)
        tables = tuple(_table(page, table, fields) for table in page.tables)
        yield PageText(page.page_index + 1, width, height, blocks, tables)


def _block(page: PageReading, block: TextBlock) -> Block:
    lines = (Line(xml_text(line.text), _pixels(page, line.box), float(line.score)) for line in block.lines)
    return Block(block.kind, _pixels(page, block.box), tuple(line for line in lines if line.text))


def _table(page: PageReading, table: ReadTable, fields: dict[Place, CheckedCell]) -> Table:
    cells = []
    for reading in table.cells:
        cell = reading.cell
        text, confidence = cell_text(reading, fields.get(Place(page.page_index, page.place(cell.box))))
        line = Line(xml_text(text), _pixels(page, cell.box), confidence)
        cells.append(TableCell(cell.row, cell.column, cell.row_span, cell.column_span, line))
    return Table(_pixels(page, table.grid.box), table.grid.rows, table.grid.columns, tuple(cells))


def _pixels(page: PageReading, box: Box) -> PixelBox:
    width, height = page.source_size
    place = page.place(box)
    left, right = round(place.left * width), round(place.right * width)
    top, bottom = round(place.top * height), round(place.bottom * height)
    return left, top, right, bottom


def xml_text(text: str) -> str:
    """Text on one line, without what XML cannot hold."""
    return " ".join(_NOT_IN_XML.sub("", text).split())
