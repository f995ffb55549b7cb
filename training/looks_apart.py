"""Looks that are never trained on: other recipes for the same kinds of paper, at the resolutions that offices use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import cos, pi, sin
from random import Random

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from training.cells import DrawnCell
from training.fonts import FontCut, open_font
from training.looks import grey, jpeg, rgb, take

Picture = NDArray[np.uint8]
Taken = tuple[Picture, tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class ApartLook:
    """A named look at a resolution (dots per inch, lowest and highest) with the step that makes it."""

    name: str
    dpi: tuple[int, int]
    apply: Callable[[DrawnCell, Generator], Taken]

    def digit_height(self, random: Random) -> float:
        """Pixels of a figure printed at 7.5 to 12 points."""
        return 0.68 * random.uniform(7.5, 12) / 72 * random.uniform(*self.dpi)


def clean(cell: DrawnCell, rng: Generator) -> Taken:
    """Straight from the PDF."""
    return take(cell, rng, (0.0, 0.0))


def office(cell: DrawnCell, rng: Generator) -> Taken:
    """Laser print with a rough rim, scanned in grey or colour with a gamma, JPEG."""
    picture, box = take(_rough_print(cell, rng, 0.5), rng, (0.01, 0.04))
    plane = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), rng.uniform(0.3, 0.8))
    plane = 255 * (np.clip(plane, 1, 255) / 255) ** rng.uniform(0.8, 1.25)
    plane += rng.normal(0, rng.uniform(1, 4), plane.shape).astype(np.float32)
    return jpeg(np.clip(plane, 0, 255).astype(np.uint8), int(rng.integers(60, 93))), box


def seal(cell: DrawnCell, rng: Generator) -> Taken:
    """A red round seal with characters over the cell, then as an office scan."""
    return office(_stamped(cell, rng), rng)


def photo(cell: DrawnCell, rng: Generator) -> Taken:
    """Telephone: disc-shaped defocus, vignette, sensor noise by channel, sharpening, JPEG."""
    picture, box = take(_tilted(cell, rng), rng, (0.01, 0.04))
    radius = rng.uniform(0.6, 1.7)
    disc = (
        cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)).astype(np.float32)
        if radius > 1.3
        else np.ones((3, 3), np.float32)
    )
    plane = cv2.filter2D(picture.astype(np.float32), -1, disc / disc.sum())
    height, width = plane.shape[:2]
    light = (
        1 - rng.uniform(0, 0.45) * np.hypot(*np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 0.6, height))) / 1.2
    )
    plane = (
        plane
        * light[..., None].astype(np.float32)
        * rng.uniform(0.7, 1.0)
        * rng.uniform(0.85, 1.0, 3).astype(np.float32)
    )
    plane += rng.normal(0, rng.uniform(1.5, 6), plane.shape).astype(np.float32)
    plane += rng.uniform(0, 0.8) * (plane - cv2.GaussianBlur(plane, (0, 0), 1.5))
    return jpeg(np.clip(plane, 0, 255).astype(np.uint8), int(rng.integers(45, 88))), box


def photocopy(cell: DrawnCell, rng: Generator) -> Taken:
    """150 dots per inch, black and white, cut half way between black and white or a little beside; dust."""
    picture, box = take(_rough_print(cell, rng, 1.0), rng, (0.01, 0.05))
    plane = cv2.GaussianBlur(grey(picture), (0, 0), rng.uniform(0.45, 0.85)) + rng.normal(
        0, rng.uniform(3, 20), picture.shape[:2]
    )
    plane = np.where(plane < np.clip(rng.normal(165, 22), 105, 215), 0.0, 255.0).astype(np.float32)
    return rgb(_dust(plane, rng, rng.uniform(0, 0.006))), box


def second_copy(cell: DrawnCell, rng: Generator) -> Taken:
    """A copy of a copy: cut at a fine resolution, softened, cut again at a local threshold."""
    picture, box = take(cell, rng, (0.02, 0.05))
    first = cv2.GaussianBlur(grey(picture), (0, 0), rng.uniform(0.5, 0.8)) + rng.normal(0, 10, picture.shape[:2])
    first = np.where(first < rng.uniform(130, 200), 0, 255).astype(np.float32)
    shifted = cv2.warpAffine(
        first, np.array([[0.99, 0, rng.random()], [0, 0.99, rng.random()]]), first.shape[::-1], borderValue=255
    )
    second = np.clip(cv2.GaussianBlur(shifted, (0, 0), rng.uniform(0.5, 0.8)) + rng.normal(0, 8, first.shape), 0, 255)
    size = 2 * int(cell.digit) + 1
    local = cv2.adaptiveThreshold(
        second.astype(np.uint8), 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, size, rng.uniform(18, 50)
    )
    return rgb(_dust(local.astype(np.float32), rng, 0.003)), box


def fax(cell: DrawnCell, rng: Generator) -> Taken:
    """120 dots per inch, black and white, by a local threshold; now and then a line lost."""
    picture, box = take(cell, rng, (0.01, 0.05))
    plane = cv2.GaussianBlur(grey(picture), (0, 0), rng.uniform(0.4, 0.75)) + rng.normal(
        0, rng.uniform(4, 22), picture.shape[:2]
    )
    paper = cv2.blur(cv2.dilate(plane.astype(np.float32), np.ones((9, 9))), (9, 9))
    plane = np.where(plane < paper * rng.uniform(0.55, 0.78), 0.0, 255.0).astype(np.float32)
    for row in np.flatnonzero(rng.random(plane.shape[0]) < 0.006):
        plane[row] = plane[row - 1] if rng.random() < 0.5 else 255
    return rgb(_dust(plane, rng, rng.uniform(0, 0.008))), box


def _rough_print(cell: DrawnCell, rng: Generator, strength: float) -> DrawnCell:
    """Toner that does not keep to the outline, with pinholes."""
    height, width = cell.picture.shape[:2]
    grain = cv2.GaussianBlur(rng.normal(0, 1, (height, width)).astype(np.float32), (0, 0), max(0.6, 0.35 * cell.zoom))
    soft = cv2.GaussianBlur(cell.picture, (0, 0), max(0.5, 0.3 * cell.zoom)).astype(np.float32)
    mixed = soft + (60 * strength * grain / max(float(grain.std()), 1e-6))[..., None] * (np.abs(soft - soft.max()) > 30)
    return replace(cell, picture=np.clip(mixed, 0, 255).astype(np.uint8))


def _tilted(cell: DrawnCell, rng: Generator) -> DrawnCell:
    """What is left of the perspective after straightening."""
    height, width = cell.picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + rng.normal(0, 0.02 * height, (4, 2)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    return replace(
        cell, picture=cv2.warpPerspective(cell.picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    )


def _dust(plane: NDArray[np.float32], rng: Generator, rate: float) -> NDArray[np.float32]:
    out = plane.copy()
    for _ in range(rng.poisson(rate * plane.size)):
        y, x = int(rng.integers(plane.shape[0])), int(rng.integers(plane.shape[1]))
        out[y : y + int(rng.integers(1, 3)), x : x + int(rng.integers(1, 3))] = 0 if rng.random() < 0.7 else 255
    return out


def _stamped(cell: DrawnCell, rng: Generator) -> DrawnCell:
    height, width = cell.picture.shape[:2]
    unit = cell.digit * cell.zoom
    radius = unit * rng.uniform(5, 11)
    turn = rng.uniform(0, 2 * pi)
    middle = (
        width / 2 + cos(turn) * radius * rng.uniform(0.2, 1.05),
        height / 2 + sin(turn) * radius * rng.uniform(0.2, 1.05),
    )
    stamp = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(stamp)
    pen.circle(middle, radius, outline=255, width=max(2, round(unit * 0.22)))
    star = [
        (middle[0] + radius * r * sin(k * pi / 5), middle[1] - radius * r * cos(k * pi / 5))
        for k, r in enumerate((0.33, 0.13) * 5)
    ]
    pen.polygon(star, fill=255)
    for k in range(14):
        at = (middle[0] + 0.73 * radius * sin(k * 2 * pi / 14), middle[1] - 0.73 * radius * cos(k * 2 * pi / 14))
        pen.text(
            at,
            "区县人民政府办公室信息公开专用"[k],
            fill=255,
            font=open_font(STAMP_FONT.path, max(8, round(radius * 0.3))),
            anchor="mm",
        )
    share = (np.asarray(stamp).astype(np.float32) / 255 * rng.uniform(0.5, 0.95))[..., None]
    red = np.array([rng.uniform(195, 235), rng.uniform(20, 60), rng.uniform(25, 70)], np.float32) / 255
    paper = cell.picture.astype(np.float32)
    return replace(cell, picture=np.clip(paper * (1 - share) + paper * red * share, 0, 255).astype(np.uint8))


STAMP_FONT = FontCut(
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", "Noto Serif CJK JP", "Regular", "", True
)

APART = (
    ApartLook("clean", (150, 300), clean),
    ApartLook("office scan", (200, 300), office),
    ApartLook("seal over table", (200, 300), seal),
    ApartLook("phone photo", (150, 220), photo),
    ApartLook("photocopy 150 dpi", (150, 150), photocopy),
    ApartLook("copy of a copy 150 dpi", (150, 150), second_copy),
    ApartLook("fax 120 dpi", (120, 120), fax),
)
