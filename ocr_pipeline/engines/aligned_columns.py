"""Columns of a table without rules: the gutters that hardly any line of print crosses."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

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

STROKE = 0.5
"""Words lower than this, in character heights, are strokes, dashes, or what is left of rules, and no labels."""

FIRST = 5
"""Of the places of figures down the table, the percentile above which heads stand."""

MANY_LABELS, FEW_FIGURES = 5, 0.1
"""A column of so many words with no more figures than this share is one of labels."""

NARROWEST = 0.25
"""Least width of a gutter, in character heights."""

Gap = tuple[int, int]
"""From where to where across the table, in pixels."""

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
    labels = [word for line in lines for word in line.words if word not in figures and word.height >= STROKE * em]
    standing = [word for line in lines for word in line.words if word in figures]
    over = _above(standing, labels)
    named = over if len(over) < len(labels) else []
    heads = [_heads_inside(gap, labels, standing) for gap in gaps]
    within = [
        place for place in _all_places(share, gaps, heads, over) if ends.left + em / 2 < place < ends.right - em / 2
    ]
    gutters = _with_heads(_without_label_columns(within, lines, figures), named, standing, ends.right)
    beside = [(a, b) for a, b in gaps if gutters and a <= gutters[0] <= b]
    return [*(_clear_of(labels, a, b) for a, b in beside), *gutters[len(beside) :]]


def _all_places(share: Shares, gaps: Sequence[Gap], heads: Sequence[Sequence[Gap]], over: Sequence[Box]) -> list[float]:
    """Where columns end in all gaps, from left to right, by the heads inside each and the labels ``over`` figures."""
    inner = [gap for gap in gaps if share[gap[1] :].any()]
    headed = _headed(gaps, [word for word in over if not _reaches(word, inner)], len(share))
    # At the table's end a head that reaches there may be the one beside the last figures.
    last = _headed(gaps, [word for word in over if not _reaches(word, gaps)], len(share))
    places: list[float] = []
    for k, (gap, inside) in enumerate(zip(gaps, heads, strict=True)):
        places += _places(share, gap, inside, (headed if gap in inner else last)[k : k + 2])
    return sorted(places)


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


def _above(figures: Sequence[Box], labels: Sequence[Box]) -> list[Box]:
    """The labels over all figures but a few, which may be pieces of labels; all where none stand there."""
    first = float(np.percentile([word.top for word in figures], FIRST)) if figures else 0.0
    return [word for word in labels if word.bottom < first] or list(labels)


def _reaches(word: Box, gaps: Sequence[Gap]) -> bool:
    """Whether a word stands over the whole of a gap."""
    return any(word.left <= a and word.right >= b for a, b in gaps)


def _headed(gaps: Sequence[Gap], heads: Sequence[Box], width: int) -> list[bool]:
    """Whether each column between gaps has one of the heads, which reach over no gap."""
    columns = zip([0, *(b for _, b in gaps)], [*(a for a, _ in gaps), width], strict=True)
    return [any(word.left < right and word.right > left for word in heads) for left, right in columns]


def _heads_inside(gap: Gap, labels: Sequence[Box], figures: Sequence[Box]) -> list[Gap]:
    """The heads of columns without figures in a gap: none where a figure stands, under a head over several columns."""
    return [] if _within(gap, figures) else _column_heads(_within(gap, labels))


def _within(gap: Gap, words: Sequence[Box]) -> list[Box]:
    return [word for word in words if word.left >= gap[0] and word.right <= gap[1]]


def _places(share: Shares, gap: Gap, heads: Sequence[Gap], headed: Sequence[bool]) -> list[float]:
    """Where columns end in a gap: once, or on both sides of labels inside it, the head of a column without figures.

    Where the column at one side has no head, that is what the labels are: figures and head are not set alike.
    """
    left, right = gap
    ends = not bool(share[right:].any())
    if not heads:
        return [] if ends else [_middle(share, left, right)]
    between = [(a, b) for (_, a), (b, _) in pairwise(heads)]
    before = [(left, heads[0][0])] if headed[0] else []
    # Heads that are those of the figures before them end where these do.
    after = [(heads[-1][1], right)] if (headed[1] or not headed[0]) and not ends else []
    return [_middle(share, a, b) for a, b in (*before, *between, *after) if b > a]


def _column_heads(labels: Sequence[Box]) -> list[Gap]:
    """From where to where columns without figures are headed: lines of one label under each other are one, and labels
    over several others are none."""
    lowest = [word for word in labels if len(_apart([other for other in labels if _is_under(other, word)])) < 2]
    return _apart(lowest)


def _is_under(lower: Box, upper: Box) -> bool:
    return lower.center[1] > upper.bottom and lower.left < upper.right and lower.right > upper.left


def _apart(words: Sequence[Box]) -> list[Gap]:
    """The stretches that words cover, from left to right."""
    stretches: list[Gap] = []
    for word in sorted(words, key=lambda box: box.left):
        if stretches and word.left < stretches[-1][1]:
            stretches[-1] = stretches[-1][0], max(stretches[-1][1], round(word.right))
        else:
            stretches.append((int(word.left), round(word.right)))
    return stretches


def _middle(share: Shares, left: int, right: int) -> float:
    """The middle of the part of a gap that hardly any line crosses, or that fewest do."""
    part = share[left:right]
    best = np.flatnonzero(part <= max(HARDLY, float(part.min())))
    return float(left + best.mean())
