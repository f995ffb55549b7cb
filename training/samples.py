"""An endless stream of samples: a value drawn in a cell, made to look old, cut out and prepared as at run time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from ocr_pipeline.engines.cell_ink import PreparedCell, prepare_cell
from training.cells import DrawnCell, draw_cell
from training.fonts import FontShelf
from training.looks import Look, fax, photocopy
from training.marks import smudge
from training.values import NOT_A_NUMBER, CellValue, draw_value

Picture = NDArray[np.uint8]
LEAST_INK_LEFT = 0.35
"""Samples whose text has all but vanished teach guessing and are drawn again."""


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
) -> Iterator[Sample]:
    """One drawn cell in a few looks: drawing costs more than ageing."""
    value = draw_value(random)
    digit = _digit_height(rng)
    cell = draw_cell(value, shelf, random, digit)
    if not value.drawn and rng.random() < 0.22:
        value, cell = CellValue("", NOT_A_NUMBER), smudge(cell, rng)
    weights = np.array([_weight(look, weight, cell) for look, weight in looks])
    for number in rng.choice(len(looks), LOOKS_PER_CELL, p=weights / weights.sum()):
        picture, box = looks[number][0](cell, rng)
        if not value.label or is_still_there(cell, picture):
            yield Sample(cut_cell(picture, box, digit, rng), value.label)


def _weight(look: Look, weight: float, cell: DrawnCell) -> float:
    """Coloured cells seldom go through copiers that make them black dots."""
    return weight * 0.2 if look in BILEVEL and cell.paper < DARKEST_COPIED_PAPER else weight


def _digit_height(rng: Generator) -> float:
    """Figures from 6 to 60 pixels, most between 8 and 30."""
    if rng.random() < 0.9:
        return float(np.exp(rng.uniform(np.log(6.5), np.log(26))))
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


def cut_cell(picture: Picture, box: tuple[float, float, float, float], digit: float, rng: Generator) -> Picture:
    """The cell's rectangle, misplaced by a few pixels; mostly inside its lines, sometimes across them."""
    inward = digit * rng.choice([0.0, 0.06, 0.12, -0.06], p=[0.4, 0.3, 0.15, 0.15])
    slip = rng.normal(0, 0.05 * digit + 0.5, 4)
    left, top = box[0] + inward + slip[0], box[1] + inward * 0.6 + slip[1]
    right, bottom = box[2] - inward + slip[2], box[3] - inward * 0.6 + slip[3]
    height, width = picture.shape[:2]
    x0, y0 = int(np.clip(left, 0, width - 4)), int(np.clip(top, 0, height - 4))
    x1, y1 = int(np.clip(right, x0 + 4, width)), int(np.clip(bottom, y0 + 4, height))
    return np.ascontiguousarray(picture[y0:y1, x0:x1])


def prepared_samples(
    shelf: FontShelf, looks: tuple[tuple[Look, float], ...], seed: int
) -> Iterator[tuple[PreparedCell, str]]:
    """Prepared crops without end, reproducible from the seed."""
    random, rng = Random(seed), default_rng(seed)
    while True:
        for sample in draw_samples(shelf, looks, random, rng):
            yield prepare_cell(sample.crop), sample.label
