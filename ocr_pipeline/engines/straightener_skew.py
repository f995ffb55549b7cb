"""How far a page is turned against the axes, from the profiles of its strokes.

Summed along the direction of text lines and rulings, stroke pixels make a profile of sharp steps; the angle with the
sharpest steps is the skew (Baird 1987; the step measure is that of Postl 1986). Rows and columns are judged together,
so that tables, and pages turned by 90 degrees, count as well as running text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.engines.straightener_ink import Mask

COARSE_STEP = 0.25
COARSE_POINTS = 30_000
BEYOND = 3.0
"""Degrees searched on both sides of what is allowed: the slope of a peak out there is no peak in here."""
FINE_STEP = 0.02
FINE_REACH = 0.3
FINE_POINTS = 120_000
LEAST_POINTS = 200
"""Fewer stroke pixels say nothing."""
LEAST_SHARPNESS = 0.4
"""Coarse peak over the median of all angles, relative to it; pages without lines (covers, photos) stay below."""
GAIN = 1.01
"""The found angle must be sharper than no turn at all by this factor, or the page stays as it is."""
SMOOTHING = np.exp(-0.5 * (np.arange(-8, 9) / 2.0) ** 2)
"""Weights over half-pixel bins: without smoothing, the pixel grid itself makes steps at special angles."""

Floats = NDArray[np.float32]
Angles = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Skew:
    """Degrees by which the page's content is turned clockwise, and how sharp the evidence is (0 = none)."""

    degrees: float
    sharpness: float


NO_SKEW = Skew(0.0, 0.0)


def find_skew(strokes: Mask, max_skew: float) -> Skew:
    """The skew of a page within +-``max_skew`` degrees; ``NO_SKEW`` where nothing speaks for one."""
    rows, columns = np.nonzero(strokes)
    if len(rows) < LEAST_POINTS or max_skew <= 0:
        return NO_SKEW
    x = columns.astype(np.float32) - strokes.shape[1] / 2
    y = rows.astype(np.float32) - strokes.shape[0] / 2
    reach = max_skew + BEYOND
    coarse = np.arange(-reach, reach + COARSE_STEP / 2, COARSE_STEP)
    sharpness = _coarse_sharpness(x, y, coarse)
    best = int(sharpness.argmax())
    if sharpness[best] < LEAST_SHARPNESS:
        return NO_SKEW
    degrees = _refined(x, y, float(coarse[best]))
    allowed = abs(degrees) <= max_skew and _pays(x, y, degrees)
    return Skew(degrees, float(sharpness[best])) if allowed else NO_SKEW


def _coarse_sharpness(x: Floats, y: Floats, degrees: Angles) -> Angles:
    across, down = _thinned(x, COARSE_POINTS), _thinned(y, COARSE_POINTS)
    slopes = np.tan(np.radians(degrees))
    rows = np.array([_steps(across, down, slope, bins_per_pixel=0.5) for slope in slopes])
    columns = np.array([_steps(down, across, -slope, bins_per_pixel=0.5) for slope in slopes])
    return np.asarray(rows / np.median(rows) + columns / np.median(columns) - 2.0)


def _refined(x: Floats, y: Floats, near: float) -> float:
    """The sharpest angle near a coarse one, between the steps of the search by a parabola."""
    degrees = near + np.arange(-FINE_REACH, FINE_REACH + FINE_STEP / 2, FINE_STEP)
    sharpness = np.array([_fine_sharpness(x, y, angle) for angle in degrees])
    best = int(sharpness.argmax())
    if best in (0, len(degrees) - 1):
        return float(degrees[best])
    before, peak, after = sharpness[best - 1 : best + 2]
    bend = before - 2 * peak + after
    return float(degrees[best] + (0.5 * (before - after) / bend * FINE_STEP if bend < 0 else 0.0))


def _fine_sharpness(x: Floats, y: Floats, degrees: float) -> float:
    across, down = _thinned(x, FINE_POINTS), _thinned(y, FINE_POINTS)
    slope = float(np.tan(np.radians(degrees)))
    rows = _steps(across, down, slope, bins_per_pixel=2.0, smoothing=SMOOTHING)
    return rows + _steps(down, across, -slope, bins_per_pixel=2.0, smoothing=SMOOTHING)


def _pays(x: Floats, y: Floats, degrees: float) -> bool:
    return _fine_sharpness(x, y, degrees) > GAIN * _fine_sharpness(x, y, 0.0)


def _thinned(values: Floats, most: int) -> Floats:
    return values[:: max(1, len(values) // most)]


def _steps(
    along: Floats, across: Floats, slope: float, *, bins_per_pixel: float, smoothing: Angles | None = None
) -> float:
    """Energy of the steps in the profile across lines of the given slope."""
    place = (across - along * np.float32(slope)) * np.float32(bins_per_pixel)
    profile: Angles = np.bincount((place - place.min()).astype(np.int32)).astype(np.float64)
    if smoothing is not None:
        profile = np.convolve(profile, smoothing)
    steps = np.diff(profile)
    return float(steps @ steps)
