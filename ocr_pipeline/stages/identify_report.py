"""What a report says of itself: its title, the organisation that issued it, the year that it is about."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ocr_pipeline.model.layout import RegionKind
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import TextLine
from ocr_pipeline.model.report import Identity
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.match_labels import LabelMatcher
from ocr_pipeline.stages.parse_number import printed_form

FIRST_PAGES = 2
# Lines of one title have one size of type; a title has at most this many.
SAME_SIZE, TITLE_LINES, LONGEST_TITLE = 0.3, 3, 60
LIKE_TITLE = 0.6
LARGE_TYPE, HAS_YEAR, HAS_OWNER, IS_SENTENCE, LATER_PAGE = 0.3, 0.3, 0.3, -0.8, -0.2

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    height: float
    page: int


def identify_report(pages: Sequence[PageReading], schema: ReportSchema) -> Identity:
    """Title as printed (without white space), organisation and year; empty resp. None where the report does not say."""
    matcher = LabelMatcher(schema.title, schema.characters.simplified)
    candidates = [c for page in pages[:FIRST_PAGES] for c in _candidates(page)]
    usual = statistics.median(c.height for c in candidates) if candidates else 1.0
    rated = [(rating, c) for c in candidates if (rating := _rating(c, usual, schema, matcher)) is not None]
    title = max(rated, key=lambda pair: pair[0])[1].text if rated else _largest_heading(pages[:1])
    year = year_of(title, schema) or _usual_year(pages, schema)
    return Identity(title, organisation_of(title, schema), year)


def year_of(text: str, schema: ReportSchema) -> int | None:
    """The first year in a text, in digits or in Chinese numerals."""
    digits = {ord(mark): value for mark, value in schema.characters.numerals if len(value) == 1}
    found = _YEAR.search(text) or _YEAR.search(text.translate(digits))
    return int(found.group()) if found else None


def organisation_of(title: str, schema: ReportSchema) -> str:
    """The title without the kind of report and without the year."""
    simple = title.translate({ord(a): b for a, b in schema.characters.simplified})
    starts = [simple.rfind(phrase) for phrase in schema.title if phrase in simple]
    year = _YEAR.search(title)
    if not starts and year is None:
        return ""
    # An owner stands before the year, or between the year and the kind of report.
    head = title[: min(starts)] if starts else title[: year.start() if year else 0]
    words = "|".join(re.escape(word) for word in sorted(schema.year_words, key=len, reverse=True))
    return _bare(re.sub(rf"{_YEAR.pattern}(?:{words})?", "", head)) if words else _bare(_YEAR.sub("", head))


def _bare(text: str) -> str:
    while text and unicodedata.category(text[0])[0] in "PSZ":
        text = text[1:]
    while text and unicodedata.category(text[-1])[0] in "PSZ":
        text = text[:-1]
    return text


def _candidates(page: PageReading) -> list[_Candidate]:
    """Runs of one to three lines of one size of type."""
    lines = [line for block in page.blocks for line in block.lines if printed_form(line.text)]
    found = []
    for start in range(len(lines)):
        for end in range(start + 1, min(len(lines), start + TITLE_LINES) + 1):
            run = lines[start:end]
            if not _one_size(run):
                break
            text = "".join("".join(line.text.split()) for line in run)
            found.append(_Candidate(text, statistics.mean(line.box.height for line in run), page.page_index))
    return found


def _one_size(lines: Sequence[TextLine]) -> bool:
    heights = [line.box.height for line in lines]
    return min(heights) >= (1 - SAME_SIZE) * max(heights)


def _rating(candidate: _Candidate, usual: float, schema: ReportSchema, matcher: LabelMatcher) -> float | None:
    """How much a run of lines looks like the title; None if it does not."""
    if len(candidate.text) > LONGEST_TITLE:
        return None
    folded = matcher.plain(candidate.text)
    named = any(matcher.plain(phrase) in folded for phrase in schema.title)
    likeness = 1.0 if named else matcher.similarity(candidate.text, schema.title)
    if likeness < LIKE_TITLE:
        return None
    rating = likeness + LARGE_TYPE * min(2.0, candidate.height / usual) + LATER_PAGE * candidate.page
    rating += HAS_YEAR * (year_of(candidate.text, schema) is not None)
    rating += HAS_OWNER * bool(organisation_of(candidate.text, schema))
    sentence = any(unicodedata.category(c) == "Po" for c in candidate.text)
    return rating + IS_SENTENCE * sentence - 0.002 * len(candidate.text)


def _largest_heading(pages: Sequence[PageReading]) -> str:
    """Of a report of another kind: the first heading on the first page that is about as large as the largest."""
    headings = [block for page in pages for block in page.blocks if block.kind is RegionKind.TITLE and block.lines]
    heights = [statistics.mean(line.box.height for line in block.lines) for block in headings]
    large = [block for block, height in zip(headings, heights, strict=True) if height >= (1 - SAME_SIZE) * max(heights)]
    return "".join(large[0].text.split()) if large else ""


def _usual_year(pages: Sequence[PageReading], schema: ReportSchema) -> int | None:
    """The year that the first pages name most often, the first of equals."""
    if not schema.year_words:
        return None
    words = "|".join(re.escape(word) for word in schema.year_words)
    text = "".join(printed_form(block.text) for page in pages[:FIRST_PAGES] for block in page.blocks)
    years = Counter(re.findall(rf"({_YEAR.pattern})(?={words})", text))
    return int(years.most_common(1)[0][0]) if years else None
