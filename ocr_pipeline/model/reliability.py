"""What was promised against what was right, by how sure it was: the groups of every table of reliability."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

Told = tuple[float, bool]
"""A confidence, and whether the value was right."""


def by_confidence(told: Sequence[Told], edges: Sequence[float]) -> Iterator[tuple[float, float, list[Told]]]:
    """Each [low, high) of the edges that holds something, with what it holds; the last one takes in 1."""
    for low, high in pairwise(edges):
        inside = [one for one in told if low <= one[0] < high or (high == 1.0 and one[0] == 1.0)]
        if inside:
            yield low, high, inside
