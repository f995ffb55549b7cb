"""Words of a PDF's text layer put into the cells they stand in: one more reading, never the only truth."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.model.document import LayerWord, PageImage
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid
from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.reading import Candidate, Reader, Reading


def words_on_page(page: PageImage) -> tuple[LayerWord, ...]:
    """The layer's words with their boxes in the straightened frame."""
    back = page.to_source.inverse() if page.layer else page.to_source
    return tuple(LayerWord(word.text, back.apply_box(word.box)) for word in page.layer)


def layer_readings(page: PageImage, grid: TableGrid) -> list[Reading | None]:
    """For each cell of the grid, the words whose middle lies in it, in reading order; None for cells without any."""
    words = words_on_page(page)
    return [_reading([word for word in words if _holds(cell.box, word.box)]) for cell in grid.cells]


def _holds(cell: Box, word: Box) -> bool:
    x, y = word.center
    return cell.left <= x < cell.right and cell.top <= y < cell.bottom


def _reading(words: Sequence[LayerWord]) -> Reading | None:
    if not words:
        return None
    text = "".join(word.text for word in in_lines(words))
    return Reading(Reader.LAYER, (Candidate(text, Score(1.0)),))


def in_lines(words: Sequence[LayerWord]) -> list[LayerWord]:
    """Words line by line: a word belongs to a line when its middle lies within that line's first word."""
    lines: list[list[LayerWord]] = []
    for word in sorted(words, key=lambda w: (w.box.top, w.box.left)):
        line = next((line for line in lines if line[0].box.top <= word.box.center[1] <= line[0].box.bottom), None)
        if line is None:
            lines.append([word])
        else:
            line.append(word)
    return [word for line in lines for word in sorted(line, key=lambda w: w.box.left)]
