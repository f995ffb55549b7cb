"""Where each point of the printed page lands in the picture: turn, skew, camera tilt, curl, and the desk around."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings
from ocr_pipeline.evaluate.synthesis.page_pictures import Field, Picture

Matrix = NDArray[np.float64]
_MAP_CELL = 8
_BOW_REACH = 0.18  # how far from the spine the bow is felt, share of the page height


@dataclass(frozen=True, slots=True)
class Placement:
    """A projective map page -> picture in pixels, the size of the picture, and the bow of the sheet before it."""

    matrix: Matrix
    width: int
    height: int
    bow: float = 0.0
    bow_at: float = 0.0
    page_height: int = 0

    def points(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return page points (n, 2) as picture points (n, 2)."""
        across, down = self.shift(points[:, 0])
        bent = points + np.stack([across, down], axis=1)
        return cv2.perspectiveTransform(bent[None], self.matrix)[0]

    def shift(self, x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return by how much the bow of the sheet moves points across and down, in page pixels.

        Near the spine a sheet leaves the glass: its lines bend, and seen from above they get shorter.
        """
        near = np.exp(-np.abs(x - self.bow_at) / (_BOW_REACH * self.page_height))
        toward = 1.0 if self.bow_at == 0 else -1.0
        size = self.bow * self.page_height
        return toward * 0.6 * size * near**2, size * (near - 0.3)


def place(shape: tuple[int, int], look: LookSettings, *, scale: float, random: np.random.Generator) -> Placement:
    """Return how a page (height, width) lands in the picture; `scale` is picture pixels a page pixel."""
    height, width = shape
    page = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    corners = (page - np.array([width / 2, height / 2])) * scale
    sign = -1.0 if random.random() < 0.5 else 1.0
    corners = corners @ _rotation(sign * look.skew).T
    corners = _tilted(corners, look.tilt, random)
    corners = corners @ _rotation(-90.0 * look.turn).T
    size, corners = _framed(corners, shape, look, scale=scale, random=random)
    matrix = cv2.getPerspectiveTransform(page.astype(np.float32), corners.astype(np.float32))
    side = float(width) if random.random() < 0.5 else 0.0
    return Placement(matrix, size[0], size[1], look.curl, side, height)


def _rotation(degrees: float) -> Matrix:
    angle = np.deg2rad(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _tilted(corners: Matrix, degrees: float, random: np.random.Generator) -> Matrix:
    """Return the corners seen by a camera that leans by `degrees` into a drawn direction."""
    direction = random.uniform(0, 2 * np.pi)
    if degrees == 0:
        return corners
    span = float(np.abs(corners).max())
    lean = np.deg2rad(degrees)
    axis = np.array([np.cos(direction), np.sin(direction)])
    along = corners @ axis
    distance = 2.6 * span  # of the camera: a hand's height over the sheet
    depth = distance / (distance + along * np.sin(lean))
    squeezed = corners + np.outer(along * (np.cos(lean) - 1.0), axis)
    return squeezed * depth[:, None]


def _framed(
    corners: Matrix, shape: tuple[int, int], look: LookSettings, *, scale: float, random: np.random.Generator
) -> tuple[tuple[int, int], Matrix]:
    """Return the picture size and the corners in it: a camera shows the desk around the sheet."""
    if look.margin == 0:
        height, width = (side * scale for side in shape)
        if look.turn % 2:
            height, width = width, height
        return (round(width), round(height)), corners + np.array([width / 2, height / 2])
    low, high = corners.min(axis=0), corners.max(axis=0)
    border = look.margin * (high[0] - low[0]) * random.uniform(0.6, 1.4, 4)
    width, height = (high - low) + np.array([border[0] + border[1], border[2] + border[3]])
    return (round(width), round(height)), corners - low + np.array([border[0], border[2]])


def carry(page: Picture, placement: Placement, outside: tuple[int, ...]) -> Picture:
    """Return the page drawn into the picture; `outside` is the colour beyond the sheet."""
    size = (placement.width, placement.height)
    if placement.bow == 0:
        moved = cv2.warpPerspective(
            page, placement.matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=outside
        )
    else:
        x, y = _source_maps(placement)
        moved = cv2.remap(page, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=outside)
    return np.asarray(moved, dtype=np.uint8)


def _source_maps(placement: Placement) -> tuple[Field, Field]:
    """Return where each picture point comes from; the maps are smooth, so they are made coarse and enlarged."""
    back = np.linalg.inv(placement.matrix)
    columns, rows = placement.width // _MAP_CELL + 2, placement.height // _MAP_CELL + 2
    x, y = np.meshgrid(np.arange(columns) * float(_MAP_CELL), np.arange(rows) * float(_MAP_CELL))
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    page_x = (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth
    page_y = (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth
    flat = page_x
    for _ in range(4):  # the shift is small and smooth: this converges at once
        across, down = placement.shift(flat)
        flat = page_x - across
    page_x, page_y = flat, page_y - down
    return _enlarged(page_x, placement), _enlarged(page_y, placement)


def _enlarged(coarse: Matrix, placement: Placement) -> Field:
    grow = np.array([[_MAP_CELL, 0, 0], [0, _MAP_CELL, 0]], dtype=np.float64)  # grid point (i, j) is pixel (8i, 8j)
    size = (placement.width, placement.height)
    return cv2.warpAffine(coarse.astype(np.float32), grow, size, borderMode=cv2.BORDER_REPLICATE).astype(
        np.float32, copy=False
    )
