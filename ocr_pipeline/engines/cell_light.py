"""Light that falls off across a cell of a photographed page, made even: what lies in shadow is no ink."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.model.document import Pixels

LEAST_FALL = 20
"""Grey levels by which the paper differs from end to end where light falls off; grain and tints stay below."""

STRAIGHT = 8.0
"""Grey levels by which the paper may differ from a straight fall; a fill beside paper is a step."""

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
    middles = (np.arange(blocks) + 0.5) * (width / blocks)
    slope, start = np.polyfit(middles, levels, 1)
    if np.abs(start + slope * middles - levels).max() > STRAIGHT:
        return crop
    light = np.maximum(start + slope * np.arange(width), 1.0)
    gain = (brightest / light).astype(np.float32)[None, :, None]
    return np.clip(crop * gain, 0, 255).astype(np.uint8)
