"""Reports written down by hand for tests of the understanding half: tables as numbers, prose as lines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ocr_pipeline.model.bound import ABSENT, BLANK, UNREADABLE, Address, Alternative, BindingNote, BoundCell, BoundTable
from ocr_pipeline.model.document import PageOrigin
from ocr_pipeline.model.geometry import Box, Homography
from ocr_pipeline.model.layout import Layout, RegionKind, Score
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import TextBlock, TextLine
from ocr_pipeline.model.report import Finding, ReconciledTable
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.schema.types import ReportSchema, TableSpec
from ocr_pipeline.stages.check_rules import check_rules
from ocr_pipeline.stages.find_statements import find_statements
from ocr_pipeline.stages.parse_number import parse_number
from ocr_pipeline.stages.reconcile import reconcile

Printed = Mapping[str, str | None]
"""``row/column`` -> what is printed: None is blank, "?" ink without a number; everything else is 0."""

CLEAR = 0.9999


@cache
def schema() -> ReportSchema:
    return load_schema()


def table(name: str, edition: str, printed: Printed, sure: float = CLEAR) -> BoundTable:
    """A table that was found, with what is printed in it."""
    spec = schema().table(name, edition)
    unknown = set(printed) - {f"{row}/{column}" for row, column in spec.fields}
    assert not unknown
    cells = tuple(_cell(spec, row, column, printed, sure) for row, column in spec.fields)
    return BoundTable(name, edition, cells, ((0, 0),))


def _cell(spec: TableSpec, row: str, column: str, printed: Printed, sure: float) -> BoundCell:
    said = printed.get(f"{row}/{column}", "0")
    if said is None:
        value = BLANK
    elif said == "?":
        value = UNREADABLE
    else:
        value = parse_number(said, schema().characters, unit=spec.column(row, column).unit)
    return BoundCell(Address(spec.id, row, column), None, (Alternative(value, sure),), 1.0)


def missing(name: str, edition: str = "2021") -> BoundTable:
    """A table that was not found."""
    spec = schema().table(name, edition)
    cells = tuple(
        BoundCell(Address(name, row, column), None, (Alternative(ABSENT, 1.0),), 0.0) for row, column in spec.fields
    )
    return BoundTable(name, edition, cells, notes=(BindingNote("table.missing", name, None),))


def page(*lines: str, kind: RegionKind = RegionKind.TEXT) -> PageReading:
    """A page of running text, a block of one line each."""
    blocks = tuple(
        TextBlock(kind, _box(number), (TextLine(line, _box(number), Score(0.9)),)) for number, line in enumerate(lines)
    )
    return PageReading(
        0, (100, 1000), (100, 1000), Homography.identity(), PageOrigin.RENDERED, Layout(()), blocks, (), ()
    )


def _box(number: int) -> Box:
    return Box(10, 20 * number, 90, 20 * number + 15)


def understood(
    *bound: BoundTable, prose: PageReading | None = None
) -> tuple[tuple[ReconciledTable, ...], tuple[Finding, ...]]:
    """The reconciled tables and the findings."""
    tables = reconcile(bound, schema())
    statements = find_statements([prose] if prose else [], tables, schema())
    return tables, check_rules(tables, statements, schema())
