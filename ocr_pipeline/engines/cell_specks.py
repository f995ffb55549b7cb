"""Whether the ink of a cell is a few specks of a copy and nothing else."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.model.document import Pixels

SPECK, LEAST_SPECK = 0.11, 3
"""Longest side of a speck, as a share of the cell's height, and in pixels where that is less."""

DASH, DASH_SHAPE = 6, 1.8
"""Least length of a dash in pixels, and in times its height: a hyphen in a high cell is as small as a speck."""

FIGURE = 0.45, 0.6
"""Width and height of a figure in a cell, as shares of the cell's height."""

FEW = 3
"""Most specks in the place of one figure; a figure that a copy has broken to pieces has more."""


def are_specks(mask: Pixels) -> bool:
    """Whether all ink in a 0/1 mask is specks, few in every place where a figure could stand; not if there is none."""
    height, width = mask.shape
    longest = max(LEAST_SPECK, round(SPECK * height))
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_16U)
    if count == 1 or int(stats[1:, 2:4].max()) > longest:
        return False
    if any(wide >= DASH and wide >= DASH_SHAPE * high for wide, high in stats[1:, 2:4].tolist()):
        return False
    spots = np.zeros(mask.shape, np.float32)
    rows, columns = np.rint(centres[1:, ::-1]).astype(int).T
    np.add.at(spots, (rows, columns), 1.0)
    window = (min(width, max(1, round(FIGURE[0] * height))), max(1, round(FIGURE[1] * height)))
    together = cv2.boxFilter(spots, -1, window, normalize=False, borderType=cv2.BORDER_CONSTANT)
    return float(together.max()) < FEW + 0.5
