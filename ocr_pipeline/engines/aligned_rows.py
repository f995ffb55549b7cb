"""Rows of a table without rules: a row is where figures stand, with the lines of its label centred beside them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from ocr_pipeline.engines.aligned_lines import CENTRED, FIGURED, ONE_LABEL, Line, gap_between, group_lines
from ocr_pipeline.engines.row_labels import match_labels
from ocr_pipeline.model.geometry import Box, union

SLACK = 0.5
"""A word that reaches farther than this, in character heights, over the first gutter belongs to no side of it."""

SHARED = 0.3
"""Lines of figures that overlap by this share of the lower one are one row."""

WIDE = 3.0
"""A caption is wider than this, in character heights."""

LINE_GAP, CLOSER, SAME_START = 0.5, 0.75, 0.5
"""Lines of one label follow each other within this gap, closer than this share of what rows do, and begin at one place
within this; gaps and places in character heights."""

WRAPPED = 0.75
"""Gap between the lines of a label in a head, in character heights."""

CAPTION = 3
"""A word over so many gutters in a line of its own is no head of a column."""


class RowKind(StrEnum):
    """Figures (or a label that has none), a head, or a caption over the whole width."""

    BODY = "body"
    HEAD = "head"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the words right of the label side, and the words of its own label."""

    kind: RowKind
    values: tuple[Box, ...]
    labels: tuple[Box, ...]

    @property
    def box(self) -> Box:
        """All its words."""
        return union((*self.values, *self.labels))


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows from the top down, and the words of the label side that belong to several of them."""

    rows: tuple[Row, ...]
    groups: tuple[Box, ...]


def find_rows(words: Sequence[Box], figures: Collection[Box], gutters: Sequence[float], em: float) -> Rows:
    """The rows of words, of which ``figures`` are figures; columns end at ``gutters``.

    The first gutter is at 0 where no column holds labels.
    """
    first, reach = gutters[0], SLACK * em
    labels = [word for word in words if word.right <= first + reach and word.center[0] < first]
    values = [word for word in words if word.left >= first - reach and word.center[0] >= first]
    across = [word for word in words if word not in labels and word not in values]
    upper = _without_ends(group_lines(values, em), gutters, em)
    captions = _captions(group_lines(across, em), upper, union(words))
    centred = [line for line in upper if _is_centred(line, labels, union(words), em)] if labels else []
    captions += centred
    upper = [line for line in upper if line not in centred]
    filled = [_has_figures(line, figures) for line in upper]
    filled = _without_ends_of_heads(upper, filled, labels, em)
    bodies = _joined([line for line, figured in zip(upper, filled, strict=True) if figured])
    heads = _heads([line for line, figured in zip(upper, filled, strict=True) if not figured], [*bodies, *captions])
    rows = [Row(RowKind.CAPTION, line.words, ()) for line in captions]
    for number, head in enumerate(heads):
        own = [word for word in labels if _stands_beside(word, head, bodies, top=number == 0, em=em)]
        labels = [word for word in labels if word not in own]
        beside = [union(line.words) for line in group_lines(own, em)]
        rows.append(Row(RowKind.HEAD, tuple(word for line in head for word in line.words), tuple(beside)))
    matched = match_labels([line.middle for line in bodies], labels, em)
    named = [_continued(own, matched.alone, em) for own in matched.own]
    rows += [Row(RowKind.BODY, line.words, own) for line, own in zip(bodies, named, strict=True)]
    taken = {label for own in named for label in own}
    alone = [label for label in matched.alone if label not in taken]
    rows += [Row(RowKind.BODY, (), own) for own in _wrapped(alone, [line.middle for line in bodies], em)]
    return Rows(tuple(sorted(rows, key=_middle)), matched.groups)


def _has_figures(line: Line, figures: Collection[Box]) -> bool:
    """Whether enough of a line's words are figures: of a head with many labels one may look like some."""
    return sum(word in figures for word in line.words) >= max(1.0, FIGURED * len(line.words))


def _without_ends_of_heads(
    lines: Sequence[Line], filled: Sequence[bool], labels: Sequence[Box], em: float
) -> list[bool]:
    """Which lines hold figures: not those that go on with a head's labels, though they look like it."""
    kept: list[bool] = []
    for number, (line, figured) in enumerate(zip(lines, filled, strict=True)):
        above = [w for one, was in zip(lines[:number], kept, strict=True) if not was for w in one.words]
        kept.append(figured and not _ends_head(line, above, labels, em))
    return kept


def _ends_head(line: Line, heads: Sequence[Box], labels: Sequence[Box], em: float) -> bool:
    """Whether each word of a line goes on right under one of a head, and no row's label stands beside it."""
    if not labels or any(min(word.bottom, line.box.bottom) > max(word.top, line.box.top) for word in labels):
        return False
    return all(
        any(0 <= w.top - a.bottom < WRAPPED * em and a.left < w.right and a.right > w.left for a in heads)
        for w in line.words
    )


def _wrapped(labels: Sequence[Box], bodies: Sequence[float], em: float) -> list[tuple[Box, ...]]:
    """The lines of labels without figures, those of one label together: closer than rows are, begun at one place."""
    lines = sorted(labels, key=lambda box: box.center[1])
    middles = sorted([*bodies, *(line.center[1] for line in lines)])
    usual = float(np.median(np.diff(middles))) if len(middles) > 1 else 0.0
    wrapped: list[tuple[Box, ...]] = []
    for line in lines:
        above = wrapped[-1][-1] if wrapped else None
        if (
            above is not None
            and line.top - above.bottom < LINE_GAP * em
            and line.center[1] - above.center[1] < CLOSER * usual
            and abs(line.left - above.left) < SAME_START * em
        ):
            wrapped[-1] = (*wrapped[-1], line)
        else:
            wrapped.append((line,))
    return wrapped


def _continued(own: Sequence[Box], alone: Sequence[Box], em: float) -> tuple[Box, ...]:
    """A row's label with the words that go on one of its lines: after a bracket the gap is wide."""
    after = [
        word
        for word in alone
        if any(
            0 <= word.left - label.right < ONE_LABEL * em and label.top < word.center[1] < label.bottom for label in own
        )
    ]
    return (*own, *after)


def _middle(row: Row) -> float:
    return (union(row.values) if row.values else row.box).center[1]


def _without_ends(lines: Sequence[Line], gutters: Sequence[float], em: float) -> list[Line]:
    """The lines without headings above and notes below: single words over several columns."""
    flags = [_is_caption(line, gutters, em) for line in lines]
    first = next((k for k, flag in enumerate(flags) if not flag), len(lines))
    last = next((k for k in range(len(lines), 0, -1) if not flags[k - 1]), 0)
    return list(lines[first:last])


def _is_caption(line: Line, gutters: Sequence[float], em: float) -> bool:
    over = [g for g in gutters if line.box.left + SLACK * em < g < line.box.right - SLACK * em]
    return _is_one(line, em) and len(over) >= CAPTION


def _is_centred(line: Line, labels: Sequence[Box], table: Box, em: float) -> bool:
    """Whether a line is one word in the table's middle with no label beside it."""
    box = line.box
    beside = any(label.top < box.bottom and label.bottom > box.top for label in labels)
    wide = box.width > WIDE * em
    return _is_one(line, em) and wide and not beside and abs(box.center[0] - table.center[0]) < CENTRED * table.width


def _is_one(line: Line, em: float) -> bool:
    """Whether a line is one label, though a gutter may run through it."""
    return all(gap_between(left, right, em) < ONE_LABEL for left, right in pairwise(line.words))


def _captions(lines: Sequence[Line], inside: Sequence[Line], table: Box) -> list[Line]:
    """Lines over the first gutter that stand in the table's middle; above and below it only those count."""
    kept = []
    for line in lines:
        centred = abs(line.box.center[0] - table.center[0]) < CENTRED * table.width
        within = bool(inside) and inside[0].middle < line.middle < inside[-1].middle
        if centred or within:
            kept.append(line)
    return kept


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Lines that overlap as one: on a bent page the words of a row stand at different heights."""
    joined: list[Line] = []
    for line in lines:
        shared = joined[-1].box.bottom - line.box.top if joined else 0.0
        if joined and shared > SHARED * min(joined[-1].box.height, line.box.height):
            joined[-1] = Line(tuple(sorted((*joined[-1].words, *line.words), key=lambda box: box.left)))
        else:
            joined.append(line)
    return joined


def _heads(lines: Sequence[Line], others: Sequence[Line]) -> list[list[Line]]:
    """Lines of heads that nothing else stands between, together."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not any(groups[-1][-1].middle < other.middle < line.middle for other in others):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _stands_beside(word: Box, head: Sequence[Line], bodies: Sequence[Line], *, top: bool, em: float) -> bool:
    """Whether a word of the label side belongs to a head: at its height, or above the first row of all."""
    upper, lower = min(line.box.top for line in head), max(line.box.bottom for line in head)
    above = top and (not bodies or lower < bodies[0].box.bottom)
    return (above or word.center[1] > upper - 0.3 * em) and word.center[1] < lower + 0.1 * em


def row_edges(rows: Sequence[Row], box: Box) -> list[float]:
    """Where rows begin and end: in the middle of the gap between two, never through values."""
    edges = [box.top]
    for upper, lower in pairwise(rows):
        middle = (upper.box.bottom + lower.box.top) / 2
        least = union(upper.values).bottom if upper.values else edges[-1] + 1
        most = union(lower.values).top if lower.values else middle
        edges.append(max(min(max(middle, least), max(most, least)), edges[-1] + 1))
    return [*edges, max(box.bottom, edges[-1] + 1)]
