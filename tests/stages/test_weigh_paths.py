"""Paths through a small graph drawn on paper."""

from __future__ import annotations

import math

import pytest

from ocr_pipeline.stages.weigh_paths import Step, best_path, step_probabilities, total_weight

# 0 -> 1 -> 3 weighs 3, 0 -> 2 -> 3 weighs 1.
DIAMOND = [Step(0, 1, 1.0), Step(0, 2, 1.0), Step(1, 3, 2.0), Step(2, 3, 0.0)]


def test_the_best_path_is_the_heaviest() -> None:
    assert [step.target for step in best_path(DIAMOND, 4)] == [1, 3]


def test_the_total_sums_over_all_paths() -> None:
    assert total_weight(DIAMOND, 4) == pytest.approx(math.log(math.exp(3) + math.exp(1)))


def test_a_step_is_as_probable_as_the_paths_through_it() -> None:
    shares = step_probabilities(DIAMOND, 4, best_path(DIAMOND, 4))
    assert shares == pytest.approx([1 / (1 + math.exp(-2))] * 2)
