"""Two printed pages side by side on one sheet, as an open book lies on the glass or before a camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ocr_pipeline.evaluate.synthesis.page_pictures import Picture
from ocr_pipeline.evaluate.synthesis.paper import PRINT_DPI
from ocr_pipeline.evaluate.synthesis.printed_batch import CellPlace

WHITE = 255


def side_by_side(pages: Sequence[Picture], count: int) -> list[Picture]:
    """Pages of one size as sheets of ``count`` pages each, the last one filled up with white paper."""
    sheets = []
    for start in range(0, len(pages), count):
        group = pages[start : start + count]
        white = [np.full_like(group[0], WHITE)] * (count - len(group))
        sheets.append(np.concatenate([*group, *white], axis=1))
    return sheets


def cells_on_sheets(cells: Sequence[CellPlace], count: int, width: int) -> tuple[CellPlace, ...]:
    """Where values stand on such sheets; ``width`` is that of one page in pixels at 300 dpi."""
    return tuple(_on_sheet(cell, count, width / PRINT_DPI) for cell in cells)


def _on_sheet(cell: CellPlace, count: int, width: float) -> CellPlace:
    sheet, before = divmod(cell.page_index, count)
    left, top, right, bottom = cell.box
    return replace(cell, page_index=sheet, box=(left + before * width, top, right + before * width, bottom))
