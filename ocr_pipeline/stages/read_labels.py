"""The text of cells: each cell cut into lines, all lines of a page read in one call, put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.reading import Candidate
from ocr_pipeline.ports import TextEngine
from ocr_pipeline.stages.cell_lines import (
    InkRun,
    character_height,
    cut_line,
    ink_mask,
    ink_runs,
    join_runs,
    with_print,
)
from ocr_pipeline.stages.print_pieces import without_specks

UPRIGHT_LINES = 3
"""Text of at least so many lines of one character each is written from top to bottom."""

ONE_CHARACTER = 1.5
"""Widest line of a single character, in character heights."""


@dataclass(frozen=True, slots=True)
class CellText:
    """The lines of a cell joined, and their score weighted by length (0 where nothing was read)."""

    text: str
    score: Score


def read_labels(crops: Sequence[Pixels], engine: TextEngine) -> tuple[CellText, ...]:
    """The text of each crop of a whole cell; crops should come from one table, whose print gives the scale.

    Lines of nothing but specks are not shown to the engine, which would be as slow on them as on text.
    """
    masks = [ink_mask(crop) for crop in crops]
    printed = [without_specks(mask) for mask in masks]
    runs = [ink_runs(mask) for mask in masks]
    em = character_height([with_print(cell, clean) for cell, clean in zip(runs, printed, strict=True)])
    pieces: list[Pixels] = []
    owners: list[int] = []
    for k, crop in enumerate(crops):
        lines = lines_of(crop, with_print(join_runs(runs[k], masks[k], em), printed[k]), em)
        pieces.extend(lines)
        owners.extend([k] * len(lines))
    answers = engine.read_lines(pieces)
    return tuple(
        _joined([answer for answer, owner in zip(answers, owners, strict=True) if owner == k])
        for k in range(len(crops))
    )


def lines_of(crop: Pixels, lines: Sequence[InkRun], em: float) -> list[Pixels]:
    """The pictures of a cell's lines; text written from top to bottom is laid out as one line."""
    if len(lines) >= UPRIGHT_LINES and all(line.width <= ONE_CHARACTER * em for line in lines):
        return [_laid_out(crop, lines, em)]
    return [cut_line(crop, line) for line in lines]


def _laid_out(crop: Pixels, lines: Sequence[InkRun], em: float) -> Pixels:
    """Characters that stand one below the other, side by side on the cell's paper."""
    paper = np.median(crop.reshape(-1, 3), axis=0).astype(np.uint8)
    height = max(line.height for line in lines) + max(4, round(0.3 * em))
    gap = max(1, round(0.12 * em))
    width = sum(line.width + gap for line in lines) + gap
    laid = np.empty((height, width, 3), np.uint8)
    laid[:] = paper
    left = gap
    for line in lines:
        glyph = crop[line.top : line.bottom, line.left : line.right]
        top = (height - line.height) // 2
        laid[top : top + line.height, left : left + line.width] = glyph
        left += line.width + gap
    return laid


def _joined(answers: Sequence[Candidate]) -> CellText:
    texts = [(answer.text or "", answer.score) for answer in answers]
    text = "".join(text for text, _ in texts)
    if not text:
        return CellText("", Score(0.0))
    score = sum(len(part) * score for part, score in texts) / len(text)
    return CellText(text, Score(round(score, 4)))
