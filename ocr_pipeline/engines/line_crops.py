"""Crops of single lines, made ready for a recogniser: one height, a few fixed widths.

Padding to the widest crop of a batch would let a crop's reading depend on its neighbours; a fixed width per crop,
chosen from its own shape alone, does not.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from ocr_pipeline.model.document import Pixels

WIDTHS = (*range(48, 128, 16), *range(128, 640, 32), *range(640, 1280, 64), *range(1280, 2560, 128), 2560, 2880, 3200)

LONG_LINE = 4.0
"""Lines wider than so many of their heights are running text or labels, not numbers."""

SQUEEZE = 0.7
"""Long lines are narrowed by this: Chinese characters stay readable, and time goes with the width."""

PADDING = 127
"""Mid grey: what the recogniser was trained to see as 'nothing here'."""


def fit_line(crop: Pixels, height: int) -> Pixels:
    """The crop at ``height``, padded on the right to the next of ``WIDTHS``; long lines are narrowed."""
    rows, columns = crop.shape[:2]
    squeeze = SQUEEZE if columns > LONG_LINE * rows else 1.0
    width = min(max(1, math.ceil(columns * height / rows * squeeze)), WIDTHS[-1])
    shrinks = height < rows
    scaled = cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    padded = np.full((height, padded_width(width), 3), PADDING, dtype=np.uint8)
    padded[:, :width] = scaled
    return padded


def padded_width(width: int) -> int:
    """The smallest of ``WIDTHS`` that holds ``width``."""
    return next((fixed for fixed in WIDTHS if fixed >= width), WIDTHS[-1])
