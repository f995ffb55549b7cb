"""Columns of a table without rules: where figures stand, under their heads or beside them, and where none do."""

from __future__ import annotations

from ocr_pipeline.engines.aligned_columns import find_gutters
from ocr_pipeline.engines.aligned_lines import group_lines, join_labels
from ocr_pipeline.model.geometry import Box
from tests.engines.printed_words import EM
from tests.engines.printed_words import word as label

ROWS = [100.0 + 40 * row for row in range(10)]


def figures(left: float) -> list[Box]:
    return [Box(left, top + 2, left + 10, top + 18) for top in ROWS]


def gutters(columns: list[float], heads: list[Box]) -> list[float]:
    """Of ten rows with a label at the left and a figure in each column, under these heads."""
    sides = [label(0, top, 160) for top in ROWS]
    stand = [box for left in columns for box in figures(left)]
    lines = group_lines([*sides, *stand, *heads], EM)
    return find_gutters(lines, set(stand), 700, EM)


def test_figures_at_the_left_of_their_columns_have_the_heads_beside_them() -> None:
    columns = [200.0, 300.0, 400.0, 500.0]
    heads = [label(left + 15, 60) for left in columns]
    found = gutters(columns, heads)
    assert len(found) == 4
    assert all(head.right < edge < left for head, edge, left in zip(heads, found[1:], columns[1:], strict=False))


def test_columns_without_figures_between_others_have_one_head_each() -> None:
    heads = [label(left, 60) for left in (185.0, 285.0, 385.0, 485.0)]
    found = gutters([200.0, 500.0], heads)
    assert [sum(edge < head.left for edge in found) for head in heads] == [1, 2, 3, 4]
    assert len(found) == 4


def test_a_head_over_several_columns_without_figures_is_none_of_theirs() -> None:
    heads = [label(left, 60) for left in (185.0, 285.0, 385.0, 485.0)]
    found = gutters([200.0, 500.0], [*heads, label(270, 20, 170)])
    assert len(found) == 4


def test_what_is_left_of_a_rule_heads_no_column() -> None:
    heads = [label(185, 60), label(285, 60)]
    assert len(gutters([200.0, 300.0], [*heads, label(240, 68, 20, 4)])) == 2


def test_heads_are_those_over_the_figures_and_no_figure_that_was_not_known() -> None:
    columns = [200.0, 300.0, 400.0]
    heads = [label(left + 15, 60) for left in columns]
    unknown = Box(300, 520, 310, 537)
    lines = [*heads, label(0, 520, 160), unknown]
    assert len(gutters(columns, lines)) == 3


def test_a_figure_between_columns_stands_under_a_head_over_both() -> None:
    heads = [label(left, 60) for left in (185.0, 485.0)]
    lone = [label(0, 600, 160), Box(200, 602, 210, 618), label(320, 560, 60), Box(345, 602, 355, 618)]
    sides = [label(0, top, 160) for top in ROWS]
    stand = [*figures(200.0), *figures(500.0), lone[1], lone[3]]
    lines = group_lines([*sides, *stand[:-2], *heads, *lone], EM)
    assert len(find_gutters(lines, set(stand), 700, EM)) == 2


def test_a_head_left_of_its_figures_is_one_column_with_them() -> None:
    upper, lower = [label(185, 60), label(320, 60)], [label(270, 460, 90)]
    sides = [label(0, top, 160) for top in (*ROWS, 520.0)]
    stand = [*figures(200.0), *figures(420.0), Box(420, 522, 430, 538)]
    found = find_gutters(group_lines([*sides, *stand, *upper, *lower], EM), set(stand), 700, EM)
    assert len(found) == 2


def test_heads_close_to_each_other_over_empty_columns_are_two_heads() -> None:
    """Each of two lines of two characters and more, the gap narrower than one inside a label."""
    upper = [label(left, 60) for left in (185.0, 285.0, 385.0, 445.0, 545.0)]
    lower = [label(left, 84) for left in (285.0, 385.0, 445.0)]
    stand = [*figures(200.0), *figures(560.0)]
    sides = [label(0, top, 160) for top in ROWS]
    lines = group_lines([*sides, *stand, *upper, *lower], EM)
    found = find_gutters([join_labels(line, set(stand), EM) for line in lines], set(stand), 700, EM)
    assert [sum(edge < head.left for edge in found) for head in upper] == [1, 2, 3, 4, 5]


def test_characters_of_one_head_set_apart_are_one_head() -> None:
    heads = [label(185, 60), label(300, 60, 20), label(340, 60, 20), label(485, 60)]
    stand = [*figures(200.0), *figures(500.0)]
    sides = [label(0, top, 160) for top in ROWS]
    lines = group_lines([*sides, *stand, *heads], EM)
    assert len(find_gutters([join_labels(line, set(stand), EM) for line in lines], set(stand), 700, EM)) == 3


def test_a_head_over_heads_over_columns_is_none_of_theirs() -> None:
    """The topmost stands over one word alone, which stands over two columns."""
    heads = [label(left, 60) for left in (185.0, 285.0, 385.0, 485.0)]
    found = gutters([200.0, 500.0], [*heads, label(270, 30, 170), label(290, 0, 80)])
    assert [sum(edge < head.left for edge in found) for head in heads] == [1, 2, 3, 4]


def test_a_column_ends_beside_its_head_which_is_wider_than_its_figures() -> None:
    """Under a head over three columns, of which only the first has figures."""
    heads = [label(185, 60), label(262, 60, 80), label(385, 60), label(485, 60), label(585, 60)]
    over = label(250, 20, 280)
    found = gutters([200.0, 300.0, 600.0], [*heads, over])
    assert not any(head.left < edge < head.right for head in heads for edge in found)
    assert len(found) == 5


def test_lone_figures_in_the_last_column_stand_under_its_head() -> None:
    """In one row of figures under many heads, of which two columns have any."""
    heads = [label(20 + 80 * k, 60) for k in range(8)]
    stand = [Box(35, 102, 45, 118), Box(595, 102, 605, 118)]
    found = find_gutters(group_lines([*heads, *stand], EM), set(stand), 700, EM)
    assert len(found) == 7


def test_a_hair_between_figures_heads_no_column() -> None:
    stand = [box for left in (200.0, 300.0, 400.0, 500.0) for box in figures(left)]
    sides, hair = [label(0, top, 160) for top in ROWS], Box(342, 240, 352, 258)
    for mark in (hair, Box(342, 224, 352, 240)):
        lines = group_lines([*sides, *stand, mark], EM)
        assert len(find_gutters(lines, set(stand), 700, EM)) == 4


def test_words_of_a_caption_head_no_columns() -> None:
    heads = [label(left, 60, 60) for left in (185.0, 485.0)]
    caption = [label(180, 20, 60), label(255, 20, 60)]
    stand = [*figures(210.0), *figures(510.0)]
    sides = [label(0, top, 160) for top in ROWS]
    lines = group_lines([*sides, *stand, *heads, *caption], EM)
    assert len(find_gutters([join_labels(line, set(stand), EM) for line in lines], set(stand), 700, EM)) == 2


def test_a_sliver_that_no_word_fills_is_no_column() -> None:
    """Between the end of the third column's longest figure and a label over two columns."""
    stand = [*figures(200.0), *figures(300.0), *figures(400.0)]
    long = [Box(270, top + 2, 341, top + 18) for top in ROWS[:3]]
    lower = [label(0, 520 + 40 * k, 160) for k in range(4)] + [label(351, 520 + 40 * k, 30) for k in range(4)]
    sides = [label(0, top, 160) for top in ROWS]
    lines = group_lines([*sides, *stand, *long, *lower], EM)
    assert len(find_gutters(lines, {*stand, *long}, 700, EM)) == 3


def test_rows_of_figures_alone_have_columns() -> None:
    stand = [box for left in (200.0, 300.0, 400.0) for box in figures(left)]
    lines = group_lines([*[label(0, top, 160) for top in ROWS], *stand], EM)
    assert len(find_gutters(lines, set(stand), 700, EM)) == 3
