"""The understanding half on documents that were seen, scored: with the report's sums, and without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from ocr_pipeline.errors import PipelineError
from ocr_pipeline.evaluate.metrics import FieldScore, score_cells
from ocr_pipeline.evaluate.seen_corpus import Case
from ocr_pipeline.evaluate.two_ways import two_ways
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.options import Options
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.check_rules import check_rules
from ocr_pipeline.stages.score_confidence import score_confidence
from ocr_pipeline.store.seen import load_seen


@dataclass(frozen=True, slots=True)
class Measuring:
    """What reports are understood with."""

    schema: str
    calibration: Calibration | None
    options: Options


@dataclass(frozen=True, slots=True)
class Measured:
    """One report's fields, scored, with the sums of the report in use and without."""

    with_sums: tuple[FieldScore, ...]
    without_sums: tuple[FieldScore, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A document that could not be measured, and why."""

    document: str
    reason: str


def measure_all(cases: Sequence[Case], measuring: Measuring, jobs: int) -> Iterator[Measured | Left]:
    """Each case in order; what was not seen, or cannot be read, is left."""
    one = partial(_measured, measuring=measuring)
    if jobs <= 1:
        yield from map(one, cases)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(one, cases, chunksize=8)


def _measured(case: Case, measuring: Measuring) -> Measured | Left:
    try:
        return measure(case, measuring)
    except PipelineError as error:
        return Left(case.truth.stem, error.message)


def measure(case: Case, measuring: Measuring) -> Measured:
    """Understand one report twice and compare both with its truth."""
    decide = measuring.options.decide
    scored = []
    for settled in two_ways(load_seen(case.seen), load_schema(measuring.schema), measuring.options):
        tables, statements = settled.tables, settled.statements
        findings = check_rules(tables, statements, settled.schema)
        cells = score_confidence(tables, findings, measuring.calibration, decide, statements=statements)
        scored.append(score_cells(case.truth.stem, cells, case.truth))
    return Measured(*scored)
