"""What can still be read in the finished picture, found without reading it."""

import cv2
import numpy as np
import pytest
from numpy.random import default_rng
from numpy.typing import NDArray

from ocr_pipeline.engines.cell_ink import prepare_cell
from training.cells import DrawnCell
from training.legibility import find_trace
from training.samples import shows

Picture = NDArray[np.uint8]


def cell(text: str) -> DrawnCell:
    ink = np.zeros((80, 160), np.uint8)
    cv2.putText(ink, text, (50, 52), cv2.FONT_HERSHEY_COMPLEX, 1.0, 255, 2, cv2.LINE_AA)
    return DrawnCell(coloured(ink), (10, 10, 150, 70), ink, zoom=1, digit=21.0, paper=255.0, stamp_font="")


def coloured(ink: Picture) -> Picture:
    return np.repeat((255 - ink)[..., None], 3, axis=2)


def test_a_clean_picture_is_legible_and_says_where_the_text_stands() -> None:
    drawn = cell("82")
    trace = find_trace(drawn, drawn.picture)
    assert trace is not None
    assert trace.weakest > 0.95
    rows, columns = np.nonzero(drawn.ink)
    assert abs(trace.box[0] - columns.min()) <= 2
    assert abs(trace.box[3] - rows.max()) <= 2


def test_a_picture_moved_by_two_pixels_is_as_legible_and_its_box_moves() -> None:
    drawn = cell("82")
    moved = np.roll(drawn.picture, (2, -2), (0, 1))
    before, after = find_trace(drawn, drawn.picture), find_trace(drawn, moved)
    assert before is not None
    assert after is not None
    assert after.weakest > 0.95
    assert after.box[0] == before.box[0] - 2
    assert after.box[1] == before.box[1] + 2


def test_a_lost_figure_is_the_weakest_character_while_the_others_are_seen() -> None:
    drawn, without = cell("8 1 2"), cell("8 1 2").picture.copy()
    edges = np.flatnonzero(np.diff(drawn.ink.any(axis=0)))  # of the three characters, in pairs
    without[:, edges[2] : edges[3] + 2] = 255
    trace = find_trace(drawn, without)
    assert trace is not None
    assert trace.weakest < 0.45 < trace.mean


@pytest.mark.parametrize("spoil", ["noise", "filled", "blank"])
def test_what_noise_or_a_blot_covers_is_not_legible(spoil: str) -> None:
    drawn = cell("82")
    picture = drawn.picture.copy()
    if spoil == "noise":
        picture = coloured((default_rng(0).random(drawn.ink.shape) < 0.5).astype(np.uint8) * 255)
    elif spoil == "filled":
        picture[25:60, 40:100] = 0
    else:
        picture[:] = 255
    trace = find_trace(drawn, picture)
    assert trace is not None
    assert trace.mean < 0.5


def test_nothing_drawn_leaves_no_trace() -> None:
    assert find_trace(cell(""), cell("8").picture) is None


def test_a_crop_that_cuts_a_figure_off_does_not_show_the_text() -> None:
    drawn = cell("82")
    trace = find_trace(drawn, drawn.picture)
    assert trace is not None
    for place, right in (((12, 12, 148, 68), True), ((60, 12, 148, 68), False)):
        prepared = prepare_cell(drawn.picture[place[1] : place[3], place[0] : place[2]])
        assert shows(prepared, place, trace, 21.0) == right
