"""The understanding half on documents that were seen, scored: with the report's sums, and without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context

from ocr_pipeline.evaluate.metrics import FieldScore, score_cells
from ocr_pipeline.evaluate.seen_corpus import Case
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.options import Options
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.bind_tables import bind_tables
from ocr_pipeline.stages.check_rules import check_rules
from ocr_pipeline.stages.find_statements import find_statements
from ocr_pipeline.stages.reconcile import reconcile
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


def measure_all(cases: Sequence[Case], measuring: Measuring, jobs: int) -> Iterator[Measured]:
    """Every case that was seen, in order."""
    seen = [case for case in cases if case.seen.is_file()]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(partial(measure, measuring=measuring), seen, chunksize=4)


def measure(case: Case, measuring: Measuring) -> Measured:
    """Understand one report twice and compare both with its truth."""
    schema, pages = load_schema(measuring.schema), load_seen(case.seen).pages
    bound = bind_tables(pages, schema, measuring.options.bind)
    scored = []
    for rules in (schema.rules, ()):
        own = replace(schema, rules=rules)
        tables = reconcile(bound, own)
        statements = find_statements(pages, tables, own)
        findings = check_rules(tables, statements, own)
        decide = measuring.options.decide
        cells = score_confidence(tables, findings, measuring.calibration, decide, statements=statements)
        scored.append(score_cells(case.truth.stem, cells, case.truth))
    return Measured(*scored)
