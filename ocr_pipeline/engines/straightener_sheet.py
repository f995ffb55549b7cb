"""A sheet photographed on a desk: is there one, and how is it laid flat? Says no in every doubtful case."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.engines.straightener_edges import Line, SheetEdge, find_edges
from ocr_pipeline.model.document import Pixels

WHITE_BORDER = 88.0
"""CIELAB lightness: a picture whose rim is lighter than this all around shows no desk."""
RIM_SHARE = 0.01
LEAST_SUPPORT = 0.6
"""Of each edge, by a consistent change of brightness or colour."""
LEAST_AREA = 0.4
"""Of the picture; a photo taken to be read is filled by its sheet."""
SQUARE_CORNERS = (60.0, 120.0)
STRIP_SHARE = 0.015
"""Of the long side: how far inside and outside of an edge its two sides are compared."""
LIGHTER_BY = 6.0
"""CIELAB lightness by which the sheet exceeds what is around it, on every side."""
PARALLEL_WITHIN = 0.3
"""Degrees: a quadrilateral this close to a rectangle is a flat scan's frame, card or lid shadow, not a photo."""
LID_DARKNESS = 22.0
"""CIELAB lightness: around a rectangle only the black of a scanner's open lid is cut away."""
A_SERIES = math.sqrt(2)
A_SERIES_WITHIN = 0.08
CUT_INSIDE = 0.002
"""Of the sheet's extent, cut off at each edge, so that no strip of desk is left to look like a ruling."""

Corners = NDArray[np.float64]
"""Top left, top right, bottom right, bottom left; shape (4, 2)."""


@dataclass(frozen=True, slots=True)
class FlatSheet:
    """The map from picture to flat sheet (3 x 3), the sheet's size in pixels, and whether its shape is that of A4."""

    to_sheet: NDArray[np.float64]
    size: tuple[int, int]
    a_series: bool


def find_sheet(working: Pixels) -> Corners | None:
    """The corners of a sheet in a picture of working size, None where no sheet is certain."""
    if _rim_is_white(working):
        return None
    edges = find_edges(working)
    if min(edge.support for edge in edges) < LEAST_SUPPORT:
        return None
    corners = _corners(edges)
    if corners is None or not _is_plausible(corners, working.shape[:2]):
        return None
    return corners if _stands_out(_lightness(working), corners) else None


def _lightness(picture: Pixels) -> NDArray[np.float32]:
    """CIELAB lightness, 0..100."""
    lab = cv2.cvtColor(picture.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    return np.asarray(lab[:, :, 0], dtype=np.float32)


def _rim_is_white(working: Pixels) -> bool:
    """On two sides or more no desk can be seen."""
    rim = max(2, int(RIM_SHARE * max(working.shape)))
    strips = working[:rim], working[-rim:], working[:, :rim], working[:, -rim:]
    return sum(float(np.percentile(_lightness(strip), 25)) > WHITE_BORDER for strip in strips) >= 2


def _corners(edges: tuple[SheetEdge, SheetEdge, SheetEdge, SheetEdge]) -> Corners | None:
    left, top, right, bottom = (edge.line for edge in edges)
    points = [_crossing(a, b) for a, b in ((left, top), (right, top), (right, bottom), (left, bottom))]
    return None if any(point is None for point in points) else np.array(points, dtype=np.float64)


def _crossing(first: Line, second: Line) -> tuple[float, float] | None:
    x, y, w = np.cross(first, second)
    return None if abs(w) < 1e-9 else (float(x / w), float(y / w))


def _is_plausible(corners: Corners, shape: tuple[int, ...]) -> bool:
    height, width = shape[:2]
    spare = 0.05 * max(width, height)
    inside = (corners > -spare).all() and (corners < (width + spare, height + spare)).all()
    area = cv2.contourArea(corners.astype(np.float32))
    angles = _corner_angles(corners)
    return bool(
        inside
        and area > LEAST_AREA * width * height
        and min(angles) > SQUARE_CORNERS[0]
        and max(angles) < SQUARE_CORNERS[1]
    )


def _corner_angles(corners: Corners) -> list[float]:
    angles = []
    for i in range(4):
        before, after = corners[i - 1] - corners[i], corners[(i + 1) % 4] - corners[i]
        cosine = before @ after / (np.linalg.norm(before) * np.linalg.norm(after) + 1e-9)
        angles.append(float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))))
    return angles


def _stands_out(lightness: NDArray[np.float32], corners: Corners) -> bool:
    """Every edge parts light paper from something darker; around a rectangle from the black of a lid."""
    inside, outside = zip(*(_both_sides(lightness, corners, i) for i in range(4)), strict=True)
    lighter = min(a - b for a, b in zip(inside, outside, strict=True)) > LIGHTER_BY
    rectangle = max(abs(angle - 90) for angle in _corner_angles(corners)) < PARALLEL_WITHIN
    return lighter and (not rectangle or max(outside) < LID_DARKNESS)


def _both_sides(lightness: NDArray[np.float32], corners: Corners, side: int) -> tuple[float, float]:
    """Median lightness in a strip inside and one outside of an edge."""
    start, end = corners[side], corners[(side + 1) % 4]
    along = np.linspace(0.08, 0.92, 60)[:, None] * (end - start) + start
    inwards = np.array([-(end - start)[1], (end - start)[0]]) / np.linalg.norm(end - start)
    reach = STRIP_SHARE * max(lightness.shape)
    return _median_at(lightness, along + inwards * reach), _median_at(lightness, along - inwards * reach)


def _median_at(lightness: NDArray[np.float32], points: NDArray[np.float64]) -> float:
    limit = np.array(lightness.shape[::-1]) - 1
    x, y = np.clip(points.round().astype(int), 0, limit).T
    return float(np.median(lightness[y, x]))


def lay_flat(corners: Corners) -> FlatSheet:
    """The map that makes a rectangle of the corners, at the resolution of the picture's nearest part."""
    top_left, top_right, bottom_right, bottom_left = corners
    width = max(np.linalg.norm(top_right - top_left), np.linalg.norm(bottom_right - bottom_left))
    height = max(np.linalg.norm(bottom_left - top_left), np.linalg.norm(bottom_right - top_right))
    ratio = max(width, height) / min(width, height)
    a_series = bool(abs(ratio / A_SERIES - 1) < A_SERIES_WITHIN)
    if a_series and ratio < A_SERIES:  # the longer side is foreshortened: give it its length
        width, height = (A_SERIES * height, height) if width > height else (width, A_SERIES * width)
    elif a_series:
        width, height = (width, width / A_SERIES) if width > height else (height / A_SERIES, height)
    spare_x, spare_y = CUT_INSIDE * width, CUT_INSIDE * height
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]]) - [spare_x, spare_y]
    to_sheet = cv2.getPerspectiveTransform(corners.astype(np.float32), flat.astype(np.float32))
    size = round(width - 2 * spare_x), round(height - 2 * spare_y)
    return FlatSheet(np.asarray(to_sheet, dtype=np.float64), size, a_series)
