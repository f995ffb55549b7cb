"""Bilevel copies of grey paper: specks all over the page, which hide how large print is and where rules run."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.engines.text_scale import Gray, dark_pieces, to_gray
from ocr_pipeline.model.document import Pixels

SPECK = 5
"""Pieces with both sides shorter than this many pixels are specks; full stops at fax resolution are such too."""

SPECKLED = 0.0035
"""Specks per pixel from which paper counts as speckled; clean copies stay below a half of it."""


def without_specks(pixels: Pixels) -> Pixels:
    """The picture without specks if its paper is speckled, else the picture itself; to find rules, not to read.

    Single specks go by their size, those that run together by a median of 3 x 3, which a line of two pixels outlives.
    """
    gray = to_gray(pixels)
    if not is_speckled(gray):
        return pixels
    ink = cv2.threshold(gray, 160, 1, cv2.THRESH_BINARY_INV)[1]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=4)
    small = np.maximum(stats[:, 2], stats[:, 3]) < SPECK
    small[0] = False
    cleaned = pixels.copy()
    cleaned[small[labels]] = 255
    return np.asarray(cv2.medianBlur(cleaned, 3), dtype=np.uint8)


def is_speckled(gray: Gray) -> bool:
    """Whether there are far more specks than print has dots."""
    _, _, width, height, _ = dark_pieces(gray).T
    return int((np.maximum(width, height) < SPECK).sum()) > SPECKLED * gray.size
