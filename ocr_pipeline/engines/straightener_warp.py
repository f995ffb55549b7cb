"""Maps from page to upright page, composed first and applied to the pixels once.

Coordinates are continuous: pixel i covers [i, i + 1), as boxes count. OpenCV counts pixel centres, which is half a
pixel less.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Homography

PAPER_PERCENTILE = 75
CENTRE = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.0, 0.0, 1.0]])
"""From pixel centres counted from 0 to continuous coordinates."""

Map = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Straightening:
    """``quarters`` counter-clockwise turns after the map ``to_upright`` (3 x 3) onto a sheet of ``size`` pixels."""

    to_upright: Map
    size: tuple[int, int]
    quarters: int = 0
    resampled: bool = False

    @property
    def is_identity(self) -> bool:
        """Is there nothing to do?"""
        return not self.resampled and self.quarters == 0

    @property
    def to_page(self) -> Homography:
        """From upright pixels back to the page's."""
        return Homography.from_array(np.linalg.inv(_turn(self.size, self.quarters) @ self.to_upright))


def untouched(pixels: Pixels) -> Straightening:
    """Nothing to do."""
    return Straightening(np.eye(3), (pixels.shape[1], pixels.shape[0]))


def after_map(before: Straightening, to_sheet: Map, size: tuple[int, int]) -> Straightening:
    """A further map, onto a sheet of ``size``."""
    return Straightening(to_sheet @ before.to_upright, size, before.quarters, resampled=True)


def after_turn(before: Straightening, degrees: float) -> Straightening:
    """A turn counter-clockwise by ``degrees``, about the middle, onto a sheet that holds all of the page."""
    width, height = before.size
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    wide = math.ceil(width * cosine + height * abs(sine))
    high = math.ceil(height * cosine + width * abs(sine))
    turn = np.array([[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    to_middle = np.array([[1.0, 0.0, -width / 2], [0.0, 1.0, -height / 2], [0.0, 0.0, 1.0]])
    from_middle = np.array([[1.0, 0.0, wide / 2], [0.0, 1.0, high / 2], [0.0, 0.0, 1.0]])
    return after_map(before, from_middle @ turn @ to_middle, (wide, high))


def after_quarters(before: Straightening, quarters: int) -> Straightening:
    """Quarter turns counter-clockwise."""
    return Straightening(before.to_upright, before.size, quarters % 4, before.resampled)


def warp(pixels: Pixels, how: Straightening) -> Pixels:
    """The upright pixels: one cubic resampling at most, quarter turns exactly; what lies off the page is paper."""
    flat = _resampled(pixels, how) if how.resampled else pixels
    return np.ascontiguousarray(np.rot90(flat, how.quarters))


def _resampled(pixels: Pixels, how: Straightening) -> Pixels:
    between_centres = np.linalg.inv(CENTRE) @ how.to_upright @ CENTRE
    flat = cv2.warpPerspective(
        pixels,
        between_centres,
        how.size,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=paper_colour(pixels),
    )
    return np.asarray(flat, dtype=np.uint8)


def paper_colour(pixels: Pixels) -> tuple[float, ...]:
    """What most of the lighter half of the page looks like; one value per channel."""
    step = max(1, max(pixels.shape[:2]) // 400)
    sample = pixels[::step, ::step].reshape(-1, pixels.shape[2] if pixels.ndim == 3 else 1)
    return tuple(float(v) for v in np.percentile(sample, PAPER_PERCENTILE, axis=0))


def _turn(size: tuple[int, int], quarters: int) -> Map:
    """What np.rot90 does to the coordinates of a picture of ``size``."""
    width, height = size
    if quarters == 1:
        return np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width], [0.0, 0.0, 1.0]])
    if quarters == 2:
        return np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]])
    if quarters == 3:
        return np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    return np.eye(3)
