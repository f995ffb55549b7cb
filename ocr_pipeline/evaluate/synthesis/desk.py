"""What lies under a photographed sheet: wood, grey plastic or dark cloth, and the shadow of the sheet's edge."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.page_pictures import Field, Picture
from ocr_pipeline.evaluate.synthesis.paper import smooth_noise

_COLOURS = {"wood": (168, 124, 84), "grey": (142, 144, 148), "dark": (58, 60, 66)}
_SMALL = 2  # the texture of a desk is out of focus: it is made at half the size


def desk_colour(desk: str) -> tuple[int, int, int]:
    """Return the colour of a desk, RGB of 0..255."""
    return _COLOURS[desk]


def lay_on_desk(sheet: Picture, mask: Picture, desk: str, random: np.random.Generator) -> Picture:
    """Return the picture (grey or RGB) with a desk where `mask` is 0; `mask` is 255 on the sheet."""
    ground = _texture((mask.shape[0], mask.shape[1]), mask, desk, random)
    bare = mask < 255
    share = mask[bare].astype(np.float32) / np.float32(255.0)
    seen = ground[bare] * (1.0 - share)
    if sheet.ndim == 2:
        sheet[bare] = np.clip(sheet[bare] * share + seen * float(np.mean(_COLOURS[desk])), 0, 255).astype(np.uint8)
        return sheet
    colour = np.array(_COLOURS[desk], dtype=np.float32)
    sheet[bare] = np.clip(sheet[bare] * share[:, None] + seen[:, None] * colour, 0, 255).astype(np.uint8)
    return sheet


def _texture(shape: tuple[int, int], mask: Picture, desk: str, random: np.random.Generator) -> Field:
    """Return the brightness of the desk around 1; the sheet keeps light from the desk beside it."""
    height, width = shape[0] // _SMALL + 1, shape[1] // _SMALL + 1
    if desk == "wood":
        lines = random.standard_normal((max(4, shape[0] // 5), 6), dtype=np.float32)
        grain = 0.07 * cv2.resize(lines, (width, height), interpolation=cv2.INTER_CUBIC)
        grain += 0.03 * smooth_noise((height, width), 15.0, random)
    else:
        grain = 0.03 * smooth_noise((height, width), 1.0, random) + 0.04 * smooth_noise((height, width), 60.0, random)
    near = cv2.resize(mask, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    near = cv2.GaussianBlur(near, (0, 0), max(1.0, shape[1] / 1300)).astype(np.float32) / np.float32(255.0)
    bright = random.uniform(0.85, 1.15) * (1.0 - 0.45 * cv2.resize(near, (width, height)))
    tone = ((1.0 + grain) * bright).astype(np.float32)
    return cv2.resize(tone, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)
