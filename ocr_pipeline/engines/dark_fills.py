"""Dark fills with light print, as bilevel copies make of coloured heads: turned into dark print on paper.

Everything that is sought on paper (print, rules between cells, the edge of the fill) is then found in them as well.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import Mask
from ocr_pipeline.engines.text_scale import Gray, to_gray
from ocr_pipeline.model.document import Pixels

DARK = 48
"""Grey levels below this are black; coloured fills of grey and colour scans stay above."""

STROKE = 0.5
"""Width of print and separators in a fill that are bridged, in character heights."""

LEAST_HEIGHT, LEAST_WIDTH = 1.1, 4.0
"""Smallest fill in character heights of the page; print in tables is smaller."""

HIGHER_THAN_PRINT, SOLID = 1.5, 0.85
"""Height in character heights up to which a line of bold print looks like a fill once its strokes are bridged: there, a
fill is one that is dark by this share of its width along its upper and along its lower edge."""

FULL = 0.6
"""Share of a fill that is dark before its print is bridged; dense lines of print have less ink."""

AROUND, DENSE = (4.0, 1.5), 0.4
"""Width and height in character heights in which a fill is dark by this share around each of its pixels: tight lines of
bold print that hang together with a fill are not of it."""

BAND_GAP = 3.0
"""Widest piece of print, in character heights, at which a band of fill is taken as one."""

RECTANGLE = 0.8
"""Share of its box from which a fill is the box."""

RIM = 0.5
"""Dark share of the outermost rows and columns of a fill."""

EDGE = 0.1
"""Thickness of the rule that is drawn where a fill ends, in character heights."""


def invert_fills(pixels: Pixels, em: float) -> tuple[Pixels, Mask | None]:
    """The picture with its dark fills inverted and ruled around, and where they are; itself and None without any."""
    gray = to_gray(pixels)
    fills = dark_fills(gray, em)
    inside = fills > 0
    if not inside.any():
        return pixels, None
    inverted = pixels.copy()
    level = float(np.median(gray[inside]))
    inverted[inside] = np.clip(255.0 + level - gray[inside], 0, 255).astype(np.uint8)[:, None]
    edge = max(1, round(EDGE * em))
    kernel = np.ones((2 * edge + 1, 2 * edge + 1), np.uint8)
    inverted[(cv2.dilate(fills, kernel) - cv2.erode(fills, kernel)) > 0] = 0
    return inverted, fills


def dark_fills(gray: Gray, em: float) -> Mask:
    """1 inside dark areas larger than print."""
    dark = cv2.threshold(gray, DARK, 1, cv2.THRESH_BINARY_INV)[1]
    side = max(3, round(STROKE * em))
    bridged = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    height = round(LEAST_HEIGHT * em)
    pieces = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((height, height), np.uint8))
    bands = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, np.ones((1, round(BAND_GAP * em)), np.uint8))
    least = np.ones((height, round(LEAST_WIDTH * em)), np.uint8)
    large = cv2.morphologyEx(_dense(cv2.morphologyEx(bands, cv2.MORPH_OPEN, least), dark, em), cv2.MORPH_OPEN, least)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(large, connectivity=8)
    ink = np.bincount(labels.ravel(), weights=dark.ravel(), minlength=count)
    full = ink >= FULL * stats[:, 4]
    full[0] = False
    low = np.flatnonzero(full & (stats[:, 3] < HIGHER_THAN_PRINT * em))
    full[[label for label in low.tolist() if not _has_solid_edges(dark, stats[label].tolist())]] = False
    return _squared(np.asarray(full[labels], dtype=np.uint8), dark)


def _dense(pieces: Mask, dark: Mask, em: float) -> Mask:
    """The pieces without the parts that are mostly paper, if nothing but the piece itself is looked at."""
    if not pieces.any():
        return pieces
    side = round(AROUND[0] * em), round(AROUND[1] * em)
    ink = cv2.blur((dark & pieces).astype(np.float32), side)
    return np.asarray(pieces & (ink >= DENSE * cv2.blur(pieces.astype(np.float32), side)), dtype=np.uint8)


def _has_solid_edges(dark: Mask, box: list[int]) -> bool:
    """Whether a row near the top and one near the bottom of a box (left, top, width, height) are dark throughout."""
    left, top, width, height, _ = box
    rows = dark[top : top + height, left : left + width].mean(axis=1)
    rim = max(1, height // 4)
    return float(rows[:rim].max()) >= SOLID and float(rows[-rim:].max()) >= SOLID


def _squared(fills: Mask, dark: Mask) -> Mask:
    """Nearly rectangular fills made rectangles: print at their rims leaves dents, and print close by leaves bulges."""
    squared = fills.copy()
    _, _, stats, _ = cv2.connectedComponentsWithStats(fills, connectivity=8)
    for left, top, width, height, area in stats[1:].tolist():
        if area >= RECTANGLE * width * height:
            squared[top : top + height, left : left + width] = 0
            part = dark[top : top + height, left : left + width]
            (first, last), (begin, end) = _darkest(part.mean(axis=1)), _darkest(part.mean(axis=0))
            squared[top + first : top + last, left + begin : left + end] = 1
    return squared


def _darkest(shares: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[int, int]:
    """From the first to the last of the rows or columns of a box that are mostly dark; all where none is."""
    most = np.flatnonzero(shares >= RIM)
    return (int(most[0]), int(most[-1]) + 1) if most.size else (0, len(shares))
