"""Whether what was drawn can still be read in what came out: labels that no eye could find only teach doubt."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.cells import DrawnCell

Plane = NDArray[np.float32]
Picture = NDArray[np.uint8]

STRAY = 3
"""Pixels by which looks move the text as a whole; single characters move one more."""

SURROUNDINGS = 0.22
"""So many figure heights around a character belong to its shape: the paper must show there."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How well the worst character and the text in the mean are still to be seen (-1..1, the correlation of drawn and
    seen), and where the text stands: left, top, right, bottom in pixels of the finished picture."""

    weakest: float
    mean: float
    box: tuple[int, int, int, int]


def find_trace(cell: DrawnCell, picture: Picture) -> Trace | None:
    """Compare the drawn ink with the finished picture, character by character; None if nothing was drawn."""
    size = (max(4, round(cell.ink.shape[1] / cell.zoom)), max(4, round(cell.ink.shape[0] / cell.zoom)))
    drawn = cv2.resize(cell.ink, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    if drawn.max() < 60:
        return None
    soft = max(0.4, 0.05 * cell.digit)
    drawn = cv2.GaussianBlur(drawn, (0, 0), soft)
    seen = [cv2.GaussianBlur(plane, (0, 0), soft) for plane in _planes(cell, picture)]
    whole = _box(drawn > 0.25 * drawn.max())
    found = [_match(drawn, plane, _wider(whole, 2, drawn.shape), STRAY) for plane in seen]
    best = int(np.argmax([score for score, _ in found]))
    across, down = found[best][1]
    around = max(2, round(SURROUNDINGS * cell.digit))
    moved = [cv2.copyMakeBorder(plane, 8, 8, 8, 8, cv2.BORDER_REPLICATE) for plane in seen]
    shift = (slice(8 + down, 8 + down + drawn.shape[0]), slice(8 + across, 8 + across + drawn.shape[1]))
    scores = [
        max(_match(drawn, plane[shift], _wider(box, around, drawn.shape), 1)[0] for plane in moved)
        for box in _characters(drawn)
    ]
    left, top, right, bottom = whole
    return Trace(min(scores), sum(scores) / len(scores), (left + across, top + down, right + across, bottom + down))


def _planes(cell: DrawnCell, picture: Picture) -> tuple[Plane, ...]:
    """Luma and, where there is colour, the extreme channel that leaves out coloured ink; ink bright, paper dark."""
    inked = cell.picture[cell.ink > 250]
    light = len(inked) > 0 and float(inked.mean()) > cell.paper
    luma = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    colourless = picture.min(axis=2) if light else picture.max(axis=2)
    sign = 1.0 if light else -1.0
    planes = (luma,) if np.array_equal(luma, colourless) else (luma, colourless)
    return tuple(np.float32(sign) * plane.astype(np.float32) for plane in planes)


def _box(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _characters(drawn: Plane) -> list[tuple[int, int, int, int]]:
    """Boxes of runs of inked columns: a character, a point, or some that touch."""
    mask = drawn > 0.25 * drawn.max()
    inked = np.concatenate(([0], mask.any(axis=0).astype(np.int8), [0]))
    starts, stops = np.flatnonzero(np.diff(inked) == 1), np.flatnonzero(np.diff(inked) == -1)
    boxes = []
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        _, top, _, bottom = _box(mask[:, start:stop])
        boxes.append((start, top, stop, bottom))
    return boxes


def _wider(box: tuple[int, int, int, int], around: int, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return max(0, left - around), max(0, top - around), min(shape[1], right + around), min(shape[0], bottom + around)


def _match(drawn: Plane, seen: Plane, box: tuple[int, int, int, int], stray: int) -> tuple[float, tuple[int, int]]:
    """Best correlation of the drawn box with the picture at most ``stray`` pixels away, and how far away that is."""
    left, top, right, bottom = box
    height, width = seen.shape
    framed = cv2.copyMakeBorder(seen, stray, stray, stray, stray, cv2.BORDER_REPLICATE)
    part = framed[top : min(bottom, height) + 2 * stray, left : min(right, width) + 2 * stray]
    template = drawn[top : min(bottom, height), left : min(right, width)]
    if part.std() < 1.0:
        return 0.0, (0, 0)
    scores = cv2.matchTemplate(np.ascontiguousarray(part), np.ascontiguousarray(template), cv2.TM_CCOEFF_NORMED)
    _, score, _, place = cv2.minMaxLoc(scores)
    return float(score), (place[0] - stray, place[1] - stray)
