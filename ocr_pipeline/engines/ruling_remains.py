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
of a broken or slanting line: no figure is so thin and so close to the edge. Only where a cell is large for its print is
the strip as wide as a figure; there a piece in one row with others inside, and shaped like a figure, is one."""

LEAST_TALL = 7
"""Pixels: print below is beyond reading."""

LEAST_WIDE, SAME_ROW, ROOM = 0.12, 0.2, 0.5
"""Such a figure is at least so wide, begins and ends within so much of those inside, in a strip at least so deep: all
as shares of its height."""

LONE_WIDE, LONE_OFF = 0.22, 4
"""As above for the only figure of a cell: a dash of a worn rule is narrower, seldom alone, not so many pixels off."""

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
    lines: Pixels | None = None
    rows, columns = _sums(mask, 1), _sums(mask, 0)
    band = max(2, round(ACROSS_BAND * height))
    run = max(5, min(round(ACROSS_RUN * width), round(1.6 * height)))
    for part in (slice(0, band), slice(height - band, height)):
        if rows[part].max() >= run:
            lines = np.zeros((height, width), np.uint8) if lines is None else lines
            lines[part] |= _runs(mask[part], (1, run))
    band = max(2, round(min(DOWN_BAND * width, 0.2 * height)))
    run = max(5, min(round(DOWN_RUN * height), round(1.6 * width)))
    for part in (slice(0, band), slice(width - band, width)):
        if columns[part].max() >= run:
            lines = np.zeros((height, width), np.uint8) if lines is None else lines
            lines[:, part] |= _runs(mask[:, part], (run, 1))
    strip = max(2, round(min(STRIP_DEEP * height, STRIP_WIDE * width)))
    if any(sums[part].any() for sums in (rows, columns) for part in (slice(strip), slice(-strip, None))):
        lines = _with_edge_pieces(mask, lines, strip)
    if lines is None or not cv2.countNonZero(lines):
        return None
    return cv2.dilate(lines, _THREE).astype(bool)


def _sums(mask: Pixels, axis: int) -> NDArray[np.int32]:
    sums: NDArray[np.int32] = cv2.reduce(mask, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel()
    return sums


def _runs(part: Pixels, shape: tuple[int, int]) -> Pixels:
    kernel = np.ones(shape, np.uint8)
    return cv2.morphologyEx(part, cv2.MORPH_OPEN, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)


def _with_edge_pieces(mask: Pixels, lines: Pixels | None, strip: int) -> Pixels | None:
    """The lines, and pieces along the crop's edges that are lines rather than text cut off; None if there are none."""
    rest = mask if lines is None else cv2.subtract(mask, lines)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8, ltype=cv2.CV_16U)
    height, width = mask.shape
    pieces = _at_edges(stats, mask.shape, strip)
    inside = np.delete(stats[1:], [piece - 1 for piece in pieces], axis=0)
    lone = _lone_figure(stats, pieces, inside, mask.shape, strip)
    found = [
        piece
        for piece in pieces
        if piece != lone
        and _is_line(stats[piece].tolist(), mask.shape, strip)
        and not _goes_on(stats[piece].tolist(), inside, strip)
    ]
    if not found:
        return lines
    inner = labels[height // 5 : height - height // 5, width // 6 : width - width // 6]
    deep = np.bincount(inner.ravel(), minlength=len(stats))
    is_line = np.zeros(len(stats), np.uint8)
    is_line[[piece for piece in found if deep[piece] <= INNER_INK * stats[piece, 4]]] = 1
    return is_line[labels] if lines is None else lines | is_line[labels]


def _at_edges(stats: NDArray[np.int32], shape: tuple[int, ...], strip: int) -> list[int]:
    """Numbers of the pieces that touch an edge or lie wholly in a strip along one."""
    height, width = shape
    near, far = stats[:, :2], stats[:, :2] + stats[:, 2:4]
    size = np.array((width, height))
    hits = (near == 0) | (far == size) | (far <= strip) | (near >= size - strip)
    hits[0] = False
    pieces: list[int] = np.flatnonzero(hits[:, 0] | hits[:, 1]).tolist()
    return pieces


def _lone_figure(
    stats: NDArray[np.int32], pieces: list[int], inside: NDArray[np.int32], shape: tuple[int, ...], strip: int
) -> int | None:
    """The number of the only high piece that touches no edge, none standing inside, if it is shaped like a figure."""
    height, width = shape
    corners = [(piece, *stats[piece, :4].tolist()) for piece in pieces]
    free = [
        (piece, wide, tall, min(left, width - left - wide))
        for piece, left, top, wide, tall in corners
        if left > 0 and top > 0 and left + wide < width and top + tall < height and tall >= LEAST_TALL
    ]
    if len(free) != 1 or (inside[:, 3] >= LEAST_TALL).any():
        return None
    piece, wide, tall, off = free[0]
    least = LEAST_WIDE if off >= LONE_OFF else LONE_WIDE
    return piece if _is_figure(wide, tall, least, strip) else None


def _is_figure(wide: int, tall: int, least: float, strip: int) -> bool:
    """Whether a piece is shaped like a figure, at least so wide for its height, in a cell large for its print."""
    return tall >= LEAST_TALL and least * tall <= wide <= tall and strip >= ROOM * tall


def _goes_on(piece: list[int], inside: NDArray[np.int32], strip: int) -> bool:
    """Whether a piece in the strip is the last figure of those that stand inside."""
    _, top, wide, tall, _ = piece
    if not _is_figure(wide, tall, LEAST_WIDE, strip):
        return False
    reach = SAME_ROW * tall
    tops, bottoms = inside[:, 1], inside[:, 1] + inside[:, 3]
    return bool(((abs(tops - top) <= reach) & (abs(bottoms - top - tall) <= reach)).any())


def _is_line(piece: list[int], shape: tuple[int, ...], strip: int) -> bool:
    height, width = shape
    left, top, wide, tall, area = piece
    right, bottom = left + wide, top + tall
    if right <= strip or left >= width - strip or bottom <= strip or top >= height - strip:
        return True
    on_side = left == 0 or right == width
    on_end = top == 0 or bottom == height
    thin = max(3.0, EDGE_DEPTH * height)
    if on_side and wide < thin and (tall >= 0.6 * height or on_end):
        return True
    if on_end and tall < thin and (wide >= 0.4 * width or on_side):
        return True
    spans = wide >= 0.5 * width and tall >= 0.7 * height
    return (on_side or on_end) and spans and area < FRAME_FILL * wide * tall
