"""Which lines of the label side belong to which row: a label is centred beside its figures, whatever its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_pipeline.model.geometry import Box, union

MOST_LINES = 6
"""Lines of the longest label."""

OFF = 0.45
"""Farthest that the middle of a label stands off its figures, in character heights."""

OFF_COST, BARE_COST, ALONE_COST = 2.0, 3.0, 1.5
"""What it costs: for each character height that a label is off; figures without a label; a line without figures."""

GROUP_COST = 0.1
"""What it costs that a line which may head several rows is one row's label, or none's."""

SAME_START = 1.0
"""Lines of one label begin closer to each other than this, in character heights."""

LINE_GAP = 0.9
"""Gap between lines of one label, in character heights."""

BESIDE = 0.5
"""A label with another to the right no farther than this above or below, in character heights, heads several rows."""

LEVEL, PIECES, CLOSE = 0.3, 1.3, 0.75
"""Words whose middles are as level as this and that are so close, in character heights, are pieces of one line;
closer where a label may begin."""

SAME_PLACE, MANY = 0.3, 3
"""Labels begin at one place within this, in character heights, where more than so many words begin."""

NEAR = 1.0
"""A label without figures belongs to the figures without a label that are nearer than this, in character heights."""


@dataclass(frozen=True, slots=True)
class MatchedLabels:
    """The label words of every row of figures; labels of rows without figures; labels that head several rows."""

    own: tuple[tuple[Box, ...], ...]
    alone: tuple[Box, ...]
    groups: tuple[Box, ...]


def match_labels(middles: Sequence[float], words: Sequence[Box], em: float) -> MatchedLabels:
    """Labels for rows of figures whose middles are given from the top down."""
    joined = _joined(words, em)
    lines = [_Line(word, _heads_several(word, joined, em)) for word in sorted(joined, key=lambda box: box.center[1])]
    own, rest = _assign(middles, lines, em)
    alone = [line.box for line in rest if not line.heads]
    groups = [line.box for line in rest if line.heads]
    for number, middle in enumerate(middles):
        # Figures without a label are never apart from a label without figures: it may be theirs.
        near = [word for word in alone if abs(word.center[1] - middle) < NEAR * em]
        if not own[number] and near:
            own[number] = tuple(near)
            alone = [word for word in alone if word not in near]
    return MatchedLabels(tuple(own), tuple(alone), tuple(groups))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the label side, and whether it may head several rows."""

    box: Box
    heads: bool


_Way = tuple[float, tuple[int, ...], int]
"""Its cost, the lines that a row got last, and how many lines that used up."""

_NEVER: _Way = (float("inf"), (), 0)


def _joined(words: Sequence[Box], em: float) -> list[Box]:
    """The pieces of each line of a label as one; what begins where many labels begin is a label of its own."""
    joined: list[Box] = []
    for word in sorted(words, key=lambda box: (box.left, box.top)):
        begins = sum(abs(other.left - word.left) < SAME_PLACE * em for other in words) > MANY
        reach = (CLOSE if begins else PIECES) * em
        last = [
            k
            for k, other in enumerate(joined)
            if abs(other.center[1] - word.center[1]) < LEVEL * em and word.left - other.right < reach
        ]
        if last:
            joined[last[-1]] = union((joined[last[-1]], word))
        else:
            joined.append(word)
    return joined


def _heads_several(word: Box, words: Sequence[Box], em: float) -> bool:
    reach = BESIDE * em
    return any(
        other.left >= word.right - 0.3 * em and other.top < word.bottom + reach and other.bottom > word.top - reach
        for other in words
        if other is not word
    )


def _assign(middles: Sequence[float], lines: Sequence[_Line], em: float) -> tuple[list[tuple[Box, ...]], list[_Line]]:
    """The cheapest way to give runs of lines to rows, in order, and the lines that no row gets."""
    count, rows = len(lines), len(middles)
    best = [[_NEVER] * (rows + 1) for _ in range(count + 1)]
    best[0][0] = (0.0, (), 0)
    for i in range(count + 1):
        runs = _runs(lines, i, em)
        for j in range(rows + 1):
            cost = best[i][j][0]
            if i < count:
                left = GROUP_COST if lines[i].heads else ALONE_COST
                best[i + 1][j] = min(best[i + 1][j], (cost + left, (), 1))
            if j < rows:
                best[i][j + 1] = min(best[i][j + 1], (cost + BARE_COST, (), 0))
                for run in runs:
                    end = run[-1] + 1
                    way = (cost + _cost(lines, run, middles[j], em), run, end - i)
                    best[end][j + 1] = min(best[end][j + 1], way)
    own, given = _traced(best, count, rows)
    labels = [tuple(lines[k].box for k in run) for run in own]
    return labels, [line for k, line in enumerate(lines) if k not in given]


def _cost(lines: Sequence[_Line], run: Sequence[int], middle: float, em: float) -> float:
    """What it costs that lines are the label of the figures at ``middle``; never where they are not beside them."""
    off = abs((lines[run[0]].box.top + lines[run[-1]].box.bottom) / 2 - middle) / em
    return OFF_COST * off + GROUP_COST * sum(lines[k].heads for k in run) if off <= OFF else float("inf")


def _traced(best: Sequence[Sequence[_Way]], count: int, rows: int) -> tuple[list[tuple[int, ...]], set[int]]:
    """The lines of every row on the cheapest way, and all that are given to rows."""
    own: list[tuple[int, ...]] = [()] * rows
    i, j = count, rows
    while i or j:
        _, run, consumed = best[i][j]
        i -= consumed
        if run or not consumed:
            j -= 1
            own[j] = run
    return own, {k for run in own for k in run}


def _runs(lines: Sequence[_Line], first: int, em: float) -> list[tuple[int, ...]]:
    """Lines from ``first`` on that may be one label: they begin at one place, with nothing but group labels between."""
    runs: list[tuple[int, ...]] = [(first,)] if first < len(lines) else []
    for k in range(first + 1, len(lines)):
        same = abs(lines[k].box.left - lines[first].box.left) < SAME_START * em
        if same and lines[k].box.top - lines[runs[-1][-1]].box.bottom > LINE_GAP * em:
            break
        if same:
            runs.append((*runs[-1], k))
        elif not lines[k].heads:
            break
        if len(runs) == MOST_LINES or lines[k].box.top - lines[first].box.bottom > MOST_LINES * 1.5 * em:
            break
    return runs
