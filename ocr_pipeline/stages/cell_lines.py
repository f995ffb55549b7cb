"""The pixels of one cell cut into lines of text by their ink profile: no detector, so no lone digit is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.flag_runs import flag_runs
from ocr_pipeline.stages.print_pieces import LEAST_SIDE, Flags, without_specks

Gray = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

LEAST_CONTRAST = 24.0
"""Grey levels that separate ink from the paper of a cell at least."""

INK_LEVEL = 0.45
"""Share of the strongest contrast in a cell from which a pixel is ink."""

TALLEST_LINE = 1.25
"""Runs of inked rows are one line as long as together they are no taller than so many character heights."""

RULE_SHARE = 0.7
"""An inked row at a crop's edge that is this full is the remains of a rule."""

LEAST_PRINT = 24
"""Smallest area in pixels of a run that is print: a dash of 6 pt on a fax."""

LOW, DASH = 0.2, 0.5
"""In character heights: lines lower than the first are dashes if they are as wide as the second."""

LONG, LOW_AND_LONG = 3.0, 0.35
"""In character heights: what is longer than the first and lower than the second is the remains of a rule."""

MARGIN = 0.2
"""Paper left around a line, as a share of its height."""


@dataclass(frozen=True, slots=True)
class InkRun:
    """A band of inked rows, or the ink of a line: half-open ranges of rows and columns of the crop."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left


def ink_mask(crop: Pixels) -> Flags:
    """Pixels that differ clearly from the cell's paper, dark on light or light on dark; remains of rules taken off."""
    gray: Gray = crop.astype(np.float32) @ np.array((0.299, 0.587, 0.114), np.float32)
    difference = np.abs(gray - np.median(gray))
    level = max(LEAST_CONTRAST, INK_LEVEL * float(np.percentile(difference, 99.5)))
    mask: Flags = np.asarray(difference > level)
    return _without_rules(_without_rules(mask).T).T


def _without_rules(mask: Flags) -> Flags:
    """The mask with full rows in the outer tenth of its height cleared."""
    reach = max(2, mask.shape[0] // 10)
    full = mask.mean(axis=1) > RULE_SHARE
    full[reach : mask.shape[0] - reach] = False
    cleared = mask.copy()
    cleared[full] = False
    return cleared


def holds_print(mask: Flags) -> bool:
    """Whether the ink is more than specks: a run of rows that could be a character or a dash."""
    runs = ink_runs(without_specks(mask))
    return any(run.height * run.width >= LEAST_PRINT and max(run.height, run.width) >= LEAST_SIDE for run in runs)


def ink_runs(mask: Flags) -> list[InkRun]:
    """Bands of inked rows from the top down; specks of a single pixel are none."""
    inked = mask.sum(axis=1) > 0
    runs = []
    for top, bottom in flag_runs(inked):
        part = mask[top:bottom]
        columns = np.flatnonzero(part.any(axis=0))
        if part.sum() >= 3:
            runs.append(InkRun(top, bottom, int(columns[0]), int(columns[-1]) + 1))
    return runs


def join_runs(runs: Sequence[InkRun], mask: Flags, em: float) -> list[InkRun]:
    """Lines: neighbouring runs joined up to a character's height, runs of several lines cut at their thinnest rows."""
    lines: list[InkRun] = []
    for run in runs:
        if lines and run.bottom - lines[-1].top <= TALLEST_LINE * em:
            last = lines.pop()
            run = InkRun(last.top, run.bottom, min(last.left, run.left), max(last.right, run.right))
        lines.append(run)
    return [part for line in lines for part in _parted(line, mask, em) if _is_text(part, em)]


def _is_text(line: InkRun, em: float) -> bool:
    if line.width > LONG * em:
        return line.height >= LOW_AND_LONG * em
    return line.height >= LOW * em or line.width >= DASH * em


def with_print(runs: Sequence[InkRun], printed: Flags) -> list[InkRun]:
    """The runs or lines that hold some of the ink that is no specks."""
    return [run for run in runs if printed[run.top : run.bottom, run.left : run.right].any()]


def _parted(line: InkRun, mask: Flags, em: float) -> list[InkRun]:
    """A band of touching lines cut at the thinnest row near each place where a line should end."""
    count = round(line.height / (1.35 * em))
    if count < 2:
        return [line]
    profile = mask[line.top : line.bottom].sum(axis=1)
    pitch = line.height / count
    cuts = [0]
    for k in range(1, count):
        low = int((k - 0.3) * pitch)
        cuts.append(low + int(np.argmin(profile[low : int((k + 0.3) * pitch) + 1])))
    cuts.append(line.height)
    return [InkRun(line.top + a, line.top + b, line.left, line.right) for a, b in pairwise(cuts)]


def character_height(runs: Sequence[Sequence[InkRun]]) -> float:
    """The height of a full line of print among the runs of a table's cells, in pixels (0 without any).

    Taken from the upper middle: characters that fall apart into strokes make low runs, touching lines make tall ones.
    Dashes and what remains of rules tell no height as long as anything else does: a form that prints no noughts has
    more cells with such remains than with print.
    """
    tallest = [(max(run.height for run in cell), len(cell)) for cell in runs if cell]
    print_high = [(height, count) for height, count in tallest if height >= LEAST_SIDE] or tallest
    singles = [height for height, count in print_high if count <= 8]
    return float(np.percentile(singles or [height for height, _ in print_high], 60)) if print_high else 0.0


def cut_line(crop: Pixels, line: InkRun) -> Pixels:
    """The pixels of a line with a little paper around them."""
    margin = max(2, round(MARGIN * min(line.height, max(line.width, line.height))))
    top, bottom = max(0, line.top - margin), min(crop.shape[0], line.bottom + margin)
    left, right = max(0, line.left - margin), min(crop.shape[1], line.right + margin)
    return crop[top:bottom, left:right]
