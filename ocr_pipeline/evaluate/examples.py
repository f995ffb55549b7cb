"""What was seen of documents with truth -> the evidence on every field, and whether the chosen value is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ocr_pipeline.evaluate.metrics import is_exact
from ocr_pipeline.evaluate.seen_corpus import Case
from ocr_pipeline.evaluate.truth import Truth
from ocr_pipeline.evaluate.two_ways import two_ways
from ocr_pipeline.model.bound import Address, ValueState
from ocr_pipeline.model.report import ReconciledTable
from ocr_pipeline.options import DEFAULTS, Options
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.cell_features import cell_features, report_evidence
from ocr_pipeline.stages.counted_states import counted_apart, counted_as
from ocr_pipeline.stages.statement_support import UNSTATED, Stated, stated_cells
from ocr_pipeline.store.seen import Seen


@dataclass(frozen=True, slots=True)
class Example:
    """One field: the state that was delivered, its evidence in the order of ``cell_features.NAMES``, and the truth.

    ``counted`` is the name under which a state without a value is counted, "" for that of the state.
    """

    look: str
    state: ValueState
    features: tuple[float, ...]
    right: bool
    counted: str = ""


def examples(
    cases: Iterable[tuple[Case, Seen]], schema: ReportSchema, options: Options = DEFAULTS
) -> Iterator[Example]:
    """Every field of all cases; of partial truth those that it speaks of."""
    for case, seen in cases:
        yield from report_examples(case.truth, seen, schema, options)


def report_examples(truth: Truth, seen: Seen, schema: ReportSchema, options: Options = DEFAULTS) -> Iterator[Example]:
    """The fields of one report, with the sums in use and without.

    Without sums there is far more to learn from: what the pixels alone say of a field is the same evidence wherever it
    stands, and the fields of most forms are in no sum.
    """
    for settled in two_ways(seen, schema, options):
        yield from _of_tables(settled.tables, stated_cells(settled.statements), truth)


def _of_tables(tables: Sequence[ReconciledTable], stated: Mapping[Address, Stated], truth: Truth) -> Iterator[Example]:
    cells = [cell for table in tables for cell in table.cells]
    report, apart = report_evidence(cells), counted_apart(tables)
    for cell in cells:
        if truth.partial and cell.address not in truth.printed:
            continue
        features = cell_features(cell, stated.get(cell.address, UNSTATED), report)
        values = tuple(value for _, value in features)
        right = is_exact(cell.value, truth, cell.address)
        yield Example(truth.look, cell.value.state, values, right, counted_as(cell, apart))
