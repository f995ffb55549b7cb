"""Rules that touch each other belong to one table; everything else on the page (frames apart) belongs to none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr_pipeline.engines.ruling_lines import Rule, rule_pairs
from ocr_pipeline.model.geometry import Box

TOUCH = 0.45
"""How far apart the ends of crossing rules may be, in character heights: rounded corners, worn ends."""

ROW = 3.5
"""Most height of a single row between two long rules, in character heights."""

BESIDE = 0.75
"""Share of their common length for which two rules of a row run side by side; the edge of a pale fill is half seen."""

STRIP = 0.9, 8.0
"""Least height and width of a strip with a single row, in character heights."""


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one table-like figure; ``vertical`` rules run along y."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]

    @property
    def box(self) -> Box:
        """The smallest box around all rules."""
        xs = [v for r in self.horizontal for v in (r.start, r.end)] + [p for r in self.vertical for p in r.across]
        ys = [v for r in self.vertical for v in (r.start, r.end)] + [p for r in self.horizontal for p in r.across]
        return Box(min(xs), min(ys), max(xs), max(ys))


def group_rules(horizontal: Sequence[Rule], vertical: Sequence[Rule], em: float) -> tuple[RuleGroup, ...]:
    """The groups that have rules of both directions, from the top of the page down."""
    parent = list(range(len(horizontal) + len(vertical)))
    for i, j in _near_pairs(horizontal, vertical, TOUCH * em):
        if crosses(horizontal[i], vertical[j], TOUCH * em):
            _join(parent, i, len(horizontal) + j)
    members: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for k, rule in enumerate((*horizontal, *vertical)):
        members.setdefault(_root(parent, k), ([], []))[k >= len(horizontal)].append(rule)
    groups = [RuleGroup(tuple(level), tuple(upright)) for level, upright in members.values() if level and upright]
    return tuple(sorted(groups, key=lambda group: (group.box.top, group.box.left)))


def find_strips(horizontal: Sequence[Rule], em: float) -> list[Box]:
    """Boxes between long rules and the next that run side by side for most of their way: the last row of a table below
    a page break, a row under a head.

    Its own dividers may be shorter than a character of the page's print is high.
    """
    long = [rule for rule in horizontal if rule.length >= STRIP[1] * em]
    pairs = rule_pairs(long, lambda upper, lower: _are_sides(upper, lower, em))
    return [Box(min(a.start, b.start), a.position, max(a.end, b.end), b.position) for a, b in pairs]


def _are_sides(upper: Rule, lower: Rule, em: float) -> bool:
    """Whether a row has room between two rules that run side by side."""
    beside = min(upper.end, lower.end) - max(upper.start, lower.start)
    whole = max(upper.end, lower.end) - min(upper.start, lower.start)
    return beside >= BESIDE * whole and STRIP[0] * em <= lower.position - upper.position <= ROW * em


def _near_pairs(horizontal: Sequence[Rule], vertical: Sequence[Rule], margin: float) -> list[tuple[int, int]]:
    """Indices of the pairs whose surrounding boxes meet: on a halftone picture there are many rules and few pairs."""
    if not horizontal or not vertical:
        return []
    level, upright = _reaches(horizontal), _reaches(vertical)
    meets = (level[:, None, 0] - margin <= upright[None, :, 3]) & (level[:, None, 1] + margin >= upright[None, :, 2])
    meets &= (upright[None, :, 0] - margin <= level[:, None, 3]) & (upright[None, :, 1] + margin >= level[:, None, 2])
    return [(int(i), int(j)) for i, j in np.argwhere(meets)]


def _reaches(rules: Sequence[Rule]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Start, end, smallest and largest place across, a row per rule."""
    return np.array([(r.start, r.end, min(r.across), max(r.across)) for r in rules])


def crosses(level: Rule, upright: Rule, margin: float) -> bool:
    """Whether a horizontal and a vertical rule meet, within ``margin`` pixels."""
    y = level.at(upright.position)
    x = upright.at(y)
    inside_x = level.start - margin <= x <= level.end + margin
    return inside_x and upright.start - margin <= y <= upright.end + margin


def _root(parent: list[int], k: int) -> int:
    while parent[k] != k:
        parent[k] = parent[parent[k]]
        k = parent[k]
    return k


def _join(parent: list[int], a: int, b: int) -> None:
    parent[_root(parent, a)] = _root(parent, b)
