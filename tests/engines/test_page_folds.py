"""Folds: told from rules of tables by where they begin, and smoothed over."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.engines.page_folds import find_folds, smooth_over
from ocr_pipeline.engines.ruled_grid import RuledGrid
from ocr_pipeline.engines.ruling_lines import Rule
from tests.engines.drawn_grids import Drawn, blank_page, draw_table, evenly, every_cell, page_of

LENGTH, BREADTH, EM = 1000.0, 800.0, 20.0


def rule(start: float, end: float, place: float) -> Rule:
    return Rule(start, end, (start, end), (place, place), end - start)


def test_pieces_in_line_with_one_that_begins_at_the_edge_are_one_fold() -> None:
    (fold,) = find_folds([rule(0, 300, 400), rule(400, 900, 402), rule(100, 900, 200)], LENGTH, BREADTH, EM)
    assert (fold.start, fold.end, fold.along) == (0, 900, (0, 300, 400, 900))


def test_rules_that_begin_inside_the_page_are_no_folds() -> None:
    assert find_folds([rule(50, 950, 400), rule(100, 900, 600)], LENGTH, BREADTH, EM) == ()


def test_rules_of_a_table_that_runs_off_the_page_are_no_folds() -> None:
    close = [rule(0, 1000, 100.0 + 40 * k) for k in range(3)]
    many = [rule(0, 1000, 100.0 + 150 * k) for k in range(4)]
    assert find_folds(close, LENGTH, BREADTH, EM) == ()
    assert find_folds(many, LENGTH, BREADTH, EM) == ()


def test_the_edge_of_the_page_is_no_fold() -> None:
    assert find_folds([rule(0, 1000, 3.0)], LENGTH, BREADTH, EM) == ()


def test_a_fold_leaves_the_page_and_what_lies_beside_it_stays() -> None:
    pixels = blank_page(400, 300)
    pixels[149:152] = 60
    pixels[100:102] = 20
    smooth = smooth_over(pixels, (rule(0, 400, 150.0),), (), EM)
    assert int(smooth[140:160].min()) == 250
    assert np.array_equal(smooth[:140], pixels[:140])


def test_a_fold_through_two_tables_does_not_make_them_one() -> None:
    upper = Drawn(evenly(100, 150, 5), evenly(60, 48, 5), every_cell(5, 5))
    lower = Drawn(evenly(100, 150, 5), evenly(420, 48, 5), every_cell(5, 5))
    pixels = draw_table(draw_table(blank_page(), upper), lower)
    whole = RuledGrid().trace(page_of(pixels), None)
    cv2.line(pixels, (340, 0), (340, 799), (120, 120, 120), 2)
    folded = RuledGrid().trace(page_of(pixels), None)
    assert [(g.rows, g.columns) for g in folded] == [(g.rows, g.columns) for g in whole] == [(5, 5), (5, 5)]
