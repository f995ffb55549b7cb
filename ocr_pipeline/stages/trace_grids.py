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

GAPPY, ROWS = 0.45, 6
"""A grid of so many rows with so few cells for its rows and columns, as a share, is cut by stripes, not by rules."""

FINER, MORE_CELLS = 2.4, 3.2
"""Loose grids are pieces of a table without rules if one in their place has so many times the columns of each, or so
many times the cells of all: a ruled table of few columns has rows that look like two where labels are wrapped."""

AS_MANY = 0.95
"""A grid that is seen from inside a region has so many of the cells that are seen there from the page, as a share."""

WIDE, DIFFERENT = 6, 1.5
"""Tables of so many columns and more are no parts of one with others that have so many times as many."""

ACROSS = 0.85
"""A grid that is to take the place of pieces is so many times as wide as each, at least: no table ends inside rules."""


def trace_grids(page: PageImage, layout: Layout, engines: Sequence[GridEngine]) -> tuple[TableGrid, ...]:
    """The page's tables in reading order; the engines in order, each asked only for what the earlier left open.

    The first engine looks at the whole page first (a table inside a figure is a table), then at the regions that the
    layout calls tables. Later ones are asked about the page and such regions where one is open, nothing was found, or a
    loose grid or a single row, which may be a piece of a table.
    """
    regions = layout.of_kind(RegionKind.TABLE)
    found: list[TableGrid] = []
    for number, engine in enumerate(engines):
        if number == 0:
            _add(found, engine.trace(page, None))
            for region in regions:
                if not _is_taken(region, found):
                    _add(found, engine.trace(page, _frame(region, page)), BESIDE)
        else:
            _complete(found, engine, page, layout)
    order = order_boxes([grid.box for grid in found])
    return tuple(found[i] for i in order)


def _complete(found: list[TableGrid], engine: GridEngine, page: PageImage, layout: Layout) -> None:
    """Add what a later engine sees in regions that are open or hold loose grids, and on a page where nothing is known.

    A region's table is often seen whole only from inside it; what is seen of it from the page is taken if nothing is. A
    table of many cells in a figure is a table.
    """
    regions, figures = layout.of_kind(RegionKind.TABLE), layout.of_kind(RegionKind.FIGURE)
    gappy = [grid for grid in found if _is_gappy(grid)]
    asked = [r for r in regions if not _is_taken(r, found) or any(g.box.covered_by(r.box) > TAKEN for g in gappy)]
    if found and not asked and not any(map(_is_loose, found)):
        return
    seen = engine.trace(page, None)
    traced = [grid for region in asked for grid in engine.trace(page, _frame(region, page))]
    inside = [grid for grid in traced if _has_cells_of(grid, seen) and not _is_two(grid, seen)]
    open_ = [
        grid for grid in seen if not found or _is_inside(grid, asked) or (_is_large(grid) and _is_inside(grid, figures))
    ]
    _refine(found, [*inside, *seen])
    _add(found, [*inside, *open_], BESIDE)


def _is_inside(grid: TableGrid, regions: Sequence[Region]) -> bool:
    return any(grid.box.covered_by(region.box) > SAME_TABLE for region in regions)


def _is_large(grid: TableGrid) -> bool:
    """Whether it has too many rows and columns for the labels of a drawing."""
    return grid.rows >= ROWS and grid.columns > FEW and not _is_gappy(grid)


def _has_cells_of(grid: TableGrid, parts: Sequence[TableGrid]) -> bool:
    """Whether a grid has as many cells as what was seen in its place by itself, but for a head or two.

    Parts may overlap: cells in the box of another part before it are not counted again.
    """
    own = [part for part in parts if part.box.covered_by(grid.box) > SAME_TABLE]
    cells = sum(
        not any(cell.box.covered_by(other.box) > SAME_TABLE for other in own[:number])
        for number, part in enumerate(own)
        for cell in part.cells
    )
    return len(grid.cells) >= AS_MANY * cells


def _is_two(grid: TableGrid, parts: Sequence[TableGrid]) -> bool:
    """Whether what was seen in a grid's place are wide tables of very different numbers of columns."""
    columns = [p.columns for p in parts if p.box.covered_by(grid.box) > SAME_TABLE and p.columns >= WIDE]
    return bool(columns) and max(columns) >= DIFFERENT * min(columns)


def _is_gappy(grid: TableGrid) -> bool:
    """Whether it has few cells for its many rows and its columns."""
    return grid.rows >= ROWS and len(grid.cells) < GAPPY * grid.rows * grid.columns


def _is_loose(grid: TableGrid) -> bool:
    """Whether it is a single row, has few cells, or its few columns are much wider than its rows are high."""
    if grid.rows == 1 or _is_gappy(grid):
        return True
    if grid.columns > FEW:
        return False
    lowest = min(cell.box.height / cell.row_span for cell in grid.cells)
    return grid.box.width / grid.columns > LOOSE * lowest


def _refine(found: list[TableGrid], traced: Sequence[TableGrid]) -> None:
    """Put grids in the place of pieces of them: what has columns of its own and fills half of the place is no piece."""
    for grid in _most_cells_first(traced):
        there = [other for other in found if _share(grid.box, other.box) > TAKEN]
        own = sum(other.box.intersection(grid.box) for other in there if not _is_loose(other))
        columns, cells = max((other.columns for other in there), default=0), sum(len(other.cells) for other in there)
        finer = there and (grid.columns >= FINER * columns or len(grid.cells) >= MORE_CELLS * cells)
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
    for grid in _most_cells_first(traced):
        if all(_share(grid.box, other.box) < overlap for other in found):
            found.append(grid)


def _most_cells_first(grids: Sequence[TableGrid]) -> list[TableGrid]:
    return sorted(grids, key=lambda grid: (-len(grid.cells), grid.box))


def _share(one: Box, other: Box) -> float:
    return max(one.covered_by(other), other.covered_by(one))
