"""The head of a table without rules: its levels and cells by where its labels stand, above the cells of the body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr_pipeline.engines.aligned_rows import WRAPPED, Row, RowKind
from ocr_pipeline.engines.head_tiling import lay_head, tile_head
from ocr_pipeline.model.geometry import Box, union
from ocr_pipeline.model.grid import GridCell, TableGrid

OVER = 0.12
"""A word that reaches farther than this, in character heights, into a column stands in it."""

LEVEL = 0.6
"""Levels of a head are higher than this, in character heights."""


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """Rows with their edges, columns with theirs; the first ``labels`` columns hold labels."""

    rows: tuple[Row, ...]
    levels: tuple[float, ...]
    columns: tuple[float, ...]
    labels: int
    em: float

    def cell(self, top: int, bottom: int, left: int, right: int) -> GridCell:
        """The cell over rows [top, bottom) and columns [left, right)."""
        box = Box(self.columns[left], self.levels[top], self.columns[right], self.levels[bottom])
        return GridCell(top, left, bottom - top, right - left, box)

    def crosses(self, word: Box, place: float) -> bool:
        """Whether a word stands on both sides of a place across the table."""
        return word.left + OVER * self.em < place < word.right - OVER * self.em


def with_head(table: AlignedTable, cells: Sequence[GridCell], head: int, plain: Sequence[GridCell]) -> TableGrid:
    """The grid with the head's cells above those of the body, which begins at row ``head``.

    ``plain`` are the cells of the rows of the head, each by itself: captions stay as they are.
    """
    captions = [k for k in range(head) if table.rows[k].kind is RowKind.CAPTION]
    first = (captions[-1] + 1) if captions else 0
    above = [cell for cell in plain if cell.row < first]
    words = [word for row in table.rows[first:head] for word in (*row.values, *row.labels)]
    tiled, levels = _tiled(table, words, (first, head)) if words else ([], 0)
    more = first + levels - head
    moved = [replace(cell, row=cell.row + more) for cell in cells]
    ordered = tuple(sorted((*above, *tiled, *moved), key=lambda cell: (cell.row, cell.column)))
    box = Box(table.columns[0], table.levels[0], table.columns[-1], table.levels[-1])
    return TableGrid(box, len(table.rows) + more, len(table.columns) - 1, ordered, "aligned")


def _tiled(table: AlignedTable, words: Sequence[Box], rows: tuple[int, int]) -> tuple[list[GridCell], int]:
    """The cells of the head in rows [first, last), and how many levels it has: one where its labels do not tell."""
    first, last = rows
    band = table.levels[first], table.levels[last]
    found = tile_head(table.columns, head_blocks(table, words), band)
    head = lay_head(found, table.columns, band, LEVEL * table.em) if found else None
    if head:
        return [replace(cell, row=first + cell.row) for cell in head.cells], head.rows
    return [replace(table.cell(first, last, k, k + 1), row_span=1) for k in range(len(table.columns) - 1)], 1


def head_blocks(table: AlignedTable, words: Sequence[Box]) -> list[Box]:
    """Labels of a head: lines of one column follow each other closely, what stands over several columns is one line."""
    side = [word for word in words if word.center[0] < table.columns[table.labels]] if table.labels else []
    blocks = [union(side)] if side else []
    leaves: dict[int, list[Box]] = {}
    for word in (word for word in words if word not in side):
        if any(table.crosses(word, place) for place in table.columns):
            blocks.append(word)
        else:
            leaves.setdefault(sum(place <= word.center[0] for place in table.columns), []).append(word)
    for lines in leaves.values():
        lines.sort(key=lambda word: word.top)
        blocks.append(lines[0])
        for line in lines[1:]:
            if line.top - blocks[-1].bottom < WRAPPED * table.em:
                blocks[-1] = union((blocks[-1], line))
            else:
                blocks.append(line)
    return blocks
