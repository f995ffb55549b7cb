"""Where the text of a cell stands: a box around its larger pieces of ink, specks left out, never smaller than a digit."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.model.document import Pixels

SMALLEST_TEXT = 0.18
"""Text is at least this share of the cell's height: a lone speck, dot or minus keeps its true size in the picture."""

SMALLEST_PIXELS = 7.0
"""And at least so many pixels high: digits below are beyond reading."""

TALL = 0.5
"""Pieces of at least this share of the tallest one's height belong to the text wherever they stand."""

NEAR = 1.3
"""Small pieces (points, signs, broken strokes) belong to the text up to this many text heights away."""

SPECK = 0.006
"""Pieces below this share of the squared text height are specks."""

Box = tuple[float, float, float, float]


def find_ink_box(mask: Pixels) -> Box:
    """Left, top, right, bottom in pixels of the text in a 0/1 mask; the middle of the cell if there is no ink."""
    height, width = mask.shape
    least = max(SMALLEST_PIXELS, SMALLEST_TEXT * height)
    pieces = _pieces(mask)
    if not len(pieces):
        return _grown((width / 2, height / 2, width / 2, height / 2), least)
    return _grown(_text_box(pieces, (width, height)), least)


def _pieces(mask: Pixels) -> np.ndarray:
    """Rows of left, top, right, bottom, area; pieces of broken strokes are closed up first."""
    size = 3 if mask.shape[0] > 20 else 2
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    pieces = stats[1:].astype(np.float64)
    pieces[:, 2] += pieces[:, 0]
    pieces[:, 3] += pieces[:, 1]
    return pieces


def _text_box(pieces: np.ndarray, size: tuple[int, int]) -> Box:
    tallness = (pieces[:, 3] - pieces[:, 1]) * _trust(pieces, size)
    tallest = float(tallness.max())
    chosen = (tallness >= TALL * tallest) & (pieces[:, 4] >= 0.05 * pieces[int(tallness.argmax()), 4])
    box = _around(pieces[chosen])
    big = pieces[:, 4] >= max(2.0, SPECK * (box[3] - box[1]) ** 2)
    for _ in range(8):
        reach = NEAR * max(box[3] - box[1], 4.0)
        inside = (pieces[:, 0] < box[2] + reach) & (pieces[:, 2] > box[0] - reach)
        inside &= (pieces[:, 1] < box[3] + 0.12 * reach) & (pieces[:, 3] > box[1] - 0.12 * reach)
        grown = _around(pieces[chosen | (inside & big)])
        if grown == box:
            break
        box = grown
    return box


def _trust(pieces: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Pieces that touch the crop's edge are likelier remains of lines and neighbours."""
    width, height = size
    touches = (pieces[:, 0] <= 0) | (pieces[:, 1] <= 0) | (pieces[:, 2] >= width) | (pieces[:, 3] >= height)
    return np.where(touches, 0.4, 1.0)


def _around(pieces: np.ndarray) -> Box:
    return (
        float(pieces[:, 0].min()),
        float(pieces[:, 1].min()),
        float(pieces[:, 2].max()),
        float(pieces[:, 3].max()),
    )


def _grown(box: Box, least: float) -> Box:
    left, top, right, bottom = box
    missing = max(0.0, least - (bottom - top)) / 2
    return left, top - missing, right, bottom + missing
