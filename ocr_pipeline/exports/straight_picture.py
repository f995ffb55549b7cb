"""The straightened page again, from the kept picture and the stored way back; no engine and no source file needed."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ocr_pipeline.model.page import PageReading

MAX_WIDTH = 2000


def straightened(raster: Image.Image, page: PageReading) -> tuple[Image.Image, float]:
    """The page as the engines saw it, and how many of its pixels one pixel of the straightened frame is."""
    scale = min(1.0, MAX_WIDTH / page.size[0])
    size = (max(1, round(page.size[0] * scale)), max(1, round(page.size[1] * scale)))
    shrink = np.diag([raster.width / page.source_size[0], raster.height / page.source_size[1], 1.0])
    enlarge = np.diag([1 / scale, 1 / scale, 1.0])
    way = shrink @ page.to_source.to_array() @ enlarge
    way = way / way[2, 2]
    coefficients = tuple(float(value) for value in way.reshape(9)[:8])
    straight = raster.transform(
        size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor="#ffffff"
    )
    return straight, scale
