"""Values of the model made by hand or at random, for tests of everything that stores, writes or shows them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from ocr_pipeline.model.bound import ABSENT, BLANK, UNREADABLE, Address, Alternative, Place, Value, ValueState
from ocr_pipeline.model.document import PageOrigin
from ocr_pipeline.model.geometry import Box, Homography
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.layout import Layout, Region, RegionKind, Score
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.model.reading import (
    Candidate,
    CellReading,
    Ink,
    Reader,
    Reading,
    ReadTable,
    TextBlock,
    TextLine,
)
from ocr_pipeline.model.report import (
    Cause,
    CheckedCell,
    CheckedReport,
    Decision,
    Finding,
    Identity,
    Probability,
    Section,
    Severity,
    Statement,
    Status,
)

unit = st.floats(0, 1)
scores = unit.map(Score)
texts = st.text('ab0-=+<&"\n\x01|,年项𠮷', max_size=6)
words = st.text("abc019._'年项", min_size=1, max_size=6)
kinds = st.sampled_from(RegionKind)


@st.composite
def boxes(draw: st.DrawFn, size: float = 1000.0) -> Box:
    """Boxes inside a square page."""
    xs = sorted(draw(st.tuples(st.floats(0, size), st.floats(0, size))))
    ys = sorted(draw(st.tuples(st.floats(0, size), st.floats(0, size))))
    return Box(xs[0], ys[0], xs[1], ys[1])


@st.composite
def grids(draw: st.DrawFn) -> TableGrid:
    """Small grids, the first row perhaps merged into one cell."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    merged = draw(st.booleans())
    cells = [
        GridCell(r, c, 1, 1, Box(c * 50, r * 20, c * 50 + 50, r * 20 + 20))
        for r in range(1 if merged else 0, rows)
        for c in range(columns)
    ]
    first = [GridCell(0, 0, 1, columns, Box(0, 0, columns * 50, 20))] if merged else []
    return TableGrid(Box(0, 0, columns * 50, rows * 20), rows, columns, (*first, *cells), "ruled")


readings = st.builds(
    Reading, st.sampled_from(Reader), st.lists(st.builds(Candidate, st.none() | texts, scores), max_size=3).map(tuple)
)


@st.composite
def read_tables(draw: st.DrawFn) -> ReadTable:
    """Grids with some evidence in every cell."""
    grid = draw(grids())
    cells = tuple(
        CellReading(
            cell,
            draw(st.builds(Ink, unit, scores)),
            tuple(draw(st.lists(readings, max_size=2))),
            draw(texts),
            Score(0.5),
        )
        for cell in grid.cells
    )
    return ReadTable(grid, cells)


steps = st.builds(Step, texts, texts, texts, texts, texts)
lines = st.builds(TextLine, texts, boxes(), scores)
blocks = st.builds(TextBlock, kinds, boxes(), st.lists(lines, max_size=2).map(tuple))
homographies = st.builds(
    lambda dx, dy, turn: Homography((1.0, turn, dx, -turn, 1.0, dy, 0.0, 0.0, 1.0)),
    st.floats(-20, 20),
    st.floats(-20, 20),
    st.floats(-0.05, 0.05),
)


def page_readings(page_index: int = 0) -> st.SearchStrategy[PageReading]:
    """Whole pages."""
    return st.builds(
        PageReading,
        page_index=st.just(page_index),
        size=st.just((1000, 1000)),
        source_size=st.just((1000, 1000)),
        to_source=homographies,
        origin=st.sampled_from(PageOrigin),
        layout=st.builds(Layout, st.lists(st.builds(Region, kinds, boxes(), scores), max_size=2).map(tuple)),
        blocks=st.lists(blocks, max_size=2).map(tuple),
        tables=st.lists(read_tables(), max_size=2).map(tuple),
        steps=st.lists(steps, max_size=2).map(tuple),
        layer_trust=st.none() | unit,
    )


numbers = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=5)
values = st.one_of(
    st.sampled_from((BLANK, UNREADABLE, ABSENT, Value(ValueState.DASH, "-"))),
    numbers.map(lambda n: Value(ValueState.NUMBER, format(n, "f"), n)),
    numbers.map(lambda n: Value(ValueState.NUMBER, f"{n:f}万元", n, "万元")),
)
places = st.builds(Place, st.integers(0, 9), boxes(1.0))
alternatives = st.lists(st.builds(Alternative, values, unit), max_size=3).map(tuple)
addresses = st.builds(Address, words, words, words)
checked_cells = st.builds(
    CheckedCell,
    addresses,
    values,
    unit.map(Probability),
    st.sampled_from(Decision),
    st.none() | places,
    alternatives,
    st.none() | values,
).map(lambda cell: replace(cell, place=None) if cell.value == ABSENT else cell)
findings = st.builds(
    Finding,
    words,
    st.sampled_from(Severity),
    st.sampled_from(Cause),
    st.lists(addresses, max_size=3).map(tuple),
    texts,
    st.none() | numbers,
    st.none() | numbers,
    texts,
    texts,
    st.none() | places,
)


@st.composite
def reports(draw: st.DrawFn) -> CheckedReport:
    """Whole reports whose bound grids exist on their pages."""
    pages = tuple(draw(page_readings(index)) for index in range(draw(st.integers(0, 2))))
    tables = [(page.page_index, index) for page in pages for index in range(len(page.tables))]
    bound = tuple((*where, "requests") for where in tables if draw(st.booleans()))
    return CheckedReport(
        document_id=draw(st.binary(min_size=32, max_size=32)).hex(),
        source=draw(words) + ".pdf",
        identity=Identity(draw(texts), draw(texts), draw(st.none() | st.integers(1990, 2100))),
        status=draw(st.sampled_from(Status)),
        schema_id="gov-disclosure-annual-report",
        editions=(("requests", "2019"),),
        cells=tuple(draw(st.lists(checked_cells, max_size=4))),
        findings=tuple(draw(st.lists(findings, max_size=2))),
        statements=tuple(
            draw(st.lists(st.builds(Statement, texts, places, words, numbers, st.none() | st.booleans()), max_size=2))
        ),
        sections=tuple(
            draw(st.lists(st.builds(Section, texts, st.integers(0, 3), st.lists(texts).map(tuple)), max_size=2))
        ),
        pages=pages,
        bound_grids=bound,
        steps=tuple(draw(st.lists(steps, max_size=2))),
    )
