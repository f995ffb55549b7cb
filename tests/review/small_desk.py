"""A desk on small reports with known values: tiny pages, some cells doubtful, no pictures drawn."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import numpy as np

from ocr_pipeline.exports.page_pictures import save_page
from ocr_pipeline.exports.to_json import json_bytes
from ocr_pipeline.model.bound import BLANK, Address, Alternative, Value, ValueState
from ocr_pipeline.model.report import CheckedCell, CheckedReport, Decision, Probability, Status
from ocr_pipeline.model.report_codec import report_to_plain
from ocr_pipeline.review.desk import Desk, DeskOptions
from ocr_pipeline.review.types import Answer, CellTask
from ocr_pipeline.review.types import Decision as Given
from ocr_pipeline.store.names import folder_name
from ocr_pipeline.store.results import REPORT_FILE, ResultsFolder
from tests.reports import MAKING, report_of, truth_of

TRUTH = truth_of("yuelu2020")
NEW = Address("requests", "new", "natural_person")
OTHERS = tuple(Address("requests", row, "natural_person") for row in ("granted", "partial", "carried_out"))
DOUBTFUL = (NEW, *OTHERS)
NO_MORE = DeskOptions(second_share=0.0, audit_share=0.0)


@dataclass(frozen=True, slots=True)
class Paper:
    """A report to make: ``misread`` cells have the right value as alternative; ``shade`` changes the pictures."""

    source: str = "a.pdf"
    doubtful: tuple[Address, ...] = DOUBTFUL
    misread: tuple[Address, ...] = (NEW,)
    confidence: float = 0.9
    shade: int = 250


def number(printed: str) -> Value:
    return Value(ValueState.NUMBER, printed, Decimal(printed))


def truth_at(address: Address) -> str:
    printed: str = TRUTH["tables"][address.table][address.row][address.column]
    return printed


def report(paper: Paper) -> CheckedReport:
    whole = report_of(TRUTH)
    return replace(
        whole,
        document_id=hashlib.sha256(paper.source.encode()).hexdigest(),
        source=paper.source,
        status=Status.NEEDS_REVIEW if paper.doubtful else Status.ACCEPTED,
        cells=tuple(_cell(cell, paper) for cell in whole.cells),
        findings=(),
        statements=(),
    )


def _cell(cell: CheckedCell, paper: Paper) -> CheckedCell:
    printed = truth_at(cell.address)
    right = number(printed) if printed.isdigit() else cell.value
    if cell.address not in paper.doubtful:
        sure = Probability(0.99995)
        return replace(cell, value=right, confidence=sure, decision=Decision.ACCEPTED, alternatives=(), by_pixels=None)
    wrong = cell.address in paper.misread
    others = (Alternative(right, 0.3),) if wrong else (Alternative(number("99999"), 0.05),)
    value = number(f"{printed}7") if wrong else right
    alternatives = (*others, Alternative(BLANK, 0.02))
    sure = Probability(0.6 if wrong else paper.confidence)
    return replace(
        cell, value=value, confidence=sure, decision=Decision.REVIEW, alternatives=alternatives, by_pixels=None
    )


def make_folder(root: Path, papers: Sequence[Paper]) -> ResultsFolder:
    folder = ResultsFolder(root)
    folder.prepare()
    for paper in papers:
        made = report(paper)
        folder.replace(folder_name(made.source, made.document_id), partial(_fill, made, paper))
    return folder


def _fill(made: CheckedReport, paper: Paper, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    (target / REPORT_FILE).write_bytes(json_bytes(report_to_plain(made, MAKING)))
    for index in range(len(made.pages)):
        save_page(target / "pages", index, np.full((70, 50, 3), paper.shade - index, dtype=np.uint8))


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def opened(
    root: Path,
    *papers: Paper,
    options: DeskOptions = NO_MORE,
    database: str | None = None,
    clock: Clock | None = None,
) -> Iterator[Desk]:
    """A desk on a folder, made from ``papers`` if there are any."""
    if papers:
        make_folder(root, papers)
    desk = Desk.open(root, database, options=options, clock=clock or Clock())
    try:
        yield desk
    finally:
        desk.close()


def decision(task: CellTask, reviewer: str, typed: str | None = None, name: str | None = None) -> Given:
    """The answer to a task: ``typed``, or what the machine read."""
    answer = Answer(ValueState.NUMBER, typed if typed is not None else task.machine.printed or "")
    return Given(
        id=name or uuid.uuid4().hex,
        task=task.id,
        reviewer=reviewer,
        answer=answer,
        report_digest=task.report_digest,
        crop_digest=task.crop_digest,
        version=task.version,
        seconds=2.0,
    )


def settle_all(desk: Desk, reviewer: str) -> int:
    """Answer everything that is asked with what is printed; how many answers that took."""
    count = 0
    while (task := desk.next_cell(reviewer)) is not None:
        desk.decide(decision(task, reviewer, truth_at(task.address)))
        count += 1
    return count
