"""Red and blue seals over a page: found by colour and shape, and bleached so that print under them stands alone."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import Mask
from ocr_pipeline.model.document import Pixels

RED_HUE = 12
"""Half the hue circle has 180 steps; seals lie within so many of pure red."""

BLUE_HUES = 98, 132
"""The hues of blue seals; only round ones, for blue rules and frames are common."""

CORNER, CORNER_INK = 0.12, 0.004
"""Part of a box at each corner that a round seal leaves free, and the share of it that may be inked nevertheless."""

SATURATION = 60
"""Smallest saturation of seal ink; scanners wash it out, paper and black ink stay below."""

SURPLUS = 35
"""Grey levels by which red exceeds the other channels in seal ink; black print under warm light stays below."""

SMALLEST, LARGEST = 3.5, 22.0
"""Sides of a seal in character heights: 3.5 to 5 cm on paper, next to print of 7 to 16 points."""

LONGEST = 1.8
"""Two seals that overlap are so much longer than wide, and longer than the largest."""

FULLEST = 0.6
"""Share of its box that a seal's ink covers at most; coloured cells and banners cover theirs."""


UNDERPRINT = 70
"""Grey levels below the brightest seal ink (in its brightest channel) from which something is printed under it."""


def bleach_seals(pixels: Pixels, em: float) -> Pixels:
    """The picture without the ink of red seals and round blue ones; print under them and everything else stays.

    Red ink is bright in the red channel, blue ink in the blue one, black print in none: where the ink is bright, the
    paper around is continued.
    """
    red, blue = _red_ink(pixels), _blue_ink(pixels)
    found = [(zone, red) for zone in _seal_zones(red, em)]
    found += [(zone, blue) for zone in _seal_zones(blue, em) if _is_round(zone, blue)]
    if not found:
        return pixels
    bleached = pixels.copy()
    for (left, top, width, height), ink in found:
        part = slice(max(0, top - 4), top + height + 4), slice(max(0, left - 4), left + width + 4)
        bleached[part] = _bleach(bleached[part], ink[part])
    return bleached


def _is_round(zone: tuple[int, int, int, int], ink: Mask) -> bool:
    """Whether the corners of a seal's box are free of its ink."""
    left, top, width, height = zone
    part = ink[top : top + height, left : left + width]
    high, wide = max(1, round(CORNER * height)), max(1, round(CORNER * width))
    corners = (part[:high, :wide], part[:high, -wide:], part[-high:, :wide], part[-high:, -wide:])
    return max(float(corner.mean()) for corner in corners) <= CORNER_INK and 0.8 <= width / height <= 1.25


def _bleach(part: Pixels, red: Mask) -> Pixels:
    ink = cv2.dilate(red, np.ones((5, 5), np.uint8)) > 0
    brightest = part.max(axis=2)
    level = float(np.percentile(brightest[red > 0], 90))
    bright = brightest > level - UNDERPRINT
    paper = _paper(part, bright & ~ink)
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
        if not (SMALLEST * em <= shorter <= LARGEST * em and longer <= LONGEST * LARGEST * em):
            continue
        own = red[top : top + height, left : left + width][labels[top : top + height, left : left + width] == label]
        if longer <= LONGEST * shorter and own.sum() < FULLEST * width * height:
            zones.append((left, top, width, height))
    return zones
