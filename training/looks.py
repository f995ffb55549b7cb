"""How paper, copiers, fax machines and cameras change a drawn cell; chains of steps, sampled anew for every cell."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.cells import DrawnCell
from training.marks import overlay

Picture = NDArray[np.uint8]
Plane = NDArray[np.float32]


def take(
    cell: DrawnCell, rng: Generator, spread: tuple[float, float] = (0.0, 0.03)
) -> tuple[Picture, tuple[float, float, float, float]]:
    """Print with ink spread and take down to final resolution with a little skew: RGB and the cell's rectangle."""
    picture = cell.picture
    unit = cell.digit * cell.zoom
    blur = rng.uniform(*spread) * unit
    if blur > 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
    if rng.random() < 0.25:
        picture = _shear(picture, rng)
    size = (max(4, round(picture.shape[1] / cell.zoom)), max(4, round(picture.shape[0] / cell.zoom)))
    if rng.random() < 0.5:
        offset = np.array([[1, 0, rng.uniform(0, cell.zoom)], [0, 1, rng.uniform(0, cell.zoom)]])
        picture = cv2.warpAffine(picture, offset, (picture.shape[1], picture.shape[0]), borderMode=cv2.BORDER_REPLICATE)
    picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    left, top, right, bottom = (edge / cell.zoom for edge in cell.cell)
    return picture, (left, top, right, bottom)


def _shear(picture: Picture, rng: Generator) -> Picture:
    height, width = picture.shape[:2]
    angle = np.radians(rng.normal(0, 0.8))
    tilt = np.radians(rng.normal(0, 0.8)) if rng.random() < 0.5 else angle
    middle = np.array([width / 2, height / 2])
    matrix = np.array([[1.0 + rng.normal(0, 0.01), np.sin(tilt)], [-np.sin(angle), 1.0]])
    shift = middle - matrix @ middle
    return cv2.warpAffine(picture, np.column_stack((matrix, shift)), (width, height), borderMode=cv2.BORDER_REPLICATE)


def grey(picture: Picture) -> Plane:
    """Luma as float."""
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)


def rgb(plane: Plane | Picture) -> Picture:
    """Three equal channels."""
    return cv2.cvtColor(np.clip(plane, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2RGB)


def noise(picture: NDArray[np.generic], rng: Generator, sigma: float) -> Plane:
    """Gaussian noise, sometimes soft-grained."""
    grain = rng.normal(0, sigma, picture.shape).astype(np.float32)
    if rng.random() < 0.4:
        grain = cv2.GaussianBlur(grain, (0, 0), 0.7) * 1.8
    return picture.astype(np.float32) + grain


def soften(picture: NDArray[np.generic], sigma: float) -> Plane:
    """Gaussian blur."""
    plane = picture.astype(np.float32)
    return cv2.GaussianBlur(plane, (0, 0), sigma) if sigma > 0.2 else plane


def jpeg(picture: Picture, quality: int) -> Picture:
    """There and back through JPEG."""
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def shade(picture: Plane, rng: Generator, depth: float) -> Plane:
    """Uneven light across the cell."""
    height, width = picture.shape[:2]
    ramp = 1 - depth * rng.random() * (
        np.linspace(0, 1, width)[None, :] if rng.random() < 0.5 else np.linspace(1, 0, height)[:, None]
    )
    return picture * (ramp[..., None] if picture.ndim == 3 else ramp).astype(np.float32)


def speckle(plane: Plane, rng: Generator, rate: float) -> Plane:
    """Salt and pepper, single pixels and small blots."""
    height, width = plane.shape
    out = plane.copy()
    for value, share in ((0, rate), (255, rate * rng.uniform(0.2, 1.5))):
        count = rng.poisson(share * height * width)
        ys, xs = rng.integers(0, height, count), rng.integers(0, width, count)
        out[ys, xs] = value
        big = rng.random(count) < 0.15
        for y, x in zip(ys[big][:30], xs[big][:30], strict=True):
            out[y : y + rng.integers(1, 3), x : x + rng.integers(1, 3)] = value
    return out


def blots(plane: Plane, rng: Generator, digit: float) -> Plane:
    """A few round spots, as large as a point or a small sign: they are not part of the number."""
    out = plane.copy()
    for _ in range(int(rng.integers(1, 4))):
        at = (int(rng.integers(0, plane.shape[1])), int(rng.integers(0, plane.shape[0])))
        cv2.circle(out, at, max(1, round(digit * rng.uniform(0.04, 0.16))), 0.0, -1)
    return out


def bilevel(plane: Plane, rng: Generator, bias: tuple[float, float] = (0.3, 0.72)) -> Plane:
    """Cut at a threshold between ink and paper; low means too light (broken strokes), high too dark (filled)."""
    paper = float(np.percentile(plane, 90))
    ink = min(float(np.percentile(plane, 1.0)), float(plane.min()) + 40)
    if paper - ink < 40:
        ink = paper - 90
    level = ink + (paper - ink) * rng.uniform(*bias)
    return np.where(plane < level, np.float32(0), np.float32(255))


def strokes(plane: Plane, rng: Generator) -> Plane:
    """Ink that ran or wore off by a pixel, or part of one."""
    kernel = cv2.getStructuringElement(
        rng.choice([cv2.MORPH_RECT, cv2.MORPH_CROSS]), (int(rng.integers(1, 3)) + 0, int(rng.integers(1, 3)) + 1)
    )
    return cv2.erode(plane, kernel) if rng.random() < 0.55 else cv2.dilate(plane, kernel)


def clean(cell: DrawnCell, rng: Generator) -> tuple[Picture, tuple[float, float, float, float]]:
    """A page straight from a PDF, perhaps through JPEG."""
    picture, box = take(cell, rng, (0.0, 0.01))
    if rng.random() < 0.5:
        picture = jpeg(picture, int(rng.integers(50, 97)))
    return picture, box


def office(cell: DrawnCell, rng: Generator) -> tuple[Picture, tuple[float, float, float, float]]:
    """A flatbed scan of a laser print."""
    picture, box = take(overlay(cell, rng, 0.15), rng, (0.0, 0.05))
    plane = soften(picture, rng.uniform(0.2, 1.0))
    plane = noise(shade(plane, rng, 0.15), rng, rng.uniform(0.5, 7)) * rng.uniform(0.9, 1.05) + rng.uniform(-5, 12)
    out = np.clip(plane, 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        out = rgb(grey(out))
    if rng.random() < 0.75:
        out = jpeg(out, int(rng.integers(25, 95)))
    return out, box


def seal(cell: DrawnCell, rng: Generator) -> tuple[Picture, tuple[float, float, float, float]]:
    """An office scan with a seal across, coloured or turned grey."""
    return office(overlay(cell, rng, 1.0), rng)


def photocopy(cell: DrawnCell, rng: Generator) -> tuple[Picture, tuple[float, float, float, float]]:
    """A copier's black and white: spread, noise, threshold, specks, streaks."""
    picture, box = take(overlay(cell, rng, 0.08), rng, (0.0, 0.06))
    plane = soften(grey(picture), rng.uniform(0.2, 1.0))
    if rng.random() < 0.5:
        plane = shade(plane, rng, 0.35)
    plane = noise(plane, rng, float(rng.choice([2, 6, 12, 20, 32])))
    plane = soften(plane, rng.uniform(0.0, 0.7))
    plane = bilevel(plane, rng, (0.3, 0.85))
    if rng.random() < 0.35:
        plane = strokes(plane, rng)
    if rng.random() < 0.6:
        plane = speckle(plane, rng, float(rng.choice([0.001, 0.003, 0.008, 0.02])))
    if rng.random() < 0.08:
        streak(plane, rng)
    if rng.random() < 0.15:
        plane = blots(plane, rng, cell.digit)
    return finish_bilevel(plane, rng), box


def streak(plane: Plane, rng: Generator) -> None:
    """A copier's dirty or empty line down or across the cell, in place."""
    value = 0 if rng.random() < 0.5 else 255
    if rng.random() < 0.5:
        at = int(rng.integers(0, plane.shape[1]))
        plane[:, at : at + int(rng.integers(1, 3))] = value
    else:
        at = int(rng.integers(0, plane.shape[0]))
        plane[at : at + 1] = value


def finish_bilevel(plane: Plane, rng: Generator) -> Picture:
    """Bilevel pages come as they are, rescaled by software, or through JPEG."""
    style = rng.random()
    if style < 0.2:
        plane = soften(plane, rng.uniform(0.3, 0.8))
    out = rgb(plane)
    return jpeg(out, int(rng.integers(30, 90))) if style > 0.75 else out


def fax(cell: DrawnCell, rng: Generator) -> tuple[Picture, tuple[float, float, float, float]]:
    """A fax: coarse (half the lines in standard mode), bilevel, lines lost or shifted, specks."""
    picture, box = take(overlay(cell, rng, 0.05), rng, (0.0, 0.05))
    plane = noise(soften(grey(picture), rng.uniform(0.2, 0.9)), rng, float(rng.choice([2, 8, 16, 28])))
    height, width = plane.shape
    half = rng.random() < 0.3 and cell.digit > 9
    if half:
        plane = cv2.resize(plane, (width, max(2, height // 2)), interpolation=cv2.INTER_AREA)
    plane = bilevel(plane, rng, (0.28, 0.8))
    for _ in range(rng.poisson(0.4)):
        row = int(rng.integers(0, plane.shape[0]))
        plane[row] = 255 if rng.random() < 0.5 else np.roll(plane[row], int(rng.integers(-3, 4)))
    if rng.random() < 0.6:
        plane = speckle(plane, rng, float(rng.choice([0.001, 0.005, 0.012, 0.025])))
    if rng.random() < 0.12:
        plane = blots(plane, rng, cell.digit)
    if half:
        plane = cv2.resize(
            plane, (width, height), interpolation=cv2.INTER_NEAREST if rng.random() < 0.5 else cv2.INTER_LINEAR
        )
    return finish_bilevel(plane, rng), box


def photo(cell: DrawnCell, rng: Generator) -> tuple[Picture, tuple[float, float, float, float]]:
    """A telephone's picture, already straightened: blur, light, colour cast, sharpening, JPEG."""
    picture, box = take(overlay(cell, rng, 0.1), rng, (0.0, 0.05))
    plane = soften(picture, rng.uniform(0.3, 1.5))
    if rng.random() < 0.3:
        plane = motion(plane, rng)
    cast = rng.uniform(0.75, 1.05, 3).astype(np.float32)
    plane = shade(plane, rng, 0.5) * cast * np.float32(rng.uniform(0.6, 1.05)) + np.float32(rng.uniform(0, 30))
    plane = noise(plane, rng, rng.uniform(1, 12))
    if rng.random() < 0.4:
        plane = plane + rng.uniform(0.5, 1.5) * (plane - soften(plane, 1.2))
    return jpeg(np.clip(plane, 0, 255).astype(np.uint8), int(rng.integers(20, 92))), box


def motion(plane: Plane, rng: Generator) -> Plane:
    """Blur along a line."""
    length = int(rng.integers(2, 5))
    kernel = np.zeros((length, length), np.float32)
    if rng.random() < 0.5:
        kernel[length // 2] = 1 / length
    else:
        np.fill_diagonal(kernel, 1 / length)
    return cv2.filter2D(plane, -1, kernel)


def pale(cell: DrawnCell, rng: Generator) -> tuple[Picture, tuple[float, float, float, float]]:
    """Worn toner or faint print: little contrast."""
    out, box = office(cell, rng)
    contrast = rng.uniform(0.2, 0.6)
    plane = 255 - (255 - out.astype(np.float32)) * contrast - rng.uniform(0, 40)
    return np.clip(noise(plane, rng, rng.uniform(0, 4)), 0, 255).astype(np.uint8), box


Look = Callable[[DrawnCell, Generator], tuple[Picture, tuple[float, float, float, float]]]
TRAINED: tuple[tuple[Look, float], ...] = (
    (clean, 9),
    (office, 17),
    (seal, 15),
    (photocopy, 30),
    (fax, 22),
    (photo, 14),
    (pale, 5),
)
