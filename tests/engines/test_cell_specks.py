"""Specks of a copy in an otherwise empty cell, and what is no such speck."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.engines.cell_specks import are_specks
from ocr_pipeline.model.document import Pixels


def cell(*pieces: tuple[int, int, int, int]) -> Pixels:
    """A mask of 40 x 80 with pieces (top, left, height, width) of ink."""
    mask = np.zeros((40, 80), np.uint8)
    for top, left, height, width in pieces:
        mask[top : top + height, left : left + width] = 1
    return mask


def test_a_few_small_pieces_far_apart_are_specks() -> None:
    assert are_specks(cell((5, 5, 2, 2), (20, 40, 3, 3), (33, 70, 2, 1)))


def test_nothing_is_no_speck() -> None:
    assert not are_specks(cell())


def test_a_dash_is_no_speck() -> None:
    assert not are_specks(cell((19, 36, 2, 8)))


def test_a_figure_among_specks_keeps_them_all() -> None:
    assert not are_specks(cell((5, 5, 2, 2), (10, 36, 18, 9)))


def test_a_figure_broken_to_pieces_is_no_specks() -> None:
    strokes = [(10 + 4 * k, 36 + 7 * side, 3, 2) for k in range(4) for side in (0, 1)]
    assert not are_specks(cell(*strokes))


def test_a_hyphen_as_small_as_a_speck_of_its_high_cell_is_none() -> None:
    mask = np.zeros((106, 117), np.uint8)
    mask[52:55, 53:63] = 1
    assert not are_specks(mask)
