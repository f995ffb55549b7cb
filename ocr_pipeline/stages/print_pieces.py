"""Which ink of a cell is print and which is specks: a copy's dirt makes bands that look like lines of text."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

LEAST_SIDE = 6
"""Pixels: a piece shorter than this both ways is no character and no dash; points stand beside larger pieces."""

_AROUND = np.ones((3, 3), np.bool_)


def without_specks(mask: Flags) -> Flags:
    """The ink (H, W) of pieces that could be a character, a stroke of one or a dash; diagonal neighbours touch."""
    labels, count = ndimage.label(mask, _AROUND)
    large = np.zeros(count + 1, np.bool_)
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        large[number] = max(rows.stop - rows.start, columns.stop - columns.start) >= LEAST_SIDE
    printed: Flags = large[labels]
    return printed
