"""Where the text of a cell stands: a box around its larger pieces of ink, never smaller than a small digit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

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

HAIRLINE = 0.6
"""A piece right over or under the text is of it up to so many text heights away where paler ink leads there."""

PIECE = 0.22
"""Pieces smaller than this share of the text height both ways are specks or points: they do not move the box."""

EDGE = 0.03
"""Nearer to the edge than this share of the side counts as on the edge."""

THIN_INK, THIN_REACH = 0.03, 0.35
"""Thin signs fall apart: so much ink (in squared text heights) within so many text heights along the line is text."""

_TWO, _THREE = np.ones((2, 2), np.uint8), np.ones((3, 3), np.uint8)

Box = tuple[float, float, float, float]

Piece = tuple[int, int, int, int, int]
"""Left, top, right, bottom and area in pixels; a cell has few, so that plain numbers are faster than arrays."""


def find_ink_box(mask: Pixels, faint: Pixels) -> Box:
    """Left, top, right, bottom in pixels of the text in a 0/1 mask; the middle of the cell if there is no ink.

    ``faint`` is a mask of the same shape with paler ink too: along the line of text it counts as well.
    """
    height, width = mask.shape
    least = max(SMALLEST_PIXELS, SMALLEST_TEXT * height)
    pieces = _pieces(mask)
    if not pieces:
        return _grown((width / 2, height / 2, width / 2, height / 2), least)
    box = _around(pieces) if len(pieces) == 1 else _text_box(pieces, faint)
    return _grown(_with_thin_signs(box, faint), least)


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
    columns: list[int] = cv2.reduce(line[:, start:stop], 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0].tolist()
    ink = [0, *accumulate(columns)]
    span = min(len(columns), max(2, round(THIN_REACH * size)))
    enough = max(5.0, THIN_INK * size**2)
    hits = [k for k, before in enumerate(ink[:-span]) if ink[k + span] - before >= enough]
    if not hits:
        return box
    inked = [k for k in range(hits[0], hits[-1] + span) if columns[k]]
    return min(box[0], float(start + inked[0])), box[1], max(box[2], float(start + inked[-1] + 1)), box[3]


def _pieces(mask: Pixels) -> list[Piece]:
    """The pieces of ink; those of broken strokes are closed up first."""
    kernel = _THREE if mask.shape[0] > 20 else _TWO
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8, ltype=cv2.CV_16U)
    return [(left, top, left + wide, top + tall, area) for left, top, wide, tall, area in stats[1:].tolist()]


def _text_box(pieces: list[Piece], faint: Pixels) -> Box:
    """The box around the tallest pieces and those that belong to them."""
    size = faint.shape[1], faint.shape[0]
    tallness = [(piece[3] - piece[1]) * _trust(piece, size) for piece in pieces]
    tallest = max(tallness)
    area = LEAST_AREA * pieces[tallness.index(tallest)][4]
    chosen = [
        piece for piece, tall in zip(pieces, tallness, strict=True) if tall >= TALL * tallest and piece[4] >= area
    ]
    longest, area = PIECE * tallest, max(2.0, 0.012 * tallest**2)
    others = [p for p in pieces if p[4] >= area and (p[2] - p[0] >= longest or p[3] - p[1] >= longest)]
    box = _around(chosen)
    for _ in range(4):
        grown = _around([*chosen, *(piece for piece in others if _belongs(piece, box, faint))])
        if grown == box:
            break
        box = grown
    return box


def _belongs(piece: Piece, box: Box, faint: Pixels) -> bool:
    """Whether a piece stands beside the text in its line, or right over or under it."""
    size = max(box[3] - box[1], 4.0)
    left, top, right, bottom, _ = piece
    near = left < box[2] + NEAR * size and right > box[0] - NEAR * size
    if near and top > box[1] - BESIDE * size and bottom < box[3] + BESIDE * size:
        return True
    if left >= box[2] or right <= box[0] or bottom - top >= 0.8 * size:
        return False
    gap = max(top - box[3], box[1] - bottom)
    return gap < OVER * size or (gap < HAIRLINE * size and _leads(faint, piece, box))


def _leads(faint: Pixels, piece: Piece, box: Box) -> bool:
    """Whether pale ink stands in every row between a piece and the text, as of a hairline that is left of a figure."""
    left, right = max(piece[0], int(box[0])), min(piece[2], int(box[2]))
    between = faint[min(int(box[3]), piece[3]) : max(int(box[1]), piece[1]), left:right]
    return bool(between.any(axis=1).all())


def _trust(piece: Piece, size: tuple[int, int]) -> float:
    """Pieces on the edge are likelier remains of lines, the more so if they hardly reach inside; specks are dirt."""
    width, height = size
    left, top, right, bottom, _ = piece
    wide, tall = right - left, bottom - top
    if max(wide, tall) <= SPECK * height:
        return 0.25
    near_x, near_y = EDGE * width, EDGE * height
    if not (left <= near_x or top <= near_y or right >= width - near_x or bottom >= height - near_y):
        return 1.0
    shallow = right < 0.2 * width or left > 0.8 * width or bottom < 0.25 * height or top > 0.75 * height
    if not shallow or (wide >= 0.12 * height and tall >= 0.12 * height):
        return 0.5
    figure = tall >= SMALLEST_PIXELS and FIGURE_WIDE * tall <= wide <= tall
    return 0.5 if figure and top > near_y and bottom < height - near_y else 0.1


def _around(pieces: Sequence[Piece]) -> Box:
    left, top, right, bottom, _ = zip(*pieces, strict=True)
    return float(min(left)), float(min(top)), float(max(right)), float(max(bottom))


def _grown(box: Box, least: float) -> Box:
    left, top, right, bottom = box
    missing = max(0.0, least - (bottom - top)) / 2
    return left, top - missing, right, bottom + missing
