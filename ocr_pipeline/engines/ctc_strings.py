"""From the network's time steps to whole strings with their probabilities, summed over all alignments.

CTC: Graves et al. 2006 (forward algorithm); prefix search after Graves 2008, chapter 7. Everything is exact except
which strings are looked at: those that are left out share the rest of the probability.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Steps = NDArray[np.float64]
"""Probabilities (T, classes) of one cell; class 0 is the CTC blank."""

Labels = tuple[int, ...]

BEAM = 14
"""Prefixes kept at each step."""

LEAST_CLASS = 1e-5
"""Classes less likely at a step are not tried there."""


def string_probabilities(steps: Steps, strings: Sequence[Labels]) -> NDArray[np.float64]:
    """Probability of each string, summed over its alignments; one forward pass for all of them."""
    longest = max((len(string) for string in strings), default=0)
    states = np.zeros((len(strings), 2 * longest + 1), np.int64)
    for row, string in enumerate(strings):
        states[row, 1 : 2 * len(string) : 2] = string
    skips = np.zeros(states.shape)
    skips[:, 3::2] = states[:, 3::2] != states[:, 1:-2:2]
    ahead = np.zeros((len(strings), states.shape[1] + 2))
    ahead[:, 2] = 1.0
    emitted = steps[:, states]
    for step in range(len(steps)):
        reach = ahead[:, 2:] + ahead[:, 1:-1] * (step > 0) + skips * ahead[:, :-2]
        if step == 0 and states.shape[1] > 1:
            reach[:, 1] = 1.0
        ahead[:, 2:] = reach * emitted[step]
    ends = 2 * np.array([len(string) for string in strings], np.int64) + 2
    rows = np.arange(len(strings))
    last = np.where(ends > 2, ahead[rows, np.maximum(ends - 1, 0)], 0.0)
    total: NDArray[np.float64] = ahead[rows, ends] + last
    return total


def best_path(steps: Steps) -> Labels:
    """The collapsed string of the likeliest class at each step."""
    path = steps.argmax(axis=1)
    keep = (path != 0) & np.concatenate(([True], path[1:] != path[:-1]))
    return tuple(int(label) for label in path[keep])


def likely_strings(steps: Steps) -> tuple[Labels, ...]:
    """Strings found by a prefix beam search, likeliest first as far as the beam saw."""
    beams: dict[Labels, tuple[float, float]] = {(): (1.0, 0.0)}
    for probabilities in steps:
        beams = _advance(beams, probabilities)
    return tuple(sorted(beams, key=lambda prefix: -sum(beams[prefix])))


def _advance(
    beams: dict[Labels, tuple[float, float]], probabilities: NDArray[np.float64]
) -> dict[Labels, tuple[float, float]]:
    """One time step: each prefix with its probability of ending in a blank and in its last label."""
    classes = [(int(c), float(probabilities[c])) for c in np.flatnonzero(probabilities[1:] > LEAST_CLASS) + 1]
    silence = float(probabilities[0])
    grown: dict[Labels, list[float]] = {}
    for prefix, (blank, label) in beams.items():
        entry = grown.setdefault(prefix, [0.0, 0.0])
        entry[0] += (blank + label) * silence
        for number, chance in classes:
            if prefix and prefix[-1] == number:
                entry[1] += label * chance
                grown.setdefault((*prefix, number), [0.0, 0.0])[1] += blank * chance
            else:
                grown.setdefault((*prefix, number), [0.0, 0.0])[1] += (blank + label) * chance
    kept = sorted(grown.items(), key=lambda item: -sum(item[1]))[:BEAM]
    return {prefix: (blank, label) for prefix, (blank, label) in kept}


def chance_of_label(steps: Steps, label: int) -> float:
    """Probability that ``label`` is emitted at any step."""
    return float(1.0 - np.prod(1.0 - steps[:, label]))


def without_label(steps: Steps, label: int) -> Steps:
    """The steps with ``label`` made impossible (not scaled up: its probability is lost)."""
    rest = steps.copy()
    rest[:, label] = 0.0
    return rest
