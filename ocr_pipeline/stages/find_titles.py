"""Which table the heading above a grid names."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.model.page import PageReading
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.match_labels import LabelMatcher

# A heading is short: a sentence that merely mentions a chapter is not one.
LIKE_TITLE, LONGER_THAN_TITLE = 0.6, 1.8


def titled_tables(
    pages: Sequence[PageReading], schema: ReportSchema, matcher: LabelMatcher
) -> dict[tuple[int, int], str]:
    """For each grid (page index, index on the page) the table whose title is the nearest above it in the report."""
    titled: dict[tuple[int, int], str] = {}
    current: str | None = None
    for page in pages:
        things: list[tuple[tuple[int, float], int, str | None]] = []
        for block in page.blocks:
            things += [(page.spot(line.box), -1, named_table(line.text, schema, matcher)) for line in block.lines]
        things += [(page.spot(table.grid.box), index, None) for index, table in enumerate(page.tables)]
        for _, index, name in sorted(things, key=lambda thing: (thing[0], thing[1])):
            if index < 0:
                current = name or current
            elif current:
                titled[page.page_index, index] = current
    return titled


def named_table(text: str, schema: ReportSchema, matcher: LabelMatcher) -> str | None:
    """The id of the table whose title a line is, None if it is none."""
    plain = matcher.plain(text)
    best: tuple[float, str] | None = None
    for spec in schema.tables:
        for title in spec.titles:
            if plain and len(plain) <= LONGER_THAN_TITLE * len(matcher.plain(title)):
                similarity = matcher.similarity(text, (title,))
                if similarity >= LIKE_TITLE and (best is None or similarity > best[0]):
                    best = similarity, spec.id
    return best[1] if best else None
