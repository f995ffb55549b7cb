"""Many reports in one print: one HTML, one start of the browser, one PDF; then where each report lies in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from ocr_pipeline.evaluate.synthesis.browser import print_html
from ocr_pipeline.evaluate.synthesis.page_pictures import POINTS_PER_INCH

_START = "report:"
_CELL = "cell:"
_SHELL = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>body {{ margin: 0 }}</style><body>{}</body></html>'
)


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a value was printed: its field, the page within its report, and (left, top, right, bottom) in inches."""

    field: tuple[str, ...]
    page_index: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """The pages of one report in a batch: `first` up to but not including `end`, from 0."""

    number: int
    first: int
    end: int
    cells: tuple[CellPlace, ...]


def print_batch(sections: Sequence[str], out: Path) -> tuple[PrintedReport, ...]:
    """Print report sections to one PDF and return where each report lies in it."""
    print_html(_SHELL.format("\n".join(sections)), out)
    with pikepdf.open(out) as document:
        links = [_links(page) for page in document.pages]
        heights = [float(page.mediabox[3]) for page in document.pages]
    starts = [
        (int(uri.removeprefix(_START)), index)
        for index, page in enumerate(links)
        for uri, _ in page
        if uri.startswith(_START)
    ]
    ends = [first for _, first in starts[1:]] + [len(links)]
    return tuple(
        PrintedReport(number, first, end, _cells(links, heights, first, end))
        for (number, first), end in zip(starts, ends, strict=True)
    )


def _links(page: pikepdf.Page) -> list[tuple[str, tuple[float, ...]]]:
    found = []
    for note in page.get("/Annots", []):
        action = note.get("/A")
        if action is not None and "/URI" in action:
            found.append((str(action["/URI"]), tuple(float(number) for number in note["/Rect"])))
    return found


def _cells(
    links: Sequence[Sequence[tuple[str, tuple[float, ...]]]], heights: Sequence[float], first: int, end: int
) -> tuple[CellPlace, ...]:
    places = []
    for index in range(first, end):
        for uri, (x0, y0, x1, y1) in links[index]:
            if uri.startswith(_CELL):
                top, bottom = heights[index] - y1, heights[index] - y0
                box = tuple(side / POINTS_PER_INCH for side in (x0, top, x1, bottom))
                field = tuple(uri.removeprefix(_CELL).split("/"))
                places.append(CellPlace(field, index - first, (box[0], box[1], box[2], box[3])))
    return tuple(places)
