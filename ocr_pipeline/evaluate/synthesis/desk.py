"""What lies under a photographed sheet: wood, grey plastic or dark cloth, and the shadow of the sheet's edge."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.page_pictures import Field, Picture
from ocr_pipeline.evaluate.synthesis.paper import smooth_noise

_COLOURS = {"wood": (168, 124, 84), "grey": (142, 144, 148), "dark": (58, 60, 66)}


def lay_on_desk(sheet: Picture, mask: Picture, desk: str, random: np.random.Generator) -> Picture:
    """Return the picture with a desk where `mask` is 0; `mask` is 255 on the sheet."""
    shape = (sheet.shape[0], sheet.shape[1])
    ground = _texture(shape, desk, random)
    ground *= _near_sheet(mask)[:, :, None]
    bare = mask < 255
    share = (mask[bare].astype(np.float32) / 255.0)[:, None]
    sheet[bare] = np.clip(sheet[bare] * share + ground[bare] * (1.0 - share), 0, 255).astype(np.uint8)
    return sheet


def _near_sheet(mask: Picture) -> Field:
    """Return the light on the desk: the sheet keeps some away from the desk beside it."""
    height, width = mask.shape
    small = cv2.resize(mask, (width // 8, height // 8), interpolation=cv2.INTER_AREA)
    spread = cv2.GaussianBlur(small, (0, 0), max(1.0, width / 1300)).astype(np.float32) / np.float32(255.0)
    return cv2.resize(1.0 - 0.45 * spread, (width, height), interpolation=cv2.INTER_LINEAR).astype(
        np.float32, copy=False
    )


def _texture(shape: tuple[int, int], desk: str, random: np.random.Generator) -> Field:
    height, width = shape
    base = np.array(_COLOURS[desk], dtype=np.float32) * random.uniform(0.85, 1.15)
    if desk == "wood":
        lines = cv2.resize(
            random.standard_normal((max(4, height // 5), 6), dtype=np.float32),
            (width, height),
            interpolation=cv2.INTER_CUBIC,
        )
        grain = 0.07 * lines + 0.03 * smooth_noise(shape, 30.0, random)
    else:
        grain = 0.03 * smooth_noise(shape, 2.0, random) + 0.04 * smooth_noise(shape, 120.0, random)
    return (base[None, None, :] * (1.0 + grain)[:, :, None]).astype(np.float32)
