"""Colour of paper, desk and light on a picture of a page without colour: worked out in grey, coloured at the end.

Most pages are black on white; carrying three equal channels through every step would cost three times as much.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.desk import desk_colour
from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings
from ocr_pipeline.evaluate.synthesis.page_pictures import Picture

Shares = tuple[float, float, float]
_COLOUR_NOISE = 0.4  # of the grey noise


def paper_shares(look: LookSettings) -> Shares:
    """Return how much red, green and blue the paper reflects under the look's light, green of white paper being 1."""
    return (
        1.0 + look.warmth,
        1.0 - 0.35 * look.paper_tint,
        (1.0 - look.paper_tint) * (1.0 - look.warmth),
    )


def coloured(grey: Picture, look: LookSettings, sheet: Picture | None, random: np.random.Generator) -> Picture:
    """Return a grey picture in colour; `sheet` is 255 on the paper and 0 on the desk, None where there is no desk."""
    paper = paper_shares(look)
    channels = [cv2.convertScaleAbs(grey, alpha=share) for share in paper]
    if sheet is not None:
        desk = desk_colour(look.desk)
        bare = sheet < 128
        for index, (channel, share) in enumerate(zip(channels, paper, strict=True)):
            tone = share * desk[index] / (sum(desk) / 3)
            channel[bare] = cv2.convertScaleAbs(grey[bare], alpha=tone)[:, 0]
    picture = cv2.merge(channels)
    return _with_colour_noise(picture, look.noise, random) if look.noise else picture.astype(np.uint8, copy=False)


def _with_colour_noise(picture: Picture, noise: float, random: np.random.Generator) -> Picture:
    height, width = picture.shape[:2]
    small = random.standard_normal((height // 2 + 1, width // 2 + 1, 3), dtype=np.float32)
    steps = np.clip(small * np.float32(255 * _COLOUR_NOISE * noise), -120, 120).astype(np.int8)
    full = cv2.resize(steps.astype(np.int16), (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.add(picture, full, dtype=cv2.CV_8U).astype(np.uint8, copy=False)
