from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ocr_pipeline.errors import InputError
from ocr_pipeline.evaluate.any_tables import score_tables
from ocr_pipeline.evaluate.grits import grits_content, grits_topology, text_similarity
from ocr_pipeline.evaluate.table_grids import TextCell, TextGrid, load_truth
from ocr_pipeline.evaluate.teds import edit_distance, teds


def grid(*rows: str) -> TextGrid:
    """A grid of single characters: a string per row."""
    cells = tuple(TextCell(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return TextGrid(len(rows), len(rows[0]), cells)


GRIDS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.text("ab12", min_size=width, max_size=width), min_size=1, max_size=4)
)


@hypothesis_settings(max_examples=30)
@given(GRIDS)
def test_a_table_is_like_itself(rows: list[str]) -> None:
    table = grid(*rows)
    assert grits_content(table, table) == pytest.approx(1.0)
    assert grits_topology(table, table) == pytest.approx(1.0)
    assert teds(table, table) == pytest.approx(1.0)


@hypothesis_settings(max_examples=30)
@given(GRIDS, GRIDS)
@example(["2", "2", "2", "2"], ["111", "111"])
def test_scores_lie_between_nothing_and_all_and_do_not_depend_on_who_is_first(a: list[str], b: list[str]) -> None:
    one, other = grid(*a), grid(*b)
    for score in (grits_content, grits_topology, teds):
        value = score(one, other)
        assert -1e-9 <= value <= 1 + 1e-9
    assert teds(one, other) == pytest.approx(teds(other, one))


def test_a_missing_row_costs_its_share() -> None:
    assert grits_content(grid("ab", "cd", "ef"), grid("ab", "ef")) == pytest.approx(2 * 4 / 10)
    assert teds(grid("ab", "cd", "ef"), grid("ab", "ef")) == pytest.approx(1 - 3 / 10)


def test_one_wrong_text_costs_one_cell() -> None:
    assert grits_content(grid("ab", "cd"), grid("ab", "cx")) == pytest.approx(3 / 4)
    assert grits_topology(grid("ab", "cd"), grid("ab", "cx")) == pytest.approx(1.0)
    assert teds(grid("ab", "cd"), grid("ab", "cx")) == pytest.approx(1 - 1 / 7)


def test_a_lost_span_shows_in_the_topology() -> None:
    spanned = TextGrid(1, 2, (TextCell(0, 0, 1, 2, "a"),))
    assert grits_topology(spanned, grid("aa")) < 1.0
    assert teds(spanned, grid("aa")) < 1.0


def test_texts_are_compared_by_what_they_share_in_order() -> None:
    assert text_similarity("abcd", "abxd") == pytest.approx(0.75)
    assert text_similarity("", "") == 1.0
    assert text_similarity("", "a") == 0.0
    assert edit_distance("abcd", "bcde") == 2


def test_every_true_table_is_scored_and_a_found_one_serves_once() -> None:
    score = score_tables("x", [grid("ab"), grid("cd")], [grid("cd")])
    assert (score.tables, score.found) == (2, 1)
    assert score.content < 0.6


def test_truth_is_read_from_json_with_one_table_or_several(tmp_path: Path) -> None:
    table = {"rows": 1, "cols": 2, "cells": [{"r": 0, "c": 0, "rs": 1, "cs": 2, "text": "（ａ\nb）"}]}
    for content in (table, {"tables": [table]}):
        path = tmp_path / "a.gt.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        assert load_truth(path) == (TextGrid(1, 2, (TextCell(0, 0, 1, 2, "(ab)"),)),)


def test_truth_is_read_from_html_with_spans(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td><b>c</b> d</td></tr></table>", encoding="utf-8"
    )
    (table,) = load_truth(path)
    assert table.cells == (TextCell(0, 0, 2, 1, "a"), TextCell(0, 1, 1, 1, "b"), TextCell(1, 1, 1, 1, "cd"))


def test_a_file_that_is_no_truth_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[1", encoding="utf-8")
    with pytest.raises(InputError, match="no truth of tables"):
        load_truth(path)
