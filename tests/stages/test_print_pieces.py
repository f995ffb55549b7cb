from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.model.reading import Candidate, TextLine
from ocr_pipeline.stages.cell_lines import holds_print, ink_mask
from ocr_pipeline.stages.print_pieces import LEAST_SIDE, without_specks
from ocr_pipeline.stages.read_labels import read_labels


class Shown:
    """A general reader that remembers what it is shown."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def describe(self) -> Step:
        return Step("read_text", "shown", "1")

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[Candidate, ...]:
        self.shapes += [crop.shape[:2] for crop in crops]
        return tuple(Candidate("text", Score(0.9)) for _ in crops)

    def find_lines(self, page: PageImage, area: Box | None) -> tuple[TextLine, ...]:
        return ()


def speckled(height: int = 30, width: int = 70) -> Pixels:
    """Paper with a speck of three pixels in every tenth place: bands as high as a line and as wide as the cell."""
    crop = np.full((height, width, 3), 255, np.uint8)
    for row in range(2, height - 4, 10):
        crop[row : row + 2, row % 7 + 3 : width - 4 : 10] = 0
        crop[row + 2, row % 7 + 3 : width - 4 : 10] = 0
    return crop


def printed(crop: Pixels) -> Pixels:
    """The same with a bar as high as a character."""
    crop = crop.copy()
    crop[6:24, 20:48] = 0
    return crop


def test_specks_go_and_strokes_stay() -> None:
    mask = np.zeros((30, 60), np.bool_)
    mask[5 : 5 + LEAST_SIDE - 1, 5:8] = True
    mask[20, 10 : 10 + LEAST_SIDE] = True
    kept = without_specks(mask)
    assert kept.sum() == LEAST_SIDE
    assert kept[20, 10 : 10 + LEAST_SIDE].all()


def test_pixels_that_touch_at_their_corners_are_one_stroke() -> None:
    mask = np.eye(20, dtype=np.bool_)
    assert (without_specks(mask) == mask).all()


def test_a_cell_without_ink_holds_no_print() -> None:
    assert not without_specks(np.zeros((9, 9), np.bool_)).any()


def test_bands_of_specks_are_no_print() -> None:
    assert not holds_print(ink_mask(speckled()))
    assert holds_print(ink_mask(printed(speckled())))


def test_lines_of_specks_are_not_shown_to_the_text_engine() -> None:
    engine = Shown()
    answers = read_labels([speckled(), printed(speckled())], engine)
    assert [answer.text for answer in answers] == ["", "text"]
    assert len(engine.shapes) == 1


def test_the_remains_of_a_rule_above_a_line_are_no_line() -> None:
    crop = np.full((40, 400, 3), 255, np.uint8)
    crop[12:32, 150:230] = 0
    crop[0, ::2] = 0
    crop[0, 40:110] = 0
    engine = Shown()
    read_labels([crop], engine)
    assert len(engine.shapes) == 1


def test_a_dash_is_a_line() -> None:
    crop, dash = printed(np.full((30, 70, 3), 255, np.uint8)), np.full((30, 70, 3), 255, np.uint8)
    dash[14:16, 25:37] = 0
    engine = Shown()
    assert [answer.text for answer in read_labels([crop, dash], engine)] == ["text", "text"]


def test_the_thick_remains_of_a_rule_are_no_line_either() -> None:
    crop = np.full((40, 400, 3), 255, np.uint8)
    crop[14:34, 150:230] = 0
    crop[:6, 30:360] = 0
    crop[2:4, ::3] = 255
    engine = Shown()
    read_labels([crop], engine)
    assert len(engine.shapes) == 1


def test_what_remains_of_rules_in_most_cells_tells_no_height() -> None:
    label, empty = printed(np.full((30, 70, 3), 255, np.uint8)), np.full((30, 70, 3), 255, np.uint8)
    empty[1, 10:45] = 0
    engine = Shown()
    read_labels([label, *[empty] * 30], engine)
    assert engine.shapes[0][0] > 18
