"""Short runs of rules too close to others: lines of heavy print, for no cell is so thin that no print fits into it."""

from __future__ import annotations

import numpy as np

from ocr_pipeline.engines.lattice import Flags, Floats
from ocr_pipeline.model.flag_runs import flag_runs

SHORT_SHARE = 0.35
"""Longest such run, as a share of the table's side: two long rules close together are meant so."""

LOW, NARROW = 1.2, 1.0
"""Cells are at least so high and so wide, in character heights: a line of print, a figure with room beside it."""


def without_thin_cells(edges: Flags, places: Floats, stops: Floats, least: float) -> Flags:
    """The edges (lines, stretches) but for short runs of inner lines less than ``least`` from another line's edges.

    ``places`` are those of the lines, ``stops`` where the stretches begin and end. The shortest runs go first.
    """
    kept = edges.copy()
    longest = SHORT_SHARE * float(stops[-1] - stops[0])
    runs = [
        (float(stops[last] - stops[first]), line, first, last)
        for line in range(1, len(edges) - 1)
        for first, last in flag_runs(edges[line])
    ]
    for _, line, first, last in sorted(run for run in runs if run[0] < longest):
        beside = np.flatnonzero(kept[:, first:last].any(axis=1) & (np.arange(len(kept)) != line))
        if beside.size and float(np.abs(places[beside] - places[line]).min()) < least:
            kept[line, first:last] = False
    return kept
