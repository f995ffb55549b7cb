"""Remains of ruling lines at the edges of a cell's crop: long straight runs near them, and thin pieces along them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.model.document import Pixels

ACROSS_BAND = 0.24
"""Horizontal rulings are sought in this share of the height at the top and at the bottom."""

DOWN_BAND = 0.14
"""Vertical rulings are sought in this share of the width at either side, but at most in a fifth of the height."""

ACROSS_RUN = 0.45
"""Shortest run of a horizontal ruling as a share of the width, but at most 1.6 cell heights: skewed lines step."""

DOWN_RUN = 0.72
"""Shortest run of a vertical ruling as a share of the height: a tall 1 in a tight row stays below."""


EDGE_DEPTH = 0.16
"""Long pieces of ink on the edge that reach no deeper than this share of the height are lines: a 1 cut off is wider."""

STRIP_DEEP, STRIP_WIDE = 0.12, 0.1
"""Whatever lies wholly in a strip along the edge, no deeper than these shares of the height and of the width, is left
of a broken or slanting line: no figure is so thin and so close to the edge."""

INNER_INK = 0.12
"""A piece with more of its ink than this away from the edges holds a figure, or a stroke through one: it stays."""

FRAME_FILL = 0.18
"""A piece on the edge that fills less of its box than this, and spans most of the crop, is a corner of a frame."""


_THREE = np.ones((3, 3), np.uint8)


def remove_ruling(mask: Pixels) -> NDArray[np.bool_] | None:
    """Pixels of rulings (same shape) in a 0/1 ink mask, None if there are none."""
    height, width = mask.shape
    if height < 6 or width < 6:
        return None
    lines = np.zeros((height, width), np.uint8)
    rows, columns = _sums(mask, 1), _sums(mask, 0)
    band = max(2, round(ACROSS_BAND * height))
    run = max(5, min(round(ACROSS_RUN * width), round(1.6 * height)))
    for part in (slice(0, band), slice(height - band, height)):
        if rows[part].max() >= run:
            lines[part] |= _runs(mask[part], (1, run))
    band = max(2, round(min(DOWN_BAND * width, 0.2 * height)))
    run = max(5, min(round(DOWN_RUN * height), round(1.6 * width)))
    for part in (slice(0, band), slice(width - band, width)):
        if columns[part].max() >= run:
            lines[:, part] |= _runs(mask[:, part], (run, 1))
    strip = max(2, round(min(STRIP_DEEP * height, STRIP_WIDE * width)))
    if any(sums[part].any() for sums in (rows, columns) for part in (slice(strip), slice(-strip, None))):
        _mark_edge_pieces(mask, lines, strip)
    if not cv2.countNonZero(lines):
        return None
    return cv2.dilate(lines, _THREE).astype(bool)


def _sums(mask: Pixels, axis: int) -> NDArray[np.int32]:
    sums: NDArray[np.int32] = cv2.reduce(mask, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel()
    return sums


def _runs(part: Pixels, shape: tuple[int, int]) -> Pixels:
    kernel = np.ones(shape, np.uint8)
    return cv2.morphologyEx(part, cv2.MORPH_OPEN, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)


def _mark_edge_pieces(mask: Pixels, lines: Pixels, strip: int) -> None:
    """Mark pieces along the crop's edges that are lines rather than text cut off, in place."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask & (1 - lines), connectivity=8, ltype=cv2.CV_16U)
    height, width = mask.shape
    is_line = _are_lines(stats, mask.shape, strip)
    is_line[0] = False
    if not is_line.any():
        return
    inner = labels[height // 5 : height - height // 5, width // 6 : width - width // 6]
    is_line &= np.bincount(inner.ravel(), minlength=len(stats)) <= INNER_INK * stats[:, 4]
    if is_line.any():
        lines |= is_line.astype(np.uint8)[labels]


def _are_lines(stats: NDArray[np.int32], shape: tuple[int, ...], strip: int) -> NDArray[np.bool_]:
    height, width = shape[:2]
    left, top, wide, tall, area = (stats[:, column] for column in range(5))
    on_side = (left == 0) | (left + wide == width)
    on_end = (top == 0) | (top + tall == height)
    down = on_side & (wide < max(3.0, EDGE_DEPTH * height)) & ((tall >= 0.6 * height) | on_end)
    across = on_end & (tall < max(3.0, EDGE_DEPTH * height)) & ((wide >= 0.4 * width) | on_side)
    spans = (wide >= 0.5 * width) & (tall >= 0.7 * height)
    frame = (on_side | on_end) & spans & (area < FRAME_FILL * wide * tall)
    outside = (left + wide <= strip) | (left >= width - strip) | (top + tall <= strip) | (top >= height - strip)
    found: NDArray[np.bool_] = down | across | frame | outside
    return found
