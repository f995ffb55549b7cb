"""Blocks of text -> sections with whole paragraphs, in reading order, page furniture left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ocr_pipeline.model.layout import RegionKind
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import TextBlock, TextLine
from ocr_pipeline.model.report import Section
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.match_labels import LabelMatcher

FURNITURE = (RegionKind.HEADER, RegionKind.FOOTER)
# Page numbers stand in these outer parts of a page's height and hold hardly more than digits.
PAGE_EDGE, PAGE_NUMBER_LENGTH = 0.09, 9
# In heights of type: an indent that begins a paragraph, how close to the margin a full line ends, the widest leading.
INDENT, RAGGED, LINE_GAP = 1.2, 1.6, 1.5
LIKE_HEADING, LONGER_THAN_HEADING = 0.7, 1.8


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of running text with its page and the margins of that page's text (left, right)."""

    line: TextLine
    page: PageReading
    margins: tuple[float, float]

    @property
    def begins(self) -> bool:
        """Whether it begins a paragraph: it is indented."""
        return self.line.box.left > self.margins[0] + INDENT * self.line.box.height

    @property
    def full(self) -> bool:
        """Whether it reaches the margin, so that its paragraph may go on."""
        return self.line.box.right > self.margins[1] - RAGGED * self.line.box.height


@dataclass
class _Open:
    """A section being filled."""

    title: str
    page_index: int
    paragraphs: list[str] = field(default_factory=list)
    last: _Row | None = None

    def add(self, row: _Row) -> None:
        """One more line; it goes on with the last paragraph if that one's last line was full."""
        text = row.line.text.strip()
        if self.last is not None and self.last.full and not row.begins and _follows(self.last, row):
            self.paragraphs[-1] = _continued(self.paragraphs[-1], text)
        else:
            self.paragraphs.append(text)
        self.last = row


def _follows(upper: _Row, lower: _Row) -> bool:
    """Whether a line stands below another in its column; over a page break it may."""
    if upper.page.page_index != lower.page.page_index:
        return True
    a, b = upper.line.box, lower.line.box
    below = b.top >= a.center[1] and b.top - a.bottom <= LINE_GAP * a.height
    return below and min(a.right, b.right) > max(a.left, b.left)


def outline_sections(pages: Sequence[PageReading], schema: ReportSchema) -> tuple[Section, ...]:
    """Sections of a report; text before the first heading is a section without a title."""
    headings = _Headings(schema)
    sections: list[_Open] = []
    for page in pages:
        margins = _margins(page)
        for block in page.blocks:
            if title := headings.title_of(block):
                sections.append(_Open(title, page.page_index))
            elif block.kind not in FURNITURE:
                _add_lines(sections, block, page, (headings, margins))
    return tuple(Section(s.title, s.page_index, tuple(s.paragraphs)) for s in sections)


def _add_lines(
    sections: list[_Open], block: TextBlock, page: PageReading, known: tuple[_Headings, tuple[float, float]]
) -> None:
    headings, margins = known
    for line, text in _lines(block, page):
        if headings.is_heading(text):
            sections.append(_Open(text, page.page_index))
            continue
        if not sections:
            sections.append(_Open("", page.page_index))
        sections[-1].add(_Row(line, page, margins))


class _Headings:
    """What the schema says about headings."""

    def __init__(self, schema: ReportSchema) -> None:
        titles = [title for spec in schema.tables for title in spec.titles]
        labels = [label for section in schema.sections for label in section.labels]
        self.known = tuple(dict.fromkeys([*titles, *labels]))
        self.matcher = LabelMatcher(self.known, schema.characters.simplified)
        self.longest = max((len(self.matcher.plain(label)) for label in self.known), default=0)

    def is_heading(self, text: str) -> bool:
        """Whether a line is the title of a chapter that the schema names."""
        plain = self.matcher.plain(text)
        if not plain or opens_part(text) or len(plain) > self.longest + 4:
            return False
        near = tuple(k for k in self.known if len(plain) <= LONGER_THAN_HEADING * len(self.matcher.plain(k)))
        return self.matcher.similarity(text, near) >= LIKE_HEADING

    def title_of(self, block: TextBlock) -> str:
        """The text of a block that is a heading by its kind or as a whole; empty if it is none."""
        text = block.text.strip()
        if self.is_heading(text):
            return text
        plain_title = block.kind is RegionKind.TITLE and not opens_part(text)
        return text if plain_title and any(c.isalpha() for c in text) else ""


def opens_part(text: str) -> bool:
    """Whether a text begins with a bracketed ordinal: a part of a chapter, which reads on as a paragraph."""
    return bool(text) and unicodedata.category(text[0]) == "Ps"


def _lines(block: TextBlock, page: PageReading) -> Iterable[tuple[TextLine, str]]:
    for line in block.lines:
        text = line.text.strip()
        if text and not _is_page_number(line, text, page.size[1]):
            yield line, text


def _continued(paragraph: str, text: str) -> str:
    """Chinese lines are joined as they are, words in Latin letters with a space between."""
    latin = paragraph[-1:].isascii() and paragraph[-1:].isalpha() and text[:1].isascii() and text[:1].isalpha()
    return f"{paragraph} {text}" if latin else paragraph + text


def _is_page_number(line: TextLine, text: str, height: float) -> bool:
    at_edge = line.box.bottom < PAGE_EDGE * height or line.box.top > (1 - PAGE_EDGE) * height
    return at_edge and len(text) <= PAGE_NUMBER_LENGTH and sum(c.isalpha() for c in text) <= 2


def _margins(page: PageReading) -> tuple[float, float]:
    """Where most lines of running text begin and end (left, right), in pixels."""
    boxes = [line.box for block in page.blocks if block.kind is RegionKind.TEXT for line in block.lines]
    if not boxes:
        return 0.0, float(page.size[0])
    lefts, rights = sorted(box.left for box in boxes), sorted(box.right for box in boxes)
    return lefts[len(lefts) // 10], rights[len(rights) * 9 // 10]
