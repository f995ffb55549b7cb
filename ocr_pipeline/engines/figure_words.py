"""Words that are figures, told by the shapes of their pieces: before anything is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from ocr_pipeline.engines.text_scale import Gray, inked
from ocr_pipeline.model.geometry import Box

FIGURES = 0.86
"""Figures are lower than this share of the height of characters."""

SMALLEST_GLYPH = 0.4
"""Pieces lower than this share of their word are signs and dirt, which say nothing of what the word is."""

LOWEST = 0.4
"""Figures are higher than this share of the height of characters; strokes of characters are lower."""

SPECK, POINTS = 0.15, 0.34
"""Words as high as characters with more small pieces than this, for each glyph, are characters; smaller ones, in
character heights, are dirt."""

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

ALIKE, KNOWN = 0.08, 3
"""A piece is as wide and high as another within this share of its height; a word whose pieces are like those of so many
lone figures is one as well."""

ONE, ONES = 0.5, 2
"""Narrower figures, as a share of their height, are ones, which are like no other; more than so many of nothing else
are parts of characters, if no other figure is like them."""

Pieces = np.ndarray[tuple[int, ...], np.dtype[Any]]
"""Rows of left, top, width, height and area, in pixels."""


def find_figures(words: Sequence[Box], darker: Gray, em: float) -> frozenset[Box]:
    """The words made of pieces as high as each other that are narrow, or else lower than characters are, and those like
    them; ``darker`` tells how much darker than around every pixel is, ``em`` is the height of characters."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked(darker), connectivity=8)
    pieces = [_pieces(np.asarray(labels), stats, word) for word in words]
    sure = [_is_figure(word, own, em) for word, own in zip(words, pieces, strict=True)]
    lone = [_glyphs(word, own) for word, own, is_one in zip(words, pieces, sure, strict=True) if is_one]
    known = [glyphs[0, 2:4] for glyphs in lone if len(glyphs) == 1]
    if len(known) < KNOWN:
        return frozenset(word for word, is_one in zip(words, sure, strict=True) if is_one)
    shapes = np.array(known)
    return frozenset(
        word
        for word, own, is_one in zip(words, pieces, sure, strict=True)
        if (is_one and _is_kept(word, own, shapes, em)) or _is_like(word, own, shapes, em)
    )


def _pieces(labels: Pieces, stats: Pieces, word: Box) -> Pieces:
    part = labels[int(word.top) : round(word.bottom), int(word.left) : round(word.right)]
    return stats[np.unique(part[part > 0])]


def _glyphs(word: Box, pieces: Pieces) -> Pieces:
    """The pieces without signs and dirt."""
    return pieces[pieces[:, 3] >= SMALLEST_GLYPH * word.height]


def _is_whole(word: Box, glyphs: Pieces) -> bool:
    """Whether glyphs are all as high as their word, and fill it."""
    high = glyphs[:, 3] >= AS_HIGH * word.height
    return bool(high.any() and high.all() and glyphs[:, 2].sum() >= FILLED * word.width)


def _is_figure(word: Box, pieces: Pieces, em: float) -> bool:
    glyphs = _glyphs(word, pieces)
    low = word.height < FIGURES * em or _is_slim(word, glyphs, em)
    if not low and _has_strokes(glyphs, pieces, em):
        return False
    narrow = glyphs[:, 2] <= (LOW_NARROW if low else NARROW) * glyphs[:, 3]
    # Figures that touch are wide; one wide piece alone is a low character.
    touching = low and (len(glyphs) > 1 or word.width > TOUCHING * word.height)
    return LOWEST * em <= word.height and _is_whole(word, glyphs) and bool(narrow.all() or touching)


def _is_kept(word: Box, pieces: Pieces, known: Pieces, em: float) -> bool:
    """Whether a word as high as characters is no character in narrow parts: of these some are like no figure."""
    glyphs = _glyphs(word, pieces)
    wide = glyphs[glyphs[:, 2] > ONE * glyphs[:, 3]]
    if len(glyphs) == 1 or word.height < FIGURES * em:
        return True
    return _alike(wide if len(wide) or len(glyphs) <= ONES else glyphs, known)


def _is_like(word: Box, pieces: Pieces, known: Pieces, em: float) -> bool:
    """Whether the glyphs of a word are all as high as it and have the sizes of known ones (widths and heights)."""
    glyphs = _glyphs(word, pieces)
    return _is_whole(word, glyphs) and not _has_strokes(glyphs, pieces, em) and _alike(glyphs, known)


def _has_strokes(glyphs: Pieces, pieces: Pieces, em: float) -> bool:
    """Whether a word has more small pieces than points and commas are."""
    large = np.count_nonzero(pieces[:, 2:4].max(axis=1, initial=0) >= SPECK * em)
    return bool(large - len(glyphs) > POINTS * len(glyphs))


def _alike(glyphs: Pieces, known: Pieces) -> bool:
    """Whether each glyph has the size of several of the known ones."""
    same = np.abs(glyphs[:, None, 2:4] - known[None]) <= ALIKE * known[None, :, 1:]
    return bool((same.all(axis=2).sum(axis=1) >= KNOWN).all())


def _is_slim(word: Box, glyphs: Pieces, em: float) -> bool:
    """Whether a word is made of the figures of a wide font, by its glyphs (left, top, width, height, area)."""
    slim = bool((glyphs[:, 2] <= SLIM[0] * em).all() and (glyphs[:, 3] < SLIM[1] * em).all())
    return slim and word.width >= APIECE * em * len(glyphs)
