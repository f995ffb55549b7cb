"""Grids of ruled tables: rules on the page -> groups that touch -> a lattice each -> cells that tile.

Tolerances are in character heights, measured on the page and again inside each table, whose print is often smaller.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import metadata
from itertools import pairwise

import numpy as np

from ocr_pipeline.engines.cell_tiling import tile_cells
from ocr_pipeline.engines.dark_fills import invert_fills
from ocr_pipeline.engines.filled_heads import cut_head
from ocr_pipeline.engines.grid_contents import LEAST_SHARE, holds_text
from ocr_pipeline.engines.grid_frames import WORKING_HEIGHT, cutout, move_grid, resize_grid, same_place, scale_pixels
from ocr_pipeline.engines.head_fills import HIGHEST
from ocr_pipeline.engines.lattice import Lattice, lay_lattice
from ocr_pipeline.engines.line_evidence import LineMasks
from ocr_pipeline.engines.rows_below import with_rows_below
from ocr_pipeline.engines.rule_groups import STRIP, RuleGroup, group_rules
from ocr_pipeline.engines.ruled_areas import SMALLER_PRINT, candidate_areas, find_mended, is_large
from ocr_pipeline.engines.ruled_edges import find_edges
from ocr_pipeline.engines.run_together import part_cells
from ocr_pipeline.engines.seal_ink import bleach_seals
from ocr_pipeline.engines.speckled_paper import without_specks
from ocr_pipeline.engines.text_scale import Gray, character_height, to_gray
from ocr_pipeline.engines.tiled_grid import closed, to_grid
from ocr_pipeline.engines.tone_edges import with_tones
from ocr_pipeline.engines.worn_rules import is_sound
from ocr_pipeline.engines.worn_tables import complete_worn
from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid
from ocr_pipeline.model.provenance import Step

SMALL_PRINT = 0.5
"""Print in tables compared with print on the page at times, when it is smaller than it mostly is."""

WORN_PRINT = 0.85
"""As above where the rules are too worn to look inside."""

WIDE = 0.5
"""Share of a page's width from which a grid is a table and no piece of one."""

SMALLEST_PRINT = 0.35
"""Print in tables is never so small, compared with print on the page."""

LEAST_CELLS = 3
"""A frame or a box with one bar is no table, unless it is the last row of one: cells side by side, all with print."""


class RuledGrid:
    """Traces tables by their ruling lines."""

    def describe(self) -> Step:
        """The method and the version of OpenCV it stands on."""
        return Step("trace_grids", "ruled", f"8 opencv {metadata.version('opencv-contrib-python')}")

    def trace(self, page: PageImage, area: Box | None) -> tuple[TableGrid, ...]:
        """Every ruled grid inside ``area``, from the top down; none where nothing is ruled."""
        frame = (area or Box(0, 0, page.width, page.height)).clipped(page.width, page.height)
        left, top = int(frame.left), int(frame.top)
        pixels = page.pixels[top : int(frame.bottom), left : int(frame.right)]
        if min(pixels.shape[:2]) < WORKING_HEIGHT:
            return ()
        return tuple(move_grid(grid, left, top) for grid in trace_pixels(pixels))


def trace_pixels(pixels: Pixels) -> list[TableGrid]:
    """Grids of an RGB picture in its own coordinates."""
    pixels = without_specks(pixels)
    em = character_height(to_gray(pixels))
    pixels, fills = invert_fills(bleach_seals(pixels, em), em)
    grids: list[TableGrid] = []
    pixels, areas, worn = candidate_areas(pixels, em)
    gray = to_gray(pixels)
    for area in areas:
        left, top = int(area.left), int(area.top)
        window = slice(top, round(area.bottom)), slice(left, round(area.right))
        print_em = _print_height(pixels[window], em)
        inside = min(em, print_em)
        # A head on a fill may stand above all rules of its table.
        above = max(0, top - round(HIGHEST * inside))
        taller = slice(above, window[0].stop), window[1]
        for grid in trace_area(pixels[window], print_em, em):
            lower = move_grid(grid, 0, top - above)
            whole = cut_head(lower, None if fills is None else fills[taller], pixels[taller], inside)
            moved = with_rows_below(move_grid(whole, left, above), gray, inside)
            if is_large(moved.box, em) and not any(same_place(moved.box, other.box) for other in grids):
                grids.append(moved)
    return _completed(grids, pixels, em) if worn else grids


def _completed(grids: list[TableGrid], pixels: Pixels, em: float) -> list[TableGrid]:
    """The grids of a page with worn rules, told so; whole tables whose own rules are sound as they are."""
    wide = [grid for grid in grids if grid.box.width >= WIDE * pixels.shape[1]]
    sound = [grid for grid in wide if is_sound(cutout(pixels, grid.box), WORN_PRINT * em)]
    rest = complete_worn(grids, pixels, WORN_PRINT * em)
    return [*sound, *(replace(g, worn=True) for g in rest if not any(same_place(g.box, s.box) for s in sound))]


def trace_area(pixels: Pixels, em: float, page_em: float) -> list[TableGrid]:
    """Grids of the cutout around a group of rules, every length in ``em``, the height of the print that stands inside.

    ``page_em`` is the height of the page's characters. Where nothing is found, what was measured was not print (light
    print on a fill leaves cells and fills to measure): again, for print smaller than the page's.
    """
    shares = (SMALLER_PRINT, SMALL_PRINT) if pixels.shape[1] >= STRIP[1] * page_em else (SMALLER_PRINT,)
    smaller = [share * page_em for share in shares if share * page_em < em]
    return next((grids for height in (em, *smaller) if (grids := _trace_at(pixels, height))), [])


def _print_height(pixels: Pixels, page_em: float) -> float:
    """Height of the characters in a cutout; what is far too small for that were the dots of dotted rules."""
    em = character_height(to_gray(pixels), fallback=page_em)
    return em if em >= SMALLEST_PRINT * page_em else SMALLER_PRINT * page_em


def _trace_at(pixels: Pixels, em: float) -> list[TableGrid]:
    """Grids of the cutout for print of this height."""
    scale = min(1.0, WORKING_HEIGHT / em)
    small = scale_pixels(pixels, scale)
    em *= scale
    masks, horizontal, vertical, _ = find_mended(small, em)
    grids, gray = [], to_gray(small)
    for group in group_rules(horizontal, vertical, em):
        traced = trace_group(group, masks, gray, em)
        if traced is not None and holds_text(
            small, traced, em, 1.0 if len(traced.cells) < LEAST_CELLS else LEAST_SHARE
        ):
            grids.append(resize_grid(part_cells(traced, small, em), 1 / scale, pixels.shape))
    return grids


def trace_group(group: RuleGroup, masks: LineMasks, gray: Gray, em: float) -> TableGrid | None:
    """The grid of one group of rules in a grey picture, None if it encloses no table."""
    lattice = with_tones(lay_lattice(group, masks, em), gray, em)
    while True:
        edges = find_edges(lattice, em)
        used = np.asarray(edges.level.any(axis=1)), np.asarray(edges.upright.any(axis=0))
        if used[0].sum() < 2 or used[1].sum() < 2:
            return None
        if used[0].all() and used[1].all():
            break
        lattice = _reduced(lattice, *used)
    tiles = tile_cells(closed(edges), lattice.level[0], lattice.upright[0])
    columns = len(lattice.xs) - 1
    width, height = lattice.xs[-1] - lattice.xs[0], lattice.ys[-1] - lattice.ys[0]
    if width < columns * em or height < (len(lattice.ys) - 1) * em:
        return None  # no print fits into such cells
    is_row = len(lattice.ys) == 2 and width >= STRIP[1] * em
    if (len(tiles) < LEAST_CELLS and not is_row) or columns < 2:
        return None
    return to_grid(lattice, tiles)


def _reduced(
    lattice: Lattice,
    rows: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    columns: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> Lattice:
    """The lattice without lines that separate nothing; shares of the joined edges are averaged by length."""
    level = _joined(lattice.level, np.diff(lattice.xs), columns)[:, rows]
    upright = _joined(lattice.upright.transpose(0, 2, 1), np.diff(lattice.ys), rows).transpose(0, 2, 1)[:, :, columns]
    return Lattice(lattice.ys[rows], lattice.xs[columns], level, upright, lattice.bends)


def _joined(
    shares: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    lengths: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    stops = np.flatnonzero(kept)
    spans = list(pairwise(stops))
    whole = [np.average(shares[0, :, a:b], axis=1, weights=lengths[a:b]) for a, b in spans]
    begin, end = [shares[1, :, a] for a, _ in spans], [shares[2, :, b - 1] for _, b in spans]
    return np.stack([np.stack(part, axis=1) for part in (whole, begin, end)])
