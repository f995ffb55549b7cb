"""Grids -> readings of every cell: ink, numbers, labels, and what a text layer says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.reading import Candidate, CellReading, Ink, Reader, Reading, ReadTable
from ocr_pipeline.options import ReadOptions
from ocr_pipeline.ports import Kit, NumericReading, TextEngine
from ocr_pipeline.stages.cell_lines import holds_print, ink_mask
from ocr_pipeline.stages.layer_words import layer_readings
from ocr_pipeline.stages.read_labels import CellText, read_labels

INSET = 0.05
"""Part of a cell's height that is left off at each side: half a rule and its blur."""

SURE_BLANK = 0.9
"""Score of blankness from which a cell is not shown to the general reader, unless its pixels show print."""

LONG = 5
"""Characters from which a string is shown to the general reader however sure the numeric one is: a decimal point is the
smallest of all signs, and numbers this long are few."""

MIN_INSET, MAX_INSET = 1.0, 4.0
"""Limits of the inset in pixels."""


def read_cells(page: PageImage, grids: Sequence[TableGrid], kit: Kit, options: ReadOptions) -> tuple[ReadTable, ...]:
    """The readings of every cell of every grid, grid by grid.

    Each cell is shown to the numeric reader. The general reader reads what that one calls no number or is not sure of,
    what is long, and a fixed share of the rest, chosen by the pixels themselves so that it is the same every time.
    """
    layer = [layer_readings(page, grid) for grid in grids]
    pixels = kit.cleaner.clean(page) if kit.cleaner and grids else page.pixels
    crops = [[cut_cell(pixels, cell.box) for cell in grid.cells] for grid in grids]
    flat = [crop for table in crops for crop in table]
    numbers = iter(kit.numeric.read(flat) if flat else ())
    tables = []
    for grid, pictures, words in zip(grids, crops, layer, strict=True):
        numeric = [next(numbers) for _ in pictures]
        texts = _read_texts(pictures, numeric, kit.text, options)
        cells = tuple(map(_cell, grid.cells, numeric, texts, words))
        tables.append(ReadTable(grid, cells))
    return tuple(tables)


def cut_cell(pixels: Pixels, box: Box) -> Pixels:
    """The pixels inside a cell's rules; at least one pixel."""
    inset = min(max(MIN_INSET, INSET * min(box.width, box.height)), MAX_INSET)
    inner = box.expanded(-inset).clipped(pixels.shape[1], pixels.shape[0])
    left, top = min(int(inner.left), pixels.shape[1] - 1), min(int(inner.top), pixels.shape[0] - 1)
    return pixels[top : max(top + 1, round(inner.bottom)), left : max(left + 1, round(inner.right))]


def _read_texts(
    crops: Sequence[Pixels], numeric: Sequence[NumericReading], engine: TextEngine, options: ReadOptions
) -> list[CellText | None]:
    """The general reader's text of the cells that it is asked about, None for the others."""
    asked = [k for k, (crop, number) in enumerate(zip(crops, numeric, strict=True)) if _is_asked(crop, number, options)]
    texts = dict(zip(asked, read_labels([crops[k] for k in asked], engine), strict=True))
    return [texts.get(k) for k in range(len(crops))]


def _is_asked(crop: Pixels, number: NumericReading, options: ReadOptions) -> bool:
    if number.ink.blank >= SURE_BLANK:
        return holds_print(ink_mask(crop))
    best = number.candidates[0] if number.candidates else Candidate(None, Score(1.0))
    if best.text is None or best.score < options.second_opinion_below or len(best.text) >= LONG:
        return True
    return in_audit(crop, options.audit_share)


def in_audit(crop: Pixels, share: float) -> bool:
    """Whether a crop belongs to the audited share: decided by its own bytes, so neither by order nor by chance."""
    digest = hashlib.sha256(np.ascontiguousarray(crop).tobytes()).digest()
    return int.from_bytes(digest[:8]) < share * 2.0**64


def _cell(cell: GridCell, number: NumericReading, text: CellText | None, word: Reading | None) -> CellReading:
    """All evidence on one cell; what the general reader reads there says how far it can be blank."""
    readings = [Reading(Reader.NUMERIC, number.candidates)]
    ink = number.ink
    if text is not None:
        answer = Candidate(text.text, text.score) if text.text else Candidate(None, Score(0.0))
        readings.append(Reading(Reader.GENERAL, (answer,)))
        ink = Ink(ink.share, Score(min(ink.blank, 1.0 - text.score)))
    if word is not None:
        readings.append(word)
    return CellReading(cell, ink, tuple(readings), text.text if text else "", text.score if text else Score(0.0))
