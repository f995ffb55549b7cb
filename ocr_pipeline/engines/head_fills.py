"""Which rows of a table's head lie on a fill, of whatever tone, and the fill's print made dark on light."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocr_pipeline.engines.line_evidence import Mask
from ocr_pipeline.engines.text_scale import Gray
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid

COVERED = 0.7
"""Share of a cell that a mask of fills covers where the cell lies on one."""

TONE = 0.8
"""Grey level of a fill, as a share of the paper's, that is a fill and not a shadow or grey paper."""

HEAD_ALONE = 3
"""Most rows of a grid that is a head and nothing else, its body being on the next page."""

LEAST, HIGHEST = 1.2, 12.0
"""Height of a head above the rules of its table, in character heights."""

RULE = 0.3
"""Height in character heights above a table's first rule that may hold that rule."""

BEGINS = 0.5
"""Within so many character heights above a fill its paper is as light as it is."""

PAPER = 90
"""Percentile of the grey levels around a table that is its paper."""

RIM = 0.15
"""Part of a cell along each side, in heights of the cell, where rules may stand."""


def masked_rows(grid: TableGrid, fills: Mask) -> int:
    """How many rows from the top lie wholly on the fills of a mask."""
    bare = [cell.row for cell in grid.cells if _mean(fills, cell.box) < COVERED]
    return min(bare, default=grid.rows)


def toned_rows(grid: TableGrid, gray: Gray) -> int:
    """How many rows from the top have cells that are darker than paper throughout, print aside.

    None where the next row is not lighter by as much: what falls off from row to row is a shadow.
    """
    paper = float(np.percentile(gray, PAPER))
    tones = {cell: _tone(gray, cell) for cell in grid.cells}
    rows = min((cell.row for cell, tone in tones.items() if tone > TONE * paper), default=grid.rows)
    head = [tone for cell, tone in tones.items() if cell.row < rows]
    below = [tone for cell, tone in tones.items() if cell.row == rows]
    if not below:
        return rows if rows <= HEAD_ALONE else 0
    return rows if head and max(head) <= TONE * min(below) else 0


def with_head_above(grid: TableGrid, gray: Gray, em: float) -> TableGrid:
    """The grid with one more row on top where a fill as wide as the table stands there: a head that has no rules."""
    left, right = int(grid.box.left + em), int(grid.box.right - em)
    bottom = int(grid.box.top)
    first = [_tone(gray, cell) for cell in grid.cells if cell.row == 0]
    if right - left < em or bottom < em or not first:
        return grid
    # A first row that is a fill itself was made light: what paper is, most cells say.
    paper = min(*first, float(np.median([_tone(gray, cell) for cell in grid.cells])))
    strip = gray[max(0, bottom - round(HIGHEST * em)) : bottom, left:right]
    tones = np.median(strip, axis=1)
    # The rule between the head and the body belongs to neither.
    rim = max(1, round(RULE * em))
    bare = np.flatnonzero(tones[: len(tones) - rim] > TONE * paper)
    if not bare.size:
        return grid
    height = len(tones) - int(bare[-1]) - 1
    # Paper in a shadow grows dark little by little; a fill begins at once.
    before = tones[max(0, int(bare[-1]) - round(BEGINS * em)) : int(bare[-1]) + 1]
    if height < LEAST * em or float(np.median(tones[-height:])) > TONE * float(before.max()):
        return grid
    top = bottom - height
    band = Box(grid.box.left, float(top), grid.box.right, grid.box.top)
    below = (replace(cell, row=cell.row + 1) for cell in grid.cells)
    cells = (GridCell(0, 0, 1, grid.columns, band), *below)
    whole = Box(grid.box.left, float(top), grid.box.right, grid.box.bottom)
    return replace(grid, box=whole, rows=grid.rows + 1, cells=cells)


def with_dark_print(gray: Gray, head: Box) -> Gray:
    """The picture with the print inside ``head`` dark, on a fill as light as it goes."""
    part = _part(gray, head)
    if not part.size:
        return gray
    tone = float(np.median(part))
    away = part.astype(np.float32) - tone
    light = float(np.maximum(away, 0).sum()) > float(np.maximum(-away, 0).sum())
    turned = gray.copy()
    _part(turned, head)[:] = np.clip(255.0 - (away if light else -away), 0, 255).astype(np.uint8)
    return turned


def _mean(mask: Mask, box: Box) -> float:
    part = _part(mask, box)
    return float(part.mean()) if part.size else 0.0


def _tone(gray: Gray, cell: GridCell) -> float:
    part = _part(gray, cell.box.expanded(-RIM * min(cell.box.height, cell.box.width)))
    return float(np.median(part)) if part.size else 255.0


def _part(gray: Gray, box: Box) -> Gray:
    return gray[max(0, int(box.top)) : max(0, round(box.bottom)), max(0, int(box.left)) : max(0, round(box.right))]
