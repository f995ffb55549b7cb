"""From PDF user space to the page as displayed: y up becomes y down, the page's rotation is applied."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageFrame:
    """The visible box of a page in user space (points) and its clockwise rotation: 0, 90, 180 or 270."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as displayed, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in (90, 270) else (width, height)

    def display(self, x: float, y: float) -> tuple[float, float]:
        """A point of user space in points from the displayed page's top left corner, y down."""
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def display_box(self, corners: tuple[tuple[float, float], ...]) -> tuple[float, float, float, float]:
        """The box (left, top, right, bottom) around points of user space, as displayed, in points."""
        shown = [self.display(x, y) for x, y in corners]
        xs, ys = [p[0] for p in shown], [p[1] for p in shown]
        return min(xs), min(ys), max(xs), max(ys)
