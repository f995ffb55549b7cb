"""Looks to fit the temperature on: neither trained on nor measured on, so that neither tells how sure to be."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator

from training.cells import DrawnCell
from training.looks import grey, jpeg, rgb, take
from training.looks_apart import ApartLook, Taken


def tablet(cell: DrawnCell, rng: Generator) -> Taken:
    """A scanner's application: paper evened out, contrast raised, sharpened, small JPEG."""
    picture, box = take(cell, rng, (0.01, 0.05))
    plane = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), rng.uniform(0.5, 1.1))
    plane += rng.normal(0, rng.uniform(2, 7), plane.shape).astype(np.float32)
    paper = cv2.GaussianBlur(cv2.dilate(plane, np.ones((7, 7))), (0, 0), 3) + 1
    plane = 255 * np.clip(plane / paper, 0, 1) ** rng.uniform(1.2, 2.6)
    plane += rng.uniform(0.3, 1.0) * (plane - cv2.GaussianBlur(plane, (0, 0), 1.0))
    return jpeg(np.clip(plane, 0, 255).astype(np.uint8), int(rng.integers(35, 80))), box


def rescaled(cell: DrawnCell, rng: Generator) -> Taken:
    """A grey scan that was made smaller and larger again on its way through a word processor."""
    picture, box = take(cell, rng, (0.01, 0.04))
    height, width = picture.shape[:2]
    share = rng.uniform(0.55, 0.85)
    plane = grey(picture) + rng.normal(0, rng.uniform(2, 8), (height, width)).astype(np.float32)
    small = cv2.resize(
        plane, (max(4, round(width * share)), max(4, round(height * share))), interpolation=cv2.INTER_AREA
    )
    large = cv2.resize(small, (width, height), interpolation=int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC])))
    return jpeg(rgb(large), int(rng.integers(50, 90))), box


def halftone(cell: DrawnCell, rng: Generator) -> Taken:
    """Black and white by error diffusion, as copiers do in their picture mode, softened by the next scan."""
    picture, box = take(cell, rng, (0.01, 0.04))
    plane = cv2.GaussianBlur(grey(picture), (0, 0), rng.uniform(0.4, 0.7)) * rng.uniform(0.9, 1.0)
    rest = plane + rng.normal(0, 4, plane.shape).astype(np.float32)
    for y in range(rest.shape[0] - 1):
        black = rest[y] < 128
        error = rest[y] - np.where(black, 0, 255)
        rest[y] = np.where(black, 0, 255)
        rest[y + 1] += 0.5 * error + 0.25 * (np.roll(error, 1) + np.roll(error, -1))
    rest[-1] = np.where(rest[-1] < 128, 0, 255)
    return rgb(cv2.GaussianBlur(rest, (0, 0), rng.uniform(0.3, 0.8))), box


def worn_copy(cell: DrawnCell, rng: Generator) -> Taken:
    """Black and white by a threshold that follows the noise at some distance; rims eaten, dots left."""
    picture, box = take(cell, rng, (0.02, 0.05))
    plane = cv2.GaussianBlur(grey(picture), (0, 0), rng.uniform(0.5, 0.9))
    slow = cv2.GaussianBlur(rng.normal(0, 1, plane.shape).astype(np.float32), (0, 0), 4.0)
    level = rng.uniform(125, 195) + 25 * slow / max(float(slow.std()), 1e-6)
    noisy = plane + rng.normal(0, rng.uniform(4, 18), plane.shape).astype(np.float32)
    return rgb(
        cv2.medianBlur(np.where(noisy < level, 0, 255).astype(np.uint8), 3)
        if rng.random() < 0.3
        else np.where(noisy < level, 0, 255)
    ), box


BETWEEN = (
    ApartLook("scanner application", (150, 220), tablet),
    ApartLook("rescaled scan", (150, 250), rescaled),
    ApartLook("halftone copy", (200, 300), halftone),
    ApartLook("worn copy", (130, 200), worn_copy),
)
