"""Columns of a table without rules: the gutters that hardly any line of print crosses."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import pairwise

import numpy as np

from ocr_pipeline.engines.aligned_ends import Clear, Gap, Shares, heads_inside, lowest_heads, places_in_gaps, reached
from ocr_pipeline.engines.aligned_lines import FIGURED, STROKE, Line, head_words
from ocr_pipeline.model.flag_runs import flag_runs
from ocr_pipeline.model.geometry import Box, union

CROSSED = 0.2
"""Share of the lines, each weighed by the square of its gaps, that may cross a gutter: heads over several columns."""

LEAST_OPEN = 0.3
"""A gutter has at least this share of the lines of the best one."""

FIRST = 5
"""Of the places of figures down the table, the percentile above which heads stand."""

MANY_LABELS, FEW_FIGURES = 5, 0.1
"""A column of so many words with no more figures than this share is one of labels."""

NARROWEST = 0.25
"""Least width of a gutter, in character heights."""


def find_gutters(lines: Sequence[Line], figures: Container[Box], width: int, em: float) -> list[float]:
    """Places between columns, from left to right; ``lines`` hold labels and figures, each as one word."""
    ends = union(word for line in lines for word in line.words)
    share, gaps = _open_gaps(lines, ends.right, width, em)
    labels = [word for line in lines for word in line.words if word not in figures and word.height >= STROKE * em]
    standing = [word for line in lines for word in line.words if word in figures]
    over = _above(standing, labels)
    named = over if len(over) < len(labels) else []
    apart = head_words(_with_heads_only(lines, standing), figures, ends, em)
    rows = [word for word in labels if gaps and word.left < gaps[0][0]]
    heads = [heads_inside(gap, [w for w in apart if not _is_part(w, rows)], standing) for gap in gaps]
    clear = Clear(share, reached(lowest_heads(_above(standing, apart)), width))
    within = [
        place for place in places_in_gaps(clear, gaps, heads, over) if ends.left + em / 2 < place < ends.right - em / 2
    ]
    gutters = _with_heads(_without_label_columns(within, lines, figures), named, standing, ends.right)
    beside = [(a, b) for a, b in gaps if gutters and a <= gutters[0] <= b]
    return [*(_clear_of(labels, a, b) for a, b in beside), *gutters[len(beside) :]]


def _open_gaps(lines: Sequence[Line], end: float, width: int, em: float) -> tuple[Shares, list[Gap]]:
    """The share of the lines that cross each pixel of a table up to its ``end``, and where hardly any does."""
    open_, crossed = np.zeros(width), np.zeros(width)
    for line in lines:
        # A line of many columns says where they are; one of two says little.
        weight = (len(line.words) - 1) ** 2
        if not weight:
            continue
        for word in line.words:
            crossed[max(0, int(word.left)) : round(word.right)] += weight
        starts = [word.left for word in line.words[1:]]
        for word, start in zip(line.words, [*starts, end], strict=True):
            open_[round(word.right) : max(0, int(start))] += weight
    share = crossed / np.maximum(open_ + crossed, 1.0)
    gaps = [(a, b) for a, b in flag_runs((open_ > 0) & (share <= CROSSED)) if b - a >= NARROWEST * em]
    most = max((float(open_[a:b].max()) for a, b in gaps), default=0.0)
    gaps = [(a, b) for a, b in gaps if float(open_[a:b].max()) >= LEAST_OPEN * most]
    return share, _with_words_between(gaps, [word for line in lines for word in line.words], open_)


def _with_words_between(gaps: Sequence[Gap], words: Sequence[Box], open_: Shares) -> list[Gap]:
    """The gaps without those that have no word between them and a more open one: words that cross both part them."""
    kept: list[Gap] = []
    for gap in gaps:
        if not kept or any(kept[-1][1] <= word.center[0] <= gap[0] for word in words):
            kept.append(gap)
        elif float(open_[slice(*gap)].sum()) > float(open_[slice(*kept[-1])].sum()):
            kept[-1] = gap
    return kept


def _with_heads(gutters: list[float], heads: Sequence[Box], figures: Sequence[Box], right: float) -> list[float]:
    """The gutters without those between a head and its figures, which stand beside rather than under it.

    A column of figures has a head; if it has none, but a neighbour has one and no figures, both are one column.
    """
    columns = list(pairwise([*gutters, right + 1]))
    headed = [any(_heads(head, column, gutters) for head in heads) for column in columns]
    figured = [any(start < word.center[0] < end for word in figures) for start, end in columns]
    kept = set(gutters)
    for k in [k for k in range(len(columns)) if figured[k] and not headed[k]]:
        for beside, gutter in ((k - 1, columns[k][0]), (k + 1, columns[k][1])):
            if 0 <= beside < len(columns) and headed[beside] and not figured[beside] and not headed[k]:
                kept.discard(gutter)
                headed[k] = figured[beside] = True
    return [gutter for gutter in gutters if gutter in kept]


def _heads(head: Box, column: tuple[float, float], gutters: Sequence[float]) -> bool:
    """Whether a label stands over a column; labels that run together, or over several columns, cover half of it."""
    if any(head.left < gutter < head.right for gutter in gutters):
        return min(head.right, column[1]) - max(head.left, column[0]) >= (column[1] - column[0]) / 2
    return column[0] < head.center[0] < column[1]


def _clear_of(labels: Sequence[Box], left: int, right: int) -> float:
    """The middle of the part of a gap that fewest labels reach: the side of labels ends where the longest one does."""
    over = reached(labels, right)[left:]
    return float(left + np.flatnonzero(over == over.min()).mean())


def _without_label_columns(gutters: list[float], lines: Sequence[Line], figures: Container[Box]) -> list[float]:
    """The gutters right of the labels: group labels stand in columns of their own, with hardly a figure in them."""
    while len(gutters) > 1:
        second = [w in figures for line in lines for w in line.words if gutters[0] <= w.center[0] < gutters[1]]
        if len(second) < MANY_LABELS or float(np.mean(second)) > FEW_FIGURES:
            break
        gutters = gutters[1:]
    return gutters


def _above(figures: Sequence[Box], labels: Sequence[Box]) -> list[Box]:
    """The labels over all figures but a few; all where none stand there."""
    first = _first_row(figures)
    return [word for word in labels if word.bottom < first] or list(labels)


def _first_row(figures: Sequence[Box]) -> float:
    """Where figures begin down the table, but for a few, which may be pieces of labels; 0 without any."""
    return float(np.percentile([word.top for word in figures], FIRST)) if figures else 0.0


def _with_heads_only(lines: Sequence[Line], figures: Sequence[Box]) -> list[Line]:
    """The lines that may be of heads: over all figures but a few, or of several words, and no rows of figures, in which
    all else may be a hair."""
    first = _first_row(figures)
    known = frozenset(figures)
    several = [line for line in lines if len(line.words) > 1 or line.box.bottom < first]
    return [line for line in several if sum(word in known for word in line.words) <= FIGURED * len(line.words)]


def _is_part(word: Box, labels: Sequence[Box]) -> bool:
    """Whether a word is one of a label's; labels of rows begin left of all gaps, and are no heads."""
    return any(word.covered_by(label) == 1 for label in labels)
