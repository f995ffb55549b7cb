"""Light that falls off across a cell of a photographed page, made even: what lies in shadow is no ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.model.document import Pixels

LEAST_FALL = 20
"""Grey levels by which the paper differs from end to end where light falls off; grain and tints stay below."""

STRAIGHT = 8.0
"""Grey levels by which the paper may differ from a straight fall; a fill beside paper is a step."""

LONG, FINE = 6, 24
"""Parts from which a cell is long enough to tell a shadow's edge from a fill's, and the most that are then asked."""

GRADUAL = 0.42
"""Share of the whole fall from one fine part to the next at most: at a fill's edge all of it falls at once."""

DARKEST = 0.45
"""Paper in shadow, compared with the brightest; darker is a fill."""

COLUMNS = 4
"""Columns to a part."""

BLOCKS = 8
"""Parts along a cell in which the paper is measured, each at least half as wide as the cell is high."""


def even_light(crop: Pixels) -> Pixels:
    """The RGB crop with its paper as bright all along as where it is brightest; the crop itself if it is so already."""
    height, width = crop.shape[:2]
    blocks = min(BLOCKS, 2 * width // max(1, height))
    if blocks < 3:
        return crop
    # The brightest of each column is paper, whatever is printed.
    small = cv2.resize(crop, (blocks * COLUMNS, height), interpolation=cv2.INTER_AREA)
    paper = cv2.reduce(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), 0, cv2.REDUCE_MAX)
    levels: list[int] = cv2.resize(paper, (blocks, 1), interpolation=cv2.INTER_AREA)[0].tolist()
    brightest = max(levels)
    if brightest - min(levels) < LEAST_FALL or min(levels) < DARKEST * brightest:
        return crop
    light = _straight(levels, width)
    if light is None and blocks >= LONG:
        light = _curved(crop, min(FINE, 2 * width // height))
    if light is None:
        return crop
    gain = (brightest / light).astype(np.float32)[None, :, None]
    return np.clip(crop * gain, 0, 255).astype(np.uint8)


def _straight(levels: list[int], width: int) -> NDArray[np.float64] | None:
    """The paper's grey at each of ``width`` columns, from that of equal parts; None where it is not nearly a line."""
    count, part = len(levels), width / len(levels)
    mean = sum(levels) / count
    # Least squares: the parts' middles lie evenly around the cell's.
    offsets = [(number - (count - 1) / 2) * part for number in range(count)]
    slope = sum(o * level for o, level in zip(offsets, levels, strict=True)) / sum(o * o for o in offsets)
    if max(abs(mean + slope * o - level) for o, level in zip(offsets, levels, strict=True)) > STRAIGHT:
        return None
    return np.asarray(np.maximum(mean + slope * (np.arange(width) - width / 2), 1.0))


def _curved(crop: Pixels, parts: int) -> NDArray[np.float64] | None:
    """The paper's grey at each column of a long cell, from that of fine parts; None where it falls at once."""
    height, width = crop.shape[:2]
    small = cv2.cvtColor(cv2.resize(crop, (parts, height), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    paper = np.pad(small.max(axis=0).astype(np.float64), 1, mode="edge")
    levels = np.median((paper[:-2], paper[1:-1], paper[2:]), axis=0)
    if np.abs(np.diff(levels)).max() > GRADUAL * np.ptp(levels):
        return None
    middles = (np.arange(parts) + 0.5) * (width / parts)
    return np.asarray(np.maximum(np.interp(np.arange(width), middles, levels), 1.0))
