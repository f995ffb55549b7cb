"""In the child: the words of a PDF page's text layer, with boxes in pixels of the page as displayed.

Characters are joined to words as long as they follow each other on a line without a gap wider than a part of their
height. Whether a layer can be trusted is decided elsewhere, by comparing it with the pixels.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ocr_pipeline.engines.page_frame import PageFrame
from ocr_pipeline.model.document import LayerWord
from ocr_pipeline.model.geometry import Box

MOST_CHARACTERS = 60_000
"""A page of newspaper has 30,000."""
WIDEST_GAP = 0.6
"""Between two characters of a word, in heights; cells of a table are further apart."""
LINE_OVERLAP = 0.5
"""Share of the smaller height by which characters of one line overlap."""
BACKSTEP = 0.5
"""How far back, in heights, the next character may start (kerning, doubled bold)."""


@dataclass(frozen=True, slots=True)
class _Character:
    """A character's box on the displayed page (points) and the quarter turns, clockwise, in which it stands there."""

    text: str
    box: tuple[float, float, float, float]
    quarter: int

    @property
    def reading_box(self) -> tuple[float, float, float, float]:
        """The box as seen by who reads the text: left, top, right, bottom with the text running to the right."""
        left, top, right, bottom = self.box
        return (
            self.box,
            (top, -right, bottom, -left),
            (-right, -bottom, -left, -top),
            (-bottom, left, -top, right),
        )[self.quarter]


def layer_words(page: pdfium.PdfPage, frame: PageFrame, dots_per_point: float) -> tuple[LayerWord, ...]:
    """The words of the page in the order of the layer."""
    textpage = page.get_textpage()
    try:
        words = [_to_word(group, dots_per_point) for group in _groups(_characters(textpage, frame))]
    finally:
        textpage.close()
    return tuple(words)


def _characters(textpage: pdfium.PdfTextPage, frame: PageFrame) -> Iterator[_Character | None]:
    """The characters of the layer; None where white space ends a word."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(min(textpage.count_chars(), MOST_CHARACTERS)):
        text = _character_text(pdfium_c.FPDFText_GetUnicode(textpage, index))
        if text.isspace() or not text:
            yield None
        elif pdfium_c.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
            corners = (left.value, bottom.value), (right.value, top.value)
            anticlockwise = math.degrees(pdfium_c.FPDFText_GetCharAngle(textpage, index))
            quarter = round((frame.rotation - anticlockwise) / 90) % 4
            yield _Character(text, frame.display_box(corners), quarter)


def _character_text(code: int) -> str:
    """The character of a code point; nothing for codes that no text holds (PDFium gives 0 where a font names none)."""
    printable = 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)
    return chr(code) if printable else ""


def _groups(characters: Iterator[_Character | None]) -> Iterator[list[_Character]]:
    group: list[_Character] = []
    for character in characters:
        if group and (character is None or not _follows(group[-1], character)):
            yield group
            group = []
        if character is not None:
            group.append(character)
    if group:
        yield group


def _follows(before: _Character, after: _Character) -> bool:
    """Does a character go on with the word: on the same line, at no more than a small distance?"""
    left, top, right, bottom = before.reading_box
    next_left, next_top, _, next_bottom = after.reading_box
    low, tall = sorted((bottom - top, next_bottom - next_top))
    overlap = min(bottom, next_bottom) - max(top, next_top)
    in_reach = left - BACKSTEP * tall <= next_left <= right + WIDEST_GAP * tall
    return before.quarter == after.quarter and overlap >= LINE_OVERLAP * low and in_reach


def _to_word(group: list[_Character], dots_per_point: float) -> LayerWord:
    lefts, tops, rights, bottoms = zip(*(character.box for character in group), strict=True)
    box = Box(min(lefts), min(tops), max(rights), max(bottoms))
    scaled = Box(*(edge * dots_per_point for edge in (box.left, box.top, box.right, box.bottom)))
    return LayerWord("".join(character.text for character in group), scaled)
