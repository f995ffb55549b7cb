"""Small reports drawn on paper, bound, and compared with what was printed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from ocr_pipeline.model.bound import BoundCell, BoundTable
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.options import BindOptions
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.bind_tables import bind_tables
from tests.stages.drawn_tables import (
    Field,
    Noise,
    Numbers,
    Printed,
    Sheet,
    disclosure_sheet,
    litigation_sheet,
    report_pages,
    requests_sheet,
)

SCHEMA = load_schema()
CLEAR = Noise()


def bind(pages: Sequence[PageReading]) -> dict[str, BoundTable]:
    return {table.table: table for table in bind_tables(pages, SCHEMA, BindOptions())}


def draw(*pages: Sequence[Sheet], noise: Noise = CLEAR, seed: int = 1, headings: bool = True) -> list[PageReading]:
    return report_pages(pages, noise, random.Random(seed), headings=headings)


def field_of(cell: BoundCell) -> Field:
    return cell.address.table, cell.address.row, cell.address.column


def errors(tables: dict[str, BoundTable], truth: dict[Field, str]) -> list[tuple[Field, str | None, float]]:
    """Fields that were bound to a cell which is not theirs."""
    wrong = []
    for table in tables.values():
        for cell in table.cells:
            expected = truth.get(field_of(cell))
            if cell.place is not None and (cell.best.printed or "") != expected:
                wrong.append((field_of(cell), cell.best.printed, cell.fit))
    return wrong


def missing(tables: dict[str, BoundTable], truth: dict[Field, str]) -> set[Field]:
    """Printed fields that no cell was bound to."""
    bound = {field_of(cell) for table in tables.values() for cell in table.cells if cell.place is not None}
    return set(truth) - bound


def notes(table: BoundTable) -> list[str]:
    return [note.code for note in table.notes]


def details(table: BoundTable, code: str) -> list[dict[str, str]]:
    """What the notes of one kind name."""
    return [dict(note.details) for note in table.notes if note.code == code]


def requests(edition: str = "2019") -> Sheet:
    return requests_sheet(SCHEMA.table("requests", edition), Numbers())


def litigation() -> Sheet:
    return litigation_sheet(SCHEMA.table("litigation", "2019"), Numbers(600))


def disclosure(edition: str = "2019", lattice: str = "plain", blocks: slice = slice(None)) -> Sheet:
    return disclosure_sheet(SCHEMA.table("active_disclosure", edition), Numbers(800), blocks=blocks, lattice=lattice)


def without_row(sheet: Sheet, row: int) -> Sheet:
    """The sheet with one grid row torn out (no merged cell may begin there)."""
    kept = []
    for cell in sheet.cells:
        if cell.row <= row < cell.row + cell.row_span:
            if cell.row_span > 1:
                kept.append(replace(cell, row_span=cell.row_span - 1))
        else:
            kept.append(replace(cell, row=cell.row - (cell.row > row)))
    return replace(sheet, rows=sheet.rows - 1, cells=tuple(kept))


def with_row(sheet: Sheet, row: int, cells: list[Printed]) -> Sheet:
    """The sheet with a further row before the given one."""
    moved = [replace(cell, row=cell.row + (cell.row >= row)) for cell in sheet.cells]
    return replace(sheet, rows=sheet.rows + 1, cells=(*moved, *cells))


def relabelled(sheet: Sheet, old: str, new: str) -> Sheet:
    return replace(sheet, cells=tuple(replace(c, text=new) if c.text == old else c for c in sheet.cells))
