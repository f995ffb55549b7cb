"""Where on a page rules cross: the areas of its tables, at a coarse scale, before any of them is looked into."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.engines.faint_rules import without_faint
from ocr_pipeline.engines.grid_frames import SAME, before_scaling, scale_pixels
from ocr_pipeline.engines.line_evidence import LineMasks, find_evidence
from ocr_pipeline.engines.page_folds import find_folds, smooth_over
from ocr_pipeline.engines.rule_groups import STRIP, find_strips, group_rules
from ocr_pipeline.engines.ruling_lines import Rule, find_pieces, find_rules, join_pieces, resized
from ocr_pipeline.engines.strip_dividers import with_dividers
from ocr_pipeline.engines.text_scale import to_gray
from ocr_pipeline.engines.worn_rules import are_worn, mend_rules
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Box, union

COARSE_HEIGHT = 16.0
"""Character height in pixels at which tables are sought on a page."""

SMALLER_PRINT = 0.75
"""Print in tables compared with print on the page, mostly."""

LEAST_SIDE = 2.0
"""Smallest side of a table, in character heights, but for a wide strip of one row."""

MOST_TABLES = 12
"""A page with more areas of crossing rules is a picture; the largest are looked at."""

FRAME = 1.0
"""Margin around an area in character heights, so that its outer rules are seen."""

Rules = tuple[Rule, ...]


def candidate_areas(pixels: Pixels, em: float) -> tuple[Pixels, list[Box], bool]:
    """The picture without folds, where rules cross on it (the largest first, overlapping ones as one), are they worn.

    Found at a coarse scale, measured in the page's characters, which are often larger than a table's: lengths are
    asked for generously.
    """
    scale = min(1.0, COARSE_HEIGHT / em)
    small, unit = scale_pixels(pixels, scale), SMALLER_PRINT * em * scale
    _, horizontal, vertical, worn = find_mended(small, unit)
    height, width = small.shape[:2]
    folds = find_folds(horizontal, width, height, unit), find_folds(vertical, height, width, unit)
    if any(folds):
        level, upright = (tuple(resized(fold, 1 / scale) for fold in some) for some in folds)
        pixels = smooth_over(pixels, level, upright, em)
        _, horizontal, vertical, worn = find_mended(scale_pixels(pixels, scale), unit)
    groups = group_rules(horizontal, vertical, unit)
    boxes = [group.box for group in groups if is_large(group.box, em * scale)]
    boxes += find_strips(horizontal, unit)
    margin = FRAME * em
    grown = [before_scaling(box, scale).expanded(margin) for box in boxes]
    areas = _merged([box.clipped(pixels.shape[1], pixels.shape[0]) for box in grown], em)
    return pixels, sorted(areas, key=lambda box: (-box.area, box))[:MOST_TABLES], worn


def is_large(box: Box, em: float) -> bool:
    """Whether a table has room in the box, be it one row under a head."""
    return min(box.width, box.height) >= LEAST_SIDE * em or (box.height >= STRIP[0] * em and box.width >= STRIP[1] * em)


def _merged(boxes: list[Box], em: float) -> list[Box]:
    """Boxes of which one lies largely in the other, or stands right under it with the same sides, united.

    What was united may stand right under another in turn: again, until nothing more is one.
    """
    merged: list[Box] = []
    for box in sorted(boxes, key=lambda b: -b.area):
        home = next((k for k, other in enumerate(merged) if _are_one(box, other, em)), None)
        if home is None:
            merged.append(box)
        else:
            merged[home] = union((merged[home], box))
    return merged if len(merged) == len(boxes) else _merged(merged, em)


def _are_one(box: Box, other: Box, em: float) -> bool:
    same_sides = max(abs(box.left - other.left), abs(box.right - other.right)) < em
    apart = max(box.top, other.top) - min(box.bottom, other.bottom)
    # Both have a margin: bodies whose margins overlap touch, or have a head without rules between them.
    return box.covered_by(other) > SAME or (same_sides and apart < 0)


def find_mended(pixels: Pixels, em: float) -> tuple[LineMasks, Rules, Rules, bool]:
    """Where rules are on the pixels, mended if they are worn, the horizontal and the vertical ones, and if they are."""
    masks = without_faint(find_evidence(pixels, em), to_gray(pixels), em)
    pieces = find_pieces(masks.horizontal, em)
    worn = are_worn(pieces, em)
    if worn:
        masks = mend_rules(masks, pixels, em)
        pieces = find_pieces(masks.horizontal, em)
    horizontal = join_pieces(pieces, em)
    masks = with_dividers(masks, horizontal, pixels, em)
    return masks, horizontal, find_rules(np.ascontiguousarray(masks.vertical.T), em), worn
