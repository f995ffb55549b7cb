"""Tables whose rules have faded so far that hardly two of them meet: found by what is left of all of them together.

Dashes too short for a rule are sought beside the print; where many of them lie in rows and columns, a table stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from ocr_pipeline.engines.grid_contents import holds_text
from ocr_pipeline.engines.grid_frames import WORKING_HEIGHT, resize_grid, same_place, scale_pixels
from ocr_pipeline.engines.line_evidence import LineMasks, Mask
from ocr_pipeline.engines.print_blocks import find_words
from ocr_pipeline.engines.run_together import part_cells
from ocr_pipeline.engines.text_scale import Gray, darker_than_around, inked, to_gray
from ocr_pipeline.engines.worn_lattice import Zone, peaks, worn_grid
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.flag_runs import flag_runs
from ocr_pipeline.model.grid import TableGrid

DASH = 0.45
"""Shortest piece of a rule, in character heights."""

RULE = 1.3
"""Pieces so long are no strokes of print, in character heights."""

WORD = 0.45
"""Lower side of the smallest word, in character heights; what is thinner may be a piece of a rule."""

BLOB, AROUND = 0.45, 0.6
"""Side of a spot that is no line, and how far around it nothing is asked, in character heights: worn fills."""

REACH = 1.3
"""How far what is left of a table may lie apart, in character heights, on either side."""

LEAST_WIDE, LEAST_HIGH = 10.0, 1.5
"""Smallest table in character heights."""

THICK = 0.2
"""How far a rule lies around its middle, in character heights."""

ROW_LINE = 0.15
"""Share of a table's width that must be left of a row line for the first look."""

LEFT = 0.25
"""Share of a row's height that must be left of its uprights."""

BORDER, BESIDE = 0.2, 0.4
"""Share of a row's height that must be left of an outer border, and how far beside the zone's side that may lie."""

SOME, ROW_HIGH = 0.5, 1.4
"""What must be left, of what is enough, of a row between two others, and how high it is at most, in usual rows."""

FEWEST = 0.3
"""Share of a zone's columns that must be left in a row without outer borders."""


def complete_worn(grids: Sequence[TableGrid], pixels: Pixels, em: float) -> list[TableGrid]:
    """The grids of a picture with worn rules, but where its dashes make more cells of a place: the grid of those."""
    scale = min(1.0, WORKING_HEIGHT / em)
    traced = trace_worn(scale_pixels(pixels, scale), em * scale)
    complete = list(grids)
    for worn in (resize_grid(grid, 1 / scale, pixels.shape) for grid in traced):
        there = [grid for grid in complete if same_place(grid.box, worn.box)]
        if sum(len(grid.cells) for grid in there) < len(worn.cells):
            complete = [grid for grid in complete if grid not in there] + [worn]
    return complete


def trace_worn(pixels: Pixels, em: float) -> list[TableGrid]:
    """The grids of an RGB picture, print ``em`` pixels high, by the dashes that are left of their rules; top down."""
    gray = to_gray(pixels)
    masks, words = _dashes(gray, em)
    zones = [part for zone in _zones(masks, em) for part in _parts(masks, zone, em)]
    grids = [grid for zone in zones if (grid := worn_grid(masks, words, zone, em)) is not None]
    whole = [part_cells(grid, pixels, em) for grid in grids if holds_text(pixels, grid, em)]
    return sorted(whole, key=lambda grid: grid.box.top)


def _dashes(gray: Gray, em: float) -> tuple[LineMasks, Mask]:
    """Short level and upright pieces of ink that are neither print nor worn fills; and where words stand."""
    ink = inked(darker_than_around(gray))
    blobs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((round(BLOB * em),) * 2, np.uint8))
    beside = 1 - cv2.dilate(blobs, np.ones((round(AROUND * em),) * 2, np.uint8))
    words = _words(gray, ink, em)
    free = cv2.bitwise_and(1 - words, np.asarray(beside, dtype=np.uint8))
    level, upright = (cv2.bitwise_and(_open(ink, shape), free) for shape in ((1, DASH * em), (DASH * em, 1)))
    return LineMasks(np.asarray(level, dtype=np.uint8), np.asarray(upright, dtype=np.uint8)), words


def _words(gray: Gray, ink: Mask, em: float) -> Mask:
    """1 where a word stands; long straight pieces are taken out before words are sought."""
    rules = cv2.bitwise_or(_open(ink, (1, RULE * em)), _open(ink, (RULE * em, 1)))
    print_alone = gray.copy()
    print_alone[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 255
    words = np.zeros(gray.shape, np.uint8)
    for word in find_words(print_alone, em):
        if min(word.width, word.height) >= WORD * em:
            words[int(word.top) : round(word.bottom), int(word.left) : round(word.right)] = 1
    return words


def _open(ink: Mask, shape: tuple[float, float]) -> Mask:
    kernel = np.ones((max(1, round(shape[0])), max(1, round(shape[1]))), np.uint8)
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _zones(masks: LineMasks, em: float) -> list[Zone]:
    """Where dashes lie close enough together for one table."""
    dashes = cv2.bitwise_or(masks.horizontal, masks.vertical)
    near = cv2.dilate(dashes, np.ones((2 * round(REACH * em) + 1,) * 2, np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    zones = []
    for label, (left, top, width, height, _) in enumerate(stats[1:].tolist(), start=1):
        part = slice(top, top + height), slice(left, left + width)
        zone = Zone.around(dashes[part] * (labels[part] == label), left, top)
        if zone.right - zone.left > LEAST_WIDE * em and zone.bottom - zone.top > LEAST_HIGH * em:
            zones.append(zone)
    return zones


def _parts(masks: LineMasks, zone: Zone, em: float) -> list[Zone]:
    """The zone cut where no uprights run from one row line to the next: headings between tables, text around them."""
    level, upright = masks.horizontal[zone.inside], masks.vertical[zone.inside]
    lines = peaks(cv2.dilate(level, np.ones((3, 1), np.uint8)).mean(axis=1), ROW_LINE, em)
    wide = cv2.dilate(upright, np.ones((1, 3), np.uint8))
    columns = peaks(wide.mean(axis=0), ROW_LINE, em)
    usual = float(np.median(np.diff(lines))) if len(lines) > 1 else 0.0
    rows = [_left_of_row(wide[above + 2 : below - 1], columns, em) for above, below in pairwise(lines)]
    runs: list[list[int]] = []
    for k, (above, below) in enumerate(pairwise(lines)):
        # Of a row between others nearly all may be gone; a heading between tables is higher than a row.
        between = 0 < k < len(rows) - 1 and rows[k - 1] >= 1 and rows[k + 1] >= 1 and below - above <= ROW_HIGH * usual
        if rows[k] < (SOME if between else 1.0):
            continue
        if runs and runs[-1][-1] == above:
            runs[-1].append(below)
        else:
            runs.append([above, below])
    dashes = cv2.bitwise_or(level, upright)
    thick = round(THICK * em)
    spans = [(max(0, run[0] - thick), run[-1] + thick + 1) for run in runs]
    return [Zone.around(dashes[top:bottom], zone.left, zone.top + top) for top, bottom in spans]


def _left_of_row(between: Mask, columns: list[int], em: float) -> float:
    """What is left of the outer borders and of the columns' uprights between two row lines; 1 is enough for a row."""
    if len(between) < 2 or len(flag_runs(between.mean(axis=0) >= LEFT)) < 2:
        return 0.0
    side = round(BESIDE * em)
    borders = max(float(part.any(axis=1).mean()) for part in (between[:, : side + 1], between[:, -side - 1 :]))
    left = sum(float(between[:, max(0, x - 2) : x + 3].any(axis=1).mean()) >= LEFT for x in columns)
    return max(borders / BORDER, left / max(2.0, FEWEST * len(columns)))
