"""Words and blocks of print by their ink alone: what stands where, without reading it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr_pipeline.engines.text_scale import Gray
from ocr_pipeline.model.geometry import Box, union

CONTRAST = 15
"""Grey levels by which print is darker than what is around it."""

WORD_GAP, STROKE_GAP = 0.6, 0.3
"""Gaps across and down that are bridged within a line of print, in character heights."""

LEAST = 0.5
"""Longer side of the smallest word, in character heights; punctuation and dirt stay below."""

THIN, LONG = 0.2, 3.0
"""What is thinner and longer than this, in character heights, is a piece of a rule."""

SPECK = 0.33
"""What is smaller in both directions, in character heights, is a speck, a stop, or a dot of a rule."""

TALLEST = 4.0
"""What is taller than this, in character heights, and hangs together is no print."""

DENSE, ONE_LINE = (0.2, 0.75), (0.8, 2.5)
"""Bold print that runs together has between these shares of ink in its box, and is so many character heights high;
edges of fills are lower or solid."""

LONGEST_STROKE = 6.0
"""Strokes are shorter than this, in character heights."""

EDGE = 3.0
"""Pixels by which a column's edge may be off."""

LINE_GAP = 0.55
"""Gap between lines of one block, in character heights."""


def find_words(gray: Gray, em: float, stroke_gap: float = STROKE_GAP, *, bold: bool = False) -> list[Box]:
    """Boxes of runs of print in a picture with dark print, whose characters are ``em`` pixels high; top down.

    ``stroke_gap`` is the gap down, in character heights, that is bridged. With ``bold``, what hangs together over many
    characters is print as well where it is as dense as that.
    """
    side = max(15, round(3 * em) | 1)
    ink = cv2.adaptiveThreshold(gray, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, CONTRAST)
    ink = _without_lines_and_specks(ink, em, bold=bold)
    bridge = np.ones((max(1, round(stroke_gap * em)) + 1, max(1, round(WORD_GAP * em)) + 1), np.uint8)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bridge)
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    words = []
    for left, top, width, height, _ in stats[1:].tolist():
        if max(height, width) >= LEAST * em and (height >= THIN * em or width <= LONG * em) and width > 2:
            words.append(Box(float(left), float(top), float(left + width), float(top + height)))
    return sorted(words, key=lambda box: (box.top, box.left))


def _without_lines_and_specks(ink: Gray, em: float, *, bold: bool) -> Gray:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    shorter = np.minimum(stats[:, 2], stats[:, 3])
    longer = np.maximum(stats[:, 2], stats[:, 3])
    wide = stats[:, 2] > 6 * em
    if bold:
        share = stats[:, 4] / (stats[:, 2] * stats[:, 3])
        like_print = (share > DENSE[0]) & (share < DENSE[1]) & ~_with_edges(ink, labels, len(stats), em)
        wide &= ~(like_print & (stats[:, 3] > ONE_LINE[0] * em) & (stats[:, 3] < ONE_LINE[1] * em))
    line = ((shorter < THIN * em) & (longer > LONG * em)) | (stats[:, 3] > TALLEST * em) | wide
    speck = longer < max(3.0, SPECK * em)
    drop = line | speck
    drop[0] = False
    kept = ink.copy()
    kept[drop[labels]] = 0
    return kept


def _with_edges(
    ink: Gray, labels: np.ndarray[tuple[int, ...], np.dtype[np.int32]], count: int, em: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which connected pieces have a straight level edge, longer than any stroke: rules, and the borders of fills."""
    edges = cv2.erode(ink, np.ones((1, round(LONGEST_STROKE * em)), np.uint8), borderValue=0)
    found = np.zeros(count, dtype=bool)
    found[labels[edges > 0]] = True
    return found


def join_within(words: Sequence[Box], edges: Sequence[float]) -> list[Box]:
    """Words side by side on one line as one where no column ends between them."""
    joined: list[Box] = []
    for word in sorted(words, key=lambda box: (box.left, box.top)):
        beside = [k for k, other in enumerate(joined) if _on_one_line(other, word) and not _between(other, word, edges)]
        if beside:
            joined[beside[-1]] = union((joined[beside[-1]], word))
        else:
            joined.append(word)
    return sorted(joined, key=lambda box: (box.top, box.left))


def _on_one_line(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.height, other.height)


def _between(one: Box, other: Box, edges: Sequence[float]) -> bool:
    end, start = min(one.right, other.right), max(one.left, other.left)
    return any(end - EDGE <= edge <= start + EDGE for edge in edges)


def join_lines(words: Sequence[Box], em: float) -> list[Box]:
    """Words under each other with no more than a line's gap between, as one block."""
    blocks: list[Box] = []
    for word in sorted(words, key=lambda box: (box.top, box.left)):
        near = [block for block in blocks if _continues(block, word, em)]
        blocks = [block for block in blocks if block not in near]
        blocks.append(union((*near, word)))
    return sorted(blocks, key=lambda box: (box.top, box.left))


def _continues(block: Box, word: Box, em: float) -> bool:
    shared = min(block.right, word.right) - max(block.left, word.left)
    below = word.top - block.bottom
    return shared >= 0.5 * min(block.width, word.width) and -em < below <= LINE_GAP * em
