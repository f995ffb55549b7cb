"""A numeric cell's crop, made ready for the reader: lines removed, seal ink apart, light text inverted, scaled.

In: RGB uint8 crops of single cells at source resolution. Out: two planes of darkness (0 paper, 255 ink) of one height
and a few fixed widths, so that the reading of a crop cannot depend on the crops beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr_pipeline.engines.ink_box import find_ink_box
from ocr_pipeline.engines.ruling_remains import remove_ruling
from ocr_pipeline.model.document import Pixels

HEIGHT = 32
INK_HEIGHT = 22.0
PAD = 5.0
WIDTHS = (32, 48, 64, 96, 128, 192, 256)

FAINTEST_INK = 26.0
"""Contrast in grey levels below which ink is not amplified to full black: paper noise stays faint."""

INK_SHARE_FOR_LEVEL = 0.0015
"""The darkest pixels that say how dark ink is: a lone digit covers about one per cent of its cell."""

LIGHTEST_PAPER_TO_INVERT = 225.0
"""Above this the paper is white, and brighter pixels are noise rather than light text."""

NEUTRAL_SHARE = 0.55
"""Black ink at least this dark, compared with all ink, decides where the text is: seals do not then move the box."""

LARGEST_SIDE = 900
"""Larger crops are shrunk first; digits in them are far larger than the network sees."""


@dataclass(frozen=True, slots=True)
class PreparedCell:
    """Planes (2, 32, W) of darkness, all ink and colourless ink; the share of inked pixels; their contrast in grey levels."""

    planes: Pixels
    ink_share: float
    contrast: float


def prepare_cell(crop: Pixels) -> PreparedCell:
    """Turn one RGB crop into the planes that the network reads."""
    every, neutral = _darkness(_shrink(crop))
    soft = cv2.blur(every, (3, 3)) if every.size >= 9 else every
    level = _ink_level(soft)
    mask = (every > 0.5 * max(level, FAINTEST_INK)).view(np.uint8)
    lines = remove_ruling(mask)
    if lines is not None:
        every = np.where(lines, np.float32(0), every)
        neutral = np.where(lines, np.float32(0), neutral)
        level = _ink_level(cv2.blur(every, (3, 3)))
    level = max(level, 1.0)
    deciding = _deciding_plane(every, neutral, level)
    mask = (deciding > 0.45 * max(level, FAINTEST_INK)).view(np.uint8)
    gain = 255.0 / max(1.15 * level, FAINTEST_INK)
    planes = np.stack((every, neutral))
    np.clip(planes * gain, 0, 255, out=planes)
    box = find_ink_box(mask)
    share = float(mask.mean()) if mask.size else 0.0
    return PreparedCell(_scale(planes.astype(np.uint8), box), share, level)


def _shrink(crop: Pixels) -> Pixels:
    side = max(crop.shape[0], crop.shape[1])
    if side <= LARGEST_SIDE:
        return crop
    factor = LARGEST_SIDE / side
    size = (max(1, round(crop.shape[1] * factor)), max(1, round(crop.shape[0] * factor)))
    return cv2.resize(crop, size, interpolation=cv2.INTER_AREA)


def _darkness(crop: Pixels) -> tuple[np.ndarray, np.ndarray]:
    """All ink by luma, colourless ink by the strongest channel (the weakest on dark paper), both against the paper."""
    luma = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    paper = float(np.median(luma))
    if paper < LIGHTEST_PAPER_TO_INVERT and _has_light_text(luma, paper):
        weakest = crop.min(axis=2)
        return _above(luma, paper), _above(weakest, float(np.median(weakest)))
    red, green, blue = cv2.split(crop)
    strongest = cv2.max(cv2.max(red, green), blue)
    return _above(255 - luma, 255 - paper), _above(255 - strongest, 255 - float(np.median(strongest)))


def _has_light_text(luma: Pixels, paper: float) -> bool:
    """Whether the middle of the cell holds more light than dark strokes; rulings at the edges have no say."""
    height, width = luma.shape
    middle = luma[height // 6 : height - height // 6, width // 8 : width - width // 8].astype(np.float32) - paper
    light = float(np.maximum(middle - FAINTEST_INK, 0).sum())
    dark = float(np.maximum(-middle - FAINTEST_INK, 0).sum())
    return light > 1.5 * dark and light > 0


def _above(plane: Pixels, level: float) -> np.ndarray:
    return np.maximum(plane.astype(np.float32) - np.float32(level), np.float32(0))


def _ink_level(darkness: np.ndarray) -> float:
    flat = darkness.ravel()
    count = min(flat.size, max(6, int(flat.size * INK_SHARE_FOR_LEVEL)))
    if count == 0:
        return 0.0
    return float(np.partition(flat, flat.size - count)[flat.size - count :].mean())


def _deciding_plane(every: np.ndarray, neutral: np.ndarray, level: float) -> np.ndarray:
    return neutral if _ink_level(cv2.blur(neutral, (3, 3))) >= NEUTRAL_SHARE * level else every


def _scale(planes: Pixels, box: tuple[float, float, float, float]) -> Pixels:
    """Cut the box with its surroundings, its height scaled to the network's; too wide text is squeezed."""
    left, top, right, bottom = box
    scale = INK_HEIGHT / (bottom - top)
    wanted = (right - left) * scale + 2 * PAD
    width = next((bucket for bucket in WIDTHS if bucket >= wanted), WIDTHS[-1])
    across = min(scale, (width - 2 * PAD) / max(right - left, 1e-6))
    centre = ((left + right) / 2, (top + bottom) / 2)
    half = (width / 2 / across, HEIGHT / 2 / scale)
    return np.stack([_window(plane, centre, half, (width, HEIGHT)) for plane in planes])


def _window(plane: Pixels, centre: tuple[float, float], half: tuple[float, float], size: tuple[int, int]) -> Pixels:
    """Resample a window around ``centre``; paper beyond the crop. Areas are averaged first where it shrinks."""
    shrink = min(half[0] * 2 / size[0], half[1] * 2 / size[1])
    if shrink > 1.0:
        radius = max(1, round(shrink / 2)) * 2 + 1 if shrink > 1.6 else 1
        plane = cv2.blur(plane, (radius, radius)) if radius > 1 else plane
    step_x, step_y = 2 * half[0] / size[0], 2 * half[1] / size[1]
    matrix = np.array(
        [[step_x, 0, centre[0] - half[0] + step_x / 2 - 0.5], [0, step_y, centre[1] - half[1] + step_y / 2 - 0.5]]
    )
    kind = cv2.INTER_LINEAR if shrink > 1.0 else cv2.INTER_CUBIC
    return cv2.warpAffine(plane, matrix, size, flags=kind | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
