"""Ink that is not of the report: watermarks under the text, a pen's ticks and notes over it; pages at 300 dpi."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr_pipeline.evaluate.synthesis.page_pictures import Field, Picture
from ocr_pipeline.evaluate.synthesis.paper import PRINT_DPI
from ocr_pipeline.evaluate.synthesis.paper_damage import covered
from ocr_pipeline.evaluate.synthesis.seals import find_font

_FONT = "Noto Sans CJK SC"
_PENS = ((0.12, 0.16, 0.55), (0.10, 0.10, 0.12), (0.78, 0.12, 0.12))


def watermarked(page: Picture, darkness: float, words: str, random: np.random.Generator) -> Picture:
    """Return the page with large slanted words under its text: once across, or tiled."""
    height, width = page.shape[:2]
    tiled = bool(random.random() < 0.5)
    size = round(PRINT_DPI * (random.uniform(0.3, 0.5) if tiled else random.uniform(0.8, 1.3)))
    tile = _slanted(words, size, float(random.uniform(25, 50)))
    cover = np.zeros((height, width), dtype=np.float32)
    if tiled:
        step_x, step_y = tile.shape[1] + size * 2, tile.shape[0] + size
        for y in range(-step_y // 2, height, step_y):
            for x in range(-step_x // 2, width, step_x):
                _paste(cover, tile, x, y)
    else:
        _paste(cover, tile, (width - tile.shape[1]) // 2, (height - tile.shape[0]) // 2)
    return covered(page, cover * np.float32(darkness), (0.0, 0.0, 0.0))


def _slanted(words: str, size: int, degrees: float) -> Field:
    font = find_font(_FONT)
    face = ImageFont.truetype(font.path, size, index=font.face)
    left, top, right, bottom = face.getbbox(words)
    art = Image.new("L", (round(right - left) + size // 4, round(bottom - top) + size // 4), 0)
    ImageDraw.Draw(art).text((size // 8 - left, size // 8 - top), words, font=face, fill=255)
    turned = art.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=True)
    return np.asarray(turned, dtype=np.float32) / 255.0


def _paste(cover: Field, tile: Field, x: int, y: int) -> None:
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(cover.shape[1], x + tile.shape[1]), min(cover.shape[0], y + tile.shape[0])
    if x0 < x1 and y0 < y1:
        part = tile[y0 - y : y1 - y, x0 - x : x1 - x]
        cover[y0:y1, x0:x1] = np.maximum(cover[y0:y1, x0:x1], part)


def penned(page: Picture, count: int, box: tuple[int, int, int, int], random: np.random.Generator) -> Picture:
    """Return the page with `count` marks of a pen within a box: ticks, rings, underlines, scribbled notes."""
    colour = _PENS[int(random.integers(len(_PENS)))]
    cover = np.zeros(page.shape[:2], dtype=np.uint8)
    left, top, right, bottom = box
    for _ in range(count):
        centre = np.array([random.uniform(left, right), random.uniform(top, bottom)])
        path = centre + PRINT_DPI * _stroke(int(random.integers(4)), random)
        points = np.round(path * 16).astype(np.int32)
        cv2.polylines(cover, [points], False, 235, int(random.integers(4, 8)), cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(cover, (0, 0), 0.9).astype(np.float32) / np.float32(255.0)
    return covered(page, soft, colour)


def _stroke(kind: int, random: np.random.Generator) -> Field:
    """Return one pen mark in inches around the origin: tick, ring, underline, scribble."""
    t = np.linspace(0, 1, 40)
    if kind == 0:
        path = (
            np.stack([np.where(t < 0.3, t - 0.15, t * 0.6 + 0.03), np.where(t < 0.3, t, 0.5 - t * 0.7)], axis=1) * 0.3
        )
    elif kind == 1:
        turn = 2 * np.pi * t * 1.08 + random.uniform(0, 6)
        path = np.stack([np.cos(turn) * random.uniform(0.15, 0.3), np.sin(turn) * random.uniform(0.08, 0.14)], axis=1)
    elif kind == 2:
        path = np.stack([(t - 0.5) * random.uniform(0.3, 0.8), 0.012 * np.sin(7 * t)], axis=1)
    else:
        step = random.normal(0, 0.05, (40, 2))
        step[:, 0] += 0.012
        path = np.cumsum(cv2.GaussianBlur(step, (1, 5), 1.2), axis=0)
    return (path + random.normal(0, 0.003, path.shape)).astype(np.float32)
