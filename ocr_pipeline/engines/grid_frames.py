"""Grids and pixels between frames: a cutout of a page, a shrunk copy of it, the page itself; and what is one place."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid

WORKING_HEIGHT = 20.0
"""Character height in pixels at which a table is traced; larger ones are shrunk, a hairline survives that."""

SAME = 0.5
"""Share of one box in another from which both are one."""


def same_place(one: Box, other: Box) -> bool:
    """Whether one of two boxes lies largely in the other."""
    return one.covered_by(other) > SAME or other.covered_by(one) > SAME


def scale_pixels(pixels: Pixels, scale: float) -> Pixels:
    """The picture shrunk by ``scale``; not touched where that would enlarge it."""
    if scale >= 1.0:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def cutout(pixels: Pixels, box: Box) -> Pixels:
    """The part of a picture in a box, which may reach over its edges."""
    part = pixels[max(0, int(box.top)) : round(box.bottom), max(0, int(box.left)) : round(box.right)]
    return np.ascontiguousarray(part)


def before_scaling(box: Box, scale: float) -> Box:
    """A box of a picture shrunk by ``scale`` in the picture itself."""
    return Box(box.left / scale, box.top / scale, box.right / scale, box.bottom / scale)


def resize_grid(grid: TableGrid, factor: float, shape: tuple[int, ...]) -> TableGrid:
    """The grid enlarged by ``factor``, clipped to a picture of the given shape (height, width, ...)."""

    def resize(box: Box) -> Box:
        grown = Box(box.left * factor, box.top * factor, box.right * factor, box.bottom * factor)
        return grown.clipped(shape[1], shape[0])

    return grid.mapped(resize)


def move_grid(grid: TableGrid, x: float, y: float) -> TableGrid:
    """The grid moved by (x, y) pixels."""
    return grid.mapped(lambda box: box.moved(x, y))
