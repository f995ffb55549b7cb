"""Light on the sheet: fall-off, cast shadows, the strip near a spine; factors of 0..1 over the picture."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings
from ocr_pipeline.evaluate.synthesis.page_pictures import Field

_WORK = 64  # light changes slowly: it is computed on a small field and enlarged


def light_field(shape: tuple[int, int], look: LookSettings, random: np.random.Generator) -> Field | None:
    """Return the light over a picture (height, width), or None where it is even."""
    if not (look.shade or look.shadow or look.edge_shade):
        return None
    y, x = np.mgrid[0 : 1 : _WORK * 1j, 0 : 1 : _WORK * 1j].astype(np.float32)
    light = np.ones((_WORK, _WORK), dtype=np.float32)
    light *= _fall_off(x, y, look.shade, random)
    light *= _cast_shadow(x, y, look.shadow, random)
    light *= _edge(x, look.edge_shade, random)
    height, width = shape
    return cv2.resize(light, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32, copy=False)


def _fall_off(x: Field, y: Field, depth: float, random: np.random.Generator) -> Field:
    centre = random.uniform(0.15, 0.85, 2)
    distance = np.hypot(x - centre[0], y - centre[1])
    direction = random.uniform(0, 2 * np.pi)
    ramp = (x - 0.5) * np.cos(direction) + (y - 0.5) * np.sin(direction)
    return (1.0 - depth * np.clip(0.55 * distance**1.5 + 0.45 * (ramp + 0.5), 0, 1)).astype(np.float32)


def _cast_shadow(x: Field, y: Field, depth: float, random: np.random.Generator) -> Field:
    """Return the half-shadow of a hand or a phone: a soft-edged side of a slanted line."""
    direction = random.uniform(0, 2 * np.pi)
    edge = (x - 0.5) * np.cos(direction) + (y - 0.5) * np.sin(direction) - random.uniform(0.0, 0.35)
    softness = random.uniform(0.02, 0.09)
    return (1.0 - depth / (1.0 + np.exp(-edge / softness))).astype(np.float32)


def _edge(x: Field, depth: float, random: np.random.Generator) -> Field:
    side = x if random.random() < 0.5 else 1.0 - x
    return (1.0 - depth * np.exp(-side / random.uniform(0.02, 0.06))).astype(np.float32)
