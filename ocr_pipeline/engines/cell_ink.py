"""A numeric cell's crop, made ready for the reader: lines removed, seal ink apart, light text inverted, scaled.

In: RGB uint8 crops of single cells at source resolution. Out: two planes of darkness (0 paper, 255 ink) of one height
and a few fixed widths, so that the reading of a crop cannot depend on the crops beside it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from ocr_pipeline.engines.cell_light import even_light
from ocr_pipeline.engines.cell_specks import are_specks
from ocr_pipeline.engines.ink_box import find_ink_box
from ocr_pipeline.engines.ruling_remains import remove_ruling
from ocr_pipeline.model.document import Pixels

HEIGHT = 32
INK_HEIGHT = 22.0
PAD = 5.0
WIDTHS = (32, 48, 64, 96, 128, 192, 256)

FAINTEST_INK = 26
"""Contrast in grey levels below which ink is not amplified to full black: paper noise stays faint."""

PAPER_SHARE = 0.36
"""Paper covers at least this share of a cell even under bold text; a smaller bright part is light text on colour."""

LIGHTEST_PAPER_TO_INVERT = 225
"""Above this the paper is white, and brighter pixels are noise rather than light text."""

NEUTRAL_SHARE = 0.55
"""Black ink at least this dark, compared with all ink, decides where the text is: seals do not then move the box."""

LARGEST_SIDE = 900
"""Larger crops are shrunk first; digits in them are far larger than the network sees."""


QUARTILES = 1.35
"""Between the quartiles of a normal distribution lie so many standard deviations."""

SHRINK_TO_AVERAGE = 1.6
"""Steps of more source pixels than this would skip some."""

_GREYS = np.arange(256, dtype=np.float64)
_LEVELS = np.arange(256, dtype=np.int16)


@dataclass(frozen=True, slots=True)
class Window:
    """What the network sees: centre and steps in source pixels, width in its own pixels."""

    x: float
    y: float
    step_x: float
    step_y: float
    width: int


@dataclass(frozen=True, slots=True)
class PreparedCell:
    """Planes (2, 32, W) of darkness, all ink and colourless ink; share of inked pixels; contrast in grey levels; where
    that is faint, the grain of the paper (standard deviation); which part of the crop the planes show;
    whether rulings were taken off."""

    planes: Pixels
    ink_share: float
    contrast: float
    grain: float
    window: Window
    ruled: bool = False


def prepare_cell(crop: Pixels) -> PreparedCell:
    """Turn one RGB crop into the planes that the network reads."""
    even = even_light(_shrink(crop))
    every, neutral = _darkness(even)
    level, deciding = _deciding_ink(every, neutral)
    # Rulings are sought in black print alone, where there is any: a seal's rim joins what it crosses.
    lines = remove_ruling(_inked(deciding, 0.5 * max(level, FAINTEST_INK)))
    if lines is not None:
        np.putmask(neutral, lines, 0)
        np.putmask(every, lines, 0)
        level, deciding = _deciding_ink(every, neutral)
    least = max(level, FAINTEST_INK)
    mask = _inked(deciding, 0.45 * least)
    if are_specks(mask):
        level, every = 0.0, np.zeros_like(every)
        neutral = deciding = mask = every
    window = _window(find_ink_box(mask, _inked(deciding, 0.3 * least)))
    contrast = _amplified(max(1.15 * level, FAINTEST_INK))
    seen = _resample(cv2.LUT(every, contrast), window)
    planes = np.array((seen, seen if neutral is every else _resample(cv2.LUT(neutral, contrast), window)))
    grain = _grain(even) if level < FAINTEST_INK else 0.0
    return PreparedCell(planes, cv2.countNonZero(mask) / mask.size, level, grain, window, lines is not None)


def _inked(darkness: Pixels, level: float) -> Pixels:
    """1 where darker than ``level``."""
    return cv2.threshold(darkness, level, 1, cv2.THRESH_BINARY)[1]


def _shrink(crop: Pixels) -> Pixels:
    side = max(crop.shape[0], crop.shape[1])
    if side <= LARGEST_SIDE:
        return crop
    factor = LARGEST_SIDE / side
    size = (max(1, round(crop.shape[1] * factor)), max(1, round(crop.shape[0] * factor)))
    return cv2.resize(crop, size, interpolation=cv2.INTER_AREA)


def _darkness(crop: Pixels) -> tuple[Pixels, Pixels]:
    """All ink by luma, colourless ink by the strongest channel (the weakest on dark paper), both against the paper."""
    luma = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    paper = _paper_level(luma)
    red, green, blue = cv2.split(crop)
    sign = 1 if paper < LIGHTEST_PAPER_TO_INVERT and _has_light_text(luma, paper) else -1
    every = _beyond(luma, paper, sign)
    if _equal(red, blue) and _equal(red, green):
        return every, every
    extreme = cv2.min if sign > 0 else cv2.max
    colourless = extreme(extreme(red, green), blue)
    return every, _beyond(colourless, _paper_level(colourless), sign)


def _equal(plane: Pixels, other: Pixels) -> bool:
    return cv2.norm(plane, other, cv2.NORM_INF) == 0


def _paper_level(plane: Pixels) -> int:
    """The paper's grey: the middle of the brighter pixels, or of the darker where bright ones are too few for paper."""
    counts = _cumulated(plane)
    total = counts[-1]
    low, high = bisect_left(counts, 0.03 * total), bisect_left(counts, 0.97 * total)
    if high - low < FAINTEST_INK:
        return bisect_left(counts, 0.5 * total)
    dark = counts[(low + high) // 2]
    bright = total - dark
    share = dark + bright / 2 if bright >= PAPER_SHARE * total else dark / 2
    return bisect_left(counts, share)


def _cumulated(plane: Pixels) -> list[float]:
    """For each grey how many pixels are no brighter."""
    counts: list[float] = cv2.calcHist([plane], [0], None, [256], [0, 256]).cumsum().tolist()
    return counts


def _grain(crop: Pixels) -> float:
    """Standard deviation of the paper's grey levels, from the quartiles of all of them: print covers fewer."""
    counts = _cumulated(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY))
    return (_quantile(counts, 0.75) - _quantile(counts, 0.25)) / QUARTILES


def _quantile(counts: list[float], share: float) -> float:
    """The grey below which a share of the pixels lies, between the two pixels nearest to it in order of brightness."""
    place = share * (counts[-1] - 1)
    before = int(place)
    low, high = bisect_right(counts, before), bisect_right(counts, min(before + 1, counts[-1] - 1))
    return low + (high - low) * (place - before)


def _has_light_text(luma: Pixels, paper: int) -> bool:
    """Whether the middle of the cell holds more light than dark strokes; rulings at the edges have no say."""
    height, width = luma.shape
    aside = min(width // 8, height // 3)  # in a wide cell figures stand close to a side
    middle = luma[height // 6 : height - height // 6, aside : width - aside]
    light = cv2.sumElems(_beyond(middle, paper + FAINTEST_INK, 1))[0]
    dark = cv2.sumElems(_beyond(middle, paper - FAINTEST_INK, -1))[0]
    return light > 1.5 * dark and light > 0


def _beyond(plane: Pixels, level: int, sign: int) -> Pixels:
    """How far pixels are lighter (sign 1) or darker (-1) than ``level``, else 0."""
    return cv2.LUT(plane, _distances(level, sign))


@lru_cache(maxsize=1024)
def _amplified(black: float) -> Pixels:
    """For each grey how dark it is where ``black`` is full black."""
    return np.minimum(_GREYS * (255.0 / black), 255).astype(np.uint8)


@lru_cache(maxsize=1024)
def _distances(level: int, sign: int) -> Pixels:
    """For each grey how far it is beyond ``level``; pages have few levels of paper."""
    return np.maximum(_LEVELS - level if sign > 0 else level - _LEVELS, 0).astype(np.uint8)


def _ink_level(darkness: Pixels) -> float:
    """The darkest spot of 3x3 pixels: one pixel alone is noise."""
    return cv2.minMaxLoc(cv2.blur(darkness, (3, 3)))[1]


def _deciding_ink(every: Pixels, neutral: Pixels) -> tuple[float, Pixels]:
    """The level of all ink, and the plane that tells where the text is."""
    level = max(_ink_level(every), 1.0)
    return level, neutral if neutral is not every and _ink_level(neutral) >= NEUTRAL_SHARE * level else every


def _window(box: tuple[float, float, float, float]) -> Window:
    """The box with its surroundings, its height scaled to the network's; too wide text is squeezed."""
    left, top, right, bottom = box
    scale = INK_HEIGHT / (bottom - top)
    wanted = (right - left) * scale + 2 * PAD
    width = next((bucket for bucket in WIDTHS if bucket >= wanted), WIDTHS[-1])
    across = min(scale, (width - 2 * PAD) / max(right - left, 1e-6))
    return Window((left + right) / 2, (top + bottom) / 2, 1 / across, 1 / scale, width)


def _resample(plane: Pixels, window: Window) -> Pixels:
    """The window's pixels; paper beyond the crop. Where it shrinks, areas are averaged first."""
    shrink = min(window.step_x, window.step_y)
    if shrink > SHRINK_TO_AVERAGE:
        side = 2 * max(1, round(shrink / 2)) + 1
        plane = cv2.blur(plane, (side, side))
    left = window.x + (0.5 - window.width / 2) * window.step_x - 0.5
    top = window.y + (0.5 - HEIGHT / 2) * window.step_y - 0.5
    matrix = np.array([[window.step_x, 0, left], [0, window.step_y, top]])
    kind = (cv2.INTER_LINEAR if shrink > 1.0 else cv2.INTER_CUBIC) | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(
        plane, matrix, (window.width, HEIGHT), flags=kind, borderMode=cv2.BORDER_CONSTANT, borderValue=0
    )
