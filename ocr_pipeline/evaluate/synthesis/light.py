"""Light on the sheet: fall-off, cast shadows, the strip near a spine; factors of 0..1 over the picture."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings
from ocr_pipeline.evaluate.synthesis.page_pictures import Field

_WORK = 64  # light changes slowly: it is computed on a small field and enlarged


def light_field(
    shape: tuple[int, int], look: LookSettings, *, spine_right: bool, random: np.random.Generator
) -> Field | None:
    """Return the light over a picture (height, width), or None where it is even; it is dark at the spine."""
    if not (look.shade or look.shadow or look.edge_shade or look.moire):
        return None
    y, x = np.mgrid[0 : 1 : _WORK * 1j, 0 : 1 : _WORK * 1j].astype(np.float32)
    light = np.ones((_WORK, _WORK), dtype=np.float32)
    light *= _fall_off(x, y, look.shade, random)
    light *= _cast_shadow(x, y, look.shadow, random)
    light *= _edge(1.0 - x if spine_right else x, look.edge_shade, random)
    height, width = shape
    full = cv2.resize(light, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32, copy=False)
    return full * _moire(shape, look.moire, random) if look.moire else full


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


def _edge(side: Field, depth: float, random: np.random.Generator) -> Field:
    return (1.0 - depth * np.exp(-side / random.uniform(0.02, 0.06))).astype(np.float32)


def _moire(shape: tuple[int, int], depth: float, random: np.random.Generator) -> Field:
    """Return the beat of two fine rasters: bands of a few to a few dozen pixels, bent a little."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    direction, period = random.uniform(0, np.pi), random.uniform(5, 22)
    along = x * np.cos(direction) + y * np.sin(direction) + 12.0 * np.sin(y / random.uniform(150, 400))
    return (1.0 - depth * (0.5 + 0.5 * np.sin(2 * np.pi * along / period))).astype(np.float32)
