"""Lines of print in a table without rules: words side by side, and the words of a label as one."""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ocr_pipeline.model.geometry import Box, union

SAME_LINE = 0.45
"""Words whose middles are closer than this, in character heights, stand on one line."""

ONE_LABEL = 1.3
"""Words closer than this, in character heights, are one label, with a stop between them; figures are not."""

SIDE_BY_SIDE, WORD = 0.5, 1.6
"""Or are two labels, heads of columns next to each other, if this far apart and each at least so wide: spaced single
characters are one word."""

WRAPPED = 2.5
"""The middles of a label's lines are closer than this, in character heights."""

CAPTION_WORDS, CAPTION_GAP = 3, 2.2
"""Words of a caption at most, and the gap between them in character heights."""

CENTRED = 0.06
"""A caption's middle is no farther than this off the table's, as a share of that one's width."""

FIGURED = 0.3
"""Share of the words of a line that are figures in a row of figures."""

LARGEST = 2.0
"""Print that is higher than this, in character heights, is two lines."""

STROKE = 0.5
"""Words lower than this, in character heights, are strokes, dashes, or what is left of rules, and no labels."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side, from left to right; ``parts`` of which the labels among them are joined, if any are."""

    words: tuple[Box, ...]
    parts: tuple[Box, ...] = ()

    @property
    def middle(self) -> float:
        """Its place down the page."""
        return float(np.median([word.center[1] for word in self.words]))

    @property
    def box(self) -> Box:
        """All its words."""
        return union(self.words)


def group_lines(words: Sequence[Box], em: float) -> list[Line]:
    """Words by lines, from the top down."""
    groups: list[list[Box]] = []
    for word in sorted(words, key=lambda box: box.center[1]):
        if groups and word.center[1] - float(np.mean([w.center[1] for w in groups[-1]])) <= SAME_LINE * em:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [Line(tuple(sorted(group, key=lambda box: box.left))) for group in groups]


def gap_between(left: Box, right: Box, em: float) -> float:
    """The gap between neighbours on a line, in the height of what stands there, which is ``em`` at least."""
    size = max(em, min(left.height, right.height, LARGEST * em))
    return (right.left - left.right) / size


def join_labels(line: Line, figures: Container[Box], em: float) -> Line:
    """The line with the words of each label as one: only figures stand close to each other in columns of their own."""
    return Line(_joined(line.words, figures, em, math.inf), line.words)


def head_words(lines: Sequence[Line], figures: Container[Box], table: Box, em: float) -> list[Box]:
    """The labels of lines as heads of a table's columns may be: side by side where each is a word by itself.

    A line of one label alone, or a caption, is parted only where heads above or below it are.
    """
    parted = [_joined(line.parts or line.words, figures, em, WORD) for line in lines]
    single = [len(line.words) == 1 or _is_caption(line, table, em) for line in lines]
    close = [pair for words, one in zip(parted, single, strict=True) if not one for pair in pairwise(words)]
    sure = [(left, right) for left, right in close if gap_between(left, right, em) < ONE_LABEL]
    words: list[Box] = []
    for line, found, one in zip(lines, parted, single, strict=True):
        words += [line.box] if one and not _parted_alike(found, sure, em) else found
    return [word for word in words if word not in figures and word.height >= STROKE * em]


def _is_caption(line: Line, table: Box, em: float) -> bool:
    """Whether a line is a few words close to each other in the middle of the table."""
    close = all(gap_between(left, right, em) < CAPTION_GAP for left, right in pairwise(line.words))
    off = abs(line.box.center[0] - table.center[0])
    return len(line.words) <= CAPTION_WORDS and close and off < CENTRED * table.width


def _parted_alike(words: Sequence[Box], sure: Sequence[tuple[Box, Box]], em: float) -> bool:
    """Whether all words of a line are parted where others above or below them are."""
    return all(
        any(
            max(left.right, a.right) < min(right.left, b.left) and abs(a.center[1] - left.center[1]) < WRAPPED * em
            for a, b in sure
        )
        for left, right in pairwise(words)
    )


def _joined(words: Sequence[Box], figures: Container[Box], em: float, widest: float) -> tuple[Box, ...]:
    """Words closer than a label's as one; from ``SIDE_BY_SIDE`` on, not those that both are ``widest`` ems wide."""
    joined: list[Box] = []
    for word in words:
        if joined and joined[-1] not in figures and word not in figures and _is_one(joined[-1], word, em, widest):
            joined[-1] = union((joined[-1], word))
        else:
            joined.append(word)
    return tuple(joined)


def _is_one(left: Box, right: Box, em: float, widest: float) -> bool:
    gap = gap_between(left, right, em)
    return gap < SIDE_BY_SIDE or (gap < ONE_LABEL and min(left.width, right.width) < widest * em)
