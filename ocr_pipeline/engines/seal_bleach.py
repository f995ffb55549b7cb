"""Seal ink by its colour, red or blue, and the paper put in its place where nothing is printed under it."""

from __future__ import annotations

from typing import Literal, get_args

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import Mask
from ocr_pipeline.model.document import Pixels

Colour = Literal["red", "blue"]
COLOURS: tuple[Colour, ...] = get_args(Colour)

RED_HUE = 12
"""Half the hue circle has 180 steps; seals lie within so many of pure red."""

BLUE_HUES = 98, 132
"""The hues of blue seals."""

LEAST_INK = 60, 35
"""Smallest saturation of seal ink, which scanners wash out, and grey levels by which its own channel exceeds the other
ones; paper and black ink, also under warm light, stay below."""

PALE_INK, BESIDE = (25, 12), 9
"""The same for ink that is pale where it thins out, at most so many pixels beside such ink."""

UNDERPRINT = 70
"""Grey levels below the brightest seal ink (in its brightest channel) from which something is printed under it."""


def seal_ink(pixels: Pixels, colour: Colour, least: tuple[int, int] = LEAST_INK) -> Mask:
    """1 where the pixels have an ink of this colour, of at least this saturation and surplus."""
    hue, saturation, _ = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV))
    red, green, blue = cv2.split(pixels)
    if colour == "red":
        hued = (hue <= RED_HUE) | (hue >= 180 - RED_HUE)
        surplus = cv2.subtract(red, cv2.max(green, blue))
    else:
        hued = (hue >= BLUE_HUES[0]) & (hue <= BLUE_HUES[1])
        surplus = cv2.subtract(blue, cv2.max(red, cv2.subtract(green, 20)))
    return np.asarray((hued & (saturation >= least[0]) & (surplus >= least[1])).astype(np.uint8))


def bleach_ink(part: Pixels, own: Mask, colour: Colour, kept: Mask, fills: Mask | None = None) -> Pixels:
    """A part of a page with its seal's ``own`` ink, and what is pale beside it, replaced by the paper around.

    ``kept`` are the table's rules in the same ink.
    """
    near = cv2.dilate(own, np.ones((2 * BESIDE + 1, 2 * BESIDE + 1), np.uint8)) & seal_ink(part, colour, PALE_INK)
    ink = (cv2.dilate(own, np.ones((5, 5), np.uint8)) | near) > 0
    brightest = part.max(axis=2)
    level = float(np.percentile(brightest[own > 0], 90))
    bright = brightest > level - UNDERPRINT
    paper = _paper(part, bright & ~ink if fills is None else bright & ~ink & (fills == 0))
    gray = np.repeat(brightest[:, :, None], 3, axis=2)
    bleached = ink & (kept == 0)
    return np.where(bleached[:, :, None], np.where(bright[:, :, None], paper, gray), part)


def _paper(part: Pixels, known: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Pixels:
    """The colour of the paper at each place: the mean of the known paper around."""
    side = max(9, min(part.shape[:2]) // 6) | 1
    weight = cv2.blur(known.astype(np.float32), (side, side)) + 1e-6
    summed = cv2.blur(np.where(known[:, :, None], part, 0).astype(np.float32), (side, side))
    near = summed / weight[:, :, None]
    overall = part[known].mean(axis=0) if known.any() else np.array((255.0, 255.0, 255.0))
    return np.where(weight[:, :, None] > 0.02, near, overall).astype(np.uint8)
