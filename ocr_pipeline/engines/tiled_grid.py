"""Tiles of a lattice as a grid of cells with their boxes on the page."""

from __future__ import annotations

from ocr_pipeline.engines.cell_tiling import Tile
from ocr_pipeline.engines.lattice import Lattice
from ocr_pipeline.engines.ruled_edges import Edges
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid


def closed(edges: Edges) -> Edges:
    """The edges with the outer border complete: what is outside the table is no cell of it."""
    level, upright = edges.level.copy(), edges.upright.copy()
    level[0] = level[-1] = True
    upright[:, 0] = upright[:, -1] = True
    return Edges(level, upright)


def to_grid(lattice: Lattice, tiles: tuple[Tile, ...]) -> TableGrid:
    """The grid of a lattice's tiles, in the pixels of the lattice."""
    cells = tuple(GridCell(t.top, t.left, t.bottom - t.top, t.right - t.left, _tile_box(lattice, t)) for t in tiles)
    rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    whole = _tile_box(lattice, Tile(0, 0, rows, columns))
    return TableGrid(whole, rows, columns, cells, "ruled")


def _tile_box(lattice: Lattice, tile: Tile) -> Box:
    """The box whose sides run through the middle of the cell's four sides."""
    corners = [lattice.node(r, c) for r in (tile.top, tile.bottom) for c in (tile.left, tile.right)]
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    left, right = (x0 + x2) / 2, (x1 + x3) / 2
    top, bottom = (y0 + y1) / 2, (y2 + y3) / 2
    return Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))
