"""Remains of ruling lines at the edges of a cell's crop: found by long straight runs near the borders."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.model.document import Pixels

ACROSS_BAND = 0.24
"""Horizontal rulings are sought in this share of the height at the top and at the bottom."""

DOWN_BAND = 0.14
"""Vertical rulings are sought in this share of the width at either side: narrow cells hold text close to them."""

ACROSS_RUN = 0.45
"""Shortest run of a horizontal ruling as a share of the width, but no longer than 1.6 cell heights (skewed lines step)."""

DOWN_RUN = 0.72
"""Shortest run of a vertical ruling as a share of the height: a tall 1 in a tight row stays below."""


def remove_ruling(mask: Pixels) -> Pixels | None:
    """Pixels of rulings (bool, same shape) in a 0/1 ink mask, None if there are none."""
    height, width = mask.shape
    if height < 6 or width < 6:
        return None
    lines = np.zeros((height, width), np.uint8)
    band = max(2, round(ACROSS_BAND * height))
    run = max(5, min(round(ACROSS_RUN * width), round(1.6 * height)))
    for rows in (slice(0, band), slice(height - band, height)):
        lines[rows] |= _runs(mask[rows], (run, 1))
    band = max(2, round(DOWN_BAND * width))
    run = max(5, min(round(DOWN_RUN * height), round(1.6 * width)))
    for columns in (slice(0, band), slice(width - band, width)):
        lines[:, columns] |= _runs(mask[:, columns], (1, run))
    if not lines.any():
        return None
    return cv2.dilate(lines, np.ones((3, 3), np.uint8)).astype(bool)


def _runs(part: Pixels, kernel: tuple[int, int]) -> Pixels:
    if not part.any():
        return part
    return cv2.morphologyEx(part, cv2.MORPH_OPEN, np.ones((kernel[1], kernel[0]), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
