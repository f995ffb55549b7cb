"""The lattice of a group of rules: a side without a border is where enough rules end."""

from __future__ import annotations

import numpy as np
import pytest

from ocr_pipeline.engines.lattice import lay_lattice
from ocr_pipeline.engines.line_evidence import LineMasks
from ocr_pipeline.engines.rule_groups import RuleGroup
from ocr_pipeline.engines.ruling_lines import Rule

EM = 20.0
COLUMNS = (50.0, 150.0, 250.0, 350.0)
ROWS = (50.0, 100.0, 150.0)


def rule(place: float, start: float, end: float) -> Rule:
    return Rule(start, end, ((start + end) / 2,), (place,), end - start)


def columns_of(level: list[Rule]) -> list[float]:
    upright = tuple(rule(x, ROWS[0], ROWS[-1]) for x in COLUMNS)
    blank = np.zeros((200, 500), np.uint8)
    return [float(x) for x in lay_lattice(RuleGroup(tuple(level), upright), LineMasks(blank, blank), EM).xs]


def through(end: float) -> list[Rule]:
    return [rule(y, COLUMNS[0], end) for y in ROWS]


def test_a_side_without_a_border_is_where_the_rules_end() -> None:
    assert columns_of(through(450.0)) == [*COLUMNS, 450.0]
    assert columns_of(through(COLUMNS[-1])) == list(COLUMNS)


def test_short_pieces_of_a_page_that_shows_through_say_nothing_of_the_border() -> None:
    pieces = [rule(y + 12, x, x + 45) for y in ROWS[:2] for x in (60.0, 110.0, 160.0, 210.0, 260.0)]
    assert columns_of(through(450.0) + pieces) == [*COLUMNS, 450.0]


@pytest.mark.parametrize("ends", [(450.0,), (400.0, 450.0)])
def test_a_single_rule_and_rules_that_end_apart_make_no_column(ends: tuple[float, ...]) -> None:
    assert columns_of([*through(COLUMNS[-1]), *(rule(120.0 + k, 50.0, end) for k, end in enumerate(ends))]) == list(
        COLUMNS
    )
