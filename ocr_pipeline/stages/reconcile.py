"""Bound tables -> reconciled tables: each cell's own readings weighed by the report's arithmetic.

No number is invented: a cell is taken for one of its own alternatives. Pixels surer than the schema's ``clear`` are
never overruled: a report that does not add up stays as printed. Amounts that the sums ask for and no reading offers are
added to the posterior as proposals, never chosen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

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
    chosen = {address: found.chosen for address, found in weighed.items()}
    counts = _count(checks, cells, chosen, amounts)
    return tuple(
        ReconciledTable(table, tuple(_reconciled(cell, cells, weighed, counts) for cell in table.cells))
        for table in bound
    )


def _with_alternative(cell: BoundCell) -> BoundCell:
    """The cell with at least one alternative; without any, no cell was found."""
    if cell.alternatives:
        return cell
    return BoundCell(cell.address, cell.place, (Alternative(ABSENT, 1.0),), cell.fit, cell.reading)


class _Count(NamedTuple):
    """Identities of a cell that hold (with the help of another cell that the sums changed) and that fail."""

    held: int = 0
    failed: int = 0
    helped: int = 0


def _count(
    checks: Sequence[Instance],
    cells: Mapping[Address, BoundCell],
    chosen: Mapping[Address, int],
    amounts: AmountReader,
) -> dict[Address, _Count]:
    """What the identities say of each cell; a support counts where it holds between numbers other than 0."""

    def amount(part: Part) -> Amount:
        return amounts.amount(part.cell, cells[part.cell].alternatives[chosen[part.cell]].value)

    counts: dict[Address, _Count] = {}
    for check in checks:
        found = evaluate(check, amount)
        hard = check.rule.kind is RuleKind.IDENTITY
        holds = found.verdict is Verdict.PASS and (hard or bool(found.left))
        fails = found.verdict is Verdict.FAIL and hard
        changed = {address for address in check.cells if chosen[address]}
        for address in check.cells:
            known = counts.get(address, _Count())
            helped = holds and bool(changed - {address})
            counts[address] = _Count(known.held + holds, known.failed + fails, known.helped + helped)
    return counts


def _reconciled(
    cell: BoundCell,
    cells: Mapping[Address, BoundCell],
    weighed: Mapping[Address, Weighed],
    counts: Mapping[Address, _Count],
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
    count = counts.get(address, _Count())
    return ReconciledCell(
        address=address,
        value=value,
        by_pixels=None if value == pixels else pixels,
        posterior=tuple(sorted(listed + proposed, key=lambda alternative: -alternative.probability)),
        confirmed_by=count.held,
        broken_by=count.failed,
        margin=found.margin if not math.isnan(found.margin) else 0.0,
        place=cell.place,
        fit=cell.fit,
        reading=cell.reading,
        pixel=cell.alternatives,
        helped=count.helped,
    )
