"""The print of a table without rules: its words, which of them are figures, and how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from ocr_pipeline.engines.dark_fills import invert_fills
from ocr_pipeline.engines.print_blocks import find_words
from ocr_pipeline.engines.seal_ink import bleach_seals
from ocr_pipeline.engines.speckled_paper import without_specks
from ocr_pipeline.engines.text_scale import Gray, character_height, darker_than_around, inked, to_gray
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Box

FIGURES = 0.86
"""Figures are lower than this share of the height of characters."""

SMALLEST_GLYPH = 0.4
"""Pieces lower than this share of their word are signs and dirt, which say nothing of what the word is."""

LOWEST, HIGHEST = 0.4, 0.97
"""Figures are higher and lower than these shares of the height of characters; strokes of characters are lower, brackets
higher."""

MANY, EVEN, AS_CHARACTERS = 20, 0.06, 1.12
"""So many figures tell how high all are, within this share; they may be a little higher than characters."""

AS_HIGH, NARROW, LOW_NARROW = 0.8, 0.75, 0.88
"""Each figure is at least so high as a share of its word, and at most so wide as a share of its height; bold ones,
lower than characters, the second."""

SLIM, APIECE = (0.76, 0.92), 0.56
"""Figures of wide fonts may be so wide, as a share of the height of characters, where they are lower than the second
share; the word is at least so wide for each: characters are wider or higher, and fall apart into more pieces."""

FILLED = 0.42
"""Figures fill so much of their word's width; a number in brackets, whose strokes are too low to count, does not."""

TOUCHING = 1.35
"""Figures that touch are wider than this, as a share of their height."""

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
        figures = _not_too_high(figures, em)
    return Print(words, figures, em, gray.shape[1])


def _not_too_high(figures: frozenset[Box], em: float) -> frozenset[Box]:
    """The figures without brackets and narrow characters; in some fonts figures are as high as characters."""
    usual = float(np.median([word.height for word in figures])) if len(figures) >= MANY else 0.0
    as_usual = usual * (1 - EVEN), min(usual * (1 + EVEN), AS_CHARACTERS * em)
    return frozenset(
        word for word in figures if word.height < HIGHEST * em or as_usual[0] <= word.height <= as_usual[1]
    )


def _words(gray: Gray, em: float) -> tuple[tuple[Box, ...], frozenset[Box]]:
    """Words of print whose characters are ``em`` pixels high, and those that are figures."""
    darker = darker_than_around(gray)
    # The corners of a fill are darker than what is around them, but never as dark as print.
    least = PRINTED * float(np.percentile(darker, DARKEST))
    pieces = [word for word in find_words(gray, em, STROKE_GAP, bold=True) if _part(darker, word).max() >= least]
    words = tuple(word for word in pieces if word.height <= 3 * em or word.width <= 1.5 * em)
    return words, _figures(words, darker, em)


def _part(picture: Picture, word: Box) -> Picture:
    return picture[int(word.top) : round(word.bottom), int(word.left) : round(word.right)]


def _figures(words: Sequence[Box], darker: Gray, em: float) -> frozenset[Box]:
    """Words made of pieces as high as each other that are narrow, or else lower than characters are."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked(darker), connectivity=8)
    found = []
    for word in words:
        part = _part(np.asarray(labels), word)
        glyphs = stats[np.unique(part[part > 0])]
        glyphs = glyphs[glyphs[:, 3] >= SMALLEST_GLYPH * word.height]
        high = glyphs[:, 3] >= AS_HIGH * word.height
        low = word.height < FIGURES * em or _is_slim(word, glyphs, em)
        narrow = glyphs[:, 2] <= (LOW_NARROW if low else NARROW) * glyphs[:, 3]
        # Figures that touch are wide; one wide piece alone is a low character.
        touching = low and (len(glyphs) > 1 or word.width > TOUCHING * word.height)
        filled = glyphs[:, 2].sum() >= FILLED * word.width
        if LOWEST * em <= word.height and filled and high.any() and high.all() and (narrow.all() or touching):
            found.append(word)
    return frozenset(found)


def _is_slim(word: Box, glyphs: Picture, em: float) -> bool:
    """Whether a word is made of the figures of a wide font, by its glyphs (left, top, width, height, area)."""
    slim = bool((glyphs[:, 2] <= SLIM[0] * em).all() and (glyphs[:, 3] < SLIM[1] * em).all())
    return slim and word.width >= APIECE * em * len(glyphs)
