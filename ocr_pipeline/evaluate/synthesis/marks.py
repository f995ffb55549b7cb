"""Marks that come after printing: dirt, faded rules, streaks; each takes and returns a picture or signal."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.page_pictures import Field, Picture


def dirty(signal: Field, count: int, *, dpi: float, random: np.random.Generator) -> Field:
    """Return the signal with `count` specks and hairs of dust on the glass."""
    height, width = signal.shape[:2]
    for _ in range(count):
        x, y = int(random.integers(width)), int(random.integers(height))
        dark = float(random.uniform(0.05, 0.5))
        if random.random() < 0.12:
            _hair(signal, (x, y), dark, length=dpi * random.uniform(0.05, 0.25), random=random)
        else:
            radius = max(0.4, dpi * float(random.gamma(1.6, 0.0022)))
            _speck(signal, (x, y), radius, dark)
    return signal


def _speck(signal: Field, centre: tuple[int, int], radius: float, dark: float) -> None:
    shift = 4
    scaled = (int(centre[0] * 2**shift), int(centre[1] * 2**shift))
    colour = (dark, dark, dark)
    cv2.circle(signal, scaled, int(radius * 2**shift), colour, -1, cv2.LINE_AA, shift)


def _hair(signal: Field, start: tuple[int, int], dark: float, *, length: float, random: np.random.Generator) -> None:
    steps = 8
    turn = random.normal(0, 0.35, steps).cumsum() + random.uniform(0, 2 * np.pi)
    path = np.cumsum(np.stack([np.cos(turn), np.sin(turn)], axis=1) * length / steps, axis=0) + start
    cv2.polylines(signal, [path.astype(np.int32)], False, (dark, dark, dark), 1, cv2.LINE_AA)


def ruling_mask(page: Picture, *, dpi: float) -> Picture:
    """Return 255 where a page has long straight dark or coloured lines."""
    grey = page if page.ndim == 2 else cv2.min(page[:, :, 0], page[:, :, 1])
    ink = (grey < 205).astype(np.uint8) * 255
    length = int(dpi * 0.35)
    lines = np.zeros_like(ink)
    for size in ((length, 1), (1, length)):
        lines |= cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size)).astype(np.uint8)
    return lines


def table_boxes(page: Picture, *, dpi: float) -> list[tuple[int, int, int, int]]:
    """Return the boxes (left, top, right, bottom) of ruled areas of a page, the largest first."""
    lines = cv2.dilate(ruling_mask(page, dpi=dpi), np.ones((5, 5), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(lines)
    boxes = [stats[i, :4] for i in range(1, count) if stats[i, 2] > dpi and stats[i, 3] > 0.3 * dpi]
    boxes.sort(key=lambda box: -int(box[2]) * int(box[3]))
    return [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h in boxes]
