"""Red and blue seals over a page: found by colour and shape, and bleached so that print under them stands alone."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import Mask
from ocr_pipeline.engines.seal_bleach import COLOURS, bleach_ink, seal_ink
from ocr_pipeline.engines.seal_circles import ringed_seals
from ocr_pipeline.engines.text_scale import Gray, to_gray
from ocr_pipeline.model.document import Pixels

CORNER, CORNER_INK = 0.12, 0.004
"""Part of a box at each corner that a round seal leaves free, and the share of it that may be inked nevertheless."""

ROUND = 1.25
"""Longer side of a round seal's box over the shorter one."""

CURVED = 0.75
"""Share of the ink of two seals that lies on no rule, theirs or a table's that they cross; that of frames does."""

SMALLEST, LARGEST = 3.5, 22.0
"""Sides of a seal in character heights: 3.5 to 5 cm on paper, next to print of 7 to 16 points."""

LONGEST = 2.05
"""Two seals that touch are up to so many times as long as one: side by side, or in both directions."""

WORN = 1.8
"""A single red seal, worn or cut by the page, is so many times longer than wide at most."""

FULLEST = 0.6
"""Share of its box that a seal's ink covers at most; coloured cells and banners cover theirs."""

RULE = 7.0
"""Straight level or upright runs of ink so long may be rules, in character heights."""

RULE_SIDE, RULE_CONTRAST = 3.0, 15
"""Side of the neighbourhood, in character heights, than whose mean a rule is darker, and by how many grey levels."""

DARK = 150
"""Grey level below which the fills of a table hide the ring of a seal over them."""

COLOURED = 0.15
"""Share of a rule's surroundings that has a seal's ink, far from the seal, from which the rule is of that ink."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a seal lies: which of the inks it is in, the mask of it, its box (left, top, width, height), the fills of
    the same ink under it."""

    kind: int
    ink: Mask
    zone: tuple[int, int, int, int]
    fills: Mask | None = None


def bleach_seals(pixels: Pixels, em: float) -> Pixels:
    """The picture without the ink of red seals and round blue ones; print under them and everything else stays.

    Red ink is bright in the red channel, blue ink in the blue one, black print in none: where the ink is bright, the
    paper around is continued.
    """
    inks = tuple(seal_ink(pixels, colour) for colour in COLOURS)
    if not any(ink.any() for ink in inks):
        return pixels
    gray = to_gray(pixels)
    rules = _rules(gray, em)
    apart = 1 - cv2.bitwise_or(*rules)
    round_ = [(k, zone) for k, ink in enumerate(inks) for zone in _seal_zones(ink, em) if _is_round(zone, ink, apart)]
    red = [z for z in _seal_zones(inks[0] * apart, em) if _may_be_one(z, em) or _is_round(z, inks[0], apart)]
    found = dict.fromkeys([*((0, zone) for zone in red), *round_])
    places = [Place(kind, inks[kind], zone) for kind, zone in found]
    dark = np.asarray(gray < DARK, dtype=np.uint8)
    rings = ((kind, ringed_seals(ink, dark, em)) for kind, ink in enumerate(inks) if ink.any())
    places = [*(Place(kind, ring[0], cv2.boundingRect(ring[0]), ring[1]) for kind, ring in rings if ring), *places]
    if not places:
        return pixels
    bleached = pixels.copy()
    for place in places:
        left, top, width, height = place.zone
        part = slice(max(0, top - 4), top + height + 4), slice(max(0, left - 4), left + width + 4)
        passing = _passing(rules, inks[place.kind], part)
        own = place.ink[part] * (1 - passing)
        if own.any():
            fills = None if place.fills is None else place.fills[part]
            kept = cv2.erode(passing, np.ones((3, 3), np.uint8))  # found two pixels wider than they are
            bleached[part] = bleach_ink(bleached[part], own, COLOURS[place.kind], np.asarray(kept, np.uint8), fills)
    return bleached


def _passing(rules: tuple[Mask, Mask], ink: Mask, part: tuple[slice, slice]) -> Mask:
    """The rules of the seal's colour that run on beyond a part of the page: they are the table's, and no arcs of it."""
    level, upright = (rules[0][part[0]], ink[part[0]]), (rules[1][:, part[1]].T, ink[:, part[1]].T)
    return np.asarray(cv2.bitwise_or(_reaching(*level, part[1]), _reaching(*upright, part[0]).T.copy()), dtype=np.uint8)


def _reaching(strip: Mask, ink: Mask, inside: slice) -> Mask:
    """Pieces of a strip, cut to the columns inside, that reach beyond them on either side and have the ink there."""
    count, labels = cv2.connectedComponents(np.ascontiguousarray(strip), connectivity=8)
    beyond = np.ones(strip.shape[1], dtype=bool)
    beyond[inside] = False
    outside = np.ascontiguousarray(labels[:, beyond]).ravel()
    inked = np.bincount(outside, weights=ink[:, beyond].ravel(), minlength=count)
    own = inked >= COLOURED * np.maximum(np.bincount(outside, minlength=count), 1)
    own[0] = False
    return np.ascontiguousarray(own[labels[:, inside]].astype(np.uint8))


def _may_be_one(zone: tuple[int, int, int, int], em: float) -> bool:
    """Whether a box has the size of a single seal, which may be seen in part."""
    shorter, longer = sorted(zone[2:])
    return shorter <= LARGEST * em and longer <= WORN * shorter


def _is_round(zone: tuple[int, int, int, int], ink: Mask, apart: Mask) -> bool:
    """Whether a box holds a round seal, or two that overlap: free corners, and for two hardly any straight ink."""
    left, top, width, height = zone
    place = slice(top, top + height), slice(left, left + width)
    part, ratio = ink[place], max(width, height) / min(width, height)
    if ratio <= ROUND and _corners_free(part, CORNER):
        return True
    curved = float((part * apart[place]).sum()) >= CURVED * float(part.sum())
    return ratio <= LONGEST and curved and _corners_free(part, CORNER / 2)


def _corners_free(part: Mask, share: float) -> bool:
    high, wide = (max(1, round(share * side)) for side in part.shape)
    corners = (part[:high, :wide], part[:high, -wide:], part[-high:, :wide], part[-high:, -wide:])
    return max(float(corner.mean()) for corner in corners) <= CORNER_INK


def _rules(gray: Gray, em: float) -> tuple[Mask, Mask]:
    """Where long straight rules of any colour run, level and upright ones: a table's coloured rules are no seal."""
    side = round(RULE_SIDE * em) | 1
    ink = cv2.adaptiveThreshold(gray, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, RULE_CONTRAST)
    length = max(3, round(RULE * em))
    return _runs(ink, (1, length)), _runs(ink, (length, 1))


def _runs(ink: Mask, shape: tuple[int, int]) -> Mask:
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
    return np.asarray(cv2.dilate(runs, np.ones((5, 5), np.uint8)), dtype=np.uint8)


def _seal_zones(red: Mask, em: float) -> list[tuple[int, int, int, int]]:
    """Boxes (left, top, width, height) of red ink that hangs together, is about as wide as high, and is not a fill."""
    if not red.any():
        return []
    side = max(3, round(0.6 * em))
    near = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    zones = []
    for label in range(1, count):
        left, top, width, height, _ = (int(v) for v in stats[label])
        shorter, longer = min(width, height), max(width, height)
        if not (SMALLEST * em <= shorter and longer <= LONGEST * LARGEST * em):
            continue
        own = red[top : top + height, left : left + width][labels[top : top + height, left : left + width] == label]
        if longer <= LONGEST * shorter and own.sum() < FULLEST * width * height:
            zones.append((left, top, width, height))
    return zones
