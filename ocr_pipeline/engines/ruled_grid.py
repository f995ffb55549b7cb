"""Grids of ruled tables: rules on the page -> groups that touch -> a lattice each -> cells that tile.

Tolerances are in character heights, measured on the page and again inside each table, whose print is often smaller.
"""

from __future__ import annotations

from importlib import metadata

import cv2
import numpy as np

from ocr_pipeline.engines.cell_tiling import Tile, tile_cells
from ocr_pipeline.engines.grid_contents import holds_text
from ocr_pipeline.engines.lattice import Lattice, lay_lattice
from ocr_pipeline.engines.line_evidence import LineMasks, find_evidence
from ocr_pipeline.engines.rule_groups import RuleGroup, group_rules
from ocr_pipeline.engines.ruled_edges import Edges, find_edges
from ocr_pipeline.engines.ruling_lines import find_rules
from ocr_pipeline.engines.text_scale import character_height, to_gray
from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.provenance import Step

WORKING_HEIGHT = 20.0
"""Character height in pixels at which rules are sought; larger pages are shrunk, a hairline survives that."""

LEAST_CELLS = 3
"""A frame or a box with one bar is no table."""

FRAME = 1.0
"""Margin around an area in character heights, so that its outer rules are seen."""


class RuledGrid:
    """Traces tables by their ruling lines."""

    def describe(self) -> Step:
        """The method and the version of OpenCV it stands on."""
        return Step("trace_grids", "ruled", f"1 opencv {metadata.version('opencv-contrib-python')}")

    def trace(self, page: PageImage, area: Box | None) -> tuple[TableGrid, ...]:
        """Every ruled grid inside ``area``, from the top down; none where nothing is ruled."""
        frame = (area or Box(0, 0, page.width, page.height)).clipped(page.width, page.height)
        left, top = int(frame.left), int(frame.top)
        pixels = page.pixels[top : int(frame.bottom), left : int(frame.right)]
        if min(pixels.shape[:2]) < WORKING_HEIGHT:
            return ()
        return tuple(_moved(grid, left, top) for grid in trace_pixels(pixels))


def trace_pixels(pixels: Pixels) -> list[TableGrid]:
    """Grids of an RGB picture in its own coordinates."""
    em = character_height(to_gray(pixels))
    scale = min(1.0, WORKING_HEIGHT / em)
    small = _scaled(pixels, scale)
    em *= scale
    masks = find_evidence(small, em)
    horizontal = find_rules(masks.horizontal, em)
    vertical = find_rules(np.ascontiguousarray(masks.vertical.T), em)
    grids = []
    for group in group_rules(horizontal, vertical, em):
        traced = trace_group(group, masks, em)
        if traced is not None and holds_text(small, traced, em):
            grids.append(_resized(traced, 1 / scale, pixels.shape))
    return grids


def trace_group(group: RuleGroup, masks: LineMasks, em: float) -> TableGrid | None:
    """The grid of one group of rules, None if it encloses no table."""
    lattice = lay_lattice(group, masks, em)
    while True:
        edges = find_edges(lattice)
        used = edges.level.any(axis=1), edges.upright.any(axis=0)
        if used[0].sum() < 2 or used[1].sum() < 2:
            return None
        if used[0].all() and used[1].all():
            break
        lattice = _reduced(lattice, *used)
    tiles = tile_cells(_closed(edges), lattice.level, lattice.upright)
    columns = len(lattice.xs) - 1
    if len(tiles) < LEAST_CELLS or columns < 2:
        return None
    return _to_grid(lattice, tiles)


def _reduced(
    lattice: Lattice,
    rows: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    columns: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> Lattice:
    """The lattice without lines that separate nothing; shares of the joined edges are averaged by length."""
    level = _joined(lattice.level, np.diff(lattice.xs), columns)[rows]
    upright = _joined(lattice.upright.T, np.diff(lattice.ys), rows).T[:, columns]
    return Lattice(lattice.ys[rows], lattice.xs[columns], level, upright, lattice.bends)


def _joined(
    shares: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    lengths: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    stops = np.flatnonzero(kept)
    parts = [np.average(shares[:, a:b], axis=1, weights=lengths[a:b]) for a, b in zip(stops, stops[1:], strict=False)]
    return np.stack(parts, axis=1)


def _closed(edges: Edges) -> Edges:
    """The edges with the outer border complete: what is outside the table is no cell of it."""
    level, upright = edges.level.copy(), edges.upright.copy()
    level[0] = level[-1] = True
    upright[:, 0] = upright[:, -1] = True
    return Edges(level, upright)


def _to_grid(lattice: Lattice, tiles: tuple[Tile, ...]) -> TableGrid:
    cells = tuple(
        GridCell(t.top, t.left, t.bottom - t.top, t.right - t.left, _tile_box(lattice, t)) for t in tiles
    )
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


def _scaled(pixels: Pixels, scale: float) -> Pixels:
    if scale >= 1.0:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _resized(grid: TableGrid, factor: float, shape: tuple[int, ...]) -> TableGrid:
    def resize(box: Box) -> Box:
        grown = Box(box.left * factor, box.top * factor, box.right * factor, box.bottom * factor)
        return grown.clipped(shape[1], shape[0])

    cells = tuple(GridCell(c.row, c.column, c.row_span, c.column_span, resize(c.box)) for c in grid.cells)
    return TableGrid(resize(grid.box), grid.rows, grid.columns, cells, grid.engine)


def _moved(grid: TableGrid, x: float, y: float) -> TableGrid:
    if not x and not y:
        return grid

    def move(box: Box) -> Box:
        return Box(box.left + x, box.top + y, box.right + x, box.bottom + y)

    cells = tuple(GridCell(c.row, c.column, c.row_span, c.column_span, move(c.box)) for c in grid.cells)
    return TableGrid(move(grid.box), grid.rows, grid.columns, cells, grid.engine)
