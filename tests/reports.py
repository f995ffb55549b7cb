"""A whole checked report made by hand from a truth file: every table on a page of its own, in its printed form."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from ocr_pipeline.exports.form import Form, FormCell, printed_form
from ocr_pipeline.model.bound import BLANK, UNREADABLE, Address, Alternative, Place, Value, ValueState
from ocr_pipeline.model.document import PageOrigin
from ocr_pipeline.model.geometry import Box, Homography
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.layout import Layout, Region, RegionKind, Score
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.provenance import Making, Step
from ocr_pipeline.model.reading import Candidate, CellReading, Ink, Reader, Reading, ReadTable, TextBlock, TextLine
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
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.schema.types import ReportSchema

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = load_schema()
SIZE = (1000, 1400)
TABLE_BOX = Box(80, 200, 920, 1300)
MAKING = Making("0.1.0", "5" * 64, "7" * 64)
STEPS = (Step("rasterize", "fake", "1"), Step("read_cells", "fake", "1", "ab" * 32))
DOUBTFUL = Address("requests", "new", "natural_person")
Truth = dict[str, Any]


def truth_of(name: str) -> Truth:
    """The truth of one of the sample reports."""
    path = ROOT / "samples" / "source" / name / "truth.json"
    loaded: Truth = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def value_of(printed: str | None) -> Value:
    """The value that a truth entry stands for."""
    if printed is None:
        return BLANK
    signs = str.maketrans({"增": "+", "减": "-"})
    return Value(ValueState.NUMBER, printed, Decimal(printed.translate(signs).removesuffix("万元")))


def report_of(truth: Truth, schema: ReportSchema = SCHEMA) -> CheckedReport:
    """The truth as a checked report with one doubtful cell, one unreadable cell, findings, sections and pages."""
    forms = [printed_form(schema.table(table, edition)) for table, edition in truth["edition"].items()]
    pages = tuple(_page(index, form, truth) for index, form in enumerate(forms))
    cells = tuple(cell for index, form in enumerate(forms) for cell in _cells(index, form, truth))
    return CheckedReport(
        document_id="ab12cd34" * 8,
        source=f"{truth['id']}.pdf",
        identity=Identity(truth["title"], "长沙市岳麓区人民政府", 2020),
        status=Status.NEEDS_REVIEW,
        schema_id=schema.id,
        editions=tuple(truth["edition"].items()),
        cells=cells,
        findings=_findings(),
        statements=(
            Statement(
                "共收到申请292项", Place(0, Box(0.1, 0.05, 0.5, 0.07)), "requests/new/total", Decimal(292), False
            ),
        ),
        sections=tuple(
            Section(f"{number}、{form.title}", index, ("2020年，我区共收到申请292项。",))
            for index, (number, form) in enumerate(zip("二三四", forms, strict=False))
        ),
        pages=pages,
        bound_grids=tuple((index, 0, form.table) for index, form in enumerate(forms)),
        steps=STEPS,
    )


def _findings() -> tuple[Finding, ...]:
    return (
        Finding(
            "requests.balance",
            Severity.ERROR,
            Cause.SOURCE,
            (DOUBTFUL, Address("requests", "processed_total", "natural_person")),
            "new + carried_in = processed_total + carried_out",
            Decimal(157),
            Decimal(160),
            "natural persons: 157 received, 160 dealt with",
            "自然人：新收与上年结转之和157，办结与结转之和160",
        ),
        Finding(
            "row.extra",
            Severity.INFO,
            Cause.UNKNOWN,
            (),
            "",
            None,
            None,
            "a row <b>x</b>",
            "多出一行",
            Place(0, _box(0, 0)),
        ),
    )


def _box(row: int, column: int) -> Box:
    return Box(0.1 + column * 0.1, 0.2 + row * 0.02, 0.2 + column * 0.1, 0.22 + row * 0.02)


def _place(form: Form, cell: FormCell) -> Box:
    width, height = TABLE_BOX.width / form.columns, TABLE_BOX.height / form.rows
    left, top = TABLE_BOX.left + cell.column * width, TABLE_BOX.top + cell.row * height
    return Box(left, top, left + cell.column_span * width, top + cell.row_span * height)


def _printed(cell: FormCell, truth: Truth) -> str | None:
    if cell.address is None:
        return cell.text
    printed: str | None = truth["tables"][cell.address.table][cell.address.row][cell.address.column]
    return printed


def _reading(form: Form, cell: FormCell, truth: Truth) -> CellReading:
    grid_cell = GridCell(cell.row, cell.column, cell.row_span, cell.column_span, _place(form, cell))
    printed = _printed(cell, truth) or ""
    if cell.address is None:
        return CellReading(grid_cell, Ink(0.1, Score(0.0)), (), printed, Score(0.98))
    candidates = (Candidate(printed, Score(0.99)),)
    return CellReading(grid_cell, Ink(0.1, Score(0.0)), (Reading(Reader.NUMERIC, candidates),))


def _page(index: int, form: Form, truth: Truth) -> PageReading:
    cells = tuple(_reading(form, cell, truth) for cell in form.cells)
    grid = TableGrid(TABLE_BOX, form.rows, form.columns, tuple(cell.cell for cell in cells), "ruled")
    title = TextBlock(
        RegionKind.TITLE,
        Box(300, 40, 700, 80),
        (TextLine(f"{'二三四'[index]}、{form.title}", Box(300, 40, 700, 80), Score(0.9)),),
    )
    lines = (
        TextLine("2020年，我区共收到", Box(80, 100, 920, 130), Score(0.9)),
        TextLine("申请292项。", Box(80, 130, 300, 160), Score(0.9)),
    )
    return PageReading(
        page_index=index,
        size=SIZE,
        source_size=SIZE,
        to_source=Homography.identity(),
        origin=PageOrigin.RENDERED,
        layout=Layout(
            (Region(RegionKind.TITLE, title.box, Score(0.9)), Region(RegionKind.TABLE, TABLE_BOX, Score(0.8)))
        ),
        blocks=(title, TextBlock(RegionKind.TEXT, Box(80, 100, 920, 160), lines)),
        tables=(ReadTable(grid, cells),),
        steps=STEPS,
    )


def _cells(index: int, form: Form, truth: Truth) -> list[CheckedCell]:
    cells = []
    for place in form.cells:
        if place.address is None:
            continue
        value = value_of(_printed(place, truth))
        box = _place(form, place).fractions(*SIZE)
        cells.append(_checked(place.address, value, Place(index, box)))
    return cells


def _checked(address: Address, value: Value, place: Place) -> CheckedCell:
    if address == DOUBTFUL:
        other = Value(ValueState.NUMBER, "202", Decimal(202))
        return CheckedCell(
            address, value, Probability(0.83), Decision.REVIEW, place, (Alternative(other, 0.16),), by_pixels=other
        )
    if address == Address("litigation", "cases", "direct.other"):
        return CheckedCell(address, UNREADABLE, Probability(0.7), Decision.REVIEW, place, (), None)
    return CheckedCell(address, value, Probability(0.9999), Decision.ACCEPTED, place, (), None)
