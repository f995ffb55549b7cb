"""When lines of print that look like a table without rules were not understood: no table is better than a wrong one."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import pairwise

from ocr_pipeline.engines.aligned_heads import AlignedTable
from ocr_pipeline.engines.aligned_rows import Row, RowKind
from ocr_pipeline.engines.aligned_zones import APART
from ocr_pipeline.model.geometry import Box

CUT = 0.15
"""Figures reach no farther than this, in character heights, over an edge of their row."""

LEAST_FIGURES = 0.6
"""Share of what stands beside labels that is figures in a table of figures."""


def holds_words(rows: Sequence[Row], figures: Container[Box]) -> bool:
    """Whether words rather than figures stand beside the labels: lines of a head, or of running text."""
    values = [word in figures for row in rows if row.kind is RowKind.BODY for word in row.values]
    return bool(values) and sum(values) < LEAST_FIGURES * len(values)


def cuts_figures(table: AlignedTable, figures: Container[Box]) -> bool:
    """Whether an edge runs through figures: no table is better than one with half figures in its cells."""
    slack = CUT * table.em
    return any(
        word in figures and (word.top < top - slack or word.bottom > bottom + slack)
        for row, (top, bottom) in zip(table.rows, pairwise(table.levels), strict=True)
        for word in row.values
    )


def figures_among_labels(table: AlignedTable, figures: Container[Box]) -> bool:
    """Whether figures stand apart from their row's label, on the side of labels: columns were not understood."""
    for row in table.rows:
        words = sorted(row.labels, key=lambda box: box.right)
        apart = len(words) > 1 and words[-1].left - max(word.right for word in words[:-1]) > APART * table.em
        if row.kind is RowKind.BODY and apart and words[-1] in figures:
            return True
    return False
