"""Rules of the back of a sheet that show through: faint lines across the dark rules of a table.

A table may well have faint rules inside a dark frame. But where dark rules already make a whole lattice, in both
directions, what is many times fainter than they are is no rule of it.
"""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import LineMasks, Mask
from ocr_pipeline.engines.text_scale import Gray

FAINT = 0.3
"""Darkness of a line, compared with that of the dark rules beside it, up to which it shows through."""

DARK = 0.6
"""The same from which a line is one of the dark rules."""

WHOLE_LATTICE = 5
"""So many dark rules in each direction leave no need of others."""

DARKER = 0.75
"""By this share of their length, lines are no darker than those that the faint ones are compared with."""

SEEN = 9.0
"""Grey levels by which a line is darker than both sides at least; edges of fills are not."""

EDGE = 2.0
"""The two sides of a fill's edge differ by so many times as much as it is darker than both at least."""

REACH = 0.45
"""How far from its middle the sides of a line are, in character heights."""

LONG = 4.0
"""Shortest of these rules, in character heights."""

Labels = np.ndarray[tuple[int, ...], np.dtype[np.intp]]
Darkness = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def without_faint(masks: LineMasks, gray: Gray, em: float) -> LineMasks:
    """The masks without faint lines, the same ones where the dark rules make no lattice of their own."""
    level = _Lines(masks.horizontal, gray, em)
    upright = _Lines(np.ascontiguousarray(masks.vertical.T), np.ascontiguousarray(gray.T), em)
    if min(len(level.long), len(upright.long)) < WHOLE_LATTICE:
        return masks
    darkest = max(level.darkest(), upright.darkest())
    if min(level.dark(darkest), upright.dark(darkest)) < WHOLE_LATTICE:
        return masks
    return LineMasks(level.without(darkest), np.ascontiguousarray(upright.without(darkest).T))


class _Lines:
    """The connected lines of a mask of level structures, and which are long; profiles only where asked."""

    def __init__(self, mask: Mask, gray: Gray, em: float) -> None:
        self.count, self.labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        self.lengths = stats[:, cv2.CC_STAT_WIDTH].astype(np.float64)
        self.long: Labels = np.flatnonzero(self.lengths[1:] >= LONG * em) + 1
        self.gray, self.reach = gray, max(5, round(REACH * em) | 1)

    @cached_property
    def profile(self) -> tuple[Darkness, Darkness]:
        """How dark each line is, and how its sides differ, in grey levels."""
        return _profile(self.labels, self.count, self.gray, self.reach)

    def darkest(self) -> float:
        """How dark the darker quarter of the long lines is, by length; there must be some."""
        darkness, _ = self.profile
        order = self.long[np.argsort(darkness[self.long])]
        reached = np.cumsum(self.lengths[order])
        return float(darkness[order[np.searchsorted(reached, DARKER * reached[-1])]])

    def dark(self, darkest: float) -> int:
        """How many long lines are about as dark."""
        return int((self.profile[0][self.long] >= DARK * darkest).sum())

    def without(self, darkest: float) -> Mask:
        """The mask without what is faint; edges of fills and light lines, which are no darker than one side, stay."""
        darkness, step = self.profile
        faint = (darkness >= SEEN) & (darkness < FAINT * darkest) & (step < EDGE * darkness)
        faint[0] = True
        return np.asarray(~faint[self.labels], dtype=np.uint8)


def _profile(labels: Labels, count: int, gray: Gray, reach: int) -> tuple[Darkness, Darkness]:
    """Of each line, on the average over its columns: how much darker than both sides it is, and how these differ."""
    ridge = cv2.morphologyEx(gray, cv2.MORPH_BLACKHAT, np.ones((reach, 1), np.uint8))
    rows, columns = np.nonzero(labels)
    number = labels[rows, columns]
    place = number.astype(np.int64) * labels.shape[1] + columns
    order = np.lexsort((-ridge[rows, columns].astype(np.int16), place))
    middle = order[np.flatnonzero(np.diff(place[order], prepend=-1))]
    row, column, number = rows[middle], columns[middle], number[middle]
    last = gray.shape[0] - 1
    above, below = (gray[np.clip(row + side, 0, last), column].astype(np.float64) for side in (-reach, reach))
    size = np.maximum(np.bincount(number, minlength=count), 1)
    darkness = np.bincount(number, weights=ridge[row, column], minlength=count) / size
    return darkness, np.abs(np.bincount(number, weights=above - below, minlength=count)) / size
