"""Statutory tables drawn on paper for tests: printed cells with spans -> grids with (noisy) readings.

Every value cell holds a number that occurs once, so a test can tell from a bound number which field was really printed.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ocr_pipeline.model.document import PageOrigin
from ocr_pipeline.model.geometry import Box, Homography
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.layout import Layout, RegionKind, Score
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import Candidate, CellReading, Ink, Reader, Reading, ReadTable, TextBlock, TextLine
from ocr_pipeline.schema.types import TableSpec

PAGE = (1000, 1400)
Field = tuple[str, str, str]
"""Table, row, column."""


@dataclass(frozen=True)
class Printed:
    """A printed cell at (row, column) with its spans; ``number`` for value cells ("" is empty), else a label."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    number: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A printed table: its cells, the columns' left edges (fractions) and which number belongs to which field."""

    rows: int
    columns: int
    cells: tuple[Printed, ...]
    truth: dict[Field, str] = field(default_factory=dict)
    edges: tuple[float, ...] = ()
    after_heading: str = ""


class Numbers:
    """Numbers that occur once in a report."""

    def __init__(self, start: int = 100) -> None:
        self.last = start

    def next(self) -> str:
        self.last += 1
        return str(self.last)


def requests_sheet(spec: TableSpec, numbers: Numbers) -> Sheet:
    """The form of section three: three label columns, seven value columns, a header of three rows."""
    cells = [
        Printed(0, 0, 3, 3, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"),
        Printed(0, 3, 1, 7, "申请人情况"),
        Printed(1, 3, 2, 1, "自然人"),
        Printed(1, 4, 1, 5, "法人或其他组织"),
        Printed(1, 9, 2, 1, "总计"),
    ]
    kinds = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    cells += [Printed(2, 4 + i, 1, 1, text) for i, text in enumerate(kinds)]
    block = spec.blocks[0]
    spans = _group_spans(spec)
    truth: dict[Field, str] = {}
    for index, row in enumerate(block.rows):
        top = 3 + index
        for level, label in enumerate(row.under):
            if spans.get((index, level)):
                cells.append(Printed(top, level, spans[index, level], 1, label))
        depth = len(row.under)
        cells.append(Printed(top, depth, 1, 3 - depth, row.labels[0]))
        for place, column in enumerate(block.columns):
            number = numbers.next()
            truth[spec.id, row.key, column.key] = number
            cells.append(Printed(top, 3 + place, 1, 1, "", number))
    edges = (0.0, 0.075, 0.17, 0.51, *(0.51 + 0.07 * i for i in range(1, 8)))
    return Sheet(3 + len(block.rows), 10, tuple(cells), truth, edges, "三、收到和处理政府信息公开申请情况")


def _group_spans(spec: TableSpec) -> dict[tuple[int, int], int]:
    rows = spec.blocks[0].rows
    spans: dict[tuple[int, int], int] = {}
    for index, row in enumerate(rows):
        for level in range(len(row.under)):
            if index == 0 or rows[index - 1].under[: level + 1] != row.under[: level + 1]:
                spans[index, level] = sum(other.under[: level + 1] == row.under[: level + 1] for other in rows)
    return spans


def litigation_sheet(spec: TableSpec, numbers: Numbers) -> Sheet:
    """The form of section four: fifteen columns under two groups, one data row."""
    outcomes = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    cells = [Printed(0, 0, 1, 5, "行政复议"), Printed(0, 5, 1, 10, "行政诉讼")]
    cells += [Printed(1, i, 2, 1, text) for i, text in enumerate(outcomes)]
    cells += [Printed(1, 5, 1, 5, "未经复议直接起诉"), Printed(1, 10, 1, 5, "复议后起诉")]
    cells += [Printed(2, 5 + i, 1, 1, outcomes[i % 5]) for i in range(10)]
    truth: dict[Field, str] = {}
    for index, column in enumerate(spec.blocks[0].columns):
        number = numbers.next()
        truth[spec.id, "cases", column.key] = number
        cells.append(Printed(3, index, 1, 1, "", number))
    return Sheet(4, 15, tuple(cells), truth, (), "四、政府信息公开行政复议、行政诉讼情况")


def disclosure_sheet(
    spec: TableSpec, numbers: Numbers, *, blocks: slice = slice(None), lattice: str = "plain"
) -> Sheet:
    """The form of section two: stacked blocks; ``lattice`` "odd" is a web form of five columns that do not line up."""
    cells: list[Printed] = []
    truth: dict[Field, str] = {}
    top, columns = 0, 5 if lattice == "odd" and spec.edition == "2019" else 4
    for block in spec.blocks[blocks]:
        head, body = _disclosure_splits(len(block.columns), lattice, spec.edition, documents=block.key == "documents")
        cells.append(Printed(top, 0, 1, columns, block.bands[0]))
        texts = ("信息内容", *(column.labels[0] for column in block.columns))
        cells += _in_row(top + 1, head, [Printed(0, 0, 1, 1, text) for text in texts])
        for index, row in enumerate(block.rows):
            values = []
            for column in block.columns:
                number = numbers.next()
                truth[spec.id, row.key, column.key] = number
                values.append(Printed(0, 0, 1, 1, "", number))
            cells += _in_row(top + 2 + index, body, [Printed(0, 0, 1, 1, row.labels[0]), *values])
        top += 2 + len(block.rows)
    return Sheet(top, columns, tuple(cells), truth, (), "二、主动公开政府信息情况")


def _disclosure_splits(count: int, lattice: str, edition: str, *, documents: bool) -> tuple[list[int], list[int]]:
    if edition == "2021":
        return ([1, 1, 1, 1], [1, 1, 1, 1]) if count == 3 else ([1, 3], [1, 3])
    if lattice == "plain":
        return ([1, 1, 1, 1], [1, 1, 1, 1]) if count == 3 else ([1, 1, 2], [1, 1, 2])
    if count == 3:
        return [1, 1, 2, 1], [1, 1, 2, 1] if documents else [1, 2, 1, 1]
    return [1, 2, 2], [1, 2, 2]


def _in_row(row: int, widths: list[int], cells: list[Printed]) -> list[Printed]:
    placed, left = [], 0
    for width, cell in zip(widths, cells, strict=True):
        placed.append(replace(cell, row=row, column=left, column_span=width))
        left += width
    return placed


@dataclass(frozen=True)
class Noise:
    """How labels are read: share of wrong characters, share of labels not read at all."""

    wrong: float = 0.0
    unread: float = 0.0


CONFUSED = "口日目白田曰臼木本未末人入八天夫大太千干于土士工王玉主己已巳今令办为力刀元无云去厶丁了子予又双米采"


def noisy(text: str, noise: Noise, rng: random.Random) -> tuple[str, float]:
    """A label as a reader gives it, with the reader's score."""
    if text and rng.random() < noise.unread:
        length = rng.randrange(0, len(text) + 1)
        return "".join(rng.choice(CONFUSED) for _ in range(length)), rng.uniform(0.2, 0.6)
    read = []
    for character in text:
        lot = rng.random()
        if lot < noise.wrong * 0.5:
            continue
        read.append(rng.choice(CONFUSED) if lot < noise.wrong else character)
    score = max(0.3, min(1.0, 1.0 - noise.wrong * rng.uniform(0.7, 1.3)))
    return "".join(read), score


def read_sheet(
    sheet: Sheet, noise: Noise, rng: random.Random, *, top: float = 100.0, width: float = 800.0
) -> ReadTable:
    """The sheet as a grid with readings: numbers by the numeric reader, labels by the general one."""
    edges = sheet.edges or tuple(i / sheet.columns for i in range(sheet.columns + 1))
    readings = []
    for cell in sorted(sheet.cells, key=lambda c: (c.row, c.column)):
        box = Box(
            100 + width * edges[cell.column],
            top + 24 * cell.row,
            100 + width * edges[cell.column + cell.column_span],
            top + 24 * (cell.row + cell.row_span),
        )
        place = GridCell(cell.row, cell.column, cell.row_span, cell.column_span, box)
        readings.append(_read_cell(place, cell, noise, rng))
    grid = TableGrid(
        Box(100, top, 100 + width, top + 24 * sheet.rows),
        sheet.rows,
        sheet.columns,
        tuple(r.cell for r in readings),
        "drawn",
    )
    return ReadTable(grid, tuple(readings))


def _read_cell(place: GridCell, cell: Printed, noise: Noise, rng: random.Random) -> CellReading:
    if cell.number is not None:
        blank = 0.0 if cell.number else 1.0
        numeric = Reading(Reader.NUMERIC, (Candidate(cell.number, Score(0.999)),))
        return CellReading(place, Ink(0.1 * (1 - blank), Score(blank)), (numeric,))
    text, score = noisy(cell.text, noise, rng)
    numeric = Reading(Reader.NUMERIC, (Candidate(None, Score(0.9)),))
    ink = Ink(0.2, Score(0.0)) if cell.text else Ink(0.0, Score(1.0))
    return CellReading(place, ink, (numeric,), text, Score(score))


def cut(sheet: Sheet, row: int, *, label_again: bool = False) -> tuple[Sheet, Sheet]:
    """The sheet cut above a row by a page break; a merged cell that is cut keeps its label above, or has it on both."""
    upper, lower = [], []
    for cell in sheet.cells:
        if cell.row < row:
            upper.append(replace(cell, row_span=min(cell.row_span, row - cell.row)))
        if cell.row + cell.row_span > row:
            top = max(cell.row, row)
            text = cell.text if label_again or cell.row >= row else ""
            lower.append(replace(cell, row=top - row, row_span=cell.row + cell.row_span - top, text=text))
    rest = replace(sheet, rows=sheet.rows - row, cells=tuple(lower), after_heading="")
    return replace(sheet, rows=row, cells=tuple(upper)), rest


def cut_inside(sheet: Sheet, row: int, rng: random.Random) -> tuple[Sheet, Sheet]:
    """The sheet cut through a row: its label is torn in two, each value stands on one half, the other half is empty."""
    doubled = []
    for cell in sheet.cells:
        last = cell.row + cell.row_span - 1
        if cell.row > row:
            doubled.append(replace(cell, row=cell.row + 1))
        elif last < row:
            doubled.append(cell)
        elif cell.row == row and cell.row_span == 1:
            doubled += _torn(cell, rng)
        else:
            doubled.append(replace(cell, row_span=cell.row_span + 1))
    return cut(replace(sheet, rows=sheet.rows + 1, cells=tuple(doubled)), row + 1)


def _torn(cell: Printed, rng: random.Random) -> list[Printed]:
    below = replace(cell, row=cell.row + 1)
    if cell.number is None:
        at = rng.randrange(1, max(2, len(cell.text)))
        return [replace(cell, text=cell.text[:at]), replace(below, text=cell.text[at:])]
    upper = rng.random() < 0.7
    return [replace(cell, number=cell.number if upper else ""), replace(below, number="" if upper else cell.number)]


def page_of(
    index: int, tables: Sequence[ReadTable] = (), blocks: Sequence[TextBlock] = (), *, layer_trust: float | None = None
) -> PageReading:
    """A page with the given tables and text blocks."""
    origin = PageOrigin.RENDERED
    found = tuple(blocks), tuple(tables)
    return PageReading(index, PAGE, PAGE, Homography.identity(), origin, Layout(()), *found, (), layer_trust)


def heading(text: str, top: float, *, height: float = 20.0, kind: RegionKind = RegionKind.TITLE) -> TextBlock:
    """A one-line block."""
    box = Box(150, top, 150 + height * max(1, len(text)), top + height)
    return TextBlock(kind, box, (TextLine(text, box, Score(0.98)),))


def report_pages(
    sheets: Sequence[Sequence[Sheet]], noise: Noise, rng: random.Random, *, headings: bool = True
) -> list[PageReading]:
    """Pages with their sheets one below the other, each under its heading."""
    pages = []
    for index, page_sheets in enumerate(sheets):
        top, tables, blocks = 60.0, [], []
        for sheet in page_sheets:
            if headings and sheet.after_heading:
                blocks.append(heading(sheet.after_heading, top))
            tables.append(read_sheet(sheet, noise, rng, top=top + 40, width=rng.choice((760.0, 800.0, 640.0))))
            top += 40 + 24 * sheet.rows + 30
        pages.append(page_of(index, tables, blocks))
    return pages
