"""From masks to rules: pieces that continue each other become one rule with a course along the page.

A rule is kept as a course (positions sampled along it) and not as a straight segment: paper curls, lenses bend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import cv2
import numpy as np

from ocr_pipeline.engines.line_evidence import Mask

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

THICKEST_PIECE = 0.75
"""Mean thickness in character heights above which a piece is a run of text, not a rule (double rules stay below)."""

JOIN_GAP = 0.8
"""Widest gap between pieces of one rule in character heights; wider ones are bridged by the lattice, not here."""

JOIN_STEP = 0.22
"""Largest sideways step between pieces of one rule in character heights."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule from ``start`` to ``end`` on its axis; ``along`` and ``across`` sample it; ``inked`` leaves out gaps."""

    start: float
    end: float
    along: tuple[float, ...]
    across: tuple[float, ...]
    inked: float

    @property
    def length(self) -> float:
        """Extent along the axis in pixels."""
        return self.end - self.start

    @property
    def position(self) -> float:
        """Mean place across the axis."""
        return sum(self.across) / len(self.across)

    def at(self, place: float) -> float:
        """Where across the axis the rule runs at ``place`` along it; continued level beyond its ends."""
        return float(np.interp(place, self.along, self.across))


def resized(rule: Rule, scale: float) -> Rule:
    """The rule on a picture that is so many times as large."""
    along, across = (tuple(scale * v for v in values) for values in (rule.along, rule.across))
    return Rule(scale * rule.start, scale * rule.end, along, across, scale * rule.inked)


def rule_pairs(rules: Iterable[Rule], bound: Callable[[Rule, Rule], bool]) -> Iterator[tuple[Rule, Rule]]:
    """Horizontal rules from the top down, each with the nearest one below with which it is ``bound`` to make a row.

    Others may stand between: the edge of a fill, a bold line of print, a rule of a part of the row.
    """
    ordered = sorted(rules, key=lambda rule: rule.position)
    for number, upper in enumerate(ordered):
        lower = next((rule for rule in ordered[number + 1 :] if bound(upper, rule)), None)
        if lower is not None:
            yield upper, lower


def find_rules(mask: Mask, em: float) -> tuple[Rule, ...]:
    """Horizontal rules of a mask (pass the transposed mask for vertical ones), pieces joined, longest first."""
    return join_pieces(find_pieces(mask, em), em)


def join_pieces(pieces: Sequence[Rule], em: float, gap: float = JOIN_GAP) -> tuple[Rule, ...]:
    """Rules from pieces that are up to ``gap`` character heights apart, longest first."""
    return tuple(sorted(_join(pieces, em, gap), key=lambda rule: (-rule.length, rule.position, rule.start)))


def find_pieces(mask: Mask, em: float) -> list[Rule]:
    """The connected pieces of a mask that are thin enough for pieces of horizontal rules."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    pieces = []
    for label in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[label])
        if area <= THICKEST_PIECE * em * width:
            pieces.append(_course(labels[top : top + height, left : left + width] == label, left, top, em))
    return pieces


def _course(piece: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], left: int, top: int, em: float) -> Rule:
    """The middle of a connected piece, sampled about every two character heights."""
    rows = np.arange(piece.shape[0], dtype=np.float64)[:, None]
    thickness = np.maximum(piece.sum(axis=0), 1)
    middle = (rows * piece).sum(axis=0) / thickness + top
    width = piece.shape[1]
    knots = max(1, round(width / (2 * em)))
    edges = np.linspace(0, width, knots + 1).astype(int)
    spans = [(a, b) for a, b in pairwise(edges) if b > a]
    along = tuple(float(left + (a + b - 1) / 2) for a, b in spans)
    across = tuple(median(middle[a:b].tolist()) for a, b in spans)
    return Rule(float(left), float(left + width), along, across, float(width))


def _join(pieces: Sequence[Rule], em: float, gap: float) -> list[Rule]:
    """Pieces from left to right, each appended to the rule that it continues best."""
    finished: list[Rule] = []
    growing: list[Rule] = []
    for piece in sorted(pieces, key=lambda p: (p.start, p.position)):
        finished += [rule for rule in growing if piece.start - rule.end > gap * em]
        growing = [rule for rule in growing if piece.start - rule.end <= gap * em]
        best = min(range(len(growing)), key=lambda k: _mismatch(growing[k], piece, em), default=None)
        if best is not None and _mismatch(growing[best], piece, em) <= 1.0:
            growing[best] = _append(growing[best], piece)
        else:
            growing.append(piece)
    return finished + growing


def _mismatch(rule: Rule, piece: Rule, em: float) -> float:
    """How badly a piece continues a rule: up to 1 it does."""
    gap = piece.start - rule.end
    if gap < -0.5 * min(piece.length, rule.length):
        return np.inf
    step = abs(rule.across[-1] - piece.across[0])
    return step / (JOIN_STEP * em) + 0.2 * max(0.0, gap) / (JOIN_GAP * em)


def _append(rule: Rule, piece: Rule) -> Rule:
    later = [(a, c) for a, c in zip(piece.along, piece.across, strict=True) if a > rule.along[-1]]
    return Rule(
        start=rule.start,
        end=max(rule.end, piece.end),
        along=rule.along + tuple(a for a, _ in later),
        across=rule.across + tuple(c for _, c in later),
        inked=rule.inked + piece.inked,
    )
