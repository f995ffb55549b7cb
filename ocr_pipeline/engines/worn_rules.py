"""Tables whose rules have faded into dashes: the gaps are closed along the rules, but never through print."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import LineMasks, Mask, find_evidence
from ocr_pipeline.engines.print_blocks import find_words
from ocr_pipeline.engines.ruling_lines import Rule, find_pieces, join_pieces
from ocr_pipeline.engines.text_scale import to_gray
from ocr_pipeline.model.document import Pixels

LONG = 8.0
"""Rules across the table of this length in character heights tell whether rules have faded."""

FEWEST = 12
"""So many of them are needed to tell: in a small table strokes of print may look like a worn rule."""

ACROSS, LEAST_SOUND = 0.5, 2
"""Share of a table's side, or of the longest rule, from which a rule is one of the long ones, and how many of these a
table has at least."""

DASH_GAP = 2.4
"""Widest gap between the pieces of a faded rule, in character heights."""

WORN = 0.045
"""Share of gaps in the length of long rules from which they have faded; fine rules on a fax stay below."""

LONGEST_WORN = 0.5
"""Of that share, what the longest rules alone have at least: where all others but they are full of gaps, those others
may be strokes of bold print in a line."""

BRIDGE = 3.0
"""Widest gap that is closed, in character heights."""

CLEAR = 0.12
"""Part of a word's height and width at its rim that a rule may touch, in character heights."""


def are_worn(pieces: Sequence[Rule], em: float) -> bool:
    """Whether the rules that these pieces make are full of gaps."""
    long = [rule for rule in join_pieces(pieces, em, DASH_GAP) if rule.length > LONG * em]
    if len(long) < FEWEST:
        return False
    longest = max(rule.length for rule in long)
    across = [rule for rule in long if rule.length >= ACROSS * longest]
    return _missing(long) >= WORN and _missing(across) >= LONGEST_WORN * WORN


def _missing(rules: Sequence[Rule]) -> float:
    """Share of the length of rules that has no ink."""
    return sum(max(0.0, rule.length - rule.inked) for rule in rules) / sum(rule.length for rule in rules)


def is_sound(pixels: Pixels, em: float) -> bool:
    """Whether the long rules of a cutout, level and upright ones, are hardly broken, however worn the page is."""
    masks = find_evidence(pixels, em)
    for mask in (masks.horizontal, np.ascontiguousarray(masks.vertical.T)):
        rules = join_pieces(find_pieces(mask, em), em, DASH_GAP)
        long = [rule for rule in rules if rule.length > ACROSS * mask.shape[1]]
        if len(long) < LEAST_SOUND or _missing(long) >= WORN:
            return False
    return True


def mend_rules(masks: LineMasks, pixels: Pixels, em: float) -> LineMasks:
    """The masks with the gaps of their rules closed."""
    upright = np.ascontiguousarray(masks.vertical.T)
    free = _free_of_print(masks, pixels, em)
    level = _closed(masks.horizontal, free, em)
    return LineMasks(level, np.ascontiguousarray(_closed(upright, np.ascontiguousarray(free.T), em).T))


def _closed(mask: Mask, free: Mask, em: float) -> Mask:
    # Worn pieces lie a pixel row apart: they are closed as a band.
    band = cv2.dilate(cv2.bitwise_and(mask, free), np.ones((3, 1), np.uint8))
    closed = cv2.morphologyEx(band, cv2.MORPH_CLOSE, np.ones((1, round(BRIDGE * em)), np.uint8))
    return np.asarray(cv2.bitwise_or(mask, cv2.bitwise_and(closed, free)), dtype=np.uint8)


def _free_of_print(masks: LineMasks, pixels: Pixels, em: float) -> Mask:
    """1 where no word stands; pieces of rules are no words."""
    gray = to_gray(pixels)
    pieces = cv2.dilate(cv2.bitwise_or(masks.horizontal, masks.vertical), np.ones((5, 5), np.uint8))
    gray[pieces > 0] = 255
    free = np.ones(pixels.shape[:2], np.uint8)
    for word in find_words(gray, em):
        inner = word.expanded(-CLEAR * em)
        free[int(inner.top) : round(inner.bottom), int(inner.left) : round(inner.right)] = 0
    return free
