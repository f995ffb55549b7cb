"""Headings and paragraphs outside tables, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ocr_pipeline.model.document import PageImage
from ocr_pipeline.model.geometry import Box, union
from ocr_pipeline.model.layout import Layout, RegionKind
from ocr_pipeline.model.reading import ReadTable, TextBlock, TextLine
from ocr_pipeline.options import ReadOptions
from ocr_pipeline.ports import TextEngine
from ocr_pipeline.stages.reading_order import order_boxes

BLOCK_KINDS = (
    RegionKind.TITLE,
    RegionKind.TEXT,
    RegionKind.CAPTION,
    RegionKind.HEADER,
    RegionKind.FOOTER,
    RegionKind.REFERENCE,
)

ABOVE = 0.12
"""With tables only: the part of the page's height above a table that is read, where its title stands."""


def read_blocks(
    page: PageImage, layout: Layout, tables: Sequence[ReadTable], engine: TextEngine, options: ReadOptions
) -> tuple[TextBlock, ...]:
    """Blocks of lines; without ``running_text`` only what stands above tables and in titles."""
    boxes = [table.grid.box for table in tables]
    covered = _without(page, boxes)
    areas: Sequence[Box | None] = (None,) if options.running_text else _title_areas(page, layout, boxes)
    lines = [line for area in areas for line in engine.find_lines(covered, area)]
    return group_lines(_distinct(lines), layout)


def _without(page: PageImage, boxes: Sequence[Box]) -> PageImage:
    """The page with its tables painted over: their cells are read on their own."""
    if not boxes:
        return page
    pixels = page.pixels.copy()
    for box in boxes:
        pixels[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1] = 255
    return replace(page, pixels=np.ascontiguousarray(pixels))


def _title_areas(page: PageImage, layout: Layout, boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Strips across the page: above each table, and where the layout sees titles."""
    strips = [(box.top - ABOVE * page.height, box.top) for box in boxes]
    strips += [(region.box.top, region.box.bottom) for region in layout.of_kind(RegionKind.TITLE, RegionKind.CAPTION)]
    merged: list[tuple[float, float]] = []
    for top, bottom in sorted((max(0.0, a), min(float(page.height), b)) for a, b in strips):
        if merged and top <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(bottom, merged[-1][1]))
        elif bottom > top:
            merged.append((top, bottom))
    return tuple(Box(0, top, page.width, bottom) for top, bottom in merged)


def _distinct(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines that were not found twice in neighbouring areas."""
    kept: list[TextLine] = []
    for line in lines:
        if all(line.box.covered_by(other.box) < 0.5 for other in kept):
            kept.append(line)
    return kept


def group_lines(lines: Sequence[TextLine], layout: Layout) -> tuple[TextBlock, ...]:
    """Lines as blocks: those of one region together, those of none each on its own, in reading order."""
    regions = layout.of_kind(*BLOCK_KINDS)
    members: dict[int, list[TextLine]] = {}
    blocks: list[TextBlock] = []
    for line in lines:
        home = max(range(len(regions)), key=lambda k: line.box.covered_by(regions[k].box), default=None)
        if home is not None and line.box.covered_by(regions[home].box) > 0.5:
            members.setdefault(home, []).append(line)
        else:
            blocks.append(TextBlock(RegionKind.TEXT, line.box, (line,)))
    blocks += [_block(regions[k].kind, found) for k, found in members.items()]
    return tuple(blocks[i] for i in order_boxes([block.box for block in blocks]))


def _block(kind: RegionKind, lines: Sequence[TextLine]) -> TextBlock:
    ordered = [lines[i] for i in order_boxes([line.box for line in lines])]
    return TextBlock(kind, union(line.box for line in lines), tuple(ordered))
