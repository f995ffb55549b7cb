"""One report understood twice from one binding: with its sums in use, and without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ocr_pipeline.model.report import ReconciledTable, Statement
from ocr_pipeline.options import Options
from ocr_pipeline.pipeline import settle
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.bind_tables import bind_tables
from ocr_pipeline.store.seen import Seen


@dataclass(frozen=True, slots=True)
class Settled:
    """The values of a report under a schema, and what its running text says of them."""

    schema: ReportSchema
    tables: tuple[ReconciledTable, ...]
    statements: tuple[Statement, ...]


def two_ways(seen: Seen, schema: ReportSchema, options: Options) -> Iterator[Settled]:
    """First with the rules of the schema, then with none."""
    bound = bind_tables(seen.pages, schema, options.bind)
    for rules in (schema.rules, ()):
        own = replace(schema, rules=rules)
        yield Settled(own, *settle(seen.pages, bound, own))
