"""What was seen of documents with truth -> the evidence on every field, and whether the chosen value is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ocr_pipeline.evaluate.metrics import is_exact
from ocr_pipeline.evaluate.seen_corpus import Case
from ocr_pipeline.evaluate.truth import Truth
from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.options import DEFAULTS, Options
from ocr_pipeline.pipeline import settle
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.cell_features import cell_features, doubt_of
from ocr_pipeline.stages.statement_support import UNSTATED, stated_cells
from ocr_pipeline.store.seen import Seen


@dataclass(frozen=True, slots=True)
class Example:
    """One field: the state that was delivered, its evidence in the order of ``cell_features.NAMES``, and the truth."""

    look: str
    state: ValueState
    features: tuple[float, ...]
    right: bool


def examples(
    cases: Iterable[tuple[Case, Seen]], schema: ReportSchema, options: Options = DEFAULTS
) -> Iterator[Example]:
    """Every field of all cases; of partial truth those that it speaks of."""
    for case, seen in cases:
        yield from report_examples(case.truth, seen, schema, options)


def report_examples(truth: Truth, seen: Seen, schema: ReportSchema, options: Options = DEFAULTS) -> Iterator[Example]:
    """The fields of one report."""
    tables, statements = settle(seen.pages, schema, options)
    cells = [cell for table in tables for cell in table.cells]
    stated, doubt = stated_cells(statements), doubt_of(cells)
    for cell in cells:
        if truth.partial and cell.address not in truth.printed:
            continue
        features = cell_features(cell, stated.get(cell.address, UNSTATED), report_doubt=doubt)
        values = tuple(value for _, value in features)
        yield Example(truth.look, cell.value.state, values, is_exact(cell.value, truth, cell.address))
