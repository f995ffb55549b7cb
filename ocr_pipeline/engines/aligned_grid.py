"""Grids of tables without usable rules (borderless, zebra, three-line): words -> gutters -> rows -> cells that tile.

Comes after the engines that follow rules and adds only where those have found nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from itertools import pairwise

import numpy as np

from ocr_pipeline.engines.aligned_columns import Line, find_gutters, group_lines
from ocr_pipeline.engines.aligned_labels import label_cells, label_starts
from ocr_pipeline.engines.aligned_rows import count_head, row_edges, value_lines
from ocr_pipeline.engines.aligned_zones import find_zones
from ocr_pipeline.engines.dark_fills import invert_fills
from ocr_pipeline.engines.grid_frames import move_grid
from ocr_pipeline.engines.head_tiling import tile_head
from ocr_pipeline.engines.print_blocks import find_words, join_lines, join_within
from ocr_pipeline.engines.seal_ink import bleach_seals
from ocr_pipeline.engines.speckled_paper import without_specks
from ocr_pipeline.engines.text_scale import character_height, to_gray
from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Box, union
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.provenance import Step

LEAST = 24
"""Smallest side of an area in pixels."""

LEAST_WORDS = 4
"""Words of the smallest table."""


class AlignedGrid:
    """Traces tables by how their print lines up."""

    def describe(self) -> Step:
        """The method and the version of OpenCV it stands on."""
        return Step("trace_grids", "aligned", f"1 opencv {metadata.version('opencv-contrib-python')}")

    def trace(self, page: PageImage, area: Box | None) -> tuple[TableGrid, ...]:
        """The table in ``area``; without an area, tables wherever figures line up; none where nothing does."""
        zones = (area,) if area else tuple(page_zones(page.pixels))
        return tuple(grid for zone in zones for grid in self._trace_zone(page, zone))

    def _trace_zone(self, page: PageImage, zone: Box) -> tuple[TableGrid, ...]:
        frame = zone.clipped(page.width, page.height)
        left, top = int(frame.left), int(frame.top)
        pixels = page.pixels[top : int(frame.bottom), left : int(frame.right)]
        if min(pixels.shape[:2]) < LEAST:
            return ()
        grid = trace_aligned(pixels)
        return (move_grid(grid, left, top),) if grid else ()


def page_zones(pixels: Pixels) -> list[Box]:
    """Where on a page figures line up in columns."""
    cleaned = without_specks(pixels)
    em = character_height(to_gray(cleaned))
    gray = to_gray(bleach_seals(cleaned, em))
    return find_zones(group_lines(find_words(gray, em), em), em)


@dataclass(frozen=True, slots=True)
class _Table:
    """What is known of a table before its cells are laid: its words, the head's line count, places of the columns."""

    words: tuple[Box, ...]
    lines: tuple[Line, ...]
    head: int
    gutters: tuple[float, ...]
    box: Box
    em: float


def trace_aligned(pixels: Pixels) -> TableGrid | None:
    """The grid of an RGB picture of one table, None where its print does not line up in columns."""
    table = _find_table(np.ascontiguousarray(pixels))
    if table is None:
        return None
    heads = table.lines[: table.head]
    rows = table.lines[table.head :]
    head_bottom = _head_bottom(heads, rows, table)
    body = [word for word in table.words if word.center[1] > head_bottom]
    edges = row_edges(rows, body, head_bottom, table.box.bottom)
    spans = list(pairwise(edges))
    labels = [word for word in body if word.center[0] < table.gutters[0]]
    has_labels = len(labels) >= len(rows) / 2
    starts = label_starts(labels, spans, table.em) if has_labels else []
    columns = _column_edges(table, starts)
    cells = _body_cells(table, rows, (edges, columns), len(starts))
    if starts:
        sides = label_cells(labels, spans, starts, table.em)
        cells += [_cell((c.top, c.bottom, c.left, c.right), edges, columns) for c in sides]
    return _with_head(table, cells, edges, columns) if cells else None


def _find_table(pixels: Pixels) -> _Table | None:
    em = character_height(to_gray(pixels))
    pixels = bleach_seals(without_specks(pixels), em)
    inverted, _ = invert_fills(pixels, em)
    gray = to_gray(inverted)
    em = character_height(gray, fallback=em)
    words = [word for word in find_words(gray, em) if word.height <= 3 * em or word.width <= 1.5 * em]
    if len(words) < LEAST_WORDS:
        return None
    lines = group_lines(words, em)
    gutters = find_gutters(lines, gray.shape[1], em)
    if not gutters:
        return None
    words = join_within(words, gutters)
    first = gutters[0] if _begins_with_labels(words, gutters, em) else 0.0
    values = value_lines(words, first, em)
    head = count_head(values, em)
    box = union(words).expanded(0.4 * em).clipped(gray.shape[1], gray.shape[0])
    return _Table(tuple(words), tuple(values), head, tuple(gutters), box, em) if values else None


def _begins_with_labels(words: Sequence[Box], gutters: Sequence[float], em: float) -> bool:
    """Whether the first column holds labels: wider than the others' words."""
    first = [word.width for word in words if word.center[0] < gutters[0]]
    return bool(first) and float(np.median(first)) > 2.5 * em


def _head_bottom(heads: Sequence[Line], rows: Sequence[Line], table: _Table) -> float:
    if not heads or not rows:
        return table.box.top
    lowest = max(word.bottom for line in heads for word in line.words)
    highest = min(word.top for word in rows[0].words)
    return (lowest + highest) / 2


def _column_edges(table: _Table, starts: Sequence[float]) -> list[float]:
    """Column edges: the table's sides, the places where labels begin after the first, the gutters."""
    inner = [start - 0.3 * table.em for start in starts[1:]]
    gutters = table.gutters if not starts else [g for g in table.gutters if g > max(starts)]
    return [table.box.left, *inner, *gutters, table.box.right]


def _cell(place: tuple[int, int, int, int], rows: Sequence[float], columns: Sequence[float]) -> GridCell:
    top, bottom, left, right = place
    box = Box(columns[left], rows[top], columns[right], rows[bottom])
    return GridCell(top, left, bottom - top, right - left, box)


def _body_cells(
    table: _Table, rows: Sequence[Line], edges: tuple[Sequence[float], Sequence[float]], first: int
) -> list[GridCell]:
    """Cells right of the labels; a word over a gutter makes one cell of the columns it covers."""
    levels, columns = edges
    cells = []
    for number, row in enumerate(rows):
        column = first
        while column < len(columns) - 1:
            end = column + 1
            while end < len(columns) - 1 and _covered(row.words, columns[end], table.em):
                end += 1
            cells.append(_cell((number, number + 1, column, end), levels, columns))
            column = end
    return cells


def _covered(words: Sequence[Box], place: float, em: float) -> bool:
    return any(word.left + 0.5 * em < place < word.right - 0.5 * em for word in words)


def _with_head(table: _Table, cells: Sequence[GridCell], edges: Sequence[float], columns: Sequence[float]) -> TableGrid:
    """The grid with the head's cells above the body, or with one row per line of the head."""
    top, bottom = table.box.top, edges[0]
    blocks = join_lines([word for word in table.words if word.center[1] < bottom], 0.9 * table.em)
    tiled = tile_head(columns, blocks, (top, bottom)) if blocks else None
    head: list[GridCell] = []
    levels = [top]
    if tiled:
        for place in sorted(cell.bottom for cell in tiled if cell.bottom is not None):
            if place - levels[-1] > 0.6 * table.em:
                levels.append(place)
        levels.append(bottom)
        head = [
            _cell((_near(levels, c.top, top), _near(levels, c.bottom, bottom), c.left, c.right), levels, columns)
            for c in tiled
        ]
    if not blocks or sum(c.row_span * c.column_span for c in head) != (len(levels) - 1) * (len(columns) - 1):
        levels = [top, bottom] if blocks else [bottom]
        head = [_cell((0, 1, k, k + 1), levels, columns) for k in range(len(columns) - 1)] if blocks else []
    more = len(levels) - 1
    moved = [GridCell(c.row + more, c.column, c.row_span, c.column_span, c.box) for c in cells]
    ordered = tuple(sorted((*head, *moved), key=lambda cell: (cell.row, cell.column)))
    return TableGrid(table.box, more + len(edges) - 1, len(columns) - 1, ordered, "aligned")


def _near(levels: Sequence[float], place: float | None, otherwise: float) -> int:
    wanted = otherwise if place is None else place
    return min(range(len(levels)), key=lambda k: abs(levels[k] - wanted))
