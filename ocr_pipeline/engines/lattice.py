"""The lattice of a ruled table: places of its row and column lines, and which elementary edges are really ruled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import LineMasks, Mask
from ocr_pipeline.engines.page_bend import Bend, fit_bend
from ocr_pipeline.engines.rule_groups import RuleGroup
from ocr_pipeline.engines.ruling_lines import Rule

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

MERGE = 0.5
"""Rules closer than this many character heights are one line of the lattice (double rules): no text fits between."""

BAND = 0.22
"""How far beside a lattice line its ink may lie, in character heights."""

OPEN_ROW = 0.7
"""Rules that run on for this many character heights beyond the last crossing rule enclose a row that the page cuts."""

OPEN_COLUMN = 1.2
"""As above for columns without an outer border."""

TOGETHER, ENOUGH = 0.6, 0.3
"""Rules end together within this many character heights, and are enough with this share of the length of all."""

CORNER = 0.15
"""Part of an edge next to a crossing, in character heights, that is not asked: the crossing rule's own ink is there."""

TIP = 0.3
"""The next part, in character heights: a rule runs through it up to the crossing rule, a line of print stops before."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Places of row lines (``ys``) and column lines (``xs``) on flattened paper, and the paper's bend.

    ``level`` (3, len(ys), len(xs) - 1) and ``upright`` (3, len(ys) - 1, len(xs)) say what share is ruled of each whole
    edge, of its beginning, and of its end.
    """

    ys: Floats
    xs: Floats
    level: Floats
    upright: Floats
    bends: tuple[Bend, Bend]

    def node(self, row: int, column: int) -> tuple[float, float]:
        """Where row line and column line cross, in pixels (x, y)."""
        x, y = float(self.xs[column]), float(self.ys[row])
        return x + self.bends[1].offset(y, x), y + self.bends[0].offset(x, y)


def lay_lattice(group: RuleGroup, masks: LineMasks, em: float) -> Lattice:
    """The lattice of a group of rules; outer borders that are not drawn are added where rules end together."""
    bends = fit_bend(group.horizontal), fit_bend(group.vertical)
    ys = _places(group.horizontal, bends[0], em)
    xs = _places(group.vertical, bends[1], em)
    all_ys = _with_open_ends(ys, group.vertical, OPEN_ROW * em, em)
    all_xs = _with_open_ends(xs, group.horizontal, OPEN_COLUMN * em, em)
    level, upright = edge_shares(masks, all_ys, all_xs, bends, em)
    level[:, ~np.isin(all_ys, ys)] = 1.0
    upright[:, :, ~np.isin(all_xs, xs)] = 1.0
    return Lattice(all_ys, all_xs, level, upright, bends)


def edge_shares(masks: LineMasks, ys: Floats, xs: Floats, bends: tuple[Bend, Bend], em: float) -> tuple[Floats, Floats]:
    """What share of each level and of each upright edge of a lattice has ink of the masks, as in ``Lattice``."""
    level = _coverage(masks.horizontal, ys, xs, bends[0], em)
    upright = _coverage(np.ascontiguousarray(masks.vertical.T), xs, ys, bends[1], em)
    return level, upright.transpose(0, 2, 1).copy()


def _places(rules: Sequence[Rule], bend: Bend, em: float) -> Floats:
    """Places of the lattice lines of one direction: rules within ``MERGE`` of each other are one, longest first."""
    clusters: list[list[tuple[float, float]]] = []
    for rule in sorted(rules, key=lambda r: (-r.length, r.position)):
        place = bend.straightened(rule)
        near = min(clusters, key=lambda c: abs(_mean(c) - place), default=None)
        if near is not None and abs(_mean(near) - place) <= MERGE * em:
            near.append((place, rule.length))
        else:
            clusters.append([(place, rule.length)])
    return np.array(sorted(_mean(cluster) for cluster in clusters))


def _mean(cluster: Sequence[tuple[float, float]]) -> float:
    places, lengths = np.array(cluster).T
    return float(np.average(places, weights=lengths))


def _with_open_ends(places: Floats, crossing: Sequence[Rule], reach: float, em: float) -> Floats:
    """The places, with one more at either end where crossing rules run on and end together, two and enough of them.

    Enough by length: print that shows through leaves many short pieces, which say nothing of the border.
    """
    spans = np.array([(rule.start, rule.end) for rule in crossing if rule.length > 2 * em]).reshape(-1, 2)
    lengths = spans[:, 1] - spans[:, 0]
    extended = list(places)
    for side, outward in ((0, -1.0), (1, 1.0)):
        ends = spans[:, side]
        beyond = (ends - places[-side]) * outward > reach
        if not beyond.any():
            continue
        together = beyond & (np.abs(ends - np.median(ends[beyond])) < TOGETHER * em)
        if together.sum() >= 2 and lengths[together].sum() >= ENOUGH * lengths.sum():
            extended.append(float(ends[together].mean()))
    return np.array(sorted(extended))


def _coverage(mask: Mask, lines: Floats, stops: Floats, bend: Bend, em: float) -> Floats:
    """For each line and each stretch between stops, the share with ink of the mask beside it: whole, beginning, end."""
    band = max(2, round(BAND * em))
    near = cv2.dilate(mask, np.ones((2 * band + 1, 1), np.uint8))
    height, width = near.shape
    result = np.zeros((3, len(lines), len(stops) - 1))
    xs = np.arange(max(0, int(stops[0])), min(width, int(np.ceil(stops[-1])) + 1))
    for i, line in enumerate(lines):
        ys = np.array([line + bend.offset(x, line) for x in xs[::4]]).repeat(4)[: len(xs)]
        inked = near[np.clip(np.rint(ys).astype(int), 0, height - 1), xs]
        for j in range(len(stops) - 1):
            result[:, i, j] = _shares(inked, xs, (float(stops[j]), float(stops[j + 1])), em)
    return result


def _shares(
    inked: Mask, xs: np.ndarray[tuple[int, ...], np.dtype[np.int64]], stretch: tuple[float, float], em: float
) -> Floats:
    """Inked shares of one stretch: all but its corners, its first part, its last part."""
    start, end = stretch
    corner, tip = min(CORNER * em, (end - start) / 4), min(TIP * em, (end - start) / 4)
    start, end = start + corner, end - corner
    parts = [(start, end), (start, start + tip), (end - tip, end)]
    inside = [inked[(xs >= a) & (xs <= b)] for a, b in parts]
    return np.array([float(part.mean()) if part.size else 1.0 for part in inside])
