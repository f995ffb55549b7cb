"""Random reports for evaluation: schema edition + random values -> printed page -> scanned file, and its truth."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from ocr_pipeline.evaluate.synthesis.after_printing import Words
from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings, draw_look
from ocr_pipeline.evaluate.synthesis.open_sheets import cells_on_sheets, side_by_side
from ocr_pipeline.evaluate.synthesis.page_pictures import page_picture
from ocr_pipeline.evaluate.synthesis.paper import PRINT_DPI
from ocr_pipeline.evaluate.synthesis.picture_files import encoded, write_pdf
from ocr_pipeline.evaluate.synthesis.printed_batch import CellPlace, PrintedReport, print_batch
from ocr_pipeline.evaluate.synthesis.random_report import (
    RandomReport,
    Recipes,
    draw_random_report,
    load_recipes,
    report_section,
)
from ocr_pipeline.evaluate.synthesis.scan import Scanned, scan_page
from ocr_pipeline.evaluate.synthesis.seed_reports import template_environment

BATCH = 20


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: how many reports from which number on, in which looks, set in which fonts, ruled how.

    `fonts` and `ranges` are "fit" or "evaluation": material of one never serves the other. `rules` is a way of ruling
    tables, "over_pages", or "" for a realistic mixture. Every look shows the same reports.
    """

    count: int
    looks: tuple[str, ...]
    seed: int = 1
    first: int = 0
    fonts: str = "evaluation"
    ranges: str = "evaluation"
    rules: str = ""


def synthesize(order: Order, out: Path) -> Iterator[Path]:
    """Write the ordered reports as `out/<look>/<name>.pdf` and its truth; yield each document when done."""
    recipes = load_recipes()
    for start in range(order.first, order.first + order.count, BATCH):
        numbers = range(start, min(start + BATCH, order.first + order.count))
        yield from _batch(recipes, order, numbers, out)


def document_name(look: str, seed: int, number: int) -> str:
    """The name of a report's document in a look, without suffix."""
    return f"{look.replace('_', '-')}-{seed}-{number:05d}"


def _batch(recipes: Recipes, order: Order, numbers: Sequence[int], out: Path) -> Iterator[Path]:
    reports = [
        draw_random_report(recipes, number, seed=order.seed, fonts=order.fonts, rules=order.rules) for number in numbers
    ]
    environment = template_environment()
    with tempfile.TemporaryDirectory(prefix="synthesis-") as folder:
        path = Path(folder) / "batch.pdf"
        printed = print_batch([report_section(report, environment) for report in reports], path)
        document = pdfium.PdfDocument(path)
        try:
            for report, pages in zip(reports, printed, strict=True):
                yield from _write_report(report, document, pages, order=order, out=out)
        finally:
            document.close()


def _write_report(
    report: RandomReport, document: pdfium.PdfDocument, pages: PrintedReport, *, order: Order, out: Path
) -> Iterator[Path]:
    pictures = [page_picture(document, index, PRINT_DPI) for index in range(pages.first, pages.end)]
    for look in order.looks:
        folder = out / look
        folder.mkdir(parents=True, exist_ok=True)
        name = document_name(look, order.seed, report.number)
        scans: list[tuple[Scanned, LookSettings]] = []
        together = draw_look(look, order.ranges, key=(order.seed, report.number, look, 0)).printed_pages
        for index, picture in enumerate(side_by_side(pictures, together)):
            key = (order.seed, report.number, look, index)
            settings = draw_look(look, order.ranges, key=key)
            scans.append(
                (
                    scan_page(picture, settings, key=key, words=Words(report.text.office, report.text.watermark)),
                    settings,
                )
            )
        truth = {"id": name, "look": look, "font": report.style.fonts.name, **report.truth}
        cells = cells_on_sheets(pages.cells, together, pictures[0].shape[1])
        truth["made"] = {**report.truth["made"], "cells": _cell_boxes(cells, scans)}
        text = json.dumps(truth, ensure_ascii=False, indent=1)
        (folder / f"{name}.truth.json").write_text(text + "\n", encoding="utf-8")
        yield write_pdf([encoded(scan.picture, scan.dpi, used) for scan, used in scans], folder / f"{name}.pdf")


def _cell_boxes(cells: Sequence[CellPlace], scans: Sequence[tuple[Scanned, LookSettings]]) -> list[list[Any]]:
    """Return [field, page from 1, corners] of every value: four points as fractions of the picture, clockwise."""
    boxes = []
    for cell in cells:
        placement = scans[cell.page_index][0].placement
        left, top, right, bottom = (side * PRINT_DPI for side in cell.box)
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        seen = placement.points(corners) / [placement.width, placement.height]
        boxes.append(
            ["/".join(cell.field), cell.page_index + 1, [[round(x, 5), round(y, 5)] for x, y in seen.tolist()]]
        )
    return boxes
