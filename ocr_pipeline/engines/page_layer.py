"""In the child: the words of a PDF page's text layer, with boxes in pixels of the page as displayed.

Characters are joined to words as long as they follow each other on a line without a gap wider than a part of their
height. Whether a layer can be trusted is decided elsewhere, by comparing it with the pixels.
"""

from __future__ import annotations

import ctypes
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
    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def layer_words(page: pdfium.PdfPage, frame: PageFrame, dots_per_point: float) -> tuple[LayerWord, ...]:
    """The words of the page in the order of the layer."""
    textpage = page.get_textpage()
    try:
        words = [_to_word(group, dots_per_point) for group in _groups(_characters(textpage, frame))]
    finally:
        textpage.close()
    return tuple(words)


def _characters(textpage: pdfium.PdfTextPage, frame: PageFrame) -> Iterator[_Character | None]:
    """Characters on the displayed page (points); None where white space ends a word."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(min(textpage.count_chars(), MOST_CHARACTERS)):
        text = _character_text(pdfium_c.FPDFText_GetUnicode(textpage, index))
        if text.isspace() or not text:
            yield None
        elif pdfium_c.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
            corners = (left.value, bottom.value), (right.value, top.value)
            yield _Character(text, *frame.display_box(corners))


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
    height = min(before.height, after.height)
    overlap = min(before.bottom, after.bottom) - max(before.top, after.top)
    gap = after.left - before.right
    tall = max(before.height, after.height)
    return (
        overlap >= LINE_OVERLAP * height and -BACKSTEP * tall - (before.right - before.left) <= gap <= WIDEST_GAP * tall
    )


def _to_word(group: list[_Character], dots_per_point: float) -> LayerWord:
    return LayerWord(
        "".join(character.text for character in group),
        Box(
            min(c.left for c in group) * dots_per_point,
            min(c.top for c in group) * dots_per_point,
            max(c.right for c in group) * dots_per_point,
            max(c.bottom for c in group) * dots_per_point,
        ),
    )
