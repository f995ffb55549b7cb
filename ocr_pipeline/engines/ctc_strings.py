"""From the network's time steps to whole strings with their probabilities, summed over all alignments.

CTC: Graves et al. 2006 (forward algorithm); prefix search after Graves 2008, chapter 7. Everything is exact except
which strings are looked at: those that are left out share the rest of the probability.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Steps = NDArray[np.float64]
"""Probabilities (T, classes) of one cell, or (cells, T, classes) of several; class 0 is the CTC blank."""

Labels = tuple[int, ...]

BEAM = 14
"""Prefixes kept at each step."""

LEAST_CLASS = 1e-5
"""Classes less likely at a step are not tried there."""

LEAST_EDIT = 1e-4
"""Classes less likely at a step do not suggest a string next to the best one."""

MOST_EDITS = 14


def string_probabilities(steps: Steps, cells: Sequence[int], strings: Sequence[Labels]) -> NDArray[np.float64]:
    """Probability of each string in its cell of (cells, T, classes), summed over alignments; in one forward pass."""
    lengths = np.array([len(string) for string in strings], np.int64)
    states = np.zeros((len(strings), 2 * int(lengths.max(initial=0)) + 1), np.int64)
    for row, string in enumerate(strings):
        states[row, 1 : 2 * len(string) : 2] = string
    skips = np.zeros(states.shape)
    skips[:, 3::2] = states[:, 3::2] != states[:, 1:-2:2]
    rows, owners = np.arange(len(strings)), np.asarray(cells, np.int64)[:, None]
    emitted = steps.transpose(1, 0, 2)[:, owners, states]
    ahead = np.zeros((len(strings), states.shape[1] + 2))
    ahead[:, 2:4] = emitted[0, :, :2]
    for chances in emitted[1:]:
        reach = ahead[:, 2:] + ahead[:, 1:-1] + skips * ahead[:, :-2]
        np.multiply(reach, chances, out=ahead[:, 2:])
    last = np.where(lengths > 0, ahead[rows, 2 * lengths + 1], 0.0)
    total: NDArray[np.float64] = ahead[rows, 2 * lengths + 2] + last
    return total


def strings_nearby(steps: Steps) -> list[tuple[Labels, ...]]:
    """For each cell of (cells, T, classes) the collapsed best path, and the strings that differ from it in one label
    that the steps hold possible."""
    paths = steps.argmax(axis=2)
    begins = paths != 0
    begins[:, 1:] &= paths[:, 1:] != paths[:, :-1]
    places = [[step for step, begun in enumerate(row) if begun] for row in begins.tolist()]
    bests = [tuple(path[step] for step in row) for path, row in zip(paths.tolist(), places, strict=True)]
    found = [_shortened(best) for best in bests]
    doubts = steps > LEAST_EDIT
    doubts[..., 0] = False
    np.put_along_axis(doubts, paths[..., None], False, axis=2)
    for (cell, step, label), chance in zip(np.argwhere(doubts).tolist(), steps[doubts].tolist(), strict=True):
        for string in _edits(bests[cell], bisect_right(places[cell], step), label):
            found[cell][string] = max(found[cell].get(string, 0.0), chance)
    return [tuple(sorted(near, key=near.__getitem__, reverse=True)[: MOST_EDITS + 1]) for near in found]


def _shortened(best: Labels) -> dict[Labels, float]:
    """A string, first of all, and those that lack one of its labels."""
    found = {best: 2.0}
    for place in range(len(best)):
        found.setdefault((*best[:place], *best[place + 1 :]), LEAST_EDIT)
    return found


def _edits(best: Labels, place: int, label: int) -> Iterator[Labels]:
    """``label`` in place of, before and after the labels on either side of ``place``."""
    yield (*best[:place], label, *best[place:])
    if place:
        yield (*best[: place - 1], label, *best[place:])
        yield (*best[: place - 1], label, *best[place - 1 :])
    if place < len(best):
        yield (*best[:place], label, *best[place + 1 :])


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
    silence = float(probabilities[0])
    if probabilities[1:].max() <= LEAST_CLASS:
        return {prefix: ((blank + label) * silence, 0.0) for prefix, (blank, label) in beams.items()}
    classes = [(int(c), float(probabilities[c])) for c in np.flatnonzero(probabilities[1:] > LEAST_CLASS) + 1]
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


def chance_of_label(steps: Steps, label: int) -> NDArray[np.float64]:
    """Probability that ``label`` is emitted at any step of each cell (cells, T, classes)."""
    chance: NDArray[np.float64] = 1.0 - np.prod(1.0 - steps[..., label], axis=-1)
    return chance


def without_label(steps: Steps, label: int) -> Steps:
    """The steps of one or more cells with ``label`` made impossible (not scaled up: its probability is lost)."""
    rest = steps.copy()
    rest[..., label] = 0.0
    return rest
