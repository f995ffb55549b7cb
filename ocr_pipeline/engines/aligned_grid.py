"""Grids of tables without usable rules (borderless, zebra, three-line): words -> gutters -> rows -> cells that tile.

Comes after the engines that follow rules and adds only where those have found nothing, or too little.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from itertools import pairwise

import numpy as np

from ocr_pipeline.engines.aligned_columns import find_gutters
from ocr_pipeline.engines.aligned_doubts import cuts_figures, figures_among_labels, holds_words
from ocr_pipeline.engines.aligned_heads import AlignedTable, with_head
from ocr_pipeline.engines.aligned_labels import label_cells, label_starts
from ocr_pipeline.engines.aligned_lines import Line, group_lines, join_labels
from ocr_pipeline.engines.aligned_print import Print, find_print
from ocr_pipeline.engines.aligned_rows import Row, RowKind, find_rows, row_edges
from ocr_pipeline.engines.aligned_zones import find_zones
from ocr_pipeline.engines.grid_frames import before_scaling, cutout, move_grid, scale_pixels
from ocr_pipeline.engines.print_blocks import join_within
from ocr_pipeline.engines.speckled_paper import is_speckled
from ocr_pipeline.engines.text_scale import to_gray
from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Box, union
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.provenance import Step

LEAST = 24
"""Smallest side of an area in pixels."""

WORKING_WIDTH = 1240
"""Tables are sought on large pages at so many pixels of width: A4 at 150 dpi."""

LARGE = 1.25
"""Pages are large from so many times that width; little is won below, and scaled specks are no specks."""

WHITE = 250
"""Usual grey level of a bilevel copy's paper; that of photographs, whose grain looks like specks, is darker."""

AROUND, SMALLER = 4.0, 0.8
"""How far above and below a zone its rest is sought, in character heights, and how high its print is at most, as a
share of the page's, for some of it to be overlooked."""

LEAST_WORDS = 4
"""Words of the smallest table."""

ROOM = 0.3
"""Between the edge of a column of labels and where its labels begin, in character heights."""

LABEL = 2.5
"""Labels of rows are wider than this, in character heights."""


class AlignedGrid:
    """Traces tables by how their print lines up."""

    def describe(self) -> Step:
        """The method and the version of OpenCV it stands on."""
        return Step("trace_grids", "aligned", f"5 opencv {metadata.version('opencv-contrib-python')}")

    def trace(self, page: PageImage, area: Box | None) -> tuple[TableGrid, ...]:
        """The table in ``area``; without an area, tables wherever figures line up; none where nothing does.

        None either on bilevel copies full of specks: close rows look like one there, and no rule says otherwise.
        """
        gray = to_gray(page.pixels)
        if np.median(gray) >= WHITE and is_speckled(gray):
            return ()
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
    scale = WORKING_WIDTH / pixels.shape[1] if pixels.shape[1] > LARGE * WORKING_WIDTH else 1.0
    small = scale_pixels(pixels, scale)
    found = find_print(small)
    zones = find_zones(_label_lines(found), found.figures, found.em)
    return [before_scaling(_with_small_print(zone, small, found.em), scale) for zone in zones]


def _with_small_print(zone: Box, pixels: Pixels, em: float) -> Box:
    """The zone with what belongs to it and is too small to be seen beside the page's print, which is ``em`` high."""
    zone = zone.clipped(pixels.shape[1], pixels.shape[0])
    own = find_print(cutout(pixels, zone)).em
    if own > SMALLER * em:
        return zone
    top = max(0, int(zone.top - AROUND * em))
    around = Box(0, top, pixels.shape[1], zone.bottom + AROUND * em)
    found = find_print(cutout(pixels, around), own)
    inner = find_zones(_label_lines(found), found.figures, found.em)
    moved = [box.moved(0.0, top) for box in inner]
    return union((zone, *(box for box in moved if box.intersection(zone) > 0)))


def _label_lines(found: Print) -> list[Line]:
    """The lines of print, the words of each label as one."""
    return [join_labels(line, found.figures, found.em) for line in group_lines(found.words, found.em)]


def trace_aligned(pixels: Pixels) -> TableGrid | None:
    """The grid of an RGB picture of one table, None where its print does not line up in columns."""
    found = find_print(np.ascontiguousarray(pixels))
    if len(found.words) < LEAST_WORDS:
        return None
    gutters = find_gutters(_label_lines(found), found.figures, found.width, found.em)
    if not gutters:
        return None
    labelled = _begins_with_labels(found, gutters)
    first = gutters[0] if labelled else 0.0
    sides = [word for word in found.words if word.right <= first]
    whole = [*sides, *join_within([word for word in found.words if word not in sides], gutters)]
    figures = frozenset(word for word in whole if word in found.figures)
    rows = find_rows(whole, figures, gutters if labelled else [0.0, *gutters], found.em)
    if not any(row.values and row.kind is not RowKind.CAPTION for row in rows.rows) or holds_words(rows.rows, figures):
        return None
    box = union((*(row.box for row in rows.rows), *rows.groups)).expanded(0.4 * found.em)
    box = box.clipped(pixels.shape[1], pixels.shape[0])
    own = [union(row.labels) if row.labels else None for row in rows.rows]
    body = [label if row.kind is RowKind.BODY else None for row, label in zip(rows.rows, own, strict=True)]
    starts = label_starts(body, rows.groups, found.em) if labelled else []
    inner = [start - ROOM * found.em for start in starts[1:]]
    ends = [gutter for gutter in gutters if gutter < box.right and (not starts or gutter > max(starts))]
    columns = (box.left, *inner, *ends, box.right)
    if not all(left < right for left, right in pairwise(columns)):
        return None
    table = AlignedTable(rows.rows, tuple(row_edges(rows.rows, box)), columns, len(starts), found.em)
    if cuts_figures(table, figures) or figures_among_labels(table, found.figures):
        return None
    return _to_grid(table, body, rows.groups)


def _begins_with_labels(found: Print, gutters: Sequence[float]) -> bool:
    """Whether the first column holds labels of rows: words, a good part of them longer than heads of narrow columns."""
    first = [word for word in found.words if word.center[0] < gutters[0]]
    figures = [word in found.figures for word in first]
    return bool(first) and float(np.mean(figures)) < 0.5 and _usual_width(first) > LABEL * found.em


def _usual_width(words: Sequence[Box]) -> float:
    return float(np.percentile([word.width for word in words], 75))


def _to_grid(table: AlignedTable, own: Sequence[Box | None], groups: Sequence[Box]) -> TableGrid | None:
    head = _head_end(table.rows)
    spans = list(pairwise(table.levels))
    cells: list[GridCell] = []
    for number in range(head, len(table.rows)):
        cells += _row_cells(table, number)
    if table.labels:
        places = [table.columns[0], *(edge + ROOM * table.em for edge in table.columns[1 : table.labels])]
        for first, last in _body_runs(table.rows, head):
            sides = label_cells(own[first:last], groups, spans[first:last], places, table.em)
            cells += [table.cell(c.top + first, c.bottom + first, c.left, c.right) for c in sides]
    return with_head(table, cells, head, [cell for k in range(head) for cell in _row_cells(table, k)])


def _head_end(rows: Sequence[Row]) -> int:
    """The number of rows up to the first with figures, captions above the head included."""
    return next((k for k, row in enumerate(rows) if row.kind is RowKind.BODY), len(rows))


def _body_runs(rows: Sequence[Row], first: int) -> list[tuple[int, int]]:
    """Runs of rows with labels of their own, [first, last)."""
    runs: list[tuple[int, int]] = []
    for number in range(first, len(rows)):
        if rows[number].kind is not RowKind.BODY:
            continue
        if runs and runs[-1][1] == number:
            runs[-1] = runs[-1][0], number + 1
        else:
            runs.append((number, number + 1))
    return runs


def _row_cells(table: AlignedTable, number: int) -> list[GridCell]:
    """The cells of a row, right of the labels or, of a head or caption, all; columns that a word stands in are one."""
    row = table.rows[number]
    last = len(table.columns) - 1
    if row.kind is RowKind.CAPTION:
        return [table.cell(number, number + 1, 0, last)]
    cells = [] if row.kind is RowKind.BODY or not table.labels else [table.cell(number, number + 1, 0, table.labels)]
    ends = _open_ends(table, _section(table, number), number)
    for left, right in pairwise([table.labels, *ends, last]):
        cells.append(table.cell(number, number + 1, left, right))
    return cells


def _section(table: AlignedTable, number: int) -> list[Row]:
    """The head row and the rows under it that a row belongs to; a row by itself where no head is inside the table."""
    first = next((k for k in range(number, -1, -1) if table.rows[k].kind is not RowKind.BODY), -1)
    if first < 0 or table.rows[first].kind is RowKind.CAPTION:
        return [table.rows[number]]
    after = range(first + 1, len(table.rows))
    last = next((k for k in after if table.rows[k].kind is not RowKind.BODY), len(table.rows))
    return list(table.rows[first:last])


def _open_ends(table: AlignedTable, section: Sequence[Row], number: int) -> list[int]:
    """Inner column edges at which the cells of a row end.

    No word is cut; under a head over several columns there is one cell, as there is where all rows have one word only.
    """
    inner = range(table.labels + 1, len(table.columns) - 1)
    own = table.rows[number].values
    if len(section) > 1 and all(len(row.values) <= 1 for row in section):
        return []
    ends = []
    for edge in inner:
        place = table.columns[edge]
        parted = any(_on_both_sides(table, row, edge) for row in section)
        words = own if parted else [word for row in section for word in row.values]
        if not any(table.crosses(word, place) for word in words):
            ends.append(edge)
    return ends


def _on_both_sides(table: AlignedTable, row: Row, edge: int) -> bool:
    """Whether words stand in the columns left and right of an edge, which no word beside or under them crosses."""
    left, place, right = table.columns[edge - 1 : edge + 2]
    before, after = ([w.top for w in row.values if a < w.center[0] < b] for a, b in ((left, place), (place, right)))
    if not before or not after:
        return False
    lowest = min(max(before), max(after))
    return not any(table.crosses(word, place) and word.bottom > lowest for word in row.values)
