from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Box, Homography
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.model.reading import Candidate, Ink, Reader, TextLine
from ocr_pipeline.options import Options, ReadOptions
from ocr_pipeline.ports import Kit, NumericReading
from ocr_pipeline.stages.read_cells import cut_cell, in_audit, read_cells
from tests.fake_kit import build_kit

SURE, UNSURE, WORD, EMPTY = 50, 100, 150, 255
"""Grey levels of the drawn cells: what the numeric reader told below says of them."""

NO_AUDIT = ReadOptions(audit_share=0.0)


class ToldNumbers:
    """A numeric reader that knows cells by their grey level."""

    def describe(self) -> Step:
        return Step("read_cells", "told", "1")

    def read(self, crops: Sequence[Pixels]) -> tuple[NumericReading, ...]:
        return tuple(self._one(int(np.median(crop))) for crop in crops)

    def _one(self, level: int) -> NumericReading:
        if level == EMPTY:
            return NumericReading(Ink(0.0, Score(0.99)), ())
        score = 1.0 if level == SURE else 0.6
        text = None if level == WORD else "7"
        return NumericReading(Ink(0.2, Score(0.0)), (Candidate(text, Score(score)),))


class ToldText:
    """A general reader that reads the same everywhere and counts what it is shown."""

    def __init__(self) -> None:
        self.shown = 0

    def describe(self) -> Step:
        return Step("read_text", "told", "1")

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[Candidate, ...]:
        self.shown += len(crops)
        return tuple(Candidate("total", Score(0.9)) for _ in crops)

    def find_lines(self, page: PageImage, area: Box | None) -> tuple[TextLine, ...]:
        return ()


def page_of(*levels: int) -> tuple[PageImage, TableGrid]:
    """A page with one row of cells in these grey levels, each with a stroke of print unless empty."""
    pixels = np.full((60, 100 * len(levels), 3), 255, np.uint8)
    for k, level in enumerate(levels):
        pixels[:, 100 * k : 100 * k + 100] = level
        if level != EMPTY:
            pixels[20:40, 100 * k + 30 : 100 * k + 70] = 0
    page = PageImage(0, pixels, Homography.identity(), (100 * len(levels), 60), dpi=200)
    cells = tuple(GridCell(0, k, 1, 1, Box(100.0 * k, 0, 100.0 * k + 100, 60)) for k in range(len(levels)))
    return page, TableGrid(Box(0, 0, 100.0 * len(levels), 60), 1, len(levels), cells, "drawn")


def kit(text: ToldText) -> Kit:
    return replace(build_kit(Options()), numeric=ToldNumbers(), text=text)


def test_cells_are_read_in_the_order_of_their_grid() -> None:
    page, grid = page_of(SURE, EMPTY, UNSURE)
    (table,) = read_cells(page, [grid], kit(ToldText()), NO_AUDIT)
    assert [reading.cell for reading in table.cells] == list(grid.cells)
    assert [reading.ink.blank for reading in table.cells] == [0.0, 0.99, 0.0]


def test_the_general_reader_is_shown_only_doubtful_cells_and_words() -> None:
    text = ToldText()
    page, grid = page_of(SURE, UNSURE, WORD, EMPTY)
    (table,) = read_cells(page, [grid], kit(text), NO_AUDIT)
    assert [reading.by(Reader.GENERAL) is not None for reading in table.cells] == [False, True, True, False]
    assert [reading.text for reading in table.cells] == ["", "total", "total", ""]
    assert text.shown == 2


class Stamped:
    """Knows that a page was stamped all over: without that its cells are empty."""

    def describe(self) -> Step:
        return Step("clean_ink", "told", "1")

    def clean(self, page: PageImage) -> Pixels:
        return np.full_like(page.pixels, EMPTY)


def test_readers_are_shown_the_page_without_its_stamps() -> None:
    page, grid = page_of(SURE, WORD)
    cleaned = replace(kit(ToldText()), cleaner=Stamped())
    (table,) = read_cells(page, [grid], cleaned, NO_AUDIT)
    assert [reading.ink.blank for reading in table.cells] == [0.99, 0.99]
    assert cleaned.steps()[-3].engine == "told"


def test_everything_is_audited_at_a_share_of_one() -> None:
    text = ToldText()
    page, grid = page_of(SURE, SURE)
    read_cells(page, [grid], kit(text), ReadOptions(audit_share=1.0))
    assert text.shown == 2


def test_a_page_without_grids_asks_nobody() -> None:
    text = ToldText()
    page, _ = page_of(SURE)
    assert read_cells(page, [], kit(text), NO_AUDIT) == ()
    assert text.shown == 0


def test_a_cell_is_cut_inside_its_rules() -> None:
    page, grid = page_of(SURE)
    crop = cut_cell(page.pixels, grid.cells[0].box)
    assert crop.shape[0] < 60
    assert crop.shape[1] < 100


@given(st.tuples(*[st.floats(-50, 200)] * 4))
def test_any_box_gives_at_least_one_pixel(corners: tuple[float, float, float, float]) -> None:
    left, right = sorted(corners[:2])
    top, bottom = sorted(corners[2:])
    crop = cut_cell(np.zeros((80, 120, 3), np.uint8), Box(left, top, right, bottom))
    assert crop.shape[0] >= 1
    assert crop.shape[1] >= 1


@given(st.integers(0, 255), st.floats(0, 1))
def test_whether_a_crop_is_audited_depends_on_its_pixels_alone(level: int, share: float) -> None:
    crop = np.full((5, 7, 3), level, np.uint8)
    assert in_audit(crop, share) == in_audit(crop.copy(), share)
    assert not in_audit(crop, 0.0)
    assert in_audit(crop, 1.0)
