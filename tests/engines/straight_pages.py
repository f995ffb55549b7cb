"""Pages drawn for the tests of straightening: words on lines, a table, and ways to lay them awry."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Homography

WORDS = [
    "the",
    "number",
    "of",
    "applications",
    "received",
    "and",
    "answered",
    "during",
    "the",
    "year",
    "by",
    "every",
    "office",
    "in",
    "the",
    "county",
]
Map = NDArray[np.float64]


def text_page(width: int = 1000, height: int = 1400, *, seed: int = 0, lines: int = 40) -> Pixels:
    """Lines of words on white paper."""
    picture = Image.new("RGB", (width, height), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(19)
    random = np.random.default_rng(seed)
    for line in range(lines):
        text = " ".join(random.choice(WORDS, 14))
        draw.text((80, 90 + 30 * line), text[: int(random.integers(40, 90))], fill=(20, 20, 20), font=font)
    return np.asarray(picture).copy()


def table_page(width: int = 1000, height: int = 1400) -> Pixels:
    """A ruled table with a digit in some cells."""
    picture = Image.new("RGB", (width, height), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(18)
    for row in range(25):
        draw.line((90, 150 + 44 * row, 910, 150 + 44 * row), fill=0, width=2)
    for column in range(9):
        x = 90 + round(column * 102.5)
        draw.line((x, 150, x, 150 + 44 * 24), fill=0, width=2)
    for row in range(24):
        draw.text((100, 162 + 44 * row), f"row {row}", fill=0, font=font)
        draw.text((620, 162 + 44 * row), str(row * 7 % 13), fill=0, font=font)
    return np.asarray(picture).copy()


def page(pixels: Pixels) -> PageImage:
    return PageImage(0, pixels, Homography.identity(), (pixels.shape[1], pixels.shape[0]), dpi=120.0)


def turned(pixels: Pixels, degrees: float) -> tuple[Pixels, Map]:
    """The page lying turned clockwise on a larger white ground, and the map from page to picture."""
    height, width = pixels.shape[:2]
    room = math.hypot(width, height)
    size = round(max(width, 0.75 * room)), round(max(height, 0.98 * room))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    laid = cv2.warpAffine(pixels, turn, size, flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return np.asarray(laid, dtype=np.uint8), np.vstack([turn, [0, 0, 1]])


def photographed(pixels: Pixels, desk: tuple[int, int, int], *, seed: int = 1) -> tuple[Pixels, Map]:
    """The page on a grainy desk as a leaning camera sees it, with uneven light, and the map from page to picture."""
    height, width = pixels.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    seen = np.array([[120, 90], [width + 40, 60], [width + 110, height + 60], [50, height + 110]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    size = width + 170, height + 190
    random = np.random.default_rng(seed)
    ground = np.full((size[1], size[0], 3), desk, dtype=np.float32) + random.normal(0, 6, (size[1], size[0], 1))
    sheet = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_CUBIC)
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, size)[:, :, None]
    light = np.linspace(0.75, 1.0, size[0], dtype=np.float32)[None, :, None]
    mixed = (sheet * 0.93 * mask + ground * (1 - mask)) * light
    return np.clip(cv2.GaussianBlur(mixed, (0, 0), 0.7), 0, 255).astype(np.uint8), np.asarray(matrix, dtype=np.float64)


def tilt(straight: PageImage, laid: Map, shape: tuple[int, ...]) -> float:
    """Largest angle in degrees, anywhere on the page, between its axes and those of the straightened picture."""
    height, width = shape[:2]
    way = straight.to_source.inverse().to_array() @ laid
    places = [(x * width, y * height) for x in (0.1, 0.5, 0.9) for y in (0.1, 0.5, 0.9)]
    worst = 0.0
    for x, y in places:
        here, right, below = (_applied(way, *p) for p in ((x, y), (x + 5, y), (x, y + 5)))
        worst = max(worst, abs(math.atan2(right[1] - here[1], right[0] - here[0])))
        worst = max(worst, abs(math.atan2(below[0] - here[0], below[1] - here[1])))
    return math.degrees(worst)


def _applied(way: Map, x: float, y: float) -> tuple[float, float]:
    a, b, c = way @ (x, y, 1.0)
    return float(a / c), float(b / c)
