"""Regions and rules -> grids: a ruled grid is a table wherever it stands; other engines are asked where a table is."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.model.document import PageImage
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid
from ocr_pipeline.model.layout import Layout, Region, RegionKind
from ocr_pipeline.ports import GridEngine
from ocr_pipeline.stages.reading_order import order_boxes

TAKEN = 0.3
"""A region of which this share lies in known grids is no new table."""

SAME_TABLE = 0.5
"""Two grids of which one lies in the other with this share are one table traced twice."""

BESIDE = 0.1
"""A grid traced in a region lies in a known one with no more than this: a region that begins in the middle of a table
holds a piece of it, closed by the region's own edges."""

LOOSE = 6.0
"""Columns so many times as wide as the lowest rows are high may be several that no rule parts."""

FEW = 3
"""Rules between more columns than these are a table's own, however wide the columns are."""

FINER = 2.4
"""Loose grids are pieces of a table without rules if one in their place has so many times the columns of each."""


ACROSS = 0.85
"""A grid that is to take the place of pieces is so many times as wide as each, at least: no table ends inside rules."""


def trace_grids(page: PageImage, layout: Layout, engines: Sequence[GridEngine]) -> tuple[TableGrid, ...]:
    """The page's tables in reading order; the engines in order, each asked only for what the earlier left open.

    The first engine looks at the whole page first (a table inside a figure is a table), then at the regions that the
    layout calls tables. Later ones are asked where such a region is left open, and about the page if nothing was found
    on it, or a loose grid or a single row, which may be a piece of a table.
    """
    regions = layout.of_kind(RegionKind.TABLE)
    found: list[TableGrid] = []
    for number, engine in enumerate(engines):
        if number == 0 or not found:
            _add(found, engine.trace(page, None))
        elif any(map(_is_loose, found)):
            _refine(found, engine.trace(page, None))
        for region in regions:
            if not _is_taken(region, found):
                _add(found, engine.trace(page, _frame(region, page)), BESIDE)
    order = order_boxes([grid.box for grid in found])
    return tuple(found[i] for i in order)


def _is_loose(grid: TableGrid) -> bool:
    """Whether it is a single row, or its few columns are much wider than its rows are high."""
    if grid.rows == 1:
        return True
    if grid.columns > FEW:
        return False
    lowest = min(cell.box.height / cell.row_span for cell in grid.cells)
    return grid.box.width / grid.columns > LOOSE * lowest


def _refine(found: list[TableGrid], traced: Sequence[TableGrid]) -> None:
    """Put grids in the place of pieces of them: what has columns of its own and fills half of the place is no piece."""
    for grid in traced:
        there = [other for other in found if _share(grid.box, other.box) > TAKEN]
        own = sum(other.box.intersection(grid.box) for other in there if not _is_loose(other))
        finer = there and grid.columns >= FINER * max(other.columns for other in there)
        wide = all(grid.box.width >= ACROSS * other.box.width for other in there)
        if finer and wide and own < SAME_TABLE * grid.box.area:
            found[:] = [*(other for other in found if other not in there), grid]


def _frame(region: Region, page: PageImage) -> Box:
    """The region with a margin: detectors cut through outer rules."""
    margin = 0.02 * max(region.box.width, region.box.height)
    return region.box.expanded(margin).clipped(page.width, page.height)


def _is_taken(region: Region, found: Sequence[TableGrid]) -> bool:
    return sum(region.box.intersection(grid.box) for grid in found) > TAKEN * region.box.area


def _add(found: list[TableGrid], traced: Sequence[TableGrid], overlap: float = SAME_TABLE) -> None:
    """Append grids that lie in none that is there with so large a share; the one with more cells first."""
    for grid in sorted(traced, key=lambda g: (-len(g.cells), g.box)):
        if all(_share(grid.box, other.box) < overlap for other in found):
            found.append(grid)


def _share(one: Box, other: Box) -> float:
    return max(one.covered_by(other), other.covered_by(one))
