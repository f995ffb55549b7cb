"""In the child: square pixels and not too many of them."""

from __future__ import annotations

import math

from PIL import Image

from ocr_pipeline.engines.page_scale import LONGEST_SIDE

SQUARE_WITHIN = 0.02


def with_square_pixels(picture: Image.Image, across: float, down: float) -> Image.Image:
    """The picture stretched to one resolution: a standard fax has half as many dots down as across."""
    if abs(across / down - 1) < SQUARE_WITHIN:
        return picture
    width = round(picture.width * max(1.0, down / across))
    height = round(picture.height * max(1.0, across / down))
    return picture.resize((width, height), Image.Resampling.BICUBIC)


def within_limits(picture: Image.Image, max_pixels: int) -> Image.Image:
    """The picture, reduced where it has more than ``max_pixels`` or is longer than warps can take."""
    area = picture.width * picture.height
    factor = min(1.0, math.sqrt(max_pixels / area), LONGEST_SIDE / max(picture.size))
    if factor == 1.0:
        return picture
    size = max(1, int(picture.width * factor)), max(1, int(picture.height * factor))
    return picture.resize(size, Image.Resampling.BOX)
