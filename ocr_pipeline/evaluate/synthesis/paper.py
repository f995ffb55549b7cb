"""The sheet: ink spread and toner of the printer, fibre and tint of the paper.

Input and output are RGB or grey pictures of 0..255 at print resolution (300 dpi); 255 is the white of the paper.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings
from ocr_pipeline.evaluate.synthesis.page_pictures import Field, Picture

PRINT_DPI = 300.0


def smooth_noise(shape: tuple[int, int], cell: float, random: np.random.Generator) -> Field:
    """Return noise of mean 0 and deviation 1 whose patches are about `cell` pixels wide."""
    height, width = shape
    small = random.standard_normal((max(2, int(height / cell) + 2), max(2, int(width / cell) + 2)), dtype=np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)


def print_page(page: Picture, look: LookSettings, random: np.random.Generator) -> Picture:
    """Return the page as a printer puts it down: edges spread, solid strokes uneven."""
    if look.print_blur > 0:
        page = cv2.GaussianBlur(page, (0, 0), look.print_blur).astype(np.uint8, copy=False)
    if look.ink_gain != 1.0:
        page = np.asarray(255 - cv2.multiply(255 - page, look.ink_gain), dtype=np.uint8)
    if look.toner_grain > 0:
        page = _uneven(page, look.toner_grain, random)
    return page


def _uneven(page: Picture, grain: float, random: np.random.Generator) -> Picture:
    shape = (page.shape[0], page.shape[1])
    density = 0.6 * smooth_noise(shape, 2.0, random)
    density += 0.4 * smooth_noise(shape, 40.0, random)
    factor = 1.0 - grain * np.abs(density, out=density)
    ink = 255 - page
    if page.ndim == 2:
        cv2.multiply(ink, factor, dst=ink, dtype=cv2.CV_8U)
    else:
        for channel in range(page.shape[2]):
            ink[:, :, channel] = cv2.multiply(ink[:, :, channel], factor, dtype=cv2.CV_8U)
    return np.asarray(255 - ink, dtype=np.uint8)


def paper_light(shape: tuple[int, int], look: LookSettings, random: np.random.Generator) -> Field:
    """Return the reflectance of the bare sheet, (height, width) of 0..1, its tint left out."""
    if look.paper_grain == 0:
        return np.full(shape, look.paper_white, dtype=np.float32)
    white = 0.6 * smooth_noise(shape, 1.6, random)
    white += 0.4 * smooth_noise(shape, 9.0, random)
    white *= np.float32(look.paper_grain)
    white += np.float32(look.paper_white)
    return white
