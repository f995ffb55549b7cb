"""Remains of ruling lines at the edges of a cell's crop: long straight runs near them, and thin pieces along them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

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


Piece = tuple[int, int, int, int, int]
"""Left, top, width, height and area in pixels; a cell has few, so that plain numbers are faster than arrays."""

_THREE = np.ones((3, 3), np.uint8)


def remove_ruling(mask: Pixels) -> NDArray[np.bool_] | None:
    """Pixels of rulings (same shape) in a 0/1 ink mask, None if there are none."""
    height, width = mask.shape
    if height < 6 or width < 6:
        return None
    lines: Pixels | None = None
    rows, columns = _sums(cv2.transpose(mask)), _sums(mask)
    band = max(2, round(ACROSS_BAND * height))
    run = max(5, min(round(ACROSS_RUN * width), round(1.6 * height)))
    for first, last in _reaching(rows, band, run):
        lines = np.zeros((height, width), np.uint8) if lines is None else lines
        lines[first:last] |= _runs(mask[first:last], (1, run))
    band = max(2, round(min(DOWN_BAND * width, 0.2 * height)))
    run = max(5, min(round(DOWN_RUN * height), round(1.6 * width)))
    for first, last in _reaching(columns, band, run):
        lines = np.zeros((height, width), np.uint8) if lines is None else lines
        lines[:, first:last] |= _runs(mask[:, first:last], (run, 1))
    strip = max(2, round(min(STRIP_DEEP * height, STRIP_WIDE * width)))
    if any(any(sums[:strip]) or any(sums[-strip:]) for sums in (rows, columns)):
        lines = _with_edge_pieces(mask, lines, strip)
    if lines is None or not cv2.countNonZero(lines):
        return None
    return cv2.dilate(lines, _THREE).view(np.bool_)


def _sums(mask: Pixels) -> list[int]:
    """Ink of each column."""
    sums: list[int] = cv2.reduce(mask, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0].tolist()
    return sums


def _reaching(sums: list[int], band: int, run: int) -> Iterator[tuple[int, int]]:
    """In the band at either end, from the first to the last row or column with ink enough for a run."""
    for start, stop in ((0, band), (len(sums) - band, len(sums))):
        full = [k for k in range(start, stop) if sums[k] >= run]
        if full:
            yield full[0], full[-1] + 1


def _runs(part: Pixels, shape: tuple[int, int]) -> Pixels:
    return cv2.morphologyEx(part, cv2.MORPH_OPEN, _kernel(shape), borderType=cv2.BORDER_CONSTANT, borderValue=0)


@lru_cache(maxsize=1024)
def _kernel(shape: tuple[int, int]) -> Pixels:
    """All ones; pages have few sizes of cells."""
    return np.ones(shape, np.uint8)


def _with_edge_pieces(mask: Pixels, lines: Pixels | None, strip: int) -> Pixels | None:
    """The lines, to which are added pieces along the crop's edges that are no text cut off; None if there are none."""
    rest = mask if lines is None else cv2.subtract(mask, lines)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8, ltype=cv2.CV_16U)
    pieces: dict[int, Piece] = dict(enumerate(stats[1:].tolist(), start=1))
    outer = {number: piece for number, piece in pieces.items() if _is_at_edge(piece, mask.shape, strip)}
    inside = [piece for number, piece in pieces.items() if number not in outer]
    lone = _lone_figure(outer, inside, mask.shape, strip)
    for number, piece in outer.items():
        if number == lone or not _is_line(piece, mask.shape, strip) or _goes_on(piece, inside, strip):
            continue
        if _inner_ink(labels, number, piece) <= INNER_INK * piece[4]:
            lines = np.zeros(mask.shape, np.uint8) if lines is None else lines
            left, top, wide, tall, _ = piece
            place = slice(top, top + tall), slice(left, left + wide)
            lines[place] |= labels[place] == number
    return lines


def _is_at_edge(piece: Piece, shape: tuple[int, ...], strip: int) -> bool:
    """Whether a piece touches an edge or lies wholly in a strip along one."""
    height, width = shape
    left, top, wide, tall, _ = piece
    right, bottom = left + wide, top + tall
    if left == 0 or top == 0 or right == width or bottom == height:
        return True
    return right <= strip or bottom <= strip or left >= width - strip or top >= height - strip


def _inner_ink(labels: NDArray[np.uint16], number: int, piece: Piece) -> int:
    """How many pixels of a piece are away from the edges."""
    height, width = labels.shape
    left, top, wide, tall, _ = piece
    left, right = max(left, width // 6), min(left + wide, width - width // 6)
    top, bottom = max(top, height // 5), min(top + tall, height - height // 5)
    if left >= right or top >= bottom:
        return 0
    return int(np.count_nonzero(labels[top:bottom, left:right] == number))


def _lone_figure(outer: Mapping[int, Piece], inside: Sequence[Piece], shape: tuple[int, ...], strip: int) -> int | None:
    """The number of the only high piece that touches no edge, none standing inside, if it is shaped like a figure."""
    height, width = shape
    free = [
        (number, wide, tall, min(left, width - left - wide))
        for number, (left, top, wide, tall, _) in outer.items()
        if left > 0 and top > 0 and left + wide < width and top + tall < height and tall >= LEAST_TALL
    ]
    if len(free) != 1 or any(piece[3] >= LEAST_TALL for piece in inside):
        return None
    number, wide, tall, off = free[0]
    least = LEAST_WIDE if off >= LONE_OFF else LONE_WIDE
    return number if _is_figure(wide, tall, least, strip) else None


def _is_figure(wide: int, tall: int, least: float, strip: int) -> bool:
    """Whether a piece is shaped like a figure, at least so wide for its height, in a cell large for its print."""
    return tall >= LEAST_TALL and least * tall <= wide <= tall and strip >= ROOM * tall


def _goes_on(piece: Piece, inside: Sequence[Piece], strip: int) -> bool:
    """Whether a piece in the strip is the last figure of those that stand inside."""
    _, top, wide, tall, _ = piece
    if not _is_figure(wide, tall, LEAST_WIDE, strip):
        return False
    reach = SAME_ROW * tall
    return any(abs(up - top) <= reach and abs(up + high - top - tall) <= reach for _, up, _, high, _ in inside)


def _is_line(piece: Piece, shape: tuple[int, ...], strip: int) -> bool:
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
