"""Which pixels of a page are strokes: the common ground of all that measures how a page lies."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.model.document import Pixels

WORKING_SIDE = 1600
"""Long side in pixels of the reduced page: a hairline stays visible, and 0.02 degrees move its end by half a pixel."""
PAPER_WINDOW = 41
"""Side of the window (working pixels) whose mean counts as the paper around a stroke; three lines of text."""
DARKER_BY = 20
"""Grey levels by which a stroke is darker than its surroundings."""
SPECK_AREA = 4
BLOB_SHARE_OF_SIDE = 0.05
BLOB_FILL = 0.5
"""Filled areas (pictures, bands, stamps) are larger than strokes in both directions and fill their box."""

Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class InkMap:
    """A reduced page: its grey values, its stroke pixels (0 or 1) and the factor from page to working pixels."""

    grey: Grey
    strokes: Mask
    scale: float


def ink_map(pixels: Pixels) -> InkMap:
    """The strokes of a page of any size."""
    scale = min(1.0, WORKING_SIDE / max(pixels.shape[:2]))
    full = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    grey = cv2.resize(full, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1.0 else full
    return InkMap(np.asarray(grey, dtype=np.uint8), _strokes(np.asarray(grey, dtype=np.uint8)), scale)


def _strokes(grey: Grey) -> Mask:
    """Pixels darker than their surroundings, without specks and filled areas."""
    paper = cv2.blur(grey, (PAPER_WINDOW, PAPER_WINDOW))
    dark = (cv2.subtract(paper, grey) > DARKER_BY).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    width, height, area = (stats[:, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    wide_and_high = np.minimum(width, height) > BLOB_SHARE_OF_SIDE * max(grey.shape)
    kept = ~((wide_and_high & (area > BLOB_FILL * width * height)) | (area < SPECK_AREA))
    kept[0] = False
    return np.asarray(kept[labels], dtype=np.uint8)
