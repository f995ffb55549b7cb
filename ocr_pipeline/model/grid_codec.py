"""The grids of a report, bound or not, as ``report.json`` shows them: any table on any page comes out."""

from __future__ import annotations

from ocr_pipeline.model.bound import Place
from ocr_pipeline.model.codec import Plain, box_to_plain
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import CellReading
from ocr_pipeline.model.report import CheckedCell, CheckedReport


def grids_to_plain(report: CheckedReport) -> list[dict[str, Plain]]:
    """Every grid in page order, with the text of each cell."""
    tables = {(page, index): table for page, index, table in report.bound_grids}
    fields = {cell.place: cell for cell in report.cells if cell.place is not None}
    return [
        {
            "page": page.page_index + 1,
            "box": box_to_plain(page.place(read.grid.box)),
            "table": tables.get((page.page_index, index)),
            "rows": read.grid.rows,
            "columns": read.grid.columns,
            "cells": [_cell(page, cell, fields) for cell in read.cells],
        }
        for page in report.pages
        for index, read in enumerate(page.tables)
    ]


def cell_text(reading: CellReading, field: CheckedCell | None = None) -> tuple[str, float]:
    """What stands in a cell and how sure: the field's delivered value, its text, or the best reading of a number."""
    if field is not None:
        return field.value.printed or "", field.confidence
    best = next((r.best for r in reading.readings if r.best is not None), None)
    if reading.text or best is None:
        return reading.text, reading.text_score if reading.text else reading.ink.blank
    return best.text or "", best.score


def _cell(page: PageReading, reading: CellReading, fields: dict[Place, CheckedCell]) -> dict[str, Plain]:
    cell = reading.cell
    box = page.place(cell.box)
    text, confidence = cell_text(reading, fields.get(Place(page.page_index, box)))
    return {
        "row": cell.row,
        "column": cell.column,
        "row_span": cell.row_span,
        "column_span": cell.column_span,
        "text": text,
        "confidence": round(confidence, 6),
        "box": box_to_plain(box),
    }
