"""Bilevel copies of grey paper: specks all over the page, which hide how large print is and where rules run."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import Mask
from ocr_pipeline.engines.text_scale import Gray, dark_pieces, darker_than_around, inked, to_gray
from ocr_pipeline.model.document import Pixels

SPECK = 5
"""Pieces with both sides shorter than this many pixels are specks; full stops at fax resolution are such too."""

INKED, WHITE = 160, 200
"""Grey levels below which is ink, and from which is white paper."""

SPECKLED = 0.0035
"""Specks per pixel from which paper counts as speckled; clean copies stay below a half of it."""


def without_specks(pixels: Pixels) -> Pixels:
    """The picture without specks if its paper is speckled, else the picture itself; to find rules, not to read.

    Single specks go by their size, those that run together by a median of 3 x 3, which a line of two pixels outlives
    and which leaves small pieces of them: these go by their size again.
    """
    if not is_speckled(to_gray(pixels)):
        return pixels
    return _cleaned(np.asarray(cv2.medianBlur(_cleaned(pixels), 3), dtype=np.uint8))


def _cleaned(pixels: Pixels) -> Pixels:
    """The picture with its small pieces of ink made paper, and the grey rim that resampling left around them."""
    ink = _ink(to_gray(pixels))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=4)
    small = np.maximum(stats[:, 2], stats[:, 3]) < SPECK
    small[0] = False
    specks = small[labels].astype(np.uint8)
    around = cv2.dilate(specks, np.ones((3, 3), np.uint8))
    cleaned = pixels.copy()
    gone = (around > 0) & ((specks > 0) | (ink == 0))
    cleaned[gone] = cv2.dilate(pixels, np.ones((SPECK, SPECK), np.uint8))[gone]
    return cleaned


def _ink(gray: Gray) -> Mask:
    """1 on ink: below a fixed level on white paper, whose specks may cover a third of it, else darker than around."""
    if np.median(gray) >= WHITE:
        return np.asarray(cv2.threshold(gray, INKED, 1, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    return inked(darker_than_around(gray))


def is_speckled(gray: Gray) -> bool:
    """Whether there are far more specks than print has dots."""
    _, _, width, height, _ = dark_pieces(gray, grain=True).T
    return int((np.maximum(width, height) < SPECK).sum()) > SPECKLED * gray.size
