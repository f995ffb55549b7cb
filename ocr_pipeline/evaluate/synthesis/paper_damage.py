"""What happens to paper after printing: stains, folds, punch holes, print of the back page, lines that did not print.

Every function takes and returns a page (grey or RGB, 0..255, 300 dpi).
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.marks import ruling_mask
from ocr_pipeline.evaluate.synthesis.page_pictures import Field, Picture
from ocr_pipeline.evaluate.synthesis.paper import PRINT_DPI, smooth_noise

_COFFEE = (0.66, 0.47, 0.28)
_SMALL = 4  # soft shapes are made at a quarter of the size and enlarged


def covered(page: Picture, cover: Field, colour: tuple[float, float, float]) -> Picture:
    """Return the page with a transparent ink on it; `cover` is 0..1 over the page, the ink's colour 0..1."""
    if page.ndim == 2:
        dark = 1.0 - sum(colour) / 3
        return cv2.multiply(page, 1.0 - np.float32(dark) * cover, dtype=cv2.CV_8U).astype(np.uint8, copy=False)
    channels = [
        cv2.multiply(page[:, :, index], 1.0 - np.float32(1.0 - share) * cover, dtype=cv2.CV_8U)
        for index, share in enumerate(colour)
    ]
    return cv2.merge(channels).astype(np.uint8, copy=False)


def stained(page: Picture, darkness: float, random: np.random.Generator) -> Picture:
    """Return the page with the dried ring and splash of a cup: darker at the rim than within."""
    height, width = page.shape[0] // _SMALL, page.shape[1] // _SMALL
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    centre = (random.uniform(0.15, 0.85) * width, random.uniform(0.15, 0.85) * height)
    radius = PRINT_DPI / _SMALL * random.uniform(1.1, 1.9)
    wobble = 1.0 + 0.05 * smooth_noise((height, width), radius, random)
    distance = np.hypot(x - centre[0], y - centre[1]) * wobble
    rim = np.exp(-(((distance - radius) / (0.05 * radius)) ** 2))
    within = 0.35 * np.clip(0.5 - (distance - radius) / (0.06 * radius), 0, 1)
    mottle = np.clip(1.0 + 0.3 * smooth_noise((height, width), 12.0, random), 0.2, 2.0)
    cover = np.clip(darkness * (rim + within) * mottle, 0, 1).astype(np.float32)
    full = cv2.resize(cover, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_LINEAR)
    return covered(page, full.astype(np.float32, copy=False), _COFFEE)


def folded(page: Picture, darkness: float, random: np.random.Generator) -> Picture:
    """Return the page with the creases of a letter: a worn bright ridge where ink flaked off, shade beside it."""
    height, width = page.shape[:2]
    for _ in range(int(random.integers(1, 3))):
        across = bool(random.random() < 0.7)
        length, depth = (width, height) if across else (height, width)
        middle = float(random.choice([1 / 3, 1 / 2, 2 / 3])) * depth + random.normal(0, 0.01 * depth)
        slope = random.normal(0, 0.004)
        line = middle + slope * np.arange(length) + 1.5 * smooth_noise((2, length), 200.0, random)[0]
        offset = np.arange(depth, dtype=np.float32)[:, None] - line[None, :].astype(np.float32)
        shade = 1.0 - darkness * np.exp(-np.abs(offset) / 14.0) * (offset > 0)
        worn = 0.7 * np.exp(-((offset / 1.8) ** 2)) * (random.random((depth, length), dtype=np.float32) < 0.75)
        if not across:
            shade, worn = shade.T, worn.T
        page = _lit(page, shade.astype(np.float32), worn.astype(np.float32))
    return page


def _lit(page: Picture, shade: Field, worn: Field) -> Picture:
    if page.ndim == 3:
        shade, worn = shade[:, :, None], worn[:, :, None]
    bare = page + (250.0 - page) * worn
    return np.clip(bare * shade, 0, 255).astype(np.uint8)


def punched(page: Picture, holes: int, random: np.random.Generator) -> Picture:
    """Return the page with filing holes at its left edge, through which a dark lid or the white one is seen."""
    height = page.shape[0]
    colour = float(random.choice([35.0, 120.0, 252.0]))
    for index in range(holes):
        y = height / 2 + (index - (holes - 1) / 2) * PRINT_DPI * 3.15 + random.normal(0, 3)
        centre = (round(PRINT_DPI * 0.45 + random.normal(0, 4)), round(y))
        cv2.circle(page, centre, round(PRINT_DPI * 0.118), (colour,) * 3, -1, cv2.LINE_AA)
    return page


def shining_through(page: Picture, strength: float, random: np.random.Generator) -> Picture:
    """Return the page with its own print mirrored, soft and pale, as of a sheet printed on both sides."""
    grey = page if page.ndim == 2 else cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    back = cv2.GaussianBlur(cv2.flip(grey, 1), (0, 0), 3.5)
    move = np.array([[1, 0, random.normal(0, 25)], [0, 1, random.normal(0, 60)]], dtype=np.float64)
    back = cv2.warpAffine(back, move, (page.shape[1], page.shape[0]), borderValue=255)
    cover = (strength * (255.0 - back.astype(np.float32)) / 255.0).astype(np.float32)
    return covered(page, cover, (0.0, 0.0, 0.0))


def without_some_rules(page: Picture, share: float, random: np.random.Generator) -> Picture:
    """Return the page with a share of its ruling lines pale or gone, in stretches, as from a worn drum."""
    lines = ruling_mask(page, dpi=PRINT_DPI)
    height, width = page.shape[:2]
    drift = smooth_noise((height, width), 90.0, random) + 0.6 * smooth_noise((height, width), 14.0, random)
    level = float(np.quantile(drift[::16, ::16], 1.0 - share))
    gone = (lines > 0) & (drift > level)
    # Where a line meets a character the character stays: only what is line alone is bleached.
    pale = cv2.GaussianBlur(gone.astype(np.float32), (0, 0), 0.8)
    if page.ndim == 3:
        pale = pale[:, :, None]
    return np.clip(page + (250.0 - page) * np.clip(pale * 0.95, 0, 1), 0, 255).astype(np.uint8)
