"""Edges of lattices that are drawn as numbers: the share of each edge that is ruled."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.engines.lattice import Lattice
from ocr_pipeline.engines.page_bend import fit_bend
from ocr_pipeline.engines.ruled_edges import Edges, find_edges

EM = 20.0


def lattice_of(rows: int, columns: int) -> Lattice:
    """Rows and columns of 100 pixels, every edge ruled."""
    ys, xs = np.arange(rows + 1, dtype=np.float64) * 100, np.arange(columns + 1, dtype=np.float64) * 200
    level, upright = np.ones((3, rows + 1, columns)), np.ones((3, rows, columns + 1))
    return Lattice(ys, xs, level, upright, (fit_bend([]), fit_bend([])))


def edges_of(lattice: Lattice) -> Edges:
    return find_edges(lattice, EM)


def test_every_edge_of_a_full_grid_separates() -> None:
    edges = edges_of(lattice_of(2, 3))
    assert edges.level.all()
    assert edges.upright.all()


def test_uprights_that_run_out_to_a_piece_of_border_separate_cells_up_to_it() -> None:
    lattice = lattice_of(3, 4)
    lattice.level[:, 0, 1:] = 0.0
    edges = edges_of(lattice)
    assert edges.upright[0].all()
    assert edges.level[0].all()


def test_a_line_over_the_table_that_its_uprights_do_not_reach_is_not_its_border() -> None:
    lattice = lattice_of(3, 4)
    lattice.level[:, 0, 2:] = 0.0
    lattice.upright[:, 0, :] = 0.0
    edges = edges_of(lattice)
    assert not edges.upright[0].any()
    assert not edges.level[0].any()


def test_an_upright_that_hangs_in_the_air_separates_nothing() -> None:
    lattice = lattice_of(2, 2)
    lattice.level[:, 1, :] = 0.0
    lattice.upright[:, 1, 1] = 0.0
    edges = edges_of(lattice)
    assert not edges.upright[:, 1].any()


def test_a_word_between_two_rules_is_no_rule() -> None:
    lattice = lattice_of(2, 2)
    lattice.xs[:] = np.arange(3) * 50.0
    lattice.level[0, 1, 0], lattice.level[1, 1, 0], lattice.level[2, 1, 0] = 0.7, 0.0, 0.0
    lattice.level[:, 1, 1] = 0.0
    assert not edges_of(lattice).level[1].any()


def test_a_worn_divider_of_a_single_line_is_higher_than_print() -> None:
    lattice = lattice_of(1, 3)
    lattice.ys[:] = 0.0, 40.0
    lattice.upright[0, 0, 1], lattice.upright[1, 0, 1], lattice.upright[2, 0, 1] = 0.75, 0.0, 0.3
    lattice.upright[0, 0, 2], lattice.upright[1, 0, 2], lattice.upright[2, 0, 2] = 0.56, 0.0, 0.3
    assert edges_of(lattice).upright[0].tolist() == [True, True, False, True]


def test_a_worn_divider_that_only_one_row_of_many_has_is_a_stroke_of_print() -> None:
    lattice = lattice_of(5, 3)
    lattice.ys[:] = np.arange(6) * 40.0
    lattice.upright[:, :, 1] = 0.0
    lattice.upright[:, 2, 1] = 0.8, 1.0, 0.0
    assert not edges_of(lattice).upright[:, 1].any()
    lattice.upright[:, 2, 1] = 1.0
    assert edges_of(lattice).upright[2, 1]
