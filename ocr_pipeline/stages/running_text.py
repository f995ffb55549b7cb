"""Blocks of pages -> sentences for pattern matching, each character of which knows its line on the page.

Text is compared after NFKC, without white space, in simplified characters; a sentence may run over lines, blocks and
pages, for reports are broken anywhere. Where cards stand side by side and their lines come interleaved, each stack of
lines is read on its own as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ocr_pipeline.model.bound import Place
from ocr_pipeline.model.geometry import union
from ocr_pipeline.model.layout import RegionKind
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import TextLine
from ocr_pipeline.schema.types import Characters
from ocr_pipeline.stages.parse_number import printed_form

PlacedLine = tuple[int, TextLine]
"""A line and the page it stands on."""

GAP, SHARED = 1.0, 0.5
"""How far below, in heights of a line, the next line of a stack may stand, and how much of its width it shares."""

_SKIPPED = (RegionKind.HEADER, RegionKind.FOOTER)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as compared; ``lines`` gives for each character the page and line that it stands in."""

    text: str
    lines: tuple[tuple[int, TextLine], ...]

    def place(self, start: int, end: int, pages: Mapping[int, PageReading]) -> Place:
        """Where a part of the sentence stands: the lines of its last page."""
        touched = self.lines[start:end]
        page = touched[-1][0]
        box = union(line.box for number, line in touched if number == page)
        return Place(page, pages[page].place(box))


def sentences(pages: Sequence[PageReading], characters: Characters) -> Iterator[Sentence]:
    """The sentences of the running text: those of stacks of lines first, then all in reading order."""
    simplified = dict(characters.simplified)
    ends = re.compile(f"[{re.escape(characters.sentence_ends)}]")
    for run in (*(stack for page in pages for stack in _stacks(page)), *_runs(pages)):
        spelled = [(compared(line.text, simplified), page, line) for page, line in run]
        text = "".join(said for said, _, _ in spelled)
        lines = [(page, line) for said, page, line in spelled for _ in said]
        starts = [0, *(end.end() for end in ends.finditer(text))]
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            if end > start:
                yield Sentence(text[start:end], tuple(lines[start:end]))


def _runs(pages: Sequence[PageReading]) -> Iterator[list[PlacedLine]]:
    """Lines that may continue each other, with their pages; a title stands alone."""
    run: list[PlacedLine] = []
    for page in pages:
        for block in page.blocks:
            if block.kind in _SKIPPED:
                continue
            lines = [(page.page_index, line) for line in block.lines]
            if block.kind is RegionKind.TITLE:
                yield run
                yield lines
                run = []
            else:
                run = run + lines
    yield run


def _stacks(page: PageReading) -> Iterator[list[PlacedLine]]:
    """Stacks of lines right under each other that the reading order interleaves with others."""
    lines = [line for block in page.blocks if block.kind not in _SKIPPED for line in block.lines]
    below = {index: follower for index in range(len(lines)) if (follower := _below(index, lines)) is not None}
    above: dict[int, list[int]] = {}
    for index, follower in below.items():
        above.setdefault(follower, []).append(index)
    for start in range(len(lines)):
        if len(above.get(start, ())) == 1:
            continue
        stack = [start]
        while (follower := below.get(stack[-1])) is not None and len(above[follower]) == 1:
            stack.append(follower)
        if stack != list(range(start, start + len(stack))):
            yield [(page.page_index, lines[index]) for index in stack]


def _below(index: int, lines: Sequence[TextLine]) -> int | None:
    """The nearest line right under a line: sharing half of the narrower one's width, at most a line's height away."""
    own = lines[index].box
    found: list[tuple[float, int]] = []
    for other, line in enumerate(lines):
        box = line.box
        shared = min(own.right, box.right) - max(own.left, box.left)
        near = own.center[1] < box.top <= own.bottom + GAP * own.height
        if other != index and near and shared >= SHARED * min(own.width, box.width):
            found.append((box.top, other))
    return min(found)[1] if found else None


def compared(text: str, simplified: Mapping[str, str]) -> str:
    """A text as it is compared."""
    return "".join(simplified.get(character, character) for character in printed_form(text))
