"""What comes on top of a printed cell: seals, watermarks, the back of the sheet shining through, smudges."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.cells import DrawnCell
from training.stamps import stamp_mask

Picture = NDArray[np.uint8]


def overlay(cell: DrawnCell, rng: Generator, chance: float) -> DrawnCell:
    """Perhaps put a seal, a watermark or show-through over the cell."""
    if rng.random() >= chance:
        return cell
    kind = rng.random()
    if kind < 0.7:
        mask, colour, strength = _seal(cell, rng), _seal_colour(rng), rng.uniform(0.3, 1.0)
    elif kind < 0.85:
        mask, colour, strength = (
            _scribble(cell, rng),
            np.full(3, rng.integers(100, 235), np.float32),
            rng.uniform(0.15, 0.5),
        )
    else:
        mask, colour, strength = (
            _show_through(cell, rng),
            np.full(3, rng.integers(120, 220), np.float32),
            rng.uniform(0.1, 0.45),
        )
    share = (mask.astype(np.float32) / 255 * np.float32(strength))[..., None]
    paper = cell.picture.astype(np.float32)
    mixed = paper * (1 - share) + paper * (colour / 255) * share
    return replace(cell, picture=np.clip(mixed, 0, 255).astype(np.uint8))


def _seal_colour(rng: Generator) -> NDArray[np.float32]:
    style = rng.random()
    if style < 0.72:
        return np.array([rng.uniform(180, 255), rng.uniform(0, 90), rng.uniform(0, 100)], np.float32)
    if style < 0.85:
        return np.array([rng.uniform(0, 90), rng.uniform(20, 120), rng.uniform(150, 240)], np.float32)
    return np.full(3, rng.uniform(60, 170), np.float32)


def _seal(cell: DrawnCell, rng: Generator) -> Picture:
    """Part of a round seal, unevenly inked now and then."""
    mask = stamp_mask(cell, rng) if rng.random() < 0.6 and cell.stamp_font else _strokes_of_seal(cell, rng)
    return (mask * _grain(mask.shape, rng, cell.digit * cell.zoom)).astype(np.uint8) if rng.random() < 0.4 else mask


def _strokes_of_seal(cell: DrawnCell, rng: Generator) -> Picture:
    """A rim and strokes of no character: what is left of any seal, emblem or signature."""
    height, width = cell.picture.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    unit = cell.digit * cell.zoom
    radius = unit * rng.uniform(3, 14)
    angle = rng.uniform(0, 2 * np.pi)
    away = radius * rng.uniform(0.55, 1.1)
    centre = np.array([width / 2 + np.cos(angle) * away, height / 2 + np.sin(angle) * away])
    centre += rng.normal(0, unit, 2)
    thick = max(1, round(unit * rng.uniform(0.08, 0.35)))
    cv2.circle(mask, (round(centre[0]), round(centre[1])), round(radius), 255, thick, cv2.LINE_AA)
    size = radius * rng.uniform(0.2, 0.32)
    for _ in range(int(rng.integers(0, 7))):
        turn = angle + np.pi + rng.normal(0, 0.5)
        at = centre + np.array([np.cos(turn), np.sin(turn)]) * radius * rng.uniform(0.35, 0.8)
        _glyph(mask, rng, at, size)
    return mask


def _glyph(mask: Picture, rng: Generator, at: NDArray[np.float64], size: float) -> None:
    for _ in range(int(rng.integers(2, 6))):
        start = at + rng.uniform(-size, size, 2)
        turn = rng.choice([0, np.pi / 2]) + rng.normal(0, 0.4)
        end = start + np.array([np.cos(turn), np.sin(turn)]) * size * rng.uniform(0.5, 1.6)
        points = tuple(int(v) for v in np.round(np.concatenate((start, end))))
        cv2.line(mask, points[:2], points[2:], 255, max(1, round(size * rng.uniform(0.12, 0.28))), cv2.LINE_AA)


def _grain(shape: tuple[int, ...], rng: Generator, unit: float) -> NDArray[np.float32]:
    """Uneven inking."""
    small = rng.random((max(2, int(shape[0] / unit * 6)), max(2, int(shape[1] / unit * 6)))).astype(np.float32)
    return np.clip(cv2.resize(small, (shape[1], shape[0])) * 2.2, 0, 1)


def _scribble(cell: DrawnCell, rng: Generator) -> Picture:
    """A piece of a large pale watermark: slanted thick strokes."""
    height, width = cell.picture.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    unit = cell.digit * cell.zoom
    for _ in range(int(rng.integers(1, 4))):
        at = np.array([rng.uniform(0, width), rng.uniform(0, height)])
        _glyph(mask, rng, at, unit * rng.uniform(1, 4))
    return mask


def _show_through(cell: DrawnCell, rng: Generator) -> Picture:
    """The mirrored print of the sheet's back, softened."""
    mask = np.fliplr(np.roll(cell.ink, (int(rng.integers(-20, 20)), int(rng.integers(-30, 30))), (0, 1)))
    return cv2.GaussianBlur(np.ascontiguousarray(mask), (0, 0), max(0.5, 0.06 * cell.digit * cell.zoom))


def smudge(cell: DrawnCell, rng: Generator) -> DrawnCell:
    """Dirt about as large as a figure, with no shape of one: its reading must be 'not a number'."""
    height, width = cell.picture.shape[:2]
    unit = cell.digit * cell.zoom
    mask = np.zeros((height, width), np.uint8)
    at = np.array([width / 2 + rng.normal(0, 0.15) * width, height / 2 + rng.normal(0, 0.1) * height])
    style = rng.random()
    if style < 0.2:
        mask = _patches(cell, rng, unit)
    elif style < 0.45:
        for _ in range(int(rng.integers(2, 9))):
            spot = at + rng.normal(0, 0.35 * unit, 2)
            axes = (max(1, round(unit * rng.uniform(0.08, 0.45))), max(1, round(unit * rng.uniform(0.08, 0.45))))
            cv2.ellipse(mask, (round(spot[0]), round(spot[1])), axes, rng.uniform(0, 180), 0, 360, 255, -1, cv2.LINE_AA)
    elif style < 0.75:
        points = np.cumsum(rng.normal(0, 0.4 * unit, (int(rng.integers(5, 14)), 2)), axis=0) + at
        points = np.clip(points, at - 1.2 * unit, at + 1.2 * unit)
        cv2.polylines(
            mask,
            [points.round().astype(np.int32)],
            False,
            255,
            max(1, round(unit * rng.uniform(0.05, 0.16))),
            cv2.LINE_AA,
        )
    else:
        for _ in range(int(rng.integers(2, 5))):
            _glyph(mask, rng, at + rng.normal(0, 0.5 * unit, 2), unit * rng.uniform(0.5, 0.9))
    mask = cv2.GaussianBlur(mask, (0, 0), max(0.5, unit * rng.uniform(0.02, 0.1)))
    share = (mask.astype(np.float32) / 255 * np.float32(rng.uniform(0.6, 1.0)))[..., None]
    return replace(cell, picture=(cell.picture * (1 - share)).astype(np.uint8), ink=mask)


def _patches(cell: DrawnCell, rng: Generator, unit: float) -> Picture:
    """Random patches all over, fine or coarse: what is left of a picture, a pattern, a bad scan."""
    noise = cv2.GaussianBlur(
        rng.normal(0, 1, cell.picture.shape[:2]).astype(np.float32), (0, 0), unit * rng.uniform(0.05, 0.3)
    )
    return np.where(noise > noise.std() * rng.uniform(0.2, 1.8), 255, 0).astype(np.uint8)
