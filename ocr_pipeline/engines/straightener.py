"""The page upright: sheet laid flat, skew and quarter turns undone, in one resampling; OpenCV and one small network.

find_sheet    the corners of a sheet photographed on a desk
find_skew     the angle of text lines and rulings
TurnFinder    90, 180, 270 degrees
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from ocr_pipeline.engines.straightener_ink import WORKING_SIDE, ink_map
from ocr_pipeline.engines.straightener_sheet import find_sheet, lay_flat
from ocr_pipeline.engines.straightener_skew import find_skew
from ocr_pipeline.engines.straightener_turn import TurnFinder
from ocr_pipeline.engines.straightener_warp import (
    Straightening,
    after_map,
    after_quarters,
    after_turn,
    untouched,
    warp,
)
from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.options import StraightenOptions, digest

LEAST_SKEW = 0.05
"""Degrees; below, resampling would cost more sharpness than the turn gains."""
A4_SHORT_INCHES = 8.27
LEAST_SIDE = 64
"""Pixels; a smaller picture is no page."""


class OpencvStraightener:
    """Straightens with OpenCV; quarter turns are only undone when ``orientation_model`` is given."""

    def __init__(self, options: StraightenOptions, orientation_model: Path | None) -> None:
        cv2.setNumThreads(1)  # load and results must not depend on the machine
        self._options = options
        self._turns = TurnFinder(orientation_model)
        self._model_sha256 = hashlib.sha256(orientation_model.read_bytes()).hexdigest() if orientation_model else ""

    def describe(self) -> Step:
        """OpenCV's version and the classifier's digest."""
        return Step("straighten", "opencv", cv2.__version__, self._model_sha256, digest(self._options))

    def straighten(self, page: PageImage) -> PageImage:
        """The upright page; the very same page where nothing has to be done."""
        if page.failure is not None or min(page.pixels.shape[:2]) < LEAST_SIDE:
            return page
        small, scale = _working(page.pixels)
        flat, dpi = _laid_flat(page, small, scale)
        how = self._upright(_preview(small, flat, scale), flat)
        if how.is_identity:
            return page
        return replace(page, pixels=warp(page.pixels, how), to_source=how.to_page.then(page.to_source), dpi=dpi)

    def _upright(self, preview: Pixels, flat: Straightening) -> Straightening:
        """Skew and quarter turns of the sheet as the preview shows it."""
        ink = ink_map(preview)
        skew = find_skew(ink.strokes, self._options.max_skew)
        if abs(skew.degrees) < LEAST_SKEW:
            return after_quarters(flat, self._turns.quarters(ink.grey, ink.strokes))
        level = ink_map(warp(preview, after_turn(untouched(preview), skew.degrees)))
        return after_quarters(after_turn(flat, skew.degrees), self._turns.quarters(level.grey, level.strokes))


def _working(pixels: Pixels) -> tuple[Pixels, float]:
    """The page at working size and the factor between."""
    scale = min(1.0, WORKING_SIDE / max(pixels.shape[:2]))
    if scale == 1.0:
        return pixels, scale
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8), scale


def _laid_flat(page: PageImage, small: Pixels, scale: float) -> tuple[Straightening, float | None]:
    """The sheet of a photo laid flat and its dots per inch, if it has the shape of A4; other pages as they are."""
    corners = find_sheet(small)
    if corners is None:
        return untouched(page.pixels), page.dpi
    sheet = lay_flat((corners + 0.5) / scale)
    dpi = min(sheet.size) / A4_SHORT_INCHES if sheet.a_series else None
    return after_map(untouched(page.pixels), sheet.to_sheet, sheet.size), dpi


def _preview(small: Pixels, flat: Straightening, scale: float) -> Pixels:
    """What the laid-flat page looks like, at working size."""
    if not flat.resampled:
        return small
    shrink = np.diag([scale, scale, 1.0])
    size = max(1, round(flat.size[0] * scale)), max(1, round(flat.size[1] * scale))
    return warp(small, Straightening(shrink @ flat.to_upright @ np.linalg.inv(shrink), size, resampled=True))
