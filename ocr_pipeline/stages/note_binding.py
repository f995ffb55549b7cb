"""What a person should know about how a table was bound: missing, extra, doubtful, joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr_pipeline.model.bound import BindingNote, Place
from ocr_pipeline.model.geometry import union
from ocr_pipeline.model.grid_codec import cell_text
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.stages.align_rows import RowMatch
from ocr_pipeline.stages.expect_lines import LineKind
from ocr_pipeline.stages.find_fields import Field, FoundCell
from ocr_pipeline.stages.grid_rows import CellKind, GridRow, RowCell
from ocr_pipeline.stages.join_pages import Chain
from ocr_pipeline.stages.match_labels import LabelMatcher

EDITION_SURE = 0.99
LABEL_SURE = 0.9


def note_missing(table: str) -> BindingNote:
    """The table was not found at all."""
    return BindingNote("table.missing", table, None)


@dataclass(frozen=True, slots=True)
class Fields:
    """What was found of a table: the cells of its fields, and inked cells that no column takes."""

    found: Mapping[Field, FoundCell]
    stray: Sequence[FoundCell]


def note_binding(
    chain: Chain, fields: Fields, *, pages: Mapping[int, PageReading], least_similar: float, matcher: LabelMatcher
) -> tuple[BindingNote, ...]:
    """All notes on a bound table: on the table, then on its rows, columns and cells."""
    place = _Places(pages)
    notes = [*_table_notes(chain, place), *_gaps(chain, fields.found)]
    table = chain.spec.id
    for row in chain.alignment.extra:
        if label := _label_of(row):
            notes.append(BindingNote("row.extra", table, place.row(row), (("label", label),)))
    for found in fields.stray:
        details = (("row", found.field[0]), ("label", _printed(found.cell)))
        notes.append(BindingNote("column.extra", table, place.cell(found.cell), details))
    for match in chain.alignment.matches:
        notes += _row_notes(match, table, place)
        notes += _doubtful(match, table, place, (least_similar, matcher))
    return tuple(notes)


class _Places:
    """Where rows and cells stand, as fractions of their pages."""

    def __init__(self, pages: Mapping[int, PageReading]) -> None:
        self.pages = pages

    def cell(self, cell: RowCell) -> Place:
        """Where the first part of a cell stands."""
        part = cell.parts[0]
        return Place(part.page_index, self.pages[part.page_index].place(part.reading.cell.box))

    def row(self, row: GridRow) -> Place:
        """Where the cells that begin in a row stand."""
        boxes = [cell.parts[0].reading.cell.box for cell in row.cells if cell.starts]
        return Place(row.page_index, self.pages[row.page_index].place(union(boxes)))


def _table_notes(chain: Chain, place: _Places) -> list[BindingNote]:
    table = chain.spec.id
    notes = []
    used = sorted({fragment.key[0] for fragment in chain.fragments})
    if len(used) > 1:
        notes.append(BindingNote("table.continued", table, None, (("pages", ", ".join(str(p + 1) for p in used)),)))
    if len(chain.editions) > 1 and chain.editions[0][1] < EDITION_SURE:
        notes.append(BindingNote("table.edition", table, None, (("edition", chain.editions[0][0]),)))
    for fragment in chain.repeated:
        notes.append(BindingNote("table.extra", table, place.row(fragment.rows[0])))
    return notes


def _gaps(chain: Chain, fields: Mapping[Field, FoundCell]) -> list[BindingNote]:
    """Rows without any cell, and columns without any cell in rows that were found."""
    table, notes = chain.spec.id, []
    for block in chain.spec.blocks:
        found_rows = [row for row in block.rows if any((row.key, column.key) in fields for column in block.columns)]
        for row in block.rows:
            if row not in found_rows:
                details = (("row", row.key), ("label", row.labels[0]))
                notes.append(BindingNote("row.missing", table, None, details))
        for column in block.columns:
            if found_rows and not any((row.key, column.key) in fields for row in found_rows):
                details = (("column", column.key), ("label", column.labels[0]))
                notes.append(BindingNote("column.missing", table, None, details))
    return notes


def _row_notes(match: RowMatch, table: str, place: _Places) -> list[BindingNote]:
    if len(match.lines) > 1 and match.lines[0].kind is LineKind.DATA:
        keys = ", ".join(line.row.key for line in match.lines if line.row)
        return [BindingNote("row.merged", table, place.row(match.row), (("row", keys),))]
    if match.lines[0].kind is not LineKind.HEADER:
        return []
    return [
        BindingNote("cell.stray", table, place.cell(cell), (("text", _printed(cell)),))
        for cell in match.row.cells
        if cell.starts and cell.kind is CellKind.NUMBER
    ]


def _doubtful(match: RowMatch, table: str, place: _Places, limit: tuple[float, LabelMatcher]) -> list[BindingNote]:
    """A data row whose label is read but unlike the expected one, where the order alone does not make it sure."""
    line = match.lines[0]
    if line.row is None or not line.cells or match.certain >= LABEL_SURE:
        return []
    text = match.row.cells[min(len(line.cells), len(match.row.cells)) - 1].text
    similarity = limit[1].similarity(text, line.cells[-1])
    if not text or similarity >= limit[0]:
        return []
    details = (("row", line.row.key), ("label", text), ("similarity", f"{similarity:.2f}"))
    return [BindingNote("label.doubtful", table, place.row(match.row), details)]


def _label_of(row: GridRow) -> str:
    return next((cell.text for cell in row.cells if cell.kind is CellKind.TEXT), "")


def _printed(cell: RowCell) -> str:
    """What stands in a cell: its text, or the numeric reading where the general reader was not asked."""
    return cell.text or next((text for part in cell.parts if (text := cell_text(part.reading)[0])), "")
