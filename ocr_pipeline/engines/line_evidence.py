"""Where ruling lines may run: masks of thin, long structures in each direction, under several hypotheses.

A rule is a dark ridge on lighter paper, a light ridge between coloured cells, or the edge between two fills. All three
are looked for in the direction across the line, then kept only where they continue along it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr_pipeline.engines.text_scale import Gray, to_gray
from ocr_pipeline.model.document import Pixels

Mask = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

THICKEST = 0.3
"""Thickest rule in character heights; thicker dark bands are fills."""

DARK_CONTRAST = 11.0
"""Grey levels by which a faded rule stands out after smoothing along it; scanner noise stays below after smoothing."""

REACH = 0.6
"""How far along a line its darkness is averaged, in character heights."""

DENSITY = 0.4
"""Share of the strongest ink nearby that a line keeps on average; dotted rules keep half."""

LIGHT_CONTRAST = 14.0
"""As above for separators that are lighter than the cells beside them; white paper between lines of text is no such."""

STEP_CONTRAST = 14.0
"""Smallest difference of one colour channel between two fills that meet without a rule."""

STEP_RUN = 1.9
"""Shortest run of such an edge in character heights; crossing rules cut it at every row."""

STEP_EVEN = 0.6
"""Length in character heights over which both fills beside such an edge must be even; strokes of print are shorter."""

PAPER = 236
"""Brighter surroundings are paper: a light ridge needs coloured cells on both sides."""

EVEN = 36
"""Grey levels within which a fill varies beside a separator, scanner noise and JPEG included."""

SHORTEST = 1.25
"""Shortest run in character heights: strokes of one character are shorter, the side of any cell is longer."""

GAP = 0.3
"""Widest bridged gap of a broken or dotted rule in character heights."""


@dataclass(frozen=True, slots=True)
class LineMasks:
    """Masks (0 or 1) of horizontal and vertical structures that run on for more than a character height."""

    horizontal: Mask
    vertical: Mask


def find_evidence(pixels: Pixels, em: float) -> LineMasks:
    """Both masks of an RGB picture whose characters are ``em`` pixels high."""
    turned = cv2.transpose(pixels)
    return LineMasks(_horizontal(pixels, em), np.ascontiguousarray(_horizontal(turned, em).T))


def _horizontal(pixels: Pixels, em: float) -> Mask:
    gray = to_gray(pixels)
    dark = _runs(_dark_ridges(gray, em), SHORTEST * em, gap=GAP * em)
    light = _runs(_light_ridges(gray, em), SHORTEST * em, gap=GAP * em / 3)
    steps = _steps(pixels, em)
    return np.asarray(cv2.bitwise_or(cv2.bitwise_or(dark, light), steps), dtype=np.uint8)


def _across(em: float) -> int:
    """Height of the element that swallows rules but not fills."""
    return max(5, 2 * round(THICKEST * em / 2 + 1) + 1)


def _dark_ridges(gray: Gray, em: float) -> Mask:
    """Darker than what lies above and below, on the average of both directions along the line.

    Averaging turns dots and breaks into a weaker line; asking both directions keeps the ends where they are; asking for
    a share of the strongest ink nearby keeps out lines of text, whose strokes cover little of any one pixel row.
    """
    ridge = cv2.morphologyEx(gray, cv2.MORPH_BLACKHAT, np.ones((_across(em), 1), np.uint8))
    # A line that steps from one pixel row to the next must not be cut at the step.
    ridge = cv2.dilate(ridge, np.ones((2, 1), np.uint8))
    reach = max(3, round(REACH * em))
    before = cv2.blur(ridge, (reach, 1), anchor=(reach - 1, 0))
    after = cv2.blur(ridge, (reach, 1), anchor=(0, 0))
    along = cv2.min(before, after)
    strongest = cv2.dilate(ridge, np.ones((1, 2 * reach + 1), np.uint8))
    dense = cv2.compare(along, cv2.convertScaleAbs(strongest, alpha=DENSITY), cv2.CMP_GE)
    return np.asarray(cv2.bitwise_and(_threshold(along, DARK_CONTRAST), dense), dtype=np.uint8)


def _light_ridges(gray: Gray, em: float) -> Mask:
    """Lighter than the coloured, even cells above and below; paper between print and a rule has no such neighbours."""
    around = cv2.morphologyEx(gray, cv2.MORPH_OPEN, np.ones((_across(em), 1), np.uint8))
    ridge = _threshold(cv2.subtract(gray, around), LIGHT_CONTRAST)
    coloured = cv2.threshold(cv2.blur(around, (3, _across(em))), PAPER, 1, cv2.THRESH_BINARY_INV)[1]
    beside = np.ones((1, max(3, round(0.5 * em)) | 1), np.uint8)
    return np.asarray(cv2.bitwise_and(ridge, cv2.bitwise_and(coloured, _even(around, beside))), dtype=np.uint8)


def _steps(pixels: Pixels, em: float) -> Mask:
    """The edge between two even fills: the strongest difference between the rows a little above and below."""
    reach = max(2, round(0.12 * em))
    flat = cv2.blur(pixels, (max(3, round(0.25 * em)) | 1, 3))
    channels = cv2.split(cv2.absdiff(flat[2 * reach :], flat[: -2 * reach]))
    inner = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
    difference = cv2.copyMakeBorder(inner, reach, reach, 0, 0, cv2.BORDER_CONSTANT, value=0)
    peak = cv2.dilate(difference, np.ones((2 * reach + 1, 1), np.uint8))
    highest = cv2.compare(difference, peak, cv2.CMP_EQ)
    step = cv2.bitwise_and(_threshold(difference, STEP_CONTRAST), highest)
    beside = np.ones((1, max(3, round(STEP_EVEN * em)) | 1), np.uint8)
    even = _even(to_gray(flat), beside)
    both = cv2.bitwise_and(even[2 * reach :], even[: -2 * reach])
    both = cv2.copyMakeBorder(both, reach, reach, 0, 0, cv2.BORDER_CONSTANT, value=0)
    length, gap = STEP_RUN * em - beside.shape[1], GAP * em / 3
    # What evenness took off at both ends is given back.
    return np.asarray(cv2.dilate(_runs(cv2.bitwise_and(step, both), length, gap=gap), beside), dtype=np.uint8)


def _even(gray: Gray, beside: Mask) -> Mask:
    """Where the values within an element differ by less than a fill does."""
    spread = cv2.subtract(cv2.dilate(gray, beside), cv2.erode(gray, beside))
    return np.asarray(cv2.threshold(spread, EVEN, 1, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)


def _threshold(values: Gray, above: float) -> Mask:
    return np.asarray(cv2.threshold(values, above, 1, cv2.THRESH_BINARY)[1], dtype=np.uint8)


def _runs(mask: Mask, length: float, *, gap: float) -> Mask:
    """Only what runs on for ``length`` pixels, after gaps of up to ``gap`` pixels were bridged."""
    bridge = np.ones((1, max(1, round(gap)) + 1), np.uint8)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, bridge)
    return np.asarray(
        cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, max(3, round(length))), np.uint8)), dtype=np.uint8
    )
