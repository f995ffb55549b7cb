"""What people answered, as labelled crops: for training the numeric reader and fitting what confidences mean."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.exports.crop_pictures import PageShelf, crop_png
from ocr_pipeline.exports.to_csv import safe
from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.model.report import CheckedCell, CheckedReport, Decision

LIST = "labels.csv"
COLUMNS = ("file", "text", "state", "document", "page", "address")
ANSWERED = (Decision.CONFIRMED, Decision.CORRECTED)
LABELLED = (ValueState.NUMBER, ValueState.BLANK, ValueState.DASH, ValueState.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Label:
    """A crop as PNG and what a person saw in it."""

    file: str
    picture: bytes
    row: tuple[str, ...]


def labels(document: str, report: CheckedReport, pictures: Mapping[int, Path]) -> Iterator[Label]:
    """A label for every field that a person answered for and that has a picture, cut without margin."""
    pages = PageShelf()
    for cell in report.cells:
        path = None if cell.place is None else pictures.get(cell.place.page_index)
        if cell.place is None or path is None or not _is_label(cell):
            continue
        name = f"{hashlib.sha256(f'{report.document_id}/{cell.address}'.encode()).hexdigest()[:20]}.png"
        row = (name, *_said(cell), str(safe(document)), str(cell.place.page_index + 1), str(cell.address))
        yield Label(name, crop_png(pages.page(path), cell.place.box, margin=0.0), row)


def write_labels(folder: Path, found: Iterator[Label]) -> None:
    """Write the pictures and ``labels.csv``, the list last, so that it never names a picture that is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for label in found:
        (folder / label.file).write_bytes(label.picture)
        writer.writerow(label.row)
    (folder / LIST).write_bytes(stream.getvalue().encode("utf-8-sig", "replace"))


def _is_label(cell: CheckedCell) -> bool:
    return cell.decision in ANSWERED and cell.value.state in LABELLED


def _said(cell: CheckedCell) -> tuple[str, str]:
    """Text and state; only numbers and dashes have a text."""
    state = cell.value.state
    text = cell.value.printed or "" if state in (ValueState.NUMBER, ValueState.DASH) else ""
    return text, state.value
