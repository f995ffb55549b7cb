"""The four edges of a sheet that lies on another ground, as a photo shows it.

For each side of the picture the line is searched along which brightness and colour change most consistently: the
gradients along it, averaged as vectors, cancel for the texture of a desk and add up for the edge of a sheet. Text and
rulings are taken away first (morphological closing). Found on a small picture, then fitted on the working picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.model.document import Pixels

SMALL_SIDE = 384
TEXT_WIDTH_SHARE = 0.025
"""Of the long side: strokes, rulings and small print thinner than this are closed over."""
REACH = 0.42
"""Of the picture's extent: how far inwards from its side an edge is searched."""
MOST_TILT = 0.35
"""Tangent of the largest angle between an edge and the picture's side."""
STEP = 3
SAMPLES = 64
SPARE_ENDS = 0.04
"""Of an edge at both ends, where it lies outside the sheet's corners."""
LEAST_CHANGE = 1.5
"""Change in CIELAB units over two pixels, along the common direction, that counts as support."""
ENOUGH_CHANGE = 8.0
"""More does not make an edge more likely."""
FIT_REACH = 14
FIT_SAMPLES = 120
FIT_ROUNDS = 4

Lab = NDArray[np.float32]
Line = tuple[float, float, float]
"""a x + b y + c = 0."""


@dataclass(frozen=True, slots=True)
class SheetEdge:
    """A line in pixels of the given picture and the share of it that is supported by a consistent change."""

    line: Line
    support: float


def find_edges(pixels: Pixels) -> tuple[SheetEdge, SheetEdge, SheetEdge, SheetEdge]:
    """The best left, top, right and bottom edge of a picture of working size; with little support if there is none."""
    scale = min(1.0, SMALL_SIDE / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    coarse, fine = _ground(small), _ground(pixels)
    left, top, right, bottom = (_one_edge(_turned(coarse, k), _turned(fine, k), scale, k) for k in range(4))
    return left, top, right, bottom


def _ground(pixels: NDArray[np.uint8] | cv2.typing.MatLike) -> Lab:
    """The page without its print, in CIELAB."""
    lab = cv2.cvtColor(np.asarray(pixels, dtype=np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    width = 2 * int(TEXT_WIDTH_SHARE * max(lab.shape[:2]) / 2) + 1
    lab[:, :, 0] = cv2.morphologyEx(lab[:, :, 0], cv2.MORPH_CLOSE, np.ones((width, width), np.uint8))
    return np.asarray(cv2.GaussianBlur(lab, (0, 0), 1.5), dtype=np.float32)


def _turned(ground: Lab, quarter: int) -> Lab:
    """The picture turned so that its left (0), top (1), right (2) or bottom (3) side is on the left."""
    return np.rot90(ground, quarter)


def _one_edge(coarse: Lab, fine: Lab, scale: float, quarter: int) -> SheetEdge:
    near = _coarse_edge(_change(coarse))
    height = coarse.shape[0] - 1
    top, bottom = (near[0] / scale, 0.0), (near[1] / scale, height / scale)
    line, support = _fitted_edge(_change(fine), top, bottom)
    return SheetEdge(_turned_back(line, fine.shape[:2], quarter), support)


def _change(ground: Lab) -> Lab:
    """Change over two pixels from left to right, per channel."""
    return np.asarray(cv2.Sobel(ground, cv2.CV_32F, 1, 0, ksize=3, scale=0.25), dtype=np.float32)


def _coarse_edge(change: Lab) -> tuple[float, float]:
    """Where the best line crosses the first and the last row."""
    height, width = change.shape[:2]
    share = np.linspace(SPARE_ENDS, 1 - SPARE_ENDS, SAMPLES, dtype=np.float32)
    rows = change[(share * (height - 1)).round().astype(int)]
    starts = np.arange(1, int(width * REACH), STEP, dtype=np.float32)
    best, found = -1.0, (0.0, 0.0)
    for start in starts:
        ends = starts[np.abs(starts - start) <= MOST_TILT * height]
        at = (start * (1 - share) + ends[:, None] * share).round().astype(int)
        scores = _consistency(rows[np.arange(SAMPLES), at])
        top = int(scores.argmax())
        if scores[top] > best:
            best, found = float(scores[top]), (float(start), float(ends[top]))
    return found


def _consistency(changes: Lab) -> NDArray[np.float32]:
    """For lines of samples (lines, samples, 3): supported share times mean change along the common direction."""
    along = _along_common(changes)
    support = (along > LEAST_CHANGE).mean(axis=1)
    return np.asarray(support * np.minimum(along, ENOUGH_CHANGE).mean(axis=1), dtype=np.float32)


def _along_common(changes: Lab) -> Lab:
    common = changes.mean(axis=1)
    length = np.linalg.norm(common, axis=1, keepdims=True) + 1e-6
    return np.asarray(np.einsum("lsc,lc->ls", changes, common / length), dtype=np.float32)


def _fitted_edge(change: Lab, top: tuple[float, float], bottom: tuple[float, float]) -> tuple[Line, float]:
    """The line through the places of strongest change near a coarse one (x as a linear function of y)."""
    height, width = change.shape[:2]
    y = np.linspace(SPARE_ENDS, 1 - SPARE_ENDS, FIT_SAMPLES) * (height - 1)
    slope = (bottom[0] - top[0]) / max(1.0, bottom[1] - top[1])
    offset = top[0] - slope * top[1]
    rows = change[y.round().astype(int)]
    for _ in range(FIT_ROUNDS):
        place, along = _strongest(rows, slope * y + offset, width)
        weights = np.clip(along, 0, ENOUGH_CHANGE) / (1.0 + (place - slope * y - offset) ** 2)
        if weights.sum() < 1e-3:
            break
        slope, offset = np.polyfit(y, place, 1, w=np.sqrt(weights + 1e-9))
    close = np.abs(place - slope * y - offset) < FIT_REACH / 4
    return (1.0, -float(slope), -float(offset)), float((close & (along > LEAST_CHANGE / 2)).mean())


def _strongest(rows: Lab, centre: NDArray[np.float64], width: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per row the place of the strongest change within reach, between pixels by its weighted mean, and its size."""
    offsets = np.arange(-FIT_REACH, FIT_REACH + 1)
    at = np.clip(centre.round().astype(int)[:, None] + offsets, 0, width - 1)
    changes = rows[np.arange(len(rows))[:, None], at]
    common = changes.sum(axis=1).mean(axis=0)
    along = np.maximum(changes @ (common / (np.linalg.norm(common) + 1e-6)), 0.0)
    peak = along.argmax(axis=1)
    window = along * (np.abs(np.arange(len(offsets)) - peak[:, None]) <= 3)
    total = window.sum(axis=1)
    place = (window * at).sum(axis=1) / np.maximum(total, 1e-6)
    return np.where(total > 0, place, centre), along.max(axis=1)


def _turned_back(line: Line, shape: tuple[int, int], quarter: int) -> Line:
    """A line of the turned picture (of ``shape``) in the coordinates of the picture as it was."""
    a, b, c = line
    height, width = shape
    if quarter == 0:
        return line
    if quarter == 1:  # np.rot90: turned (x, y) shows original (x', y') with x' = height - 1 - y, y' = x
        return -b, a, c + b * (height - 1)
    if quarter == 2:
        return -a, -b, c + a * (width - 1) + b * (height - 1)
    return b, -a, c + a * (width - 1)
