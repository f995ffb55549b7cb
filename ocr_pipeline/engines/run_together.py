"""Cells that ran together because the rule between them is lost: parted where print stands on both sides of its line.

A number must never take its neighbour's figures. A cell that really spans columns has its label across their lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ocr_pipeline.engines.print_blocks import find_words
from ocr_pipeline.engines.text_scale import to_gray
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid

APART = 0.8
"""Least gap between the print on both sides of a lost rule, in character heights: words of one label are closer."""

FIGURE = 0.6
"""Least height of print that parts cells, in character heights: figures are higher, hairs and specks are not."""

MIDDLE = 0.25
"""How far off the middle of its row a word may stand, in character heights."""

RULED_ELSEWHERE = 0.5
"""Share of the rows in which the line must be drawn, for a cell to be parted along it."""


def part_cells(grid: TableGrid, pixels: Pixels, em: float) -> TableGrid:
    """The grid with cells parted along lines that most rows or columns have, where both sides hold print of their own.

    Across a row line they are parted only where every row has its own print in the middle: labels take several lines.
    """
    if not any(_is_wide(cell) or _is_high(cell) for cell in grid.cells):
        return grid
    words = [word for word in find_words(to_gray(pixels), em) if word.height >= FIGURE * em]
    return _part_down(_part_across(grid, words, em), words, em)


def _part_across(grid: TableGrid, words: Sequence[Box], em: float) -> TableGrid:
    edges = {line: _edge(grid, line) for line in range(1, grid.columns)}
    drawn = {line for line in edges if _share_drawn(grid, line) >= RULED_ELSEWHERE}
    cells: list[GridCell] = []
    for cell in grid.cells:
        lines = [line for line in range(cell.column + 1, cell.column + cell.column_span) if line in drawn]
        parted = _fills_columns(cell, edges, words) and [x for x in lines if _parts(cell, edges[x], words, em)]
        cells += _parted(cell, parted or [], edges)
    return _with_cells(grid, cells)


def _part_down(grid: TableGrid, words: Sequence[Box], em: float) -> TableGrid:
    edges = _row_edges(grid)
    cells: list[GridCell] = []
    for cell in grid.cells:
        rows = range(cell.row, cell.row + cell.row_span)
        own = [word for word in words if _inside(word, cell.box)] if _is_high(cell) else []
        if own and all(_one_in_middle(own, edges[row], edges[row + 1], em) for row in rows):
            spots = [Box(cell.box.left, edges[row], cell.box.right, edges[row + 1]) for row in rows]
            cells += [replace(cell, row=row, row_span=1, box=spot) for row, spot in zip(rows, spots, strict=True)]
        else:
            cells.append(cell)
    return _with_cells(grid, cells)


def _with_cells(grid: TableGrid, cells: Sequence[GridCell]) -> TableGrid:
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    return replace(grid, cells=ordered)


def _is_high(cell: GridCell) -> bool:
    return cell.row_span > 1 and cell.column_span == 1


def _row_edges(grid: TableGrid) -> list[float]:
    """Where the row lines run, by the cells that begin or end at them."""
    places: list[list[float]] = [[] for _ in range(grid.rows + 1)]
    for cell in grid.cells:
        places[cell.row].append(cell.box.top)
        places[cell.row + cell.row_span].append(cell.box.bottom)
    return [sorted(line)[len(line) // 2] for line in places]


def _one_in_middle(words: Sequence[Box], top: float, bottom: float, em: float) -> bool:
    """Whether exactly one word lies between two row lines: in the middle, and wholly."""
    own = [word for word in words if top < word.center[1] < bottom]
    if len(own) != 1:
        return False
    off = abs(own[0].center[1] - (top + bottom) / 2)
    return off <= MIDDLE * em and own[0].top > top and own[0].bottom < bottom


def _is_wide(cell: GridCell) -> bool:
    return cell.column_span > 1 and cell.row_span == 1


def _edge(grid: TableGrid, line: int) -> float:
    """Where a column line runs, by the cells that begin or end at it."""
    starts = [cell.box.left for cell in grid.cells if cell.column == line]
    ends = [cell.box.right for cell in grid.cells if cell.column + cell.column_span == line]
    places = sorted(starts + ends)
    return places[len(places) // 2]


def _share_drawn(grid: TableGrid, line: int) -> float:
    rows = sum(cell.row_span for cell in grid.cells if cell.column == line)
    return rows / grid.rows


def _fills_columns(cell: GridCell, edges: dict[int, float], words: Sequence[Box]) -> bool:
    """Whether every column that a cell covers has print: a seal beside a label does not reach them all."""
    stops = [edges[line] for line in range(cell.column + 1, cell.column + cell.column_span)]
    spots = pairwise((cell.box.left, *stops, cell.box.right))
    own = [word for word in words if _inside(word, cell.box)]
    return all(any(left < word.center[0] < right for word in own) for left, right in spots)


def _parts(cell: GridCell, edge: float, words: Sequence[Box], em: float) -> bool:
    """Whether words of the cell end well before the line and others begin well after it, and none crosses it."""
    own = [word for word in words if _inside(word, cell.box)]
    before = [word.right for word in own if word.center[0] < edge]
    after = [word.left for word in own if word.center[0] >= edge]
    if not before or not after:
        return False
    return max(before) <= edge <= min(after) and min(after) - max(before) >= APART * em


def _inside(word: Box, box: Box) -> bool:
    x, y = word.center
    return box.left < x < box.right and box.top < y < box.bottom


def _parted(cell: GridCell, lines: Sequence[int], edges: dict[int, float]) -> list[GridCell]:
    if not lines or not _is_wide(cell):
        return [cell]
    stops = [cell.column, *lines, cell.column + cell.column_span]
    places = [cell.box.left, *(edges[line] for line in lines), cell.box.right]
    return [
        GridCell(cell.row, a, 1, b - a, Box(left, cell.box.top, right, cell.box.bottom))
        for (a, b), (left, right) in zip(pairwise(stops), pairwise(places), strict=True)
    ]
