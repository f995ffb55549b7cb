"""Folds of the paper: lines that begin at an edge of the page, where no table does; smoothed over for tracing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ocr_pipeline.engines.ruling_lines import Rule
from ocr_pipeline.model.document import Pixels

MARGIN = 0.015
"""Share of the page within which a fold begins at its edge."""

LONG = 0.1
"""Least length of what is seen of a fold at the edge, as a share of the page; it pales where it crosses a table."""

MOST = 3
"""A sheet has no more folds in either direction; more lines are a table that runs off the page."""

APART = 0.15
"""Least distance between folds as a share of the page."""

BAND = 0.25
"""How far to both sides a fold is smoothed over, in character heights."""


def find_folds(rules: Sequence[Rule], length: float, breadth: float, em: float) -> tuple[Rule, ...]:
    """The courses of folds among rules along a page's ``length``; ``breadth`` is its size across them."""
    ends = [
        rule
        for rule in rules
        if min(rule.start, length - rule.end) <= MARGIN * length
        and rule.length >= LONG * length
        and MARGIN < rule.position / breadth < 1 - MARGIN
    ]
    places: list[float] = []
    for place in sorted(rule.position for rule in ends):
        if not places or place - places[-1] > em:
            places.append(place)
    if len(places) > MOST or any(b - a < APART * breadth for a, b in pairwise(places)):
        return ()
    return tuple(_course([rule for rule in rules if abs(rule.position - place) <= em / 2]) for place in places)


def _course(pieces: Sequence[Rule]) -> Rule:
    """Pieces of one fold as one rule."""
    points = sorted((a, c) for rule in pieces for a, c in zip(rule.along, rule.across, strict=True))
    start, end = min(rule.start for rule in pieces), max(rule.end for rule in pieces)
    return Rule(start, end, tuple(a for a, _ in points), tuple(c for _, c in points), end - start)


def smooth_over(pixels: Pixels, horizontal: Sequence[Rule], vertical: Sequence[Rule], em: float) -> Pixels:
    """The picture with the folds replaced by what lies on both sides of them."""
    smooth = pixels.copy()
    _smooth(smooth, horizontal, em)
    _smooth(smooth.transpose(1, 0, 2), vertical, em)
    return smooth


def _smooth(pixels: Pixels, folds: Sequence[Rule], em: float) -> None:
    """In place, for folds along x."""
    reach, height, width = max(2, round(BAND * em)), pixels.shape[0], pixels.shape[1]
    xs = np.arange(width)
    for fold in folds:
        ys = np.rint(np.interp(xs, fold.along, fold.across)).astype(int)
        above = pixels[np.clip(ys - reach - 1, 0, height - 1), xs].astype(np.float32)
        below = pixels[np.clip(ys + reach + 1, 0, height - 1), xs].astype(np.float32)
        for step in range(-reach, reach + 1):
            share = (step + reach + 1) / (2 * reach + 2)
            pixels[np.clip(ys + step, 0, height - 1), xs] = ((1 - share) * above + share * below).astype(np.uint8)
