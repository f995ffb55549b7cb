"""The print of a table without rules: its words, which of them are figures, and how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ocr_pipeline.engines.dark_fills import invert_fills
from ocr_pipeline.engines.figure_words import find_figures
from ocr_pipeline.engines.print_blocks import find_words
from ocr_pipeline.engines.seal_ink import bleach_seals
from ocr_pipeline.engines.speckled_paper import without_specks
from ocr_pipeline.engines.text_scale import Gray, character_height, darker_than_around, to_gray
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Box

HIGHEST = 0.97
"""Figures are lower than this share of the height of characters; brackets are higher."""

MANY, EVEN, AS_CHARACTERS = 20, 0.06, 1.12
"""So many figures tell how high all are, within this share; they may be a little higher than characters."""

FEW, APART = 4, 1.5
"""Or so many do, if no words but figures are nearer to them on their line than this, in character heights."""

LOW, DASH = 0.25, (0.25, 1.5)
"""Dashes are lower than this and so long, in character heights."""

BELOW = 0.5
"""A figure has its middle so close to that of a dash, across the table, in character heights."""

TALLEST, ENOUGH = 1.5, 4
"""Words lower than this, in heights of the usual print, are one line; so many tell how high characters are."""

HIGHER = 1.05
"""Words are sought again where characters are so many times as high as was thought."""

DARKEST, PRINTED = 99.5, 0.25
"""Words have a pixel at least so dark as a share of the darkest, but for the last half per cent."""

STROKE_GAP = 0.12
"""Gap down, in character heights, that is bridged: lines of a wrapped label stay apart."""

Picture = np.ndarray[tuple[int, ...], np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Print:
    """Words of a cutout, from the top down; those that are figures; the height of its characters; its width."""

    words: tuple[Box, ...]
    figures: frozenset[Box]
    em: float
    width: int


def find_print(pixels: Pixels, height: float | None = None) -> Print:
    """The print of an RGB cutout, or of it what has characters ``height`` pixels high."""
    em = height or character_height(to_gray(pixels))
    inverted, _ = invert_fills(bleach_seals(without_specks(pixels), em), em)
    gray = to_gray(inverted)
    em = height or character_height(gray, fallback=em)
    words, figures = _words(gray, em)
    # Where most print is figures, the usual height of print is theirs.
    heights = [word.height for word in words if word not in figures and em < word.height < TALLEST * em]
    if len(heights) >= ENOUGH:
        higher = float(np.median(heights))
        if higher > HIGHER * em:
            words, figures = _words(gray, higher)
        em = higher
        figures = _not_too_high(figures, words, em)
    return Print(words, figures | _dashes(words, figures, em), em, gray.shape[1])


def _dashes(words: Sequence[Box], figures: frozenset[Box], em: float) -> frozenset[Box]:
    """Low strokes in line with a figure above or below, as printed for nought; none where strokes outnumber figures:
    those are left of rules."""
    strokes = [word for word in words if word.height <= LOW * em and DASH[0] * em <= word.width <= DASH[1] * em]
    if len(strokes) > len(figures):
        return frozenset()
    middles = np.array([word.center[0] for word in figures])
    return frozenset(word for word in strokes if (np.abs(middles - word.center[0]) <= BELOW * em).any())


def _not_too_high(figures: frozenset[Box], words: Sequence[Box], em: float) -> frozenset[Box]:
    """The figures without brackets and narrow characters; in some fonts figures are as high as characters.

    Then they are many, or a few that stand apart from all words and are as high as each other.
    """
    usual = float(np.median([word.height for word in figures])) if len(figures) >= MANY else 0.0
    as_usual = usual * (1 - EVEN), min(usual * (1 + EVEN), AS_CHARACTERS * em)
    others = [word for word in words if word not in figures]
    apart = [word for word in figures if word.height <= AS_CHARACTERS * em and _is_apart(word, others, em)]
    middle = float(np.median([word.height for word in apart])) if len(apart) >= FEW else 0.0
    middle = middle if middle >= HIGHEST * em else 0.0
    return frozenset(
        word
        for word in figures
        if word.height < HIGHEST * em
        or as_usual[0] <= word.height <= as_usual[1]
        or (word in apart and abs(word.height - middle) <= EVEN * middle)
    )


def _is_apart(word: Box, others: Sequence[Box], em: float) -> bool:
    """Whether no other word stands near on the same line."""
    around = Box(word.left - APART * em, word.top, word.right + APART * em, word.bottom)
    return not any(around.intersection(other) > 0 for other in others)


def _words(gray: Gray, em: float) -> tuple[tuple[Box, ...], frozenset[Box]]:
    """Words of print whose characters are ``em`` pixels high, and those that are figures."""
    darker = darker_than_around(gray)
    # The corners of a fill are darker than what is around them, but never as dark as print.
    least = PRINTED * float(np.percentile(darker, DARKEST))
    pieces = [word for word in find_words(gray, em, STROKE_GAP, bold=True) if _part(darker, word).max() >= least]
    words = tuple(word for word in pieces if word.height <= 3 * em or word.width <= 1.5 * em)
    return words, find_figures(words, darker, em)


def _part(picture: Picture, word: Box) -> Picture:
    return picture[int(word.top) : round(word.bottom), int(word.left) : round(word.right)]
