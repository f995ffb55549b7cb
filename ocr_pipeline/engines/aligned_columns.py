"""Columns of a table without rules: the gutters that hardly any line of print crosses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ocr_pipeline.model.geometry import Box

SAME_LINE = 0.45
"""Words whose middles are closer than this, in character heights, stand on one line."""

CROSSED = 0.12
"""Share of the lines, each weighed by its gaps, that may cross a gutter: heads over several columns, titles."""

NARROWEST = 0.25
"""Least width of a gutter, in character heights."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side, from left to right."""

    words: tuple[Box, ...]

    @property
    def middle(self) -> float:
        """Its place down the page."""
        return float(np.median([word.center[1] for word in self.words]))


def group_lines(words: Sequence[Box], em: float) -> list[Line]:
    """Words by lines, from the top down."""
    groups: list[list[Box]] = []
    for word in sorted(words, key=lambda box: box.center[1]):
        if groups and word.center[1] - float(np.mean([w.center[1] for w in groups[-1]])) <= SAME_LINE * em:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [Line(tuple(sorted(group, key=lambda box: box.left))) for group in groups]


def find_gutters(lines: Sequence[Line], width: int, em: float) -> list[float]:
    """Places between columns, from left to right."""
    open_, crossed = np.zeros(width), np.zeros(width)
    for line in lines:
        weight = len(line.words) - 1
        if not weight:
            continue
        for word in line.words:
            crossed[max(0, int(word.left)) : round(word.right)] += weight
        for left, right in pairwise(line.words):
            open_[round(left.right) : max(0, int(right.left))] += weight
    free = (open_ > 0) & (crossed <= CROSSED * (open_ + crossed))
    stops = np.flatnonzero(np.diff(np.concatenate(([0], free.astype(np.int8), [0]))))
    gutters = [(int(a), int(b)) for a, b in zip(stops[::2], stops[1::2], strict=True) if b - a >= NARROWEST * em]
    return [_most_open(open_, a, b) for a, b in _without_thin(gutters, open_)]


def _without_thin(
    gutters: Sequence[tuple[int, int]], support: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> list[tuple[int, int]]:
    """Gutters that enough lines have, compared with the best."""
    most = max((float(support[a:b].max()) for a, b in gutters), default=0.0)
    return [(a, b) for a, b in gutters if float(support[a:b].max()) >= 0.3 * most]


def _most_open(support: np.ndarray[tuple[int, ...], np.dtype[np.float64]], left: int, right: int) -> float:
    """The middle of the part of a gutter that most lines leave open."""
    part = support[left:right]
    best = np.flatnonzero(part == part.max())
    return float(left + best.mean())
