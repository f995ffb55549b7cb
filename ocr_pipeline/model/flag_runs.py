"""Runs of true flags in a row of flags."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Row = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def flag_runs(flags: Row | Sequence[bool]) -> list[tuple[int, int]]:
    """Each run of neighbouring true flags as half-open (first, last), from the left."""
    padded = np.concatenate(([False], np.asarray(flags, dtype=bool), [False])).astype(np.int8)
    change = np.flatnonzero(np.diff(padded)).tolist()
    return list(zip(change[::2], change[1::2], strict=True))
