"""How long the reader takes for the numeric cells of a page: wall time of the whole, and of the preparation alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import numpy as np
from numpy.random import default_rng
from numpy.typing import NDArray

from ocr_pipeline.engines.cell_ink import prepare_cell
from ocr_pipeline.engines.numeric_reader import NumericReader
from training.cells import draw_cell
from training.fonts import FontShelf
from training.looks_apart import APART
from training.samples import cut, place_crop
from training.values import CellValue

Picture = NDArray[np.uint8]
CELLS = 161
ROUNDS = 40


def page_cells(shelf: FontShelf, seed: int = 1) -> list[Picture]:
    """Crops of an office scan at 200 dots per inch: two thirds 0, one in ten blank, the others of 1 to 4 figures."""
    random, rng = Random(seed), default_rng(seed)
    office = next(look for look in APART if look.name == "office scan")
    crops = []
    for number in range(CELLS):
        text = "0" if number < 107 else "" if number < 123 else str(random.randrange(1, 10 ** random.randint(1, 4)))
        cell = draw_cell(CellValue(text, text), shelf, random, 0.68 * 10.5 / 72 * 200)
        picture, box = office.apply(cell, rng)
        crops.append(cut(picture, place_crop(picture, box, cell.digit, rng)))
    return crops


def print_times(model: Path, shelf: FontShelf) -> None:
    """Print milliseconds, the median and the least of some rounds, on one core and on two."""
    crops = page_cells(shelf)
    print(f"{CELLS} cells, milliseconds: median (least) of {ROUNDS} rounds")
    print(f"preparation alone   {_time(lambda: [prepare_cell(crop) for crop in crops])}")
    for threads in (1, 2):
        reader = NumericReader(model, threads=threads)
        print(f"all, {threads} thread{'s' * (threads > 1):1}       {_time(lambda: reader.read(crops))}")  # noqa: B023


def _time(step: Callable[[], object]) -> str:
    step()
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        step()
        times.append(1000 * (perf_counter() - began))
    return f"{median(times):6.1f} ({min(times):.1f})"
