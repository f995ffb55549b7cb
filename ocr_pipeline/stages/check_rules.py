"""Reconciled tables and statements -> findings: what does not fit, whose fault it is, what explains it."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.model.report import Finding, ReconciledTable, Statement
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.broken_rules import broken_rules
from ocr_pipeline.stages.cell_findings import cell_findings
from ocr_pipeline.stages.running_text import compared
from ocr_pipeline.stages.statement_findings import statement_findings
from ocr_pipeline.stages.structure_findings import structure_findings
from ocr_pipeline.stages.word_findings import Writer, by_gravity


def check_rules(
    tables: Sequence[ReconciledTable],
    statements: Sequence[Statement],
    schema: ReportSchema,
    *,
    organisation: str = "",
) -> tuple[Finding, ...]:
    """Everything that does not fit, the gravest first, else in the order of the report.

    Rules about some bodies only are left out where the organisation's name is not known.
    """
    writer = Writer(schema, schema.chosen({table.bound.table: table.bound.edition for table in tables}))
    cells = {cell.address: cell for table in tables for cell in table.cells}
    findings = [
        *broken_rules(cells, writer, compared(organisation, dict(schema.characters.simplified))),
        *structure_findings(tables, writer),
        *cell_findings(tables, writer),
        *statement_findings(statements, cells, writer),
    ]
    return by_gravity(findings)
