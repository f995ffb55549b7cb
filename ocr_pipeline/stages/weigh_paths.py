"""Paths through an alignment: the best one, the weight of all, and how probable each step is.

A step leads from a lower to a higher node and carries a log weight; the forward-backward recursions (Durbin, Eddy,
Krogh, Mitchison 1998, ch. 4) sum over all alignments: an alignment with an equally good rival gets a low probability.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

IMPOSSIBLE = -1e18


class Step(NamedTuple):
    """A move from node to node: which observed things it consumes and which expected ones; empty for mere moves."""

    source: int
    target: int
    weight: float
    observed: tuple[int, ...] = ()
    expected: tuple[int, ...] = ()


def total_weight(steps: Sequence[Step], nodes: int) -> float:
    """Log of the summed weight of all paths from node 0 to the last node; steps must be sorted by source."""
    return _forward(steps, nodes)[-1]


def best_path(steps: Sequence[Step], nodes: int) -> tuple[Step, ...]:
    """The heaviest path from node 0 to the last node (Viterbi 1967); the first of equals."""
    best = [IMPOSSIBLE] * nodes
    best[0] = 0.0
    taken: list[Step | None] = [None] * nodes
    for step in steps:
        weight = best[step.source] + step.weight
        if weight > best[step.target]:
            best[step.target], taken[step.target] = weight, step
    path: list[Step] = []
    node = nodes - 1
    while (last := taken[node]) is not None:
        path.append(last)
        node = last.source
    return tuple(reversed(path))


def step_probabilities(steps: Sequence[Step], nodes: int, path: Sequence[Step]) -> tuple[float, ...]:
    """For each step of a path the share of all weight that runs through it, in [0, 1]."""
    forward = _forward(steps, nodes)
    backward = _backward(steps, nodes)
    total = forward[-1]
    return tuple(
        min(1.0, math.exp(forward[step.source] + step.weight + backward[step.target] - total)) for step in path
    )


def _forward(steps: Sequence[Step], nodes: int) -> list[float]:
    weights = [IMPOSSIBLE] * nodes
    weights[0] = 0.0
    for step in steps:
        weights[step.target] = _added(weights[step.target], weights[step.source] + step.weight)
    return weights


def _backward(steps: Sequence[Step], nodes: int) -> list[float]:
    weights = [IMPOSSIBLE] * nodes
    weights[-1] = 0.0
    for step in reversed(steps):
        weights[step.source] = _added(weights[step.source], weights[step.target] + step.weight)
    return weights


def _added(a: float, b: float) -> float:
    """log(exp(a) + exp(b)); what is 40 nats lighter is lost in rounding anyway."""
    high, low = (a, b) if a >= b else (b, a)
    return high if high - low > 40.0 else high + math.log1p(math.exp(low - high))
