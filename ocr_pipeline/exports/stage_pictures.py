"""What each stage saw, as a picture that a person understands at a glance."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from PIL import Image

from ocr_pipeline.exports.bound_picture import draw_bound
from ocr_pipeline.exports.canvas import Canvas, LegendEntry
from ocr_pipeline.exports.page_pictures import open_page
from ocr_pipeline.exports.straight_picture import straightened
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid_codec import cell_text
from ocr_pipeline.model.layout import RegionKind
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import CellReading, Reader, ReadTable
from ocr_pipeline.model.report import CheckedReport

BLANK_FROM = 0.5
"""Ink scores from here on are drawn as an empty cell."""


class Stage(StrEnum):
    """What can be shown."""

    RASTER = "raster"
    STRAIGHT = "straight"
    LAYOUT = "layout"
    GRID = "grid"
    CELLS = "cells"
    BOUND = "bound"


_REGIONS = {
    RegionKind.TABLE: "#c8352b",
    RegionKind.FIGURE: "#8a4fbf",
    RegionKind.TITLE: "#2f6fb7",
    RegionKind.TEXT: "#2e8b57",
    RegionKind.CAPTION: "#0a8f9c",
    RegionKind.HEADER: "#7a7a7a",
    RegionKind.FOOTER: "#7a7a7a",
    RegionKind.REFERENCE: "#9a6a20",
    RegionKind.EQUATION: "#9a6a20",
}
_CELL_COLOURS = {"number": "#2e8b57", "text": "#2f6fb7", "blank": "#9aa8b5", "unreadable": "#c8352b"}
_GRID_COLOURS = ("#c8352b", "#2f6fb7", "#2e8b57", "#8a4fbf", "#d98a00")


def stage_picture(stage: Stage, page: PageReading, report: CheckedReport, picture: Path) -> Image.Image:
    """What ``stage`` saw on a page, drawn on its kept picture."""
    raster = open_page(picture)
    head = f"{report.source}, page {page.page_index + 1}: {stage.value}"
    if stage is Stage.RASTER:
        width, height = page.source_size
        return Canvas(raster).finished(f"{head}, {width} x {height} pixels, {page.origin.value}", ())
    if stage is Stage.BOUND:
        return draw_bound(Canvas(raster), report, page.page_index, (head, raster.size))
    straight, scale = straightened(raster, page)
    canvas = Canvas(straight)
    if stage is Stage.STRAIGHT:
        return canvas.finished(f"{head}, {page.size[0]} x {page.size[1]} pixels", ())
    canvas.fade()
    if stage is Stage.LAYOUT:
        return _layout(canvas, page, scale, head)
    if stage is Stage.GRID:
        return _grids(canvas, page, scale, head)
    return _cells(canvas, page, scale, head)


def _scaled(box: Box, scale: float) -> Box:
    return Box(box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)


def _layout(canvas: Canvas, page: PageReading, scale: float, head: str) -> Image.Image:
    for order, region in enumerate(page.layout.regions, 1):
        box = _scaled(region.box, scale)
        canvas.outline(box, _REGIONS[region.kind], weight=2)
        canvas.tag((box.left, box.top), f"{order} {region.kind.value} {region.score:.2f}", _REGIONS[region.kind])
    kinds = dict.fromkeys(region.kind for region in page.layout.regions)
    return canvas.finished(
        f"{head}, {len(page.layout.regions)} regions in reading order",
        [LegendEntry(_REGIONS[kind], kind.value) for kind in kinds],
    )


def _grids(canvas: Canvas, page: PageReading, scale: float, head: str) -> Image.Image:
    legend = []
    for index, table in enumerate(page.tables):
        colour = _GRID_COLOURS[index % len(_GRID_COLOURS)]
        grid = table.grid
        for cell in grid.cells:
            box = _scaled(cell.box, scale)
            merged = cell.row_span > 1 or cell.column_span > 1
            canvas.outline(box, colour, weight=3 if merged else 1)
            canvas.tag((box.left + 2, box.top + 2), f"{cell.row},{cell.column}", colour)
        legend.append(LegendEntry(colour, f"table {index + 1}: {grid.rows} x {grid.columns}, {grid.engine}"))
    return canvas.finished(f"{head}, cells as row,column; merged ones with a bold frame", legend)


def _cells(canvas: Canvas, page: PageReading, scale: float, head: str) -> Image.Image:
    for table in page.tables:
        _read_cells(canvas, table, scale)
    legend = [LegendEntry(colour, kind) for kind, colour in _CELL_COLOURS.items()]
    return canvas.finished(f"{head}, what was read in each cell and the reader's score", legend)


def _read_cells(canvas: Canvas, table: ReadTable, scale: float) -> None:
    for reading in table.cells:
        kind, text = _kind(reading)
        box = _scaled(reading.cell.box, scale)
        canvas.outline(box, _CELL_COLOURS[kind])
        if text:
            canvas.tag((box.right - 1, box.bottom - 1), text, _CELL_COLOURS[kind], anchor="rb")


def _kind(reading: CellReading) -> tuple[str, str]:
    numeric = reading.by(Reader.NUMERIC)
    best = numeric.best if numeric is not None else None
    if best is not None and best.text and any(character.isdigit() for character in best.text):
        return "number", f"{best.text} {best.score:.3f}"
    if reading.text:
        shown = reading.text if len(reading.text) <= 14 else reading.text[:13] + "\N{HORIZONTAL ELLIPSIS}"
        return "text", f"{shown} {reading.text_score:.2f}"
    if reading.ink.blank >= BLANK_FROM or (best is not None and best.text == ""):
        return "blank", ""
    return "unreadable", cell_text(reading)[0] or "?"
