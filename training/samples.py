"""An endless stream of samples: a value drawn in a cell, made to look old, cut out and prepared as at run time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from ocr_pipeline.engines.cell_ink import HEIGHT, PreparedCell, prepare_cell
from training.cells import DrawnCell, draw_cell
from training.fonts import FontShelf
from training.legibility import Trace, find_trace
from training.looks import Look, fax, photocopy
from training.marks import smudge
from training.values import NOT_A_NUMBER, CellValue, draw_value

Picture = NDArray[np.uint8]
Place = tuple[int, int, int, int]
"""Left, top, right, bottom of a crop in pixels of the picture."""

LEAST_INK_LEFT = 0.35
"""Of drawn ink that must still be there for a smudge or a remark to be one."""

LEAST_LIKENESS = {True: 0.62, False: 0.45}
"""Of its worst character to what was drawn, in black and white and in shades: below, a number is a guess."""

GUESSES_KEPT = 0.05
"""Guesses are taken so seldom: they teach doubt where doubt is due."""

LOST_LIKENESS = 0.35
"""Of the whole text, below which its ink is "no number"."""

CUT_OFF = 0.1
"""Text may stand out of the crop by so many figure heights, and a pixel."""

LOOKS_PER_CELL = 2
BILEVEL = (photocopy, fax)
DARKEST_COPIED_PAPER = 215


@dataclass(frozen=True, slots=True)
class Sample:
    """A crop as it comes from a page, and its label."""

    crop: Picture
    label: str


def draw_samples(
    shelf: FontShelf, looks: tuple[tuple[Look, float], ...], random: Random, rng: Generator
) -> Iterator[tuple[PreparedCell, str]]:
    """One drawn cell in a few looks: drawing costs more than ageing."""
    value = draw_value(random)
    digit = _digit_height(rng)
    cell = draw_cell(value, shelf, random, digit)
    if not value.drawn and rng.random() < 0.22:
        value, cell = CellValue("", NOT_A_NUMBER), smudge(cell, rng)
    weights = np.array([_weight(look, weight, cell) for look, weight in looks])
    for number in rng.choice(len(looks), LOOKS_PER_CELL, p=weights / weights.sum()):
        look = looks[number][0]
        picture, box = look(cell, rng)
        trace = find_trace(cell, picture) if value.label else None
        label = _label_left(value, trace, is_still_there(cell, picture), look in BILEVEL)
        if label is None and rng.random() < GUESSES_KEPT:
            label = value.label
        place = place_crop(picture, box, digit, rng)
        prepared = prepare_cell(cut(picture, place))
        if label is not None and (trace is None or shows(prepared, place, trace, digit)):
            yield prepared, label


def _label_left(value: CellValue, trace: Trace | None, still_there: bool, bilevel: bool) -> str | None:
    """What the finished picture says; None if that is anyone's guess."""
    if not value.label:
        return value.label
    if trace is None or not still_there:
        return None
    if value.label == NOT_A_NUMBER or trace.mean < LOST_LIKENESS:
        return NOT_A_NUMBER
    return value.label if trace.weakest >= LEAST_LIKENESS[bilevel] else None


def shows(prepared: PreparedCell, place: Place, trace: Trace, digit: float) -> bool:
    """Whether the text is within the crop, and within what the preparation takes of it."""
    window = prepared.window
    half_w, half_h = window.width / 2 * window.step_x, HEIGHT / 2 * window.step_y
    seen = (
        place[0] + max(0.0, window.x - half_w),
        place[1] + max(0.0, window.y - half_h),
        min(place[2], place[0] + window.x + half_w),
        min(place[3], place[1] + window.y + half_h),
    )
    return is_within(trace.box, seen, digit)


def is_within(box: tuple[float, ...], frame: tuple[float, ...], digit: float) -> bool:
    """Whether text stands in a frame, or out of it by no more than what does not matter."""
    spare = 1 + CUT_OFF * digit
    before = frame[0] - spare <= box[0] and frame[1] - spare <= box[1]
    return before and box[2] <= frame[2] + spare and box[3] <= frame[3] + spare


def _weight(look: Look, weight: float, cell: DrawnCell) -> float:
    """Coloured cells seldom go through copiers that make them black dots."""
    return weight * 0.2 if look in BILEVEL and cell.paper < DARKEST_COPIED_PAPER else weight


def _digit_height(rng: Generator) -> float:
    """Figures from 6 to 60 pixels, most between 7 and 30."""
    if rng.random() < 0.9:
        return float(np.exp(rng.uniform(np.log(7), np.log(30))))
    return float(np.exp(rng.uniform(np.log(20), np.log(60))))


def is_still_there(cell: DrawnCell, picture: Picture, share: float = LEAST_INK_LEFT) -> bool:
    """Whether enough of the drawn text still differs from its surroundings."""
    rows, columns = np.nonzero(cell.ink[:: cell.zoom, :: cell.zoom] > 128)
    if not len(rows):
        return True
    keep = (rows < picture.shape[0]) & (columns < picture.shape[1])
    values = picture[rows[keep], columns[keep]].min(axis=1).astype(np.float32)
    paper = float(np.median(picture[::3, ::3].min(axis=2)))
    return bool((np.abs(values - paper) > 22).mean() > share)


def place_crop(picture: Picture, box: tuple[float, float, float, float], digit: float, rng: Generator) -> Place:
    """The cell's rectangle, misplaced by a few pixels; mostly inside its lines, sometimes across them."""
    inward = digit * rng.choice([0.0, 0.06, 0.12, -0.06], p=[0.4, 0.3, 0.15, 0.15])
    slip = rng.normal(0, 0.05 * digit + 0.5, 4)
    left, top = box[0] + inward + slip[0], box[1] + inward * 0.6 + slip[1]
    right, bottom = box[2] - inward + slip[2], box[3] - inward * 0.6 + slip[3]
    height, width = picture.shape[:2]
    x0, y0 = int(np.clip(left, 0, width - 4)), int(np.clip(top, 0, height - 4))
    return x0, y0, int(np.clip(right, x0 + 4, width)), int(np.clip(bottom, y0 + 4, height))


def cut(picture: Picture, place: Place) -> Picture:
    """The crop at a place."""
    return np.ascontiguousarray(picture[place[1] : place[3], place[0] : place[2]])


def prepared_samples(
    shelf: FontShelf, looks: tuple[tuple[Look, float], ...], seed: int
) -> Iterator[tuple[PreparedCell, str]]:
    """Prepared crops without end, reproducible from the seed."""
    random, rng = Random(seed), default_rng(seed)
    while True:
        yield from draw_samples(shelf, looks, random, rng)
