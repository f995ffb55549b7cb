"""In the child: is a PDF page one scanned picture? Then its own pixels are the page, at their own resolution."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_pipeline.engines.page_scale import POINTS_PER_INCH
from ocr_pipeline.engines.pdf_content import PageContent, PlacedPicture

LEAST_COVERAGE = 0.6
"""Of the page, by the only thing that shows on it; what it leaves free is white margin."""
LEAST_SIDE = 300
"""Pixels; less is a logo or a stretched background."""
ASKEW_PIXELS = 1.0
"""A placement that turns the picture by more than this over its whole length has to be rendered."""
LARGE_PART = 0.02
"""Share of the page above which a picture counts for the resolution of a page made of several."""


@dataclass(frozen=True, slots=True)
class ScanPlace:
    """A picture on the displayed page: box in points, the turn that its rows need, and dots per point."""

    box: tuple[float, float, float, float]
    transposed: bool
    flip_x: bool
    flip_y: bool


def find_scan(content: PageContent, size: tuple[float, float]) -> PlacedPicture | None:
    """The picture that is the page, if all that shows is one picture."""
    if len(content.pictures) != 1 or content.drawn_above:
        return None
    picture = content.pictures[0]
    left, top, right, bottom = picture.box
    width, height = size
    seen = max(0.0, min(right, width) - max(left, 0.0)) * max(0.0, min(bottom, height) - max(top, 0.0))
    large = min(picture.width, picture.height) >= LEAST_SIDE
    return picture if large and seen >= LEAST_COVERAGE * width * height else None


def pictures_dpi(content: PageContent, size: tuple[float, float]) -> float:
    """The finest resolution among the pictures that make the page, 0 where text or drawing makes it.

    Scans are also stored in strips or layers, and with a stamp or a page number drawn over them.
    """
    drawn = content.drawn_below or content.drawn_above
    share = (LEAST_COVERAGE if drawn else LARGE_PART) * size[0] * size[1]
    large = [p for p in content.pictures if (p.box[2] - p.box[0]) * (p.box[3] - p.box[1]) > share]
    return max((p.dots_per_point * POINTS_PER_INCH for p in large), default=0.0)


def place_scan(picture: PlacedPicture) -> ScanPlace | None:
    """How the picture's rows lie on the page; None where they are askew."""
    along, down = picture.along, picture.down
    pixel = 1.0 / max(picture.dots_per_point, 1e-6)
    if abs(along[1]) <= ASKEW_PIXELS * pixel and abs(down[0]) <= ASKEW_PIXELS * pixel:
        return ScanPlace(picture.box, False, along[0] < 0, down[1] < 0)
    if abs(along[0]) <= ASKEW_PIXELS * pixel and abs(down[1]) <= ASKEW_PIXELS * pixel:
        return ScanPlace(picture.box, True, down[0] < 0, along[1] < 0)
    return None
