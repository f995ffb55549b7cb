"""Heads on a fill without separators, or whose separators a copy has lost: cut into cells by where the labels stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ocr_pipeline.engines.head_fills import masked_rows, toned_rows, with_dark_print, with_head_above
from ocr_pipeline.engines.head_tiling import LaidHead, lay_head, tile_head
from ocr_pipeline.engines.line_evidence import Mask
from ocr_pipeline.engines.print_blocks import find_words, join_lines, join_within
from ocr_pipeline.engines.text_scale import Gray, to_gray
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid

RIM = 0.3
"""Where no label stands along the edge of a fill, in character heights."""

LEVEL = 0.9
"""Ends of cells closer than this, in character heights, are one line."""


def cut_head(grid: TableGrid, fills: Mask | None, pixels: Pixels, em: float) -> TableGrid:
    """The grid with the rows at its top that lie on a fill cut anew; the grid itself where its head needs no cutting.

    ``pixels`` are inverted inside ``fills``, so that labels are dark there.
    """
    gray = to_gray(pixels)
    grid = with_head_above(grid, gray, em)
    masked = 0 if fills is None else masked_rows(grid, fills)
    rows = masked or toned_rows(grid, gray)
    body = [cell for cell in grid.cells if cell.row >= rows]
    if rows == 0 or any(cell.row < rows < cell.row + cell.row_span for cell in grid.cells):
        return grid
    edges = _column_edges(grid)
    bottom = min((cell.box.top for cell in body), default=grid.box.bottom)
    band = Box(grid.box.left, grid.box.top, grid.box.right, bottom)
    blocks = _blocks(gray if masked else with_dark_print(gray, band), band, edges, em)
    if len(blocks) <= sum(_holds(cell.box, blocks) for cell in grid.cells if cell.row < rows):
        return grid
    cells = tile_head(edges, blocks, (band.top, band.bottom))
    head = lay_head(cells, edges, (band.top, band.bottom), LEVEL * em) if cells else None
    return _joined(grid, head, rows) if head else grid


def _column_edges(grid: TableGrid) -> tuple[float, ...]:
    """Where the columns begin and end, by the cells that begin and end there."""
    starts = [[cell.box.left for cell in grid.cells if cell.column == k] for k in range(grid.columns)]
    ends = [[c.box.right for c in grid.cells if c.column + c.column_span == k] for k in range(1, grid.columns + 1)]
    inner = [float(np.median((*starts[k], *ends[k - 1]))) for k in range(1, grid.columns)]
    return (grid.box.left, *inner, grid.box.right)


def _blocks(gray: Gray, band: Box, edges: Sequence[float], em: float) -> list[Box]:
    inner = band.expanded(-RIM * em)
    left, top = int(inner.left), int(inner.top)
    part = np.ascontiguousarray(gray[top : round(inner.bottom), left : round(inner.right)])
    words = find_words(part, em) if part.size else []
    # Labels are smaller than the page's print, and what is one label is told by the gap between its lines.
    line = float(np.median([word.height for word in words])) if words else em
    columns = [edge - left for edge in edges[1:-1]]
    blocks = join_lines(join_within(words, columns), min(line, em))
    return [block.moved(left, top) for block in blocks]


def _holds(box: Box, blocks: Sequence[Box]) -> bool:
    return any(box.left < b.center[0] < box.right and box.top < b.center[1] < box.bottom for b in blocks)


def _joined(grid: TableGrid, head: LaidHead, rows: int) -> TableGrid:
    """The grid with the head's cells in place of its first ``rows``."""
    more = head.rows - rows
    moved = (replace(cell, row=cell.row + more) for cell in grid.cells if cell.row >= rows)
    return replace(grid, rows=grid.rows + more, cells=(*head.cells, *moved))
