"""A small folder of results for the desk in a browser: reports from known values, their pages drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr_pipeline.exports.page_pictures import save_page
from ocr_pipeline.exports.to_json import json_bytes
from ocr_pipeline.model.bound import Address, Alternative, Value, ValueState
from ocr_pipeline.model.report import CheckedCell, CheckedReport, Decision, Identity, Probability, Status
from ocr_pipeline.model.report_codec import report_to_plain
from ocr_pipeline.store.names import folder_name
from ocr_pipeline.store.results import REPORT_FILE, ResultsFolder
from ocr_pipeline.store.seen import Seen, save_seen, seen_path
from tests.reports import MAKING, SIZE, report_of, truth_of

TRUTH = truth_of("yuelu2020")
NEW = Address("requests", "new", "natural_person")
GRANTED = Address("requests", "granted", "natural_person")
ZEROS = tuple(Address("requests", "carried_in", column) for column in ("enterprise", "research", "social_org", "other"))


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to make: the doubtful cells with what the machine reads instead of what is printed (or the same)."""

    source: str
    title: str = "岳麓区2020年度报告"
    organisation: str = "岳麓区人民政府"
    doubtful: tuple[tuple[Address, str], ...] = ((NEW, "202"),)
    findings: bool = False


def number(printed: str) -> Value:
    """What is read in a cell: a number, or print that is none."""
    if not printed.isdigit():
        return Value(ValueState.UNREADABLE, printed)
    return Value(ValueState.NUMBER, printed, Decimal(printed))


def report(paper: Paper) -> CheckedReport:
    """The report of a paper: everything accepted but the doubtful cells."""
    whole = report_of(TRUTH)
    read = dict(paper.doubtful)
    return replace(
        whole,
        document_id=hashlib.sha256(paper.source.encode("utf-8", "replace")).hexdigest(),
        source=paper.source,
        identity=Identity(paper.title, paper.organisation, 2020),
        status=Status.NEEDS_REVIEW if read else Status.ACCEPTED,
        cells=tuple(_cell(cell, read.get(cell.address)) for cell in whole.cells),
        findings=whole.findings if paper.findings else (),
    )


def _cell(cell: CheckedCell, read: str | None) -> CheckedCell:
    printed = TRUTH["tables"][cell.address.table][cell.address.row][cell.address.column]
    if read is None:
        settled = number(printed) if printed.isdigit() else cell.value
        accepted = replace(cell, value=settled, confidence=Probability(0.99995), decision=Decision.ACCEPTED)
        return replace(accepted, alternatives=(), by_pixels=None)
    others = () if printed == read else (Alternative(number(printed), 0.3),)
    return replace(
        cell,
        value=number(read),
        confidence=Probability(0.6 if others else 0.9),
        decision=Decision.REVIEW,
        alternatives=(*others, Alternative(Value(ValueState.BLANK), 0.02)),
        by_pixels=None,
    )


def make_folder(root: Path, papers: Iterable[Paper]) -> ResultsFolder:
    """The folder as `run` leaves it, as far as the desk needs it."""
    folder = ResultsFolder(root)
    folder.prepare()
    for paper in papers:
        made = report(paper)
        save_seen(seen_path(folder.seen, made.document_id, MAKING.seen), Seen(made.pages, ()))
        folder.replace(folder_name(made.source, made.document_id), partial(_fill, made))
    return folder


def _fill(made: CheckedReport, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    (target / REPORT_FILE).write_bytes(json_bytes(report_to_plain(made, MAKING)))
    for index in range(len(made.pages)):
        save_page(target / "pages", index, _drawn(made, index))


def _drawn(made: CheckedReport, index: int) -> np.ndarray:
    """A page with every cell's border and number."""
    page = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(20)
    width, height = SIZE
    for cell in made.cells:
        if cell.place is None or cell.place.page_index != index:
            continue
        box = cell.place.box
        left, top = box.left * width, box.top * height
        pen.rectangle((left, top, box.right * width, box.bottom * height), outline="black")
        printed = TRUTH["tables"][cell.address.table][cell.address.row][cell.address.column]
        pen.text((left + 8, top + 6), "".join(c for c in printed if c.isascii()), fill="black", font=font)
    return np.asarray(page)
