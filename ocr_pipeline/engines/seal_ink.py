"""Red and blue seals over a page: found by colour and shape, and bleached so that print under them stands alone."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import Mask
from ocr_pipeline.engines.seal_circles import seals_on_fills
from ocr_pipeline.model.document import Pixels

RED_HUE = 12
"""Half the hue circle has 180 steps; seals lie within so many of pure red."""

BLUE_HUES = 98, 132
"""The hues of blue seals; only round ones, for blue rules and frames are common."""

CORNER, CORNER_INK = 0.12, 0.004
"""Part of a box at each corner that a round seal leaves free, and the share of it that may be inked nevertheless."""

ROUND = 1.25
"""Longer side of a round seal's box over the shorter one."""

CURVED = 0.75
"""Share of the ink of two seals that lies on no rule, theirs or a table's that they cross; that of frames does."""

SATURATION = 60
"""Smallest saturation of seal ink; scanners wash it out, paper and black ink stay below."""

SURPLUS = 35
"""Grey levels by which red exceeds the other channels in seal ink; black print under warm light stays below."""

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

UNDERPRINT = 70
"""Grey levels below the brightest seal ink (in its brightest channel) from which something is printed under it."""


def bleach_seals(pixels: Pixels, em: float) -> Pixels:
    """The picture without the ink of red seals and round blue ones; print under them and everything else stays.

    Red ink is bright in the red channel, blue ink in the blue one, black print in none: where the ink is bright, the
    paper around is continued.
    """
    inks = _red_ink(pixels), _blue_ink(pixels)
    if not any(ink.any() for ink in inks):
        return pixels
    rules = _rules(pixels, em)
    apart = 1 - cv2.bitwise_or(*rules)
    round_ = [(k, zone) for k, ink in enumerate(inks) for zone in _seal_zones(ink, em) if _is_round(zone, ink, apart)]
    red = [z for z in _seal_zones(inks[0] * apart, em) if _may_be_one(z, em) or _is_round(z, inks[0], apart)]
    found = dict.fromkeys([*((0, zone) for zone in red), *round_])
    on_fills = filter(None, (seals_on_fills(ink, em) for ink in inks))
    rings = [(ring, cv2.boundingRect(ring), fills) for ring, fills in on_fills]
    zones = [*rings, *((inks[kind], zone, None) for kind, zone in found)]
    if not zones:
        return pixels
    bleached = pixels.copy()
    for ink, (left, top, width, height), fills in zones:
        part = slice(max(0, top - 4), top + height + 4), slice(max(0, left - 4), left + width + 4)
        own = ink[part] * (1 - _passing(rules, part))
        if own.any():
            bleached[part] = _bleach(bleached[part], own, None if fills is None else fills[part])
    return bleached


def _passing(rules: tuple[Mask, Mask], part: tuple[slice, slice]) -> Mask:
    """The rules that run on beyond a part of the page: they are the table's, and not arcs of the seal."""
    level, upright = rules[0][part[0]], rules[1][:, part[1]]
    kept = [_reaching(level, part[1]), _reaching(np.ascontiguousarray(upright.T), part[0]).T]
    return np.asarray(cv2.bitwise_or(*kept), dtype=np.uint8)


def _reaching(strip: Mask, inside: slice) -> Mask:
    """Pieces of a strip, cut to the columns inside, that reach beyond them on either side."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(strip), connectivity=8)
    beyond = (stats[:, 0] < inside.start) | (stats[:, 0] + stats[:, 2] > inside.stop)
    beyond[0] = False
    return np.ascontiguousarray(beyond[labels[:, inside]].astype(np.uint8))


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


def _bleach(part: Pixels, red: Mask, fills: Mask | None = None) -> Pixels:
    ink = cv2.dilate(red, np.ones((5, 5), np.uint8)) > 0
    brightest = part.max(axis=2)
    level = float(np.percentile(brightest[red > 0], 90))
    bright = brightest > level - UNDERPRINT
    paper = _paper(part, bright & ~ink if fills is None else bright & ~ink & (fills == 0))
    gray = np.repeat(brightest[:, :, None], 3, axis=2)
    return np.where(ink[:, :, None], np.where(bright[:, :, None], paper, gray), part)


def _paper(part: Pixels, known: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Pixels:
    """The colour of the paper at each place: the mean of the known paper around."""
    side = max(9, min(part.shape[:2]) // 6) | 1
    weight = cv2.blur(known.astype(np.float32), (side, side)) + 1e-6
    summed = cv2.blur(np.where(known[:, :, None], part, 0).astype(np.float32), (side, side))
    near = summed / weight[:, :, None]
    overall = part[known].mean(axis=0) if known.any() else np.array((255.0, 255.0, 255.0))
    return np.where(weight[:, :, None] > 0.02, near, overall).astype(np.uint8)


def _red_ink(pixels: Pixels) -> Mask:
    hue, saturation, _ = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV))
    channels = cv2.split(pixels)
    red = (hue <= RED_HUE) | (hue >= 180 - RED_HUE)
    surplus = cv2.subtract(channels[0], cv2.max(channels[1], channels[2]))
    return np.asarray((red & (saturation >= SATURATION) & (surplus >= SURPLUS)).astype(np.uint8))


def _blue_ink(pixels: Pixels) -> Mask:
    hue, saturation, _ = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV))
    red, green, blue = cv2.split(pixels)
    hued = (hue >= BLUE_HUES[0]) & (hue <= BLUE_HUES[1])
    surplus = cv2.subtract(blue, cv2.max(red, cv2.subtract(green, 20)))
    return np.asarray((hued & (saturation >= SATURATION) & (surplus >= SURPLUS)).astype(np.uint8))


def _rules(pixels: Pixels, em: float) -> tuple[Mask, Mask]:
    """Where long straight rules of any colour run, level and upright ones: a table's coloured rules are no seal."""
    side = round(RULE_SIDE * em) | 1
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
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
