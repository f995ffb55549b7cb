"""Where a fill ends inside a row line that is ruled elsewhere: two cells, whether or not ink was seen between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocr_pipeline.engines.lattice import Lattice
from ocr_pipeline.engines.ruled_edges import RULED
from ocr_pipeline.engines.text_scale import Gray

STEP = 0.8
"""Tone of most of the darker side, as a share of that of most of the lighter one, where a fill ends."""

ELSEWHERE = 0.5
"""Share of the line's edges that are ruled."""

NEAR, FAR = 0.15, 0.5
"""Nearest and farthest from the line, in character heights, that the tone beside it is asked for: past the rule."""

RIM = 0.15
"""Part of an edge at both ends that is not asked: crossing rules stand there."""


def with_tones(lattice: Lattice, gray: Gray, em: float) -> Lattice:
    """The lattice, with edges of mostly ruled row lines at which the tone of ``gray``, what was traced, changes."""
    lines = lattice.level[0, 1:-1] >= RULED
    missing = ~lines & (lines.sum(axis=1, keepdims=True) >= ELSEWHERE * lines.shape[1])
    if not missing.any():
        return lattice
    level = lattice.level.copy()
    for row, column in np.argwhere(missing).tolist():
        tones = sorted(_tones_beside(lattice, gray, (row + 1, column), em))
        if tones[0][1] <= STEP * tones[1][0]:
            level[:, row + 1, column] = 1.0
    return replace(lattice, level=level)


def _tones_beside(
    lattice: Lattice, gray: Gray, edge: tuple[int, int], em: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The lower and the upper quartile of the grey levels close above and close below a level edge (line, column)."""
    line, column = edge
    (left, start), (right, stop) = lattice.node(line, column), lattice.node(line, column + 1)
    y, rim = (start + stop) / 2, RIM * (right - left)
    columns = slice(max(0, round(left + rim)), max(0, round(right - rim)))
    near, far = NEAR * em, FAR * em
    above = gray[max(0, round(y - far)) : max(0, round(y - near)), columns]
    below = gray[max(0, round(y + near)) : max(0, round(y + far)), columns]
    return _quartiles(above), _quartiles(below)


def _quartiles(part: Gray) -> tuple[float, float]:
    lower, upper = np.percentile(part, (25, 75)) if part.size else (255.0, 255.0)
    return float(lower), float(upper)
