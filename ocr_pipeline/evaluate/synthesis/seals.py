"""The round red seal of an office: ring, star, characters around, struck unevenly; the print shows through."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr_pipeline.evaluate.synthesis.page_pictures import Field, Picture
from ocr_pipeline.evaluate.synthesis.paper import PRINT_DPI, smooth_noise

_INKS = {"red": (0.86, 0.10, 0.13), "blue": (0.16, 0.22, 0.72)}
_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font file and the face in it."""

    path: str
    face: int


def find_font(pattern: str) -> FontFile:
    """Return the installed font that fontconfig finds for a pattern such as `Noto Serif CJK SC:bold`."""
    done = subprocess.run(["fc-match", "-f", "%{file}\n%{index}", pattern], capture_output=True, text=True, check=True)
    path, face = done.stdout.splitlines()
    return FontFile(path, int(face) & 0xFFFF)  # above are the instances of variable fonts


def seal_cover(words: str, diameter: int, font: FontFile) -> Field:
    """Return how much of each point the seal's rubber covers (diameter, diameter), 0..1."""
    art = Image.new("L", (diameter, diameter), 0)
    draw = ImageDraw.Draw(art)
    ring = max(2, round(diameter * 0.028))
    draw.ellipse((1, 1, diameter - 2, diameter - 2), outline=255, width=ring)
    _star(draw, diameter / 2, diameter * 0.155)
    _around(art, words, diameter, font)
    return np.asarray(art, dtype=np.float32) / 255.0


def _star(draw: ImageDraw.ImageDraw, centre: float, radius: float) -> None:
    points = []
    for step in range(10):
        reach = radius if step % 2 == 0 else radius * 0.382
        angle = np.pi * (step / 5.0 - 0.5)
        points.append((centre + reach * np.cos(angle), centre + reach * np.sin(angle)))
    draw.polygon(points, fill=255)


def _around(art: Image.Image, words: str, diameter: int, font: FontFile) -> None:
    """Draw characters upright to the rim, as seals have them: over the upper arc, feet to the centre."""
    size = round(diameter * min(0.15, 2.1 / max(6, len(words))))
    face = ImageFont.truetype(font.path, size, index=font.face)
    spread = min(250.0, 24.0 * len(words))
    for index, word in enumerate(words):
        angle = -spread / 2 + spread * (index + 0.5) / len(words)
        tile = Image.new("L", (2 * size, 2 * size), 0)
        ImageDraw.Draw(tile).text((size, size), word, font=face, fill=255, anchor="mm", stroke_width=max(1, size // 40))
        tile = tile.rotate(-angle, resample=Image.Resampling.BICUBIC)
        reach = diameter * 0.385
        x = diameter / 2 + reach * np.sin(np.deg2rad(angle))
        y = diameter / 2 - reach * np.cos(np.deg2rad(angle))
        art.paste(255, (round(x) - size, round(y) - size), tile)


def strike(
    page: Picture, cover: Field, centre: tuple[float, float], *, ink: tuple[str, float], random: np.random.Generator
) -> Picture:
    """Return the page with a seal struck on it: turned a little, patchy, its colour multiplied onto what is there.

    `ink` is its hue and how much of it the rubber carries.
    """
    hue, amount = ink
    side = cover.shape[0]
    pressed = _patchy(cover, amount, random)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), float(random.normal(0, 6)), 1.0)
    pressed = cv2.warpAffine(pressed, turn, (side, side)).astype(np.float32, copy=False)
    left, top = round(centre[0] - side / 2), round(centre[1] - side / 2)
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(page.shape[1], left + side), min(page.shape[0], top + side)
    if x0 >= x1 or y0 >= y1:
        return page
    part = pressed[y0 - top : y1 - top, x0 - left : x1 - left, None]
    colour = np.array(_INKS[hue], dtype=np.float32)
    struck = page.copy()
    struck[y0:y1, x0:x1] = np.clip(page[y0:y1, x0:x1] * (1.0 - part * (1.0 - colour)), 0, 255).astype(np.uint8)
    return struck


def _patchy(cover: Field, ink: float, random: np.random.Generator) -> Field:
    shape = (cover.shape[0], cover.shape[1])
    soft = cv2.GaussianBlur(cover, (0, 0), 1.2).astype(np.float32, copy=False)
    pressure = 1.0 + 0.22 * smooth_noise(shape, shape[0] / 4, random) + 0.10 * smooth_noise(shape, 5.0, random)
    gaps = smooth_noise(shape, 2.2, random) > 2.0
    pressed = soft * np.clip(ink * pressure, 0.05, 1.0)
    pressed[gaps] *= 0.35
    return pressed.astype(np.float32)


def seal_pixels(width_mm: float) -> int:
    """Return the diameter of a seal in pixels of a printed page."""
    return round(width_mm / _MM_PER_INCH * PRINT_DPI)
