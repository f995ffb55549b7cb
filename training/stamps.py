"""Round seals as offices use them: rim, star, characters along the rim with their feet to the middle."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from training.cells import DrawnCell
from training.fonts import open_font
from training.values import WORDS

Picture = NDArray[np.uint8]
LETTERS = (
    "".join(sorted({c for word in WORDS for c in word if "\u4e00" <= c <= "\u9fff"})) + "县市区镇乡局委办室厅院章专用"
)


def stamp_mask(cell: DrawnCell, rng: Generator) -> Picture:
    """The seal's strokes (255) over the cell's picture; the cell lies anywhere within it."""
    height, width = cell.picture.shape[:2]
    unit = cell.digit * cell.zoom
    radius = unit * rng.uniform(3.5, 13)
    turn = rng.uniform(0, 2 * np.pi)
    away = radius * rng.uniform(0.1, 1.1)
    middle = np.array([width / 2 + np.cos(turn) * away, height / 2 + np.sin(turn) * away]) + rng.normal(0, unit / 2, 2)
    mask = np.zeros((height, width), np.uint8)
    at = (round(float(middle[0])), round(float(middle[1])))
    cv2.circle(mask, at, round(radius), 255, max(1, round(radius * rng.uniform(0.025, 0.06))), cv2.LINE_AA)
    if rng.random() < 0.8:
        cv2.fillPoly(mask, [_star(middle, radius * rng.uniform(0.22, 0.36))], 255, cv2.LINE_AA)
    _letters(mask, cell.stamp_font, rng, middle, radius)
    return mask


def _star(middle: NDArray[np.float64], radius: float) -> NDArray[np.int32]:
    turns = np.arange(10) * np.pi / 5
    reach = radius * np.where(np.arange(10) % 2, 0.4, 1.0)
    return (middle + np.column_stack((reach * np.sin(turns), -reach * np.cos(turns)))).round().astype(np.int32)


def _letters(mask: Picture, font: str, rng: Generator, middle: NDArray[np.float64], radius: float) -> None:
    count = int(rng.integers(8, 20))
    size = int(np.clip(radius * min(0.36, 4.2 / count), 6, 220))
    spread = rng.uniform(1.3, 1.9) * np.pi
    for number in range(count):
        turn = (number / (count - 1) - 0.5) * spread
        at = middle + radius * rng.uniform(0.7, 0.76) * np.array([np.sin(turn), -np.cos(turn)])
        if -size < at[0] < mask.shape[1] + size and -size < at[1] < mask.shape[0] + size:
            _paste(mask, _letter(font, LETTERS[int(rng.integers(len(LETTERS)))], size, -np.degrees(turn)), at)


def _letter(font: str, letter: str, size: int, degrees: float) -> Picture:
    tile = Image.new("L", (2 * size, 2 * size), 0)
    ImageDraw.Draw(tile).text((size, size), letter, fill=255, font=open_font(font, size), anchor="mm")
    return np.asarray(tile.rotate(degrees, Image.Resampling.BILINEAR))


def _paste(mask: Picture, tile: Picture, at: NDArray[np.float64]) -> None:
    half = tile.shape[0] // 2
    left, top = round(float(at[0])) - half, round(float(at[1])) - half
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(mask.shape[1], left + tile.shape[1]), min(mask.shape[0], top + tile.shape[0])
    if x1 > x0 and y1 > y0:
        mask[y0:y1, x0:x1] = np.maximum(mask[y0:y1, x0:x1], tile[y0 - top : y1 - top, x0 - left : x1 - left])
