"""Which edges of a lattice separate cells: those that are ruled and hang together with crossing rules at both ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ocr_pipeline.engines.lattice import Flags, Floats, Lattice
from ocr_pipeline.engines.thin_cells import LOW, NARROW, without_thin_cells
from ocr_pipeline.model.flag_runs import flag_runs

RULED = 0.55
"""Share of an edge that must be ruled; strokes of text cover less of a cell's side."""

FADED = 0.3
"""Share that is enough where the same line is ruled before and after: a seal or a worn place."""

SHORT = 6.0
"""Runs shorter than this many character heights could be a word: they must be ruled right up to the crossing rules."""

REACHED = 0.4
"""Share of the part next to a crossing rule from which a short run reaches it."""

STROKE, MOSTLY = 1.2, 0.7
"""An upright edge with so many ruled character heights, and such a share, is higher than strokes of print."""

LINE = 2.8
"""Height in character heights up to which a single row holds one line of print."""

SEVERAL = 4
"""Rows of a table in which a divider of its own in one row is an exception."""

LONE_ROW = 4.0
"""Height in character heights up to which strokes may look like such a divider: two lines of print."""

UNBROKEN = 0.88
"""Share of a short run from which it is no word, even if both tips are worn."""

ALMOST_UNBROKEN = 0.78
"""As above if only one tip is worn."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Separating edges: ``level`` (rows + 1, columns), ``upright`` (rows, columns + 1)."""

    level: Flags
    upright: Flags


def find_edges(lattice: Lattice, em: float) -> Edges:
    """The separating edges; strokes that hang in the air, and words between two rules, are no rules."""
    level = _present(lattice.level, lattice.xs, SHORT * em)
    shares = lattice.upright.transpose(0, 2, 1)
    upright = (_present(shares, lattice.ys, SHORT * em) | _higher_than_print(shares[0], lattice.ys, em)).T.copy()
    level, upright = _bordered(level, upright), _bordered(upright.T, level.T).T.copy()
    level = without_thin_cells(level, lattice.ys, lattice.xs, LOW * em)
    upright = without_thin_cells(upright.T, lattice.xs, lattice.ys, NARROW * em).T.copy()
    upright &= ~_lone_strokes(upright, lattice, em)
    while True:
        shorter = _anchored(level, upright)
        narrower = _anchored(upright.T, shorter.T).T.copy()
        if np.array_equal(shorter, level) and np.array_equal(narrower, upright):
            return Edges(level, upright)
        level, upright = shorter, narrower


def _bordered(level: Flags, upright: Flags) -> Flags:
    """The level edges, with those of the outer lines where the rules at both ends of the edge run out to the line.

    A page that cuts a row leaves its uprights open, and of a border perhaps the edges of some fills.
    """
    whole = level.copy()
    for line, row in ((0, 0), (-1, -1)) if len(upright) else ():
        whole[line] |= upright[row, :-1] & upright[row, 1:]
    return whole


def _present(coverage: Floats, stops: Floats, short: float) -> Flags:
    """Edges that are ruled, or faded between ruled ones; short runs only where they reach the rules that they cross."""
    whole, begin, end = coverage
    ruled = whole >= RULED
    before = np.pad(ruled, ((0, 0), (1, 0)))[:, :-1]
    after = np.pad(ruled, ((0, 0), (0, 1)))[:, 1:]
    present = np.asarray(ruled | ((whole >= FADED) & before & after))
    for i in range(1, len(whole) - 1):
        for first, last in flag_runs(present[i]):
            tips = int(begin[i, first] >= REACHED) + int(end[i, last - 1] >= REACHED)
            least = (UNBROKEN, ALMOST_UNBROKEN, RULED)[tips]
            length, share = stops[last] - stops[first], whole[i, first:last].mean()
            if length < short and share < least:
                present[i, first:last] = False
    return present


def _higher_than_print(shares: Floats, ys: Floats, em: float) -> Flags:
    """Upright edges (columns + 1, rows) that are too long for a stroke of print, and stand where others do.

    What is averaged along a rule stops short of a fill that it runs into, so that its tips are not seen. In a single
    row of one line of print no strokes stand in a stack; elsewhere a line of the table has another such edge.
    """
    heights = np.diff(ys)
    is_line = len(heights) == 1 and float(heights[0]) <= LINE * em
    long = (shares * heights >= STROKE * em) & (shares >= (RULED if is_line else MOSTLY))
    return np.asarray(long if is_line else long & (long.sum(axis=1, keepdims=True) >= 2))


def _lone_strokes(upright: Flags, lattice: Lattice, em: float) -> Flags:
    """Upright edges of lines that separate in one row alone of a table with several, and are worn there.

    Strokes of heavy print in a tight row reach from rule to rule; a divider that no other row has is ruled throughout.
    """
    if len(upright) < SEVERAL:
        return np.zeros_like(upright)
    whole, begin, end = lattice.upright
    worn = (whole < UNBROKEN) | (begin < REACHED) | (end < REACHED)
    lone = upright.sum(axis=0, keepdims=True) == 1
    return np.asarray(upright & worn & lone & (np.diff(lattice.ys) <= LONE_ROW * em)[:, None])


def _anchored(level: Flags, upright: Flags) -> Flags:
    """Each run of level edges cut back at both ends to a node where an upright edge meets it."""
    lines, stretches = level.shape
    met = np.zeros((lines, stretches + 1), dtype=bool)
    met[:-1] |= upright
    met[1:] |= upright
    kept = level.copy()
    for i in range(lines):
        for first, last in flag_runs(level[i]):
            nodes = np.flatnonzero(met[i, first : last + 1]) + first
            kept[i, first:last] = False
            if nodes.size >= 2:
                kept[i, nodes[0] : nodes[-1]] = True
    return kept
