"""Blocks of text -> sections with whole paragraphs, in reading order, page furniture left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ocr_pipeline.model.layout import RegionKind
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import TextBlock, TextLine
from ocr_pipeline.model.report import Section
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.match_labels import LabelMatcher
from ocr_pipeline.stages.stack_lines import stack_lines

FURNITURE = (RegionKind.HEADER, RegionKind.FOOTER)
# Page numbers stand in these outer parts of a page's height and hold hardly more than digits.
PAGE_EDGE, PAGE_NUMBER_LENGTH = 0.09, 9
# In heights of type: an indent that begins a paragraph, and how close to the margin a full line ends.
INDENT, RAGGED = 1.2, 1.6
LIKE_HEADING, LONGER_THAN_HEADING = 0.7, 1.8


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of running text with the margins (left, right) of its stack or page; ``first`` of its stack."""

    line: TextLine
    margins: tuple[float, float]
    first: bool

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
    last_page: int = -1

    def add(self, row: _Row, page_index: int) -> None:
        """One more line; it goes on with the last paragraph if that one's last line was full."""
        text = row.line.text.strip()
        below = not row.first or page_index != self.last_page
        if self.last is not None and self.last.full and below and not row.begins:
            self.paragraphs[-1] = _continued(self.paragraphs[-1], text)
        else:
            self.paragraphs.append(text)
        self.last, self.last_page = row, page_index


def outline_sections(pages: Sequence[PageReading], schema: ReportSchema) -> tuple[Section, ...]:
    """Sections of a report; text before the first heading is a section without a title."""
    headings = _Headings(schema)
    sections: list[_Open] = []
    for page in pages:
        margins = [_margins(page, leaf) for leaf in (0, 1)]
        for run in _runs(page, headings):
            if isinstance(run, str):
                sections.append(_Open(run, page.page_index))
            else:
                _add_lines(sections, run, page, margins)
    return tuple(Section(s.title, s.page_index, tuple(s.paragraphs)) for s in sections)


def _runs(page: PageReading, headings: _Headings) -> Iterator[str | list[TextLine]]:
    """Titles, and the lines between two titles, in reading order."""
    run: list[TextLine] = []
    for block in page.blocks:
        if title := headings.title_of(block):
            yield run
            yield title
            run = []
        elif block.kind not in FURNITURE:
            for line, text in _lines(block, page):
                if headings.is_heading(text):
                    yield run
                    yield text
                    run = []
                else:
                    run.append(line)
    yield run


def _add_lines(
    sections: list[_Open], lines: Sequence[TextLine], page: PageReading, margins: Sequence[tuple[float, float]]
) -> None:
    for stack in stack_lines(lines):
        own = min(line.box.left for line in stack), max(line.box.right for line in stack)
        for line in stack:
            if not sections:
                sections.append(_Open("", page.page_index))
            row = _Row(line, own if len(stack) > 1 else margins[page.leaf(line.box)], line is stack[0])
            sections[-1].add(row, page.page_index)


class _Headings:
    """What the schema says about headings."""

    def __init__(self, schema: ReportSchema) -> None:
        titles = [title for spec in schema.tables for title in spec.titles]
        labels = [label for section in schema.sections for label in section.labels]
        self.known = tuple(dict.fromkeys([*titles, *labels]))
        self.matcher = LabelMatcher(self.known, schema.characters.simplified)
        self._ends = schema.characters.sentence_ends
        self._pattern = schema.headings
        self.longest = max((len(self.matcher.plain(label)) for label in self.known), default=0)

    def is_heading(self, text: str) -> bool:
        """Whether a line is the title of a chapter that the schema names, or has the form of one."""
        plain = self.matcher.plain(text)
        if not plain or opens_part(text) or self._is_sentence(text):
            return False
        if self._pattern and re.fullmatch(self._pattern, unicodedata.normalize("NFKC", text.strip())):
            return True
        if len(plain) > self.longest + 4:
            return False
        near = tuple(k for k in self.known if len(plain) <= LONGER_THAN_HEADING * len(self.matcher.plain(k)))
        return self.matcher.similarity(text, near) >= LIKE_HEADING

    def _is_sentence(self, text: str) -> bool:
        """Whether a text ends as sentences do; titles never do."""
        return unicodedata.normalize("NFKC", text.rstrip())[-1:] in tuple(self._ends)

    def title_of(self, block: TextBlock) -> str:
        """The text of a block that is a heading by its kind or as a whole; empty if it is none."""
        text = block.text.strip()
        if self.is_heading(text):
            return text
        plain_title = block.kind is RegionKind.TITLE and not opens_part(text) and not self._is_sentence(text)
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


def _margins(page: PageReading, leaf: int) -> tuple[float, float]:
    """Where most lines of running text on a printed page begin and end (left, right), in pixels."""
    lines = [line for block in page.blocks if block.kind is RegionKind.TEXT for line in block.lines]
    boxes = [line.box for line in lines if page.leaf(line.box) == leaf]
    if not boxes:
        return 0.0, float(page.size[0])
    lefts, rights = sorted(box.left for box in boxes), sorted(box.right for box in boxes)
    return lefts[len(lefts) // 10], rights[len(rights) * 9 // 10]
