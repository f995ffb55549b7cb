"""Where figures line up in columns: tables, parted by headings, and not by rows without figures."""

from __future__ import annotations

from ocr_pipeline.engines.aligned_lines import group_lines
from ocr_pipeline.engines.aligned_zones import find_zones
from ocr_pipeline.model.geometry import Box
from tests.engines.printed_words import EM, FIGURE, figure, word


def test_rows_without_figures_do_not_part_a_table() -> None:
    """Six labels with empty cells between figures in the same columns."""
    rows = [[word(80, y, 100), figure(400, y), figure(600, y)] for y in (100, 140, 180, 460, 500, 540)]
    alone = [word(80, y, 220) for y in range(220, 460, 40)]
    words = [each for row in rows for each in row]
    figures = frozenset(each for each in words if each.height == FIGURE)
    assert len(find_zones(group_lines([*words, *alone], EM), figures, EM)) == 1
    text = [word(80, y, 620) for y in range(220, 460, 40)]
    assert len(find_zones(group_lines([*words, *text], EM), figures, EM)) == 2


def test_a_heading_parts_two_tables() -> None:
    tables = [
        [word(0, y, 120), figure(300, y), figure(400, y), figure(500, y)] for y in (*range(0, 120, 40), 240, 280, 320)
    ]
    heading = Box(40, 172, 260, 200)
    words = [box for row in tables for box in row]
    zones = find_zones(group_lines([*words, heading], EM), {box for box in words if box.height == FIGURE}, EM)
    assert len(zones) == 2
    assert zones[0].bottom < 172
    assert zones[1].top > 200


def test_strokes_of_a_headings_number_make_it_no_line_of_columns() -> None:
    rows = [[word(80, y, 100), figure(400, y), figure(600, y)] for y in (100, 140, 180, 330, 370, 410)]
    heading = [word(60, 255, 20, 5), word(118, 243, 300, 29), word(60, 265, 20, 5)]
    words = [each for row in rows for each in row]
    figures = frozenset(each for each in words if each.height == FIGURE)
    upper, lower = find_zones(group_lines([*words, *heading], EM), figures, EM)
    assert upper.bottom < 243 and lower.top > 272


def test_a_row_of_figures_is_the_rest_of_a_table_and_a_row_of_dirt_is_none() -> None:
    row = [figure(100.0 * k, 0) for k in range(6)]
    dirt = [word(100.0 * k, 4.0 - k, 9, 8.0 + 2 * k) for k in range(6)]
    assert len(find_zones(group_lines(row, EM), set(row), EM)) == 1
    assert find_zones(group_lines(dirt, EM), set(dirt), EM) == []
