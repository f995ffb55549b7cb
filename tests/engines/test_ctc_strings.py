"""Strings and their probabilities, against a sum over every path."""

from itertools import groupby, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ocr_pipeline.engines.ctc_strings import (
    chance_of_label,
    likely_strings,
    string_probabilities,
    strings_nearby,
    without_label,
)


def all_strings(steps: NDArray[np.float64]) -> dict[tuple[int, ...], float]:
    """Every string with the sum over the paths that collapse to it."""
    found: dict[tuple[int, ...], float] = {}
    for path in product(range(steps.shape[1]), repeat=len(steps)):
        string = tuple(label for label, _ in groupby(path) if label)
        found[string] = found.get(string, 0.0) + float(np.prod([steps[t, label] for t, label in enumerate(path)]))
    return found


def chances(steps: NDArray[np.float64], strings: tuple[tuple[int, ...], ...]) -> NDArray[np.float64]:
    return string_probabilities(steps[None], [0] * len(strings), strings)


def random_steps(seed: int, count: int, classes: int) -> NDArray[np.float64]:
    raw = np.random.default_rng(seed).random((count, classes)) ** 3 + 1e-3
    steps: NDArray[np.float64] = raw / raw.sum(axis=1, keepdims=True)
    return steps


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(2, 4))
def test_the_forward_pass_equals_the_sum_over_all_paths(seed: int, count: int, classes: int) -> None:
    steps = random_steps(seed, count, classes)
    truth = all_strings(steps)
    strings = tuple(truth)
    assert np.allclose(chances(steps, strings), [truth[s] for s in strings], atol=1e-12)


def test_a_string_that_does_not_fit_into_the_steps_has_no_chance() -> None:
    steps = random_steps(1, 2, 3)
    assert chances(steps, ((1, 1), (1, 2, 1)))[0] == 0
    assert chances(steps, ((1, 2, 1),))[0] == 0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_the_search_finds_the_likeliest_string_first(seed: int) -> None:
    steps = random_steps(seed, 5, 3)
    truth = all_strings(steps)
    found = likely_strings(steps)
    scores = chances(steps, found)
    assert abs(scores.max() - max(truth.values())) < 1e-9
    assert scores.sum() <= 1 + 1e-9


def test_cells_scored_together_get_what_they_get_alone() -> None:
    cells = np.stack([random_steps(seed, 6, 4) for seed in range(5)])
    strings = ((1,), (), (2, 3), (1, 1), (3, 2, 1))
    together = string_probabilities(cells, range(5), strings)
    assert together.tolist() == [
        float(chances(cell, (string,))[0]) for cell, string in zip(cells, strings, strict=True)
    ]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_strings_nearby_start_with_the_best_path_and_are_different(seed: int) -> None:
    steps = random_steps(seed, 6, 4)
    (found,) = strings_nearby(steps[None])
    assert found[0] == tuple(int(label) for label, _ in groupby(steps.argmax(axis=1)) if label)
    assert len(set(found)) == len(found)


def test_strings_near_a_cell_do_not_depend_on_the_cells_beside_it() -> None:
    cells = np.stack([random_steps(seed, 6, 4) for seed in range(5)])
    assert strings_nearby(cells) == [strings_nearby(cell[None])[0] for cell in cells]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_strings_with_and_without_a_label_share_the_whole(seed: int) -> None:
    steps = random_steps(seed, 4, 3)
    rest = all_strings(without_label(steps, 2))
    assert abs(sum(rest.values()) + chance_of_label(steps[None], 2)[0] - 1) < 1e-9


def test_the_best_path_collapses_repeats_and_keeps_those_parted_by_a_blank() -> None:
    steps = np.eye(3)[[1, 1, 0, 1, 2, 2, 0]]
    assert strings_nearby(steps[None])[0][0] == (1, 1, 2)
