"""Dividers of rows with one line of print: columns of ink from the rule above to the rule below.

What is averaged along an upright rule stops short of the rules and fills that it runs into, and in a low row little is
left of it. Print does not touch both rules, so ink all the way is a divider.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import LineMasks, Mask
from ocr_pipeline.engines.ruling_lines import Rule, rule_pairs
from ocr_pipeline.engines.text_scale import to_gray
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.flag_runs import flag_runs

LOW = 0.9, 2.8
"""Least and most height of a row with one line of print, in character heights."""

LONG = 8.0
"""Least width of such a row, in character heights."""

FULL = 0.92
"""Share of a column of pixels, from rule to rule, that a divider inks."""

WIDEST = 0.35
"""Widest divider in character heights; wider is a fill."""

BESIDE, BARE = 1.0, 0.25
"""Within so many character heights on both sides a column of pixels has no more than that share of ink."""

CONTRAST = 25
"""Grey levels by which a divider is darker than the mean around."""

AROUND = 2.0
"""Side of that neighbourhood in character heights."""


def with_dividers(masks: LineMasks, horizontal: Sequence[Rule], pixels: Pixels, em: float) -> LineMasks:
    """The masks with the dividers of low rows drawn in from rule to rule."""
    long = [rule for rule in horizontal if rule.length >= LONG * em]
    rows = list(rule_pairs(long, lambda upper, lower: _are_low(upper, lower, em)))
    if not rows:
        return masks
    side = round(AROUND * em) | 1
    gray = to_gray(pixels)
    ink = cv2.adaptiveThreshold(gray, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, CONTRAST)
    # A divider that leans by a pixel is one still.
    ink = np.asarray(cv2.dilate(ink, np.ones((1, 3), np.uint8)), dtype=np.uint8)
    vertical = masks.vertical.copy()
    for upper, lower in rows:
        _draw(vertical, ink, upper, lower, em)
    return LineMasks(masks.horizontal, vertical)


def _are_low(upper: Rule, lower: Rule, em: float) -> bool:
    """Whether there is room for one line of print between two rules, and no more."""
    shared = min(upper.end, lower.end) - max(upper.start, lower.start)
    return shared >= LONG * em and LOW[0] * em <= lower.position - upper.position <= LOW[1] * em


def _draw(vertical: Mask, ink: Mask, upper: Rule, lower: Rule, em: float) -> None:
    """Draw the dividers between two rules into the mask, a stretch of two character heights at a time."""
    step, start = max(8, round(2 * em)), max(0, int(max(upper.start, lower.start)))
    stop = min(ink.shape[1], int(min(upper.end, lower.end)) + 1)
    share = np.ones(ink.shape[1])
    for left in range(start, stop, step):
        right = min(stop, left + step)
        top, bottom = round(upper.at((left + right) / 2)), round(lower.at((left + right) / 2))
        if bottom - top > 2:
            share[left:right] = ink[top:bottom, left:right].mean(axis=0)
    for left, right in flag_runs(share >= FULL):
        if right - left <= WIDEST * em + 2 and _stands_alone(share, left, right, em):
            middle = (left + right - 1) // 2
            top, bottom = round(upper.at(middle)), round(lower.at(middle))
            vertical[max(0, top) : bottom + 1, max(0, middle - 1) : middle + 2] = 1


def _stands_alone(share: np.ndarray[tuple[int, ...], np.dtype[np.float64]], left: int, right: int, em: float) -> bool:
    """Whether there is paper from rule to rule on both sides of a divider: between light letters on a fill is none."""
    reach = round(BESIDE * em)
    before, after = share[max(0, left - reach) : left], share[right : right + reach]
    return before.size > 0 and after.size > 0 and max(before.min(), after.min()) <= BARE
