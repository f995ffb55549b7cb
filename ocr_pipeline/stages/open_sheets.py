"""Two printed pages on one sheet, as open books on a scanner and pages photographed side by side give them.

The sheet is cut where its pages meet, each is seen as a page, and what was seen is put back on the one sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ocr_pipeline.model.document import PageImage
from ocr_pipeline.model.geometry import Box, Homography, union
from ocr_pipeline.model.layout import Layout, Region, RegionKind
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import ReadTable, TextBlock

WIDE = 1.15
"""Least width of an open sheet over its height: two A4 pages have 1.41, a photo of them with a desk around it less."""

MIDDLE = 0.1
"""The fold is no further from the middle, as a share of the width."""

MARGINS = 0.02
"""Least distance between what stands left and right of the fold, as a share of the width."""

HIGH = 0.5
"""What stands on one of the pages at least reaches over this share of the height: cards side by side are no pages."""

SHEET = 0.6
"""A figure so many times as wide as the sheet, or wider, lies over both pages and says nothing of either."""


def find_fold(size: tuple[int, int], boxes: Sequence[Box]) -> int | None:
    """Where two pages meet on a sheet of ``size`` (width, height): the middle of the widest gap near the middle that
    nothing crosses, in pixels from the left; None where there is none."""
    width, height = size
    if width < WIDE * height:
        return None
    gaps, reach = [], 0.0
    for box in sorted(boxes):
        gaps.append((reach, box.left))
        reach = max(reach, box.right)
    near = [(a, b) for a, b in gaps if a > 0 and abs((a + b) / 2 - width / 2) <= MIDDLE * width]
    left, right = max(near, key=lambda gap: gap[1] - gap[0], default=(0.0, 0.0))
    if right - left < MARGINS * width:
        return None
    sides = [union(b for b in boxes if (b.right <= left) == first) for first in (True, False)]
    return round((left + right) / 2) if max(side.height for side in sides) >= HIGH * height else None


def printed_pages(page: PageImage, layout: Layout) -> tuple[PageImage, ...]:
    """The pages on a sheet, left one first; the sheet itself where it is one page."""
    boxes = [region.box for region in layout.regions if not _is_sheet(region, page)]
    fold = find_fold((page.width, page.height), boxes)
    return (page,) if fold is None else (_cut(page, 0, fold), _cut(page, fold, page.width))


def _is_sheet(region: Region, page: PageImage) -> bool:
    """Whether the layout model takes the sheet for a picture, which it does where pages are coloured."""
    return region.kind is RegionKind.FIGURE and region.box.width > SHEET * page.width


def on_one_sheet(seen: Sequence[PageReading]) -> PageReading:
    """What was seen on the two pages of a sheet, in the pixels of the whole sheet."""
    left, right = seen
    fold = left.size[0]
    return replace(
        left,
        size=(fold + right.size[0], left.size[1]),
        layout=Layout((*left.layout.regions, *(replace(r, box=r.box.moved(fold)) for r in right.layout.regions))),
        blocks=(*left.blocks, *(_moved_block(block, fold) for block in right.blocks)),
        tables=(*left.tables, *(_moved_table(table, fold) for table in right.tables)),
        fold=float(fold),
    )


def _cut(page: PageImage, start: int, end: int) -> PageImage:
    """The part of a sheet between two columns of pixels."""
    to_sheet = Homography((1.0, 0.0, float(start), 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
    way = to_sheet.then(page.to_source)
    back = way.inverse()
    layer = tuple(word for word in page.layer if 0 <= back.apply_box(word.box).center[0] < end - start)
    return replace(page, pixels=np.ascontiguousarray(page.pixels[:, start:end]), to_source=way, layer=layer)


def _moved_block(block: TextBlock, by: int) -> TextBlock:
    lines = tuple(replace(line, box=line.box.moved(by)) for line in block.lines)
    return TextBlock(block.kind, block.box.moved(by), lines)


def _moved_table(table: ReadTable, by: int) -> ReadTable:
    grid = table.grid.mapped(lambda box: box.moved(by))
    return ReadTable(grid, tuple(replace(read, cell=cell) for read, cell in zip(table.cells, grid.cells, strict=True)))
