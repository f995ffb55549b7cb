"""Cells that end where a fill ends, though no rule was seen there."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.engines.lattice import Lattice
from ocr_pipeline.engines.page_bend import fit_bend
from ocr_pipeline.engines.text_scale import Gray
from ocr_pipeline.engines.tone_edges import with_tones

EM = 20.0


def table(missing: int) -> Lattice:
    """Two rows of 60 and four columns of 100 pixels; between the rows one edge was not seen."""
    level, upright = np.ones((3, 3, 4)), np.ones((3, 2, 5))
    level[:, 1, missing] = 0.0
    ys, xs = np.arange(3, dtype=np.float64) * 60, np.arange(5, dtype=np.float64) * 100
    return Lattice(ys, xs, level, upright, (fit_bend([]), fit_bend([])))


def filled_head() -> Gray:
    """The first row on a dark fill."""
    gray = np.full((120, 400), 250, np.uint8)
    gray[:60] = 90
    return gray


def test_a_head_on_a_fill_ends_with_the_fill() -> None:
    lattice = table(2)
    assert with_tones(lattice, filled_head(), EM).level.all()


def test_one_fill_over_both_rows_is_one_cell() -> None:
    lattice = table(2)
    gray = filled_head()
    gray[60:, 200:300] = 90
    assert not with_tones(lattice, gray, EM).level[0, 1, 2]


def test_a_line_of_print_beside_the_line_is_no_end_of_a_fill() -> None:
    lattice = table(2)
    gray = np.full((120, 400), 250, np.uint8)
    gray[50:59, 210:290:6] = 20
    assert not with_tones(lattice, gray, EM).level[0, 1, 2]


def test_a_row_line_that_hardly_separates_elsewhere_is_not_completed() -> None:
    lattice = table(2)
    lattice.level[:, 1] = 0.0
    assert not with_tones(lattice, filled_head(), EM).level[0, 1].any()
