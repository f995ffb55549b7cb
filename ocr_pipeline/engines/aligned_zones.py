"""Where on a page figures line up in columns: the place of a table without rules, seen by a layout model or not."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import pairwise

import numpy as np

from ocr_pipeline.engines.aligned_lines import STROKE, Line, gap_between
from ocr_pipeline.model.geometry import Box, union

APART = 1.4
"""Gap between neighbours of one row, in character heights; words of running text are closer, at a stop as well."""

MOST_BETWEEN = 5.0
"""Lines of a table follow each other within this many character heights, captions of its parts in between."""

LEAST_ROWS = 3
"""Lines with several columns that make a table."""

WIDE_ROW, FULL, WIDEST = 5, 0.6, 8
"""A line or two are the rest of a table if so many words stand apart in one, of which this share are figures; or a head
if so many more do."""

ALIKE = 1.4
"""Figures of a row are no more than so many times as high as each other."""

LEAST_FIGURES = 0.24
"""Share of the words beside the first that are figures."""

OFF_CENTRE = 0.05
"""A heading between two tables is farther off their middle than this, as a share of their width."""

LOUD, TWO_LINES, AIR = 1.15, 1.9, 1.6
"""A heading is so many times as high as what stands in tables (two lines of a label are higher), or has so much air
around it, in character heights."""

ABOVE = 1.6
"""A head's topmost label stands so close above the rest, in character heights."""

SHORT = 4.0
"""Headings are longer than this, in character heights."""


def find_zones(lines: Sequence[Line], figures: Container[Box], em: float) -> list[Box]:
    """Boxes around runs of lines that have columns, from the top down."""
    columned = [line for line in lines if _has_columns(line, em)]
    runs: list[list[Line]] = []
    for line in columned:
        if runs and _continues(runs[-1], line, lines, figures, em):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [_box(run, lines, em) for run in runs if _is_table(run, figures)]


def _has_columns(line: Line, em: float) -> bool:
    """Whether words stand apart; a stroke before a long piece of text is what is left of its number."""
    return any(
        gap_between(left, right, em) >= APART and not (left.height < STROKE * em and right.width >= SHORT * em)
        for left, right in pairwise(line.words)
    )


def _continues(run: Sequence[Line], line: Line, lines: Sequence[Line], figures: Container[Box], em: float) -> bool:
    """Whether a line with columns belongs to a run of others: near, and no heading stands between."""
    last = run[-1]
    bridged = _is_bridged(run, line, lines, figures, em)
    if line.middle - last.middle > MOST_BETWEEN * em and not bridged:
        return False
    whole = union((*(one.box for one in run), line.box))
    heights = [word.height for one in (*run, line) for word in one.words if word not in figures] or [em]
    usual = float(np.median(heights))
    row = [last, *(one for one in lines if last.middle < one.middle < line.middle), line]
    for above, one, below in zip(row, row[1:], row[2:], strict=False):
        air = max(0.0, one.box.top - above.box.bottom) + max(0.0, below.box.top - one.box.bottom)
        high = max(word.height for word in one.parts or one.words)
        loud = LOUD * usual < high < TWO_LINES * usual
        if _like_heading(one, whole, em) and (loud or (air > AIR * em and not bridged)):
            return False
    return True


def _is_bridged(run: Sequence[Line], line: Line, lines: Sequence[Line], figures: Container[Box], em: float) -> bool:
    """Whether nothing but labels of rows without figures stands between a run and figures in the same columns."""
    standing = [word for word in line.words if word in figures]
    columns = [word for one in run for word in one.words[1:]]
    if not all(any(word.left < other.right and word.right > other.left for other in columns) for word in standing):
        return False
    between = [one for one in lines if run[-1].middle < one.middle < line.middle]
    places = [run[-1].middle, *(one.middle for one in between), line.middle]
    near = all(lower - upper <= MOST_BETWEEN * em for upper, lower in pairwise(places))
    side = min((word.left for word in standing), default=0.0)
    return near and all(one.box.right <= side for one in between)


def _like_heading(line: Line, whole: Box, em: float) -> bool:
    """Whether a line is one long piece of text, left of the middle."""
    text = max(line.words, key=lambda word: word.width)
    off = (whole.center[0] - text.center[0]) / whole.width
    return not _has_columns(line, em) and line.box.width >= SHORT * em and off >= OFF_CENTRE


def _is_table(run: Sequence[Line], figures: Container[Box]) -> bool:
    beside = [word in figures for line in run for word in line.words[1:]]
    share = float(np.mean(beside)) if beside else 0.0
    most = max(len(line.words) for line in run)
    if most >= WIDEST:
        return True
    if len(run) < LEAST_ROWS:
        return most >= WIDE_ROW and share >= FULL and _alike([word for line in run for word in line.words])
    return share >= LEAST_FIGURES and (most > 2 or len(run) > LEAST_ROWS)


def _alike(words: Sequence[Box]) -> bool:
    """Whether words are about as high as each other; dirt is not."""
    heights = [word.height for word in words]
    return max(heights) <= ALIKE * min(heights)


def _box(run: Sequence[Line], lines: Sequence[Line], em: float) -> Box:
    """The run with the short lines inside it, and a title right above it."""
    whole = union(word for line in run for word in line.words)
    inside = [word for line in lines for word in line.words if whole.top <= word.center[1] <= whole.bottom]
    near = [word for word in inside if word.right > whole.left - em and word.left < whole.right + em]
    whole = union((whole, *near))
    for line in sorted(lines, key=lambda one: -one.middle):
        box = line.box
        right = box.left > whole.center[0] or abs(box.center[0] - whole.center[0]) < OFF_CENTRE * whole.width
        if (
            not _has_columns(line, em)
            and right
            and -0.5 * em < whole.top - box.bottom < ABOVE * em
            and box.width < 0.5 * whole.width
        ):
            whole = union((whole, box))
    return whole.expanded(0.6 * em)
