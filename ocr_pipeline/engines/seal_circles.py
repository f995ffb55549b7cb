"""Round seals over rules and fills of their own colour, or with worn ink: the ring is sought as a circle.

Circles are proposed by the gradient method of Hough (Yuen, Princen, Illingworth and Kittler 1990) and kept where enough
of their course is inked.
"""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.engines.line_evidence import Mask

WORKING = 7.0
"""Height of characters in pixels at which circles are sought."""

RADII = 3.0, 11.0
"""Smallest and largest radius of a seal's ring in character heights."""

VOTES = 12
"""Least number of votes in Hough's space; what is proposed is measured afterwards."""

FILL, PRINT = (10.0, 0.9), 0.5
"""Width and height in character heights of ink that is a fill, and the widest strokes of light print on one."""

RIM = 0.15
"""How far around a fill nothing is seen of a ring, in character heights: blurred edges of fills are inked all along."""

COURSE = 180
"""Points of a circle at which it is asked for ink."""

ANGLES = np.linspace(0, 2 * np.pi, COURSE, endpoint=False)
COSINES, SINES = np.cos(ANGLES), np.sin(ANGLES)

HALF = 90
"""Of 255: how much of a pixel's place was inked before a mask was made smaller, for it to be inked still."""

INKED, SEEN = 0.8, 0.4
"""Share of a ring's course outside fills that is inked, and share of the course that lies outside fills."""

WHOLE, HARDLY_SEEN = 0.95, 0.2
"""The same of a ring that lies mostly on fills: between them it is whole."""

CLEAR = 0.5
"""The courses a little inside and a little outside of a ring have at most so much of the ring's share of ink."""

LETTERED = 0.7
"""The same for the inside of a ring that is whole: where only its upper part is seen, the seal's letters are there."""

BESIDE = 0.75
"""How far inside and outside the ring these run, in character heights."""

LIKELY = 0.5
"""Share of a proposed circle's course that is inked, from which it is tried beside its place too."""

NEARBY = np.array(list(product((-1.5, 0.0, 1.5), repeat=3)))
"""Steps in pixels by which it is: of its middle across and down, and of its radius."""

MARGIN = 0.7
"""What belongs to a seal outside the middle of its ring, in character heights."""

Circle = tuple[float, float, float]
"""A ring's centre (x, y) and radius in pixels."""

Circles = NDArray[np.float64]
"""Rows of the same, (count, 3)."""

Shares = NDArray[np.float64]


def ringed_seals(ink: Mask, dark: Mask, em: float) -> tuple[Mask, Mask | None] | None:
    """What of an ink belongs to round seals, and the dark fills that they lie on, if any; None without seals.

    ``ink`` (height, width) is 1 where the ink is, ``dark`` where the page is dark in whatever colour, ``em`` the
    height of characters in pixels. On a fill of its own colour a ring is not seen, on another one it turns black.
    """
    scale = min(1.0, WORKING / em)
    small, unit = _resized(ink, scale), em * scale
    fills = np.asarray(fills_of(small, unit) | fills_of(_resized(dark, scale), unit), dtype=np.uint8)
    rim = np.ones((2 * round(RIM * unit) + 1,) * 2, np.uint8)
    circles = find_circles(small, np.asarray(cv2.dilate(fills, rim), dtype=np.uint8), unit)
    if not circles:
        return None
    disks = np.zeros_like(small)
    for x, y, radius in circles:
        cv2.circle(disks, (round(x), round(y)), round(radius + MARGIN * unit), 1, cv2.FILLED)
    inside, filled = (cv2.resize(m, ink.shape[::-1], interpolation=cv2.INTER_NEAREST) for m in (disks, fills))
    own = np.asarray(ink * inside * (1 - filled), dtype=np.uint8)
    return own, np.asarray(filled, dtype=np.uint8) if fills.any() else None


def fills_of(ink: Mask, em: float) -> Mask:
    """Where an ink is fills, the light print on them as well: wider and higher than strokes and stars are."""
    side = max(3, round(PRINT * em))
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    width, height = (max(3, round(side * em)) for side in FILL)
    fills = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((height, width), np.uint8))
    return np.asarray(cv2.dilate(fills, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def find_circles(ink: Mask, fills: Mask, em: float) -> list[Circle]:
    """Rings drawn in an ink, outside its ``fills``, the surest first; they don't share their middles."""
    thin = np.asarray(ink & (1 - fills), dtype=np.uint8)
    lowest, highest = (round(radius * em) for radius in RADII)
    proposed = cv2.HoughCircles(
        thin * np.uint8(255), cv2.HOUGH_GRADIENT, 1.5, em, param1=120, param2=VOTES, minRadius=lowest, maxRadius=highest
    )
    if proposed is None:
        return []
    near = np.asarray(cv2.dilate(thin, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    tried = proposed.reshape(-1, 3).astype(np.float64)
    tried = tried[_along(near, fills, tried)[0] >= LIKELY]
    sure = []
    for circle in tried:
        moved = circle + NEARBY
        shares = _ring_shares(near, fills, moved, em)
        best = len(shares) - 1 - int(shares[::-1].argmax())
        if shares[best] >= INKED:
            x, y, radius = moved[best].tolist()
            sure.append((float(shares[best]), (x, y, radius)))
    kept: list[Circle] = []
    for _, (x, y, radius) in sorted(sure, reverse=True):
        if all(np.hypot(x - other[0], y - other[1]) > other[2] / 2 for other in kept):
            kept.append((x, y, radius))
    return kept


def _resized(mask: Mask, scale: float) -> Mask:
    size = max(1, round(mask.shape[1] * scale)), max(1, round(mask.shape[0] * scale))
    small = cv2.resize(mask * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.threshold(small, HALF, 1, cv2.THRESH_BINARY)[1], dtype=np.uint8)


def _ring_shares(ink: Mask, fills: Mask, circles: Circles, em: float) -> Shares:
    """Share of each circle's course outside fills that is inked, 0 where it is no line of its own or hardly seen."""
    course, seen = _along(ink, fills, circles)
    step = np.array((0.0, 0.0, BESIDE * em))
    outside, inside = (_along(ink, fills, circles + way * step)[0] for way in (1, -1))
    whole = (seen >= HARDLY_SEEN) & (course >= WHOLE)
    inked = whole | (seen >= SEEN) & (course >= INKED)
    clear = (outside <= CLEAR * course) & (inside <= np.where(whole, LETTERED, CLEAR) * course)
    return np.where(inked & clear, course, 0.0)


def _along(ink: Mask, fills: Mask, circles: Circles) -> tuple[Shares, Shares]:
    """Share of each circle's course that is inked where no fill lies, and share where none lies."""
    x, y, radius = (circles[:, k : k + 1] for k in range(3))
    xs, ys = np.rint(x + radius * COSINES).astype(int), np.rint(y + radius * SINES).astype(int)
    inside = (xs >= 0) & (ys >= 0) & (xs < ink.shape[1]) & (ys < ink.shape[0])
    place = np.where(inside, ys, 0), np.where(inside, xs, 0)
    bare = inside & (fills[place] == 0)
    seen = bare.sum(axis=1)
    inked = (bare & (ink[place] > 0)).sum(axis=1)
    return inked / np.maximum(seen, 1), seen / COURSE
