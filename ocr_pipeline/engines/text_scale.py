"""How large characters are on a page: the unit in which every tolerance of the grid engines is expressed."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.model.document import Pixels

Gray = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

_LEAST, _MOST = 5, 140
"""Heights in pixels between which a connected piece of ink can be a character, from 6 pt fax to a poster's title."""

UPPER = 70
"""Percentile of the heights of pieces that is a full character: the lower ones are radicals and small figures."""

DOTS, FEWEST, INK = 2.5, 40, 1.5
"""Pieces so many times as high, so many at least, with so many times the ink of the others: these are the print."""

SOLID = 0.8
"""Share of its box that a dot inks; characters of that size have more paper between their strokes."""

FAINT = 15
"""Grey levels by which ink is darker than what is around it."""

DARKEST, PRINTED = 0.995, 0.25
"""Pieces have a pixel at least so dark as a share of the darkest of the page, but for its last half per cent."""

_FALLBACK_SHARE = 1 / 62
"""Character height as a share of the page's width where nothing looks like text: 10.5 pt on A4."""


def to_gray(pixels: Pixels) -> Gray:
    """Luma of RGB pixels."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def darker_than_around(gray: Gray) -> Gray:
    """By how many grey levels each pixel is darker than the mean around it."""
    side = max(15, (min(gray.shape) // 60) | 1)
    return np.asarray(cv2.subtract(cv2.blur(gray, (side, side), borderType=cv2.BORDER_REPLICATE), gray), dtype=np.uint8)


def inked(darker: Gray) -> Gray:
    """1 where pixels are darker than around by as much as ink is, 0 elsewhere."""
    return np.asarray(cv2.threshold(darker, FAINT - 1, 1, cv2.THRESH_BINARY)[1], dtype=np.uint8)


def dark_pieces(gray: Gray, *, grain: bool = False) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """Connected pieces of locally dark ink as rows of (left, top, width, height, area), with the ``grain`` of paper."""
    darker = darker_than_around(gray)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(inked(darker), connectivity=8)
    if grain:
        return np.asarray(stats[1:], dtype=np.int32)
    counts = np.bincount(darker.ravel(), minlength=256).cumsum()
    darkest = int(np.searchsorted(counts, DARKEST * counts[-1]))
    printed = np.zeros(count, dtype=bool)
    printed[labels[darker >= max(FAINT, PRINTED * darkest)]] = True
    printed[0] = False
    return np.asarray(stats[printed], dtype=np.int32)


def character_height(gray: Gray, fallback: float | None = None) -> float:
    """Height of a full character in pixels: the upper range of heights of pieces that are shaped like characters.

    Chinese characters fall apart into radicals, so the middle of all heights would be too small. With too few pieces
    to say, ``fallback``, or what 10.5 pt would be if the picture were a sheet of A4.
    """
    _, _, width, height, area = dark_pieces(gray).T
    ratio = width / np.maximum(height, 1)
    text = (height >= _LEAST) & (height <= _MOST) & (ratio > 0.25) & (ratio < 2.5) & (area > 0.12 * width * height)
    if int(text.sum()) < 12:
        return fallback if fallback is not None else max(8.0, gray.shape[1] * _FALLBACK_SHARE)
    usual = float(np.percentile(height[text], UPPER))
    large = text & (height >= DOTS * usual)
    # Dotted rules have more dots than a page has characters, but little of the ink that is no dot.
    small = text & ~large & (area < SOLID * width * height)
    if int(large.sum()) >= FEWEST and area[large].sum() > INK * area[small].sum():
        return float(np.percentile(height[large], UPPER))
    return usual
