"""Bound tables -> reconciled tables: each cell's own readings weighed by the report's arithmetic.

No number is invented: a cell is taken for one of its own alternatives. Pixels surer than the schema's ``clear`` are
never overruled: a report that does not add up stays as printed. Amounts that the sums ask for and no reading offers are
added to the posterior as proposals, never chosen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ocr_pipeline.model.bound import ABSENT, Address, Alternative, BoundCell, BoundTable, Value, ValueState
from ocr_pipeline.model.report import ReconciledCell, ReconciledTable
from ocr_pipeline.schema.instances import Instance, Part
from ocr_pipeline.schema.rule_types import RuleKind
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.schema.verdict import Amount, Verdict, evaluate
from ocr_pipeline.stages.amounts import AmountReader, rule_instances
from ocr_pipeline.stages.single_cell import SingleCell
from ocr_pipeline.stages.sum_ties import Ties
from ocr_pipeline.stages.weigh_cells import Weighed, weigh_alone, weigh_doubtful

LEAST_SHOWN = 1e-6
"""Proposals less probable than this are left out of the posterior."""


def reconcile(bound: Sequence[BoundTable], schema: ReportSchema) -> tuple[ReconciledTable, ...]:
    """Choose every cell's value by pixels and arithmetic together."""
    tables = schema.chosen({table.table: table.edition for table in bound})
    amounts = AmountReader(tables, schema.characters)
    cells = {cell.address: _with_alternative(cell) for table in bound for cell in table.cells}
    checks = tuple(
        c
        for c in rule_instances(schema, tables, RuleKind.IDENTITY, RuleKind.SUPPORT)
        if all(a in cells for a in c.cells)
    )
    ties = Ties(cells, checks, amounts)
    weighed = weigh_doubtful(ties, schema.arithmetic)
    taken = {address: found.chosen for address, found in weighed.items()}
    sure = {a: weighed[a].sure if a in weighed else c.alternatives[0].probability for a, c in cells.items()}
    single = SingleCell(ties, schema.arithmetic, taken, sure)
    for address, cell in cells.items():
        if address not in weighed:
            weighed[address] = weigh_alone(cell, single if address in ties.of else None)
    counts = _count(checks, {a: cells[a].alternatives[w.chosen].value for a, w in weighed.items()}, amounts)
    return tuple(
        ReconciledTable(table, tuple(_reconciled(cell, cells, weighed, counts) for cell in table.cells))
        for table in bound
    )


def _with_alternative(cell: BoundCell) -> BoundCell:
    """The cell with at least one alternative; without any, no cell was found."""
    if cell.alternatives:
        return cell
    return BoundCell(cell.address, cell.place, (Alternative(ABSENT, 1.0),), cell.fit, cell.reading)


def _count(
    checks: Sequence[Instance], values: Mapping[Address, Value], amounts: AmountReader
) -> dict[Address, tuple[int, int]]:
    """How many identities hold and fail at each cell; a support counts where it holds between numbers other than 0."""

    def amount(part: Part) -> Amount:
        return amounts.amount(part.cell, values[part.cell])

    counts: dict[Address, tuple[int, int]] = {}
    for check in checks:
        found = evaluate(check, amount)
        hard = check.rule.kind is RuleKind.IDENTITY
        holds = found.verdict is Verdict.PASS and (hard or bool(found.left))
        fails = found.verdict is Verdict.FAIL and hard
        for address in check.cells:
            held, failed = counts.get(address, (0, 0))
            counts[address] = held + holds, failed + fails
    return counts


def _reconciled(
    cell: BoundCell,
    cells: Mapping[Address, BoundCell],
    weighed: Mapping[Address, Weighed],
    counts: Mapping[Address, tuple[int, int]],
) -> ReconciledCell:
    address = cell.address
    own, found = cells[address], weighed[address]
    value, pixels = own.alternatives[found.chosen].value, own.best
    listed = [
        Alternative(alternative.value, probability)
        for alternative, probability in zip(own.alternatives, found.listed, strict=True)
    ]
    proposed = [
        Alternative(Value(ValueState.NUMBER, f"{number:f}", number), probability)
        for number, probability in found.proposed
        if probability >= LEAST_SHOWN
    ]
    held, failed = counts.get(address, (0, 0))
    return ReconciledCell(
        address=address,
        value=value,
        by_pixels=None if value == pixels else pixels,
        posterior=tuple(sorted(listed + proposed, key=lambda alternative: -alternative.probability)),
        confirmed_by=held,
        broken_by=failed,
        margin=found.margin if not math.isnan(found.margin) else 0.0,
        place=cell.place,
        fit=cell.fit,
        reading=cell.reading,
        pixel=cell.alternatives,
    )
