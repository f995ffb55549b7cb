"""Results of any number of reports without reading one: random values, every field doubtful, small pages."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import numpy as np

from ocr_pipeline.exports.page_pictures import save_page
from ocr_pipeline.exports.to_json import json_bytes
from ocr_pipeline.model.bound import BLANK, Alternative, Value, ValueState
from ocr_pipeline.model.report import CheckedCell, CheckedReport, Decision, Probability, Status
from ocr_pipeline.model.report_codec import report_to_plain
from ocr_pipeline.store.names import folder_name
from ocr_pipeline.store.results import REPORT_FILE, ResultsFolder
from tests.reports import MAKING, SCHEMA, report_of

EDITION = "2021"
"""Its three tables have 200 fields."""
PAGE = (600, 850)


def make_results(root: Path, reports: int) -> int:
    """Make a results folder; how many fields wait in it."""
    folder = ResultsFolder(root)
    folder.prepare()
    waiting = 0
    for index in range(reports):
        made = random_report(index)
        waiting += len(made.cells)
        folder.replace(folder_name(made.source, made.document_id), partial(_fill, made))
    return waiting


def random_report(index: int) -> CheckedReport:
    """A report of random values, the same for the same index."""
    random = np.random.default_rng(index)
    tables = {spec.id: spec for spec in SCHEMA.tables if spec.edition == EDITION}
    tables |= {spec.id: spec for spec in SCHEMA.tables if spec.id not in tables}
    values = {
        name: {row: {column: _drawn(random) for own, column in spec.fields if own == row} for row, _ in spec.fields}
        for name, spec in tables.items()
    }
    edition = {name: spec.edition for name, spec in tables.items()}
    whole = report_of({"id": f"load-{index:03d}", "title": f"load {index}", "edition": edition, "tables": values})
    return replace(
        whole,
        document_id=hashlib.sha256(f"load {index}".encode()).hexdigest(),
        status=Status.NEEDS_REVIEW,
        findings=(),
        statements=(),
        cells=tuple(_doubtful(cell, random) for cell in whole.cells),
    )


def _drawn(random: np.random.Generator) -> str:
    return str(int(10 ** random.uniform(0, 4))) if random.random() < 0.4 else "0"


def _doubtful(cell: CheckedCell, random: np.random.Generator) -> CheckedCell:
    sure = float(random.uniform(0.3, 0.995))
    other = Value(ValueState.NUMBER, "8", Decimal(8))
    return replace(
        cell,
        value=Value(ValueState.NUMBER, cell.value.printed or "0", cell.value.number or Decimal(0)),
        confidence=Probability(sure),
        decision=Decision.REVIEW,
        alternatives=(Alternative(other, (1 - sure) * 0.8), Alternative(BLANK, (1 - sure) * 0.2)),
        by_pixels=None,
    )


def _fill(made: CheckedReport, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    (target / REPORT_FILE).write_bytes(json_bytes(report_to_plain(made, MAKING)))
    paper = np.full((PAGE[1], PAGE[0], 3), 235, np.uint8)
    paper[::20] = 60
    for index in range(len(made.pages)):
        save_page(target / "pages", index, paper)
