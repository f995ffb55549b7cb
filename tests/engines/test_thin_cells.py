"""Lines of heavy print seen as rules: they would leave cells too thin for print."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.engines.lattice import Flags, Floats
from ocr_pipeline.engines.thin_cells import without_thin_cells

PLACES: Floats = np.array([0.0, 30.0, 40.0, 70.0, 100.0])
STOPS: Floats = np.arange(11, dtype=np.float64) * 50.0


def grid(*runs: tuple[int, int, int]) -> Flags:
    """Five lines of ten stretches: the outer two and the one at 70 ruled throughout, and runs (line, first, last)."""
    edges = np.zeros((5, 10), dtype=bool)
    edges[[0, 3, 4]] = True
    for line, first, last in runs:
        edges[line, first:last] = True
    return edges


def test_a_short_run_close_to_another_line_is_no_rule() -> None:
    kept = without_thin_cells(grid((1, 2, 5), (2, 3, 5)), PLACES, STOPS, 20.0)
    assert not kept[2].any()
    assert kept[1].tolist() == grid((1, 2, 5))[1].tolist()


def test_a_short_run_with_room_on_both_sides_is_a_rule() -> None:
    edges = grid((1, 2, 5))
    assert np.array_equal(without_thin_cells(edges, PLACES, STOPS, 20.0), edges)


def test_lines_close_together_in_other_columns_leave_each_other_alone() -> None:
    edges = grid((1, 0, 3), (2, 6, 9))
    assert np.array_equal(without_thin_cells(edges, PLACES, STOPS, 20.0), edges)


def test_two_long_rules_close_together_are_meant_so() -> None:
    edges = grid((1, 0, 10), (2, 0, 10))
    assert np.array_equal(without_thin_cells(edges, PLACES, STOPS, 20.0), edges)
