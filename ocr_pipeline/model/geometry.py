"""Boxes and the one way back.

There is one coordinate frame inside the pipeline: pixels of the straightened page, origin top left, x to the right,
y down. ``PageImage.to_source`` leads from there to the page as displayed; nothing else converts coordinates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """An axis-parallel rectangle; ``right`` and ``bottom`` are exclusive; refuses negative extents."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if self.right < self.left or self.bottom < self.top:
            raise ValueError(f"box {self.left, self.top, self.right, self.bottom} has a negative extent")

    @property
    def width(self) -> float:
        """Horizontal extent in pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Vertical extent in pixels."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Area in square pixels."""
        return self.width * self.height

    @property
    def center(self) -> tuple[float, float]:
        """The middle point (x, y)."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def intersection(self, other: Box) -> float:
        """Area that the two boxes share, in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def covered_by(self, other: Box) -> float:
        """Share of this box's area that lies inside ``other`` (0 for an empty box)."""
        return self.intersection(other) / self.area if self.area else 0.0

    def expanded(self, margin: float) -> Box:
        """The box with ``margin`` pixels more on each side (negative shrinks, never below a point)."""
        x, y = self.center
        half_width, half_height = max(0.0, self.width / 2 + margin), max(0.0, self.height / 2 + margin)
        return Box(x - half_width, y - half_height, x + half_width, y + half_height)

    def moved(self, x: float, y: float = 0.0) -> Box:
        """The box ``x`` pixels further right and ``y`` pixels further down."""
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def clipped(self, width: float, height: float) -> Box:
        """The part inside a page of the given size."""
        left, right = (min(max(v, 0.0), width) for v in (self.left, self.right))
        top, bottom = (min(max(v, 0.0), height) for v in (self.top, self.bottom))
        return Box(left, top, right, bottom)

    def fractions(self, width: float, height: float) -> Box:
        """The box as fractions of a page of the given size, clipped to it."""
        inside = self.clipped(width, height)
        return Box(inside.left / width, inside.top / height, inside.right / width, inside.bottom / height)


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all; refuses an empty collection."""
    items = tuple(boxes)
    if not items:
        raise ValueError("no boxes to unite")
    return Box(
        min(b.left for b in items),
        min(b.top for b in items),
        max(b.right for b in items),
        max(b.bottom for b in items),
    )


Matrix = tuple[float, float, float, float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Homography:
    """A projective map of the plane, row-major 3 x 3 (Hartley & Zisserman, ch. 2); affine maps are the common case."""

    matrix: Matrix

    @classmethod
    def identity(cls) -> Homography:
        """The map that leaves every point where it is."""
        return cls((1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))

    @classmethod
    def from_array(cls, array: np.ndarray) -> Homography:
        """From a 3 x 3 (or 2 x 3 affine) array."""
        full = array if array.shape == (3, 3) else np.vstack([array, [0.0, 0.0, 1.0]])
        a, b, c, d, e, f, g, h, i = (float(v) for v in full.reshape(9))
        return cls((a, b, c, d, e, f, g, h, i))

    def to_array(self) -> np.ndarray:
        """As a 3 x 3 float64 array."""
        return np.array(self.matrix, dtype=np.float64).reshape(3, 3)

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """Where the point (x, y) goes."""
        a, b, c, d, e, f, g, h, i = self.matrix
        w = g * x + h * y + i
        return (a * x + b * y + c) / w, (d * x + e * y + f) / w

    def apply_box(self, box: Box) -> Box:
        """The axis-parallel box around the images of the four corners."""
        corners = [self.apply(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def then(self, after: Homography) -> Homography:
        """First this map, then ``after``."""
        return Homography.from_array(after.to_array() @ self.to_array())

    def inverse(self) -> Homography:
        """The way back."""
        return Homography.from_array(np.linalg.inv(self.to_array()))
