"""A read grid as rows of cells, left to right, with what kind of thing each cell seems to hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from ocr_pipeline.model.reading import CellReading, Reader, ReadTable
from ocr_pipeline.stages.parse_number import printed_form

# A cell narrower (a row lower) than this share of its table, and empty, lies between the lines of a double rule.
SLIVER = 0.012
BLANK_SCORE = 0.5
NUMBER_SCORE = 0.5
# One letter alone is as likely a mark for none or a smudge as a word.
LETTERS_OF_A_WORD = 2
# Recognisers see unsure strings of Latin letters and digits in the grain of a photographed page.
WORD_SCORE = 0.6
# Merged labels to the left of a row that need not be drawn again below a page break.
LABELS_NOT_REPEATED = 2
_REMARK = re.compile(r"(?<=.)[(\[][^(\[]*[)\]]$")


class CellKind(StrEnum):
    """What a cell seems to hold, before anything is known of the table."""

    BLANK = "blank"
    NUMBER = "number"
    TEXT = "text"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Part:
    """A cell's reading with its page and the index of its table on that page."""

    page_index: int
    table_index: int
    reading: CellReading


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell as met in one row: grid columns [left, right); ``starts`` is False where it began in a row above.

    ``parts`` are several where a page break cut the cell.
    """

    left: int
    right: int
    starts: bool
    kind: CellKind
    text: str
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a grid; ``first`` is the top row of its grid, where continued cells cannot be told from new ones."""

    page_index: int
    table_index: int
    row: int
    first: bool
    cells: tuple[RowCell, ...]

    @property
    def fragment(self) -> tuple[int, int]:
        """The grid this row belongs to: (page index, index of the table on that page)."""
        return self.page_index, self.table_index


def grid_rows(table: ReadTable, page_index: int, table_index: int) -> tuple[GridRow, ...]:
    """The rows of a grid without the slivers between double rules."""
    spots = [_Spot(cell.column, cell.column_span, cell.row, cell.row_span) for cell in table.grid.cells]
    return _rows(table, spots, (page_index, table_index))


def turned_rows(table: ReadTable, page_index: int, table_index: int) -> tuple[GridRow, ...]:
    """The columns of a grid as rows: a table may be printed with its rows and columns exchanged."""
    spots = [_Spot(cell.row, cell.row_span, cell.column, cell.column_span) for cell in table.grid.cells]
    return _rows(table, spots, (page_index, table_index))


@dataclass(frozen=True, slots=True)
class _Spot:
    """A cell's place across (column and span) and down (row and span)."""

    across: int
    wide: int
    down: int
    high: int


def _rows(table: ReadTable, spots: list[_Spot], fragment: tuple[int, int]) -> tuple[GridRow, ...]:
    height = max(spot.down + spot.high for spot in spots) if spots else 0
    found: list[list[RowCell]] = [[] for _ in range(height)]
    for reading, spot in zip(table.cells, spots, strict=True):
        kind = cell_kind(reading)
        if _is_sliver(reading, kind, table):
            continue
        part = Part(*fragment, reading)
        for row in range(spot.down, spot.down + spot.high):
            text, score = reading.text, float(reading.text_score)
            starts = row == spot.down
            found[row].append(RowCell(spot.across, spot.across + spot.wide, starts, kind, text, score, (part,)))
    rows: list[GridRow] = []
    for number, cells in enumerate(found):
        if _is_row(cells):
            ordered = tuple(sorted(cells, key=lambda cell: cell.left))
            rows.append(GridRow(*fragment, number, not rows, ordered))
    return tuple(rows)


def _is_row(cells: list[RowCell]) -> bool:
    """Whether cells begin here, and not only a few empty ones: below a page break a fill ends inside a label's cell."""
    begun = [cell for cell in cells if cell.starts]
    return 2 * len(begun) >= len(cells) > 0 or any(cell.kind is not CellKind.BLANK for cell in begun)


def cell_kind(reading: CellReading) -> CellKind:
    """Text where there are words, else blank by ink, else a number where the text or the numeric reader says so."""
    text = _REMARK.sub("", printed_form(reading.text))
    letters, digits = sum(c.isalpha() for c in text), sum(c.isdigit() for c in text)
    is_word = letters >= LETTERS_OF_A_WORD and letters > 2 * digits
    is_noise = is_word and text.isascii() and reading.text_score < WORD_SCORE
    if is_word and not is_noise:
        return CellKind.TEXT
    if reading.ink.blank >= BLANK_SCORE:
        return CellKind.BLANK
    if is_noise:
        return CellKind.UNCLEAR
    if digits or _says_number(reading):
        return CellKind.NUMBER
    return CellKind.UNCLEAR


def _says_number(reading: CellReading) -> bool:
    numeric = reading.by(Reader.NUMERIC)
    best = numeric.best if numeric else None
    return bool(best and best.text and best.score >= NUMBER_SCORE)


def _is_sliver(reading: CellReading, kind: CellKind, table: ReadTable) -> bool:
    box, whole = reading.cell.box, table.grid.box
    thin = box.width < SLIVER * whole.width or box.height < SLIVER * min(whole.height, whole.width)
    return thin and kind is CellKind.BLANK


def without_blank_edges(rows: tuple[GridRow, ...]) -> tuple[GridRow, ...]:
    """The rows without outermost cells in which no row has ink: a frame around a table looks like columns of it."""
    while rows and all(len(row.cells) > 2 for row in rows):
        ends = [{row.cells[side].left if side else row.cells[side].right for row in rows} for side in (0, -1)]
        blank = [all(row.cells[side].kind is CellKind.BLANK for row in rows) for side in (0, -1)]
        if not any(b and len(e) == 1 for b, e in zip(blank, ends, strict=True)):
            break
        cut_left, cut_right = (int(b and len(e) == 1) for b, e in zip(blank, ends, strict=True))
        rows = tuple(replace(row, cells=row.cells[cut_left : len(row.cells) - cut_right]) for row in rows)
    return tuple(row for row in rows if any(cell.starts for cell in row.cells))


def joined(upper: GridRow, lower: GridRow) -> GridRow | None:
    """Two halves of a row that was cut, as one row; None if their cells do not pair off.

    Cells pair off from the right: merged labels at the left are often not drawn again below a page break.
    """
    wider, narrower = (upper, lower) if len(upper.cells) >= len(lower.cells) else (lower, upper)
    surplus = len(wider.cells) - len(narrower.cells)
    if surplus > LABELS_NOT_REPEATED or any(cell.kind is CellKind.NUMBER for cell in wider.cells[:surplus]):
        return None
    above, below = (row.cells[surplus if row is wider else 0 :] for row in (upper, lower))
    paired = tuple(_joined_cell(a, b) for a, b in zip(above, below, strict=True))
    return replace(upper, cells=wider.cells[:surplus] + paired)


def _joined_cell(upper: RowCell, lower: RowCell) -> RowCell:
    if upper.parts == lower.parts:
        return upper
    inked = [cell for cell in (upper, lower) if cell.kind is not CellKind.BLANK] or [upper]
    # Below the last rule of a copied page there is often a strip of dirt, which says nothing of the row.
    clear = [cell for cell in inked if cell.kind is not CellKind.UNCLEAR] or inked
    kind = clear[0].kind if len({cell.kind for cell in clear}) == 1 else CellKind.UNCLEAR
    score = min(cell.score for cell in clear)
    text = "".join(cell.text for cell in clear)
    return replace(upper, kind=kind, text=text, score=score, parts=upper.parts + lower.parts)
