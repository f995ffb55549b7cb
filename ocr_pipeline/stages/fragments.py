"""Parts of tables: the rows of a grid, or of a part of a grid, with where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr_pipeline.stages.grid_rows import GridRow

# What columns say of a grid at the top of the next page; edges agree within this part of the width.
SAME_EDGES, SAME_NUMBER, SAME_EDGE, ENOUGH_EDGES = 7.0, 2.0, 0.015, 4
# What the heading says that stands above both, where the page ends inside a head and columns say nothing.
SAME_TITLE = 3.0


@dataclass(frozen=True, slots=True)
class Fragment:
    """A grid's rows; ``titled`` is the table id that the heading above it names, if any.

    ``edges`` are its columns' edges as fractions of its width; ``at_top`` and ``at_bottom`` say whether it is the first
    and the last grid of its printed page, of which ``leaf`` is the number in the report. ``turned`` are its columns as
    rows.
    """

    key: tuple[int, int]
    rows: tuple[GridRow, ...]
    titled: str | None = None
    edges: tuple[float, ...] = ()
    at_top: bool = False
    at_bottom: bool = False
    turned: tuple[GridRow, ...] = ()
    leaf: int = 0

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Page, grid, first row and its number of cells: parts of one grid differ in it and are put in order by it."""
        return *self.key, self.rows[0].row, len(self.rows[0].cells)


def rows_of(fragments: Sequence[Fragment]) -> tuple[GridRow, ...]:
    """All rows, grid after grid."""
    return tuple(row for fragment in fragments for row in fragment.rows)


def continues(upper: Fragment, lower: Fragment) -> float:
    """Log-odds, from columns, places and headings, that a grid at the top of a page goes on from the page before."""
    if not (upper.at_bottom and lower.at_top and lower.leaf == upper.leaf + 1):
        return 0.0
    # A part of a table may lack the edges that only other rows need.
    fewer, more = sorted((upper.edges, lower.edges), key=len)
    if len(fewer) >= ENOUGH_EDGES and all(any(abs(a - b) <= SAME_EDGE for b in more) for a in fewer):
        return SAME_EDGES
    if len(fewer) == len(more):
        return SAME_NUMBER
    return SAME_TITLE if upper.titled and upper.titled == lower.titled else 0.0


def leftovers(fragment: Fragment, unused: Sequence[GridRow]) -> tuple[Fragment, ...]:
    """Runs of two or more neighbouring rows of a grid that its table did not use: they may be another table."""
    runs: list[list[GridRow]] = []
    for row in (row for row in unused if row.fragment == fragment.key):
        if runs and row.row == runs[-1][-1].row + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return tuple(
        Fragment(fragment.key, (replace(run[0], first=True), *run[1:]), None, fragment.edges)
        for run in runs
        if len(run) > 1
    )
