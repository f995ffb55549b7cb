"""Columns of a table without rules: the gutters that hardly any line of print crosses."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np

from ocr_pipeline.model.flag_runs import flag_runs
from ocr_pipeline.model.geometry import Box, union

SAME_LINE = 0.45
"""Words whose middles are closer than this, in character heights, stand on one line."""

ONE_LABEL = 1.3
"""Words closer than this, in character heights, are one label, with a stop between them; figures are not."""

LARGEST = 2.0
"""Print that is higher than this, in character heights, is two lines."""

CROSSED = 0.2
"""Share of the lines, each weighed by the square of its gaps, that may cross a gutter: heads over several columns."""

HARDLY = 0.05
"""Share of the lines that may cross the middle of a gutter."""

LEAST_OPEN = 0.3
"""A gutter has at least this share of the lines of the best one."""

MANY_LABELS, FEW_FIGURES = 7, 0.1
"""A column of so many words with no more figures than this share is one of labels."""

NARROWEST = 0.25
"""Least width of a gutter, in character heights."""

Shares = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side, from left to right."""

    words: tuple[Box, ...]

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
    joined: list[Box] = []
    for word in line.words:
        close = bool(joined) and gap_between(joined[-1], word, em) < ONE_LABEL
        if close and word not in figures and joined[-1] not in figures:
            joined[-1] = union((joined[-1], word))
        else:
            joined.append(word)
    return Line(tuple(joined))


def find_gutters(lines: Sequence[Line], figures: Container[Box], width: int, em: float) -> list[float]:
    """Places between columns, from left to right; ``lines`` hold labels and figures, each as one word."""
    open_, crossed = np.zeros(width), np.zeros(width)
    ends = union(word for line in lines for word in line.words)
    for line in lines:
        # A line of many columns says where they are; one of two says little.
        weight = (len(line.words) - 1) ** 2
        if not weight:
            continue
        for word in line.words:
            crossed[max(0, int(word.left)) : round(word.right)] += weight
        starts = [word.left for word in line.words[1:]]
        for word, start in zip(line.words, [*starts, ends.right], strict=True):
            open_[round(word.right) : max(0, int(start))] += weight
    share = crossed / np.maximum(open_ + crossed, 1.0)
    gaps = [(a, b) for a, b in flag_runs((open_ > 0) & (share <= CROSSED)) if b - a >= NARROWEST * em]
    most = max((float(open_[a:b].max()) for a, b in gaps), default=0.0)
    gaps = [(a, b) for a, b in gaps if float(open_[a:b].max()) >= LEAST_OPEN * most]
    labels = [word for line in lines for word in line.words if word not in figures]
    places = sorted(place for a, b in gaps for place in _places(share, a, b, labels))
    within = [place for place in places if ends.left + em / 2 < place < ends.right - em / 2]
    gutters = _without_label_columns(within, lines, figures)
    beside = [(a, b) for a, b in gaps if gutters and a <= gutters[0] <= b]
    return [*(_clear_of(labels, a, b) for a, b in beside), *gutters[len(beside) :]]


def _clear_of(labels: Sequence[Box], left: int, right: int) -> float:
    """The middle of the part of a gap that fewest labels reach: the side of labels ends where the longest one does."""
    reached = np.zeros(right - left)
    for word in labels:
        reached[max(0, int(word.left) - left) : max(0, round(word.right) - left)] += 1
    return float(left + np.flatnonzero(reached == reached.min()).mean())


def _without_label_columns(gutters: list[float], lines: Sequence[Line], figures: Container[Box]) -> list[float]:
    """The gutters right of the labels: group labels stand in columns of their own, with hardly a figure in them."""
    while len(gutters) > 1:
        second = [w in figures for line in lines for w in line.words if gutters[0] <= w.center[0] < gutters[1]]
        if len(second) < MANY_LABELS or float(np.mean(second)) > FEW_FIGURES:
            break
        gutters = gutters[1:]
    return gutters


def _places(share: Shares, left: int, right: int, labels: Sequence[Box]) -> list[float]:
    """Where columns end in a gap: once, or on both sides of labels inside it, the head of a column without figures."""
    inside = [(int(word.left), round(word.right)) for word in labels if word.left >= left and word.right <= right]
    ends = not bool(share[right:].any())
    if not inside:
        return [] if ends else [_middle(share, left, right)]
    first, last = min(a for a, _ in inside), max(b for _, b in inside)
    sides = [(left, first)] if ends else [(left, first), (last, right)]
    return [_middle(share, a, b) for a, b in sides if b > a]


def _middle(share: Shares, left: int, right: int) -> float:
    """The middle of the part of a gap that hardly any line crosses, or that fewest do."""
    part = share[left:right]
    best = np.flatnonzero(part <= max(HARDLY, float(part.min())))
    return float(left + best.mean())
