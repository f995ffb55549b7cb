"""Measure a model on fonts and looks it was never trained on: a table for the model card, pictures of failing cells."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.random import default_rng
from numpy.typing import NDArray

from ocr_pipeline.engines.numeric_reader import NumericReader
from ocr_pipeline.ports import NumericReading
from training.cells import DrawnCell, draw_cell
from training.fonts import FontShelf, open_shelf
from training.legibility import find_trace
from training.looks_apart import APART, ApartLook
from training.samples import DARKEST_COPIED_PAPER, Place, Sample, cut, is_still_there, is_within, place_crop
from training.speed import print_times
from training.values import NOT_A_NUMBER, CellValue, draw_value

LEGIBLE = 0.45
"""Share of a text's ink that must be left, and likeness that its characters must have in the mean to what was drawn:
what no person could read is not asked. A point or sign that was lost beside figures is."""

CUTS = (0.99, 0.999, 0.9999)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A crop, what it says, and what was read: best text and its probability, and the rank of the truth."""

    sample: Sample
    reading: NumericReading

    @property
    def best(self) -> str:
        """The best candidate in the notation of labels."""
        text = self.reading.candidates[0].text
        return NOT_A_NUMBER if text is None else text

    @property
    def score(self) -> float:
        """Its probability."""
        return self.reading.candidates[0].score

    @property
    def right(self) -> bool:
        """Whether it is what was printed."""
        return self.best == self.sample.label


def printed_value(random: Random) -> CellValue:
    """Values as frequent as in reports: most are 0, one in nine is blank."""
    chance = random.random()
    if chance < 0.55:
        return CellValue("0", "0")
    if chance < 0.64:
        return CellValue("", "")
    return draw_value(random)


def held_out_samples(look: ApartLook, shelf: FontShelf, seed: int) -> Iterator[Sample]:
    """Crops in one look, without end."""
    random, rng = Random(seed), default_rng(seed)
    while True:
        value = printed_value(random)
        digit = look.digit_height(random)
        cell = draw_cell(value, shelf, random, digit)
        if look.dpi[1] <= 150 and cell.paper < DARKEST_COPIED_PAPER:
            continue
        if look.name.startswith("seal") and ink_is_coloured(cell):
            continue
        picture, box = look.apply(cell, rng)
        place = place_crop(picture, box, digit, rng)
        if not value.label or _is_legible(cell, picture, place):
            yield Sample(cut(picture, place), value.label)


def _is_legible(cell: DrawnCell, picture: NDArray[np.uint8], place: Place) -> bool:
    trace = find_trace(cell, picture)
    return (
        trace is not None
        and trace.mean >= LEGIBLE
        and is_within(trace.box, place, cell.digit)
        and is_still_there(cell, picture, LEGIBLE)
    )


def ink_is_coloured(cell: DrawnCell) -> bool:
    """Whether the text itself is of a colour: under seals only black print is measured."""
    inked = cell.picture[cell.ink > 250].astype(int)
    return bool(len(inked)) and float(np.mean(inked.max(axis=1) - inked.min(axis=1))) > 40


def measure(reader: NumericReader, look: ApartLook, shelf: FontShelf, count: int) -> list[Outcome]:
    """Read ``count`` crops of one look."""
    source = held_out_samples(look, shelf, seed=sum(look.name.encode()))
    samples = [next(source) for _ in range(count)]
    return [
        Outcome(sample, reading)
        for sample, reading in zip(samples, reader.read([s.crop for s in samples]), strict=True)
    ]


def table_row(name: str, outcomes: list[Outcome]) -> str:
    """One line of the Markdown table."""
    count = len(outcomes)
    numbers = [o for o in outcomes if o.sample.label not in ("", NOT_A_NUMBER)]
    cells = [name, str(count), f"{100 * sum(o.right for o in outcomes) / count:.2f} %"]
    cells.append(f"{100 * sum(o.right for o in numbers) / max(1, len(numbers)):.2f} %")
    for least in CUTS:
        sure = [o for o in outcomes if o.score > least]
        cells.append(f"{100 * len(sure) / count:.1f} % / {sum(not o.right for o in sure)}")
    return "| " + " | ".join(cells) + " |"


def calibration_error(outcomes: list[Outcome]) -> float:
    """Expected calibration error over ten bins of equal count."""
    ordered = sorted(outcomes, key=lambda o: o.score)
    parts = np.array_split(np.array([[o.score, o.right] for o in ordered]), 10)
    return float(sum(len(p) * abs(p[:, 0].mean() - p[:, 1].mean()) for p in parts if len(p)) / len(ordered))


def contact_sheet(outcomes: list[Outcome], path: Path) -> None:
    """Wrong cells, the surest first, with truth, reading and probability."""
    wrong = sorted((o for o in outcomes if not o.right), key=lambda o: -o.score)[:96]
    tiles = [_tile(outcome) for outcome in wrong]
    tiles += [np.full_like(tiles[0], 255)] * (-len(tiles) % 8) if tiles else []
    if tiles:
        rows = [np.hstack(tiles[start : start + 8]) for start in range(0, len(tiles), 8)]
        cv2.imwrite(str(path), np.vstack(rows)[..., ::-1])


def _tile(outcome: Outcome) -> NDArray[np.uint8]:
    tile = np.full((96, 200, 3), 225, np.uint8)
    crop = outcome.sample.crop
    factor = min(60 / crop.shape[0], 196 / crop.shape[1])
    size = (max(1, int(crop.shape[1] * factor)), max(1, int(crop.shape[0] * factor)))
    small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_NEAREST)
    tile[2 : 2 + small.shape[0], 2 : 2 + small.shape[1]] = small
    words = (outcome.sample.label or "blank", f"{outcome.best or 'blank'} {outcome.score:.4f}")
    for number, word in enumerate(words):
        plain = word.replace(NOT_A_NUMBER, "#").replace("—", "=").encode("ascii", "replace").decode()
        cv2.putText(
            tile, plain, (3, 76 + 15 * number), cv2.FONT_HERSHEY_SIMPLEX, 0.42, ((0, 110, 0), (200, 0, 0))[number], 1
        )
    return tile


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--part", default="held_out", choices=("held_out", "trained"))
    parser.add_argument(
        "--fonts", type=Path, nargs="+", default=[Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts/opentype")]
    )
    parser.add_argument("--font-list", type=Path, default=Path("fonts.json"))
    parser.add_argument("--sheets", type=Path, help="folder for pictures of failing cells")
    parser.add_argument("--look", help="only looks whose name holds this")
    parser.add_argument("--speed", action="store_true", help="measure how long a page's cells take, and nothing else")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    shelf = open_shelf(options.fonts, options.font_list, options.part)
    if options.speed:
        print_times(options.model, shelf)
        return
    reader = NumericReader(options.model, threads=1)
    print(
        "| look | cells | exact | numbers exact | "
        + " | ".join(f"p > {cut}: share / wrong" for cut in CUTS)
        + " | ECE |"
    )
    print("|---" * (5 + len(CUTS)) + "|")
    for look in APART:
        if options.look and options.look not in look.name:
            continue
        outcomes = measure(reader, look, shelf, options.count)
        print(f"{table_row(look.name, outcomes)} {calibration_error(outcomes):.4f} |", flush=True)
        if options.sheets:
            options.sheets.mkdir(parents=True, exist_ok=True)
            contact_sheet(outcomes, options.sheets / f"{look.name.replace(' ', '_')}.png")


if __name__ == "__main__":
    main()
