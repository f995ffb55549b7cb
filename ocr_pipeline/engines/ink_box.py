"""Where the text of a cell stands: a box around its larger pieces of ink, never smaller than a small digit."""

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

LEAST_AREA = 0.15
"""If they have this share of its ink: specks are small, and a figure on the crop's edge is not trusted to be tall."""

FIGURE_WIDE, SPECK = 0.4, 0.06
"""Width of a figure on the edge over its height; longest side of a speck over the cell's height."""

NEAR = 2.2
"""Shorter pieces (signs, broken strokes) belong to the text up to so many text heights away: wide spacing occurs."""

BESIDE = 0.08
"""They may stand out above or below it by this share of its height, or more if they stand right over or under it."""

OVER = 0.25

PIECE = 0.22
"""Pieces smaller than this share of the text height both ways are specks or points: they do not move the box."""

EDGE = 0.03
"""Nearer to the edge than this share of the side counts as on the edge."""

THIN_INK, THIN_REACH = 0.03, 0.35
"""Thin signs fall apart: so much ink (in squared text heights) within so many text heights along the line is text."""

_TWO, _THREE = np.ones((2, 2), np.uint8), np.ones((3, 3), np.uint8)

Box = tuple[float, float, float, float]


def find_ink_box(mask: Pixels, faint: Pixels) -> Box:
    """Left, top, right, bottom in pixels of the text in a 0/1 mask; the middle of the cell if there is no ink.

    ``faint`` is a mask of the same shape with paler ink too: along the line of text it counts as well.
    """
    height, width = mask.shape
    least = max(SMALLEST_PIXELS, SMALLEST_TEXT * height)
    pieces = _pieces(mask)
    if len(pieces) == 1:
        left, top, right, bottom, _ = pieces[0].tolist()
        return _grown(_with_thin_signs((left, top, right, bottom), faint), least)
    if not len(pieces):
        return _grown((width / 2, height / 2, width / 2, height / 2), least)
    return _grown(_with_thin_signs(_text_box(pieces, (width, height)), faint), least)


def _with_thin_signs(box: Box, faint: Pixels) -> Box:
    """The box widened to ink beside it in its line that is too thin or too broken to be a piece."""
    left, top, right, bottom = (int(edge) for edge in box)
    size = bottom - top
    if size < SMALLEST_PIXELS:
        return box
    rim = round(min(0.12 * faint.shape[0], 0.1 * faint.shape[1]))  # where pale rims of removed rulings are left
    start = min(left, max(rim, left - round(NEAR * size)))
    stop = max(right, min(faint.shape[1] - rim, right + round(NEAR * size)))
    line = faint[top:bottom]
    if not any(b > a and cv2.countNonZero(line[:, a:b]) for a, b in ((start, left), (right, stop))):
        return box
    columns = cv2.reduce(line[:, start:stop], 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0]
    ink = np.concatenate(([0], np.cumsum(columns)))
    span = min(len(columns), max(2, round(THIN_REACH * size)))
    hits = np.flatnonzero(ink[span:] - ink[:-span] >= max(5.0, THIN_INK * size**2))
    if not len(hits):
        return box
    inked = np.flatnonzero(columns[hits[0] : hits[-1] + span]) + (start + int(hits[0]))
    return min(box[0], float(inked[0])), box[1], max(box[2], float(inked[-1] + 1)), box[3]


def _pieces(mask: Pixels) -> np.ndarray:
    """Rows of left, top, right, bottom, area; pieces of broken strokes are closed up first."""
    kernel = _THREE if mask.shape[0] > 20 else _TWO
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    pieces = stats[1:].astype(np.float64)
    pieces[:, 2] += pieces[:, 0]
    pieces[:, 3] += pieces[:, 1]
    return pieces


def _text_box(pieces: np.ndarray, size: tuple[int, int]) -> Box:
    tallness = (pieces[:, 3] - pieces[:, 1]) * _trust(pieces, size)
    tallest = float(tallness.max())
    chosen = (tallness >= TALL * tallest) & (pieces[:, 4] >= LEAST_AREA * pieces[int(tallness.argmax()), 4])
    box = _around(pieces[chosen])
    longest = np.maximum(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    counts = (longest >= PIECE * tallest) & (pieces[:, 4] >= max(2.0, 0.012 * tallest**2))
    for _ in range(4):
        grown = _around(pieces[chosen | (counts & _belongs(pieces, box))])
        if grown == box:
            break
        box = grown
    return box


def _belongs(pieces: np.ndarray, box: Box) -> np.ndarray:
    size = max(box[3] - box[1], 4.0)
    left, top, right, bottom = pieces[:, 0], pieces[:, 1], pieces[:, 2], pieces[:, 3]
    near = (left < box[2] + NEAR * size) & (right > box[0] - NEAR * size)
    beside = near & (top > box[1] - BESIDE * size) & (bottom < box[3] + BESIDE * size)
    over = (left < box[2]) & (right > box[0]) & (top < box[3] + OVER * size) & (bottom > box[1] - OVER * size)
    return beside | (over & (bottom - top < 0.8 * size))


def _trust(pieces: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Pieces on the edge are likelier remains of lines, the more so if they hardly reach inside; specks are dirt."""
    width, height = size
    left, top, right, bottom = pieces[:, 0], pieces[:, 1], pieces[:, 2], pieces[:, 3]
    near_x, near_y = EDGE * width, EDGE * height
    touches = (left <= near_x) | (top <= near_y) | (right >= width - near_x) | (bottom >= height - near_y)
    shallow = (right < 0.2 * width) | (left > 0.8 * width) | (bottom < 0.25 * height) | (top > 0.75 * height)
    shallow &= touches & ((right - left < 0.12 * height) | (bottom - top < 0.12 * height))
    wide, tall = right - left, bottom - top
    figure = (tall >= SMALLEST_PIXELS) & (wide >= FIGURE_WIDE * tall) & (wide <= tall)
    figure &= (top > near_y) & (bottom < height - near_y)
    speck = np.maximum(wide, tall) <= SPECK * height
    return np.where(speck, 0.25, np.where(shallow & ~figure, 0.1, np.where(touches, 0.5, 1.0)))


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
