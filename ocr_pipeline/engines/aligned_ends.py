"""Where columns end inside the gaps of a table without rules: by the heads of columns that hold no figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ocr_pipeline.model.geometry import Box

HARDLY = 0.05
"""Share of the lines that may cross the middle of a gutter."""

Gap = tuple[int, int]
"""From where to where across the table, in pixels."""

Shares = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Clear:
    """At every pixel across the table the share of lines that cross it, and how many heads of single columns do."""

    share: Shares
    heads: Shares


def places_in_gaps(
    clear: Clear, gaps: Sequence[Gap], heads: Sequence[Sequence[Gap]], over: Sequence[Box]
) -> list[float]:
    """Where columns end in all gaps, from left to right, by the heads inside each and the labels ``over`` figures."""
    width = len(clear.share)
    inner = [gap for gap in gaps if clear.share[gap[1] :].any()]
    headed = _headed(gaps, [word for word in over if not _reaches(word, inner)], width)
    # At the table's end a head that reaches there may be the one beside the last figures.
    last = _headed(gaps, [word for word in over if not _reaches(word, gaps)], width)
    places: list[float] = []
    for k, (gap, inside) in enumerate(zip(gaps, heads, strict=True)):
        places += _places(clear, gap, inside, (headed if gap in inner else last)[k : k + 2])
    return sorted(places)


def heads_inside(gap: Gap, labels: Sequence[Box], figures: Sequence[Box]) -> list[Gap]:
    """The heads of columns without figures in a gap: none where a figure stands, under a head over several columns.

    In the gap at the end of the table (no label reaches farther) figures stand under a head of their own.
    """
    heads, standing = _column_heads(_within(gap, labels)), _within(gap, figures)
    if not standing:
        return heads
    ends = not any(label.right > gap[1] for label in labels)
    return heads if ends and all(any(w.left < b and w.right > a for a, b in heads) for w in standing) else []


def _headed(gaps: Sequence[Gap], heads: Sequence[Box], width: int) -> list[bool]:
    """Whether each column between gaps has one of the heads, which reach over no gap."""
    columns = zip([0, *(b for _, b in gaps)], [*(a for a, _ in gaps), width], strict=True)
    return [any(word.left < right and word.right > left for word in heads) for left, right in columns]


def _reaches(word: Box, gaps: Sequence[Gap]) -> bool:
    """Whether a word stands over the whole of a gap."""
    return any(word.left <= a and word.right >= b for a, b in gaps)


def _within(gap: Gap, words: Sequence[Box]) -> list[Box]:
    return [word for word in words if word.left >= gap[0] and word.right <= gap[1]]


def _places(clear: Clear, gap: Gap, heads: Sequence[Gap], headed: Sequence[bool]) -> list[float]:
    """Where columns end in a gap: once, or on both sides of labels inside it, the head of a column without figures.

    Where the column at one side has no head, that is what the labels are: figures and head are not set alike.
    """
    left, right = gap
    ends = not bool(clear.share[right:].any())
    if not heads:
        return [] if ends else [_middle(clear.share, left, right)]
    between = [(a, b) for (_, a), (b, _) in pairwise(heads)]
    before = [(left, heads[0][0])] if headed[0] else []
    # Heads that are those of the figures before them end where these do.
    after = [(heads[-1][1], right)] if (headed[1] or not headed[0]) and not ends else []
    return [_middle_between_heads(clear, a, b) for a, b in (*before, *between, *after) if b > a]


def _column_heads(labels: Sequence[Box]) -> list[Gap]:
    """From where to where columns without figures are headed: lines of one label under each other are one, and labels
    over several others are none."""
    return _apart(lowest_heads(labels))


def lowest_heads(labels: Sequence[Box]) -> list[Box]:
    """The labels that stand over no two others side by side, nor over one that does."""
    leaves: list[Box] = []
    for word in sorted(labels, key=lambda box: -box.center[1]):
        under = [other for other in labels if _is_under(other, word)]
        if len(_apart(under)) < 2 and all(other in leaves for other in under):
            leaves.append(word)
    return leaves


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


def reached(words: Sequence[Box], width: int) -> Shares:
    """How many of the words stand over each pixel across the table."""
    counts = np.zeros(width)
    for word in words:
        counts[max(0, int(word.left)) : max(0, round(word.right))] += 1
    return counts


def _middle(share: Shares, left: int, right: int) -> float:
    """The middle of the part of a gap that hardly any line crosses, or that fewest do."""
    part = share[left:right]
    best = np.flatnonzero(part <= max(HARDLY, float(part.min())))
    return float(left + best.mean())


def _middle_between_heads(clear: Clear, left: int, right: int) -> float:
    """As above, of the part that fewest heads of single columns reach: a head is wider than the figures under it."""
    heads, share = clear.heads[left:right], clear.share[left:right]
    free = np.flatnonzero(heads == heads.min())
    return float(left + free[share[free] <= max(HARDLY, float(share[free].min()))].mean())
