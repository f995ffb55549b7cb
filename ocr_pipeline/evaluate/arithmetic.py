"""What reading with the arithmetic is worth, measured on generated value tables: no pictures, no engines.

Three questions: do misread cells come back right; does a report that errs in print stay as printed, with the broken
identities named; how does the time grow with the number of doubtful cells.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from ocr_pipeline.evaluate.source_errors import SLIPS
from ocr_pipeline.evaluate.value_tables import Looks, Numbers, random_numbers, read_tables
from ocr_pipeline.model.bound import Address
from ocr_pipeline.model.report import Cause, ReconciledCell
from ocr_pipeline.schema.rule_types import RuleKind
from ocr_pipeline.schema.types import ReportSchema, TableSpec
from ocr_pipeline.schema.verdict import Amount, Verdict, evaluate
from ocr_pipeline.stages.amounts import rule_instances
from ocr_pipeline.stages.check_rules import check_rules
from ocr_pipeline.stages.reconcile import reconcile


@dataclass(frozen=True, slots=True)
class Misreadings:
    """Reports with one to three misread cells: how many cells were wrong before and after, of how many."""

    reports: int
    cells: int
    misread: int
    wrong_after: int
    wrong_and_sure: int

    @property
    def right(self) -> float:
        """Share of all cells that are right after reconciling."""
        return 1 - self.wrong_after / self.cells


@dataclass(frozen=True, slots=True)
class SourceErrors:
    """Reports that err in print: how many stayed as printed, and how many had exactly their broken identities named."""

    reports: int
    as_printed: int
    breaking: int
    named: int
    blamed_on_source: int


@dataclass(frozen=True, slots=True)
class Growth:
    """CPU seconds to reconcile and check one report with so many doubtful cells: the mean and the worst."""

    doubtful: int
    mean: float
    worst: float


def measure_misreadings(schema: ReportSchema, reports: int, seed: int = 1) -> Misreadings:
    """Misread one to three cells of each of many reports whose truth is among the alternatives."""
    total = Misreadings(0, 0, 0, 0, 0)
    for chance, specs, numbers in _reports(schema, reports, seed):
        victims = chance.sample(sorted(cell for cell in numbers if cell.table == "requests"), chance.randint(1, 3))
        wrong = {cell: chance.uniform(0.5, 0.97) for cell in victims}
        bound = read_tables(numbers, specs, Looks(wrong=wrong), chance)
        cells = [cell for table in reconcile(bound, schema) for cell in table.cells]
        after = [cell for cell in cells if cell.value.number != numbers[cell.address]]
        sure = [cell for cell in after if _certainty(cell) > 0.99]
        found = Misreadings(1, len(cells), len(victims), len(after), len(sure))
        total = Misreadings(*(getattr(total, f.name) + getattr(found, f.name) for f in fields(Misreadings)))
    return total


CLEAR, HALF_CLEAR = (0.9991, 0.99999), (0.9901, 0.9985)
"""How sure a reader is of what stands plainly there, and of what it hesitates at without misreading it."""


def measure_source_errors(
    schema: ReportSchema, reports: int, seed: int = 2, *, sure: tuple[float, float] = CLEAR
) -> SourceErrors:
    """Print a slip in each of many reports and read it as surely as said."""
    total = SourceErrors(0, 0, 0, 0, 0)
    for chance, specs, numbers in _reports(schema, reports, seed):
        printed = chance.choice(SLIPS)(numbers, chance)
        tables = reconcile(read_tables(printed, specs, Looks(clear=sure, share=0.0), chance), schema)
        as_printed = all(cell.value.number == printed[cell.address] for table in tables for cell in table.cells)
        broken = _broken(schema, specs, printed)
        found = [finding for finding in check_rules(tables, (), schema) if finding.says]
        found = [finding for finding in found if finding.code in {code for code, _ in broken}]
        named = {(finding.code, finding.cells) for finding in found} == broken
        blamed = all(finding.cause is Cause.SOURCE for finding in found)
        own = SourceErrors(1, as_printed, bool(broken), bool(broken) and named, bool(broken) and named and blamed)
        total = SourceErrors(*(getattr(total, f.name) + getattr(own, f.name) for f in fields(SourceErrors)))
    return total


def measure_growth(schema: ReportSchema, sizes: Sequence[int], reports: int, seed: int = 3) -> tuple[Growth, ...]:
    """Time reports of the newest edition with ever more doubtful cells, a tenth of them misread."""
    return tuple(_growth(schema, size, reports, seed) for size in sizes)


def _growth(schema: ReportSchema, size: int, reports: int, seed: int) -> Growth:
    specs = [schema.editions("requests")[0], schema.editions("litigation")[0]]
    seconds = []
    for number in range(reports):
        chance = random.Random(f"{seed}/{size}/{number}")
        numbers = random_numbers(specs, chance)
        victims = chance.sample(sorted(cell for cell in numbers if cell.table == "requests"), size)
        misread = {cell: chance.uniform(0.5, 0.97) for cell in victims[: size // 10]}
        looks = Looks(share=0.0, open_cells=frozenset(victims), wrong=misread)
        bound = read_tables(numbers, specs, looks, chance)
        start = time.process_time()
        check_rules(reconcile(bound, schema), (), schema)
        seconds.append(time.process_time() - start)
    return Growth(size, sum(seconds) / reports, max(seconds))


def _reports(
    schema: ReportSchema, count: int, seed: int
) -> Iterator[tuple[random.Random, tuple[TableSpec, ...], Numbers]]:
    """Reports of both editions in turn, each with its own source of chance."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        editions = sorted(spec.edition for spec in schema.editions("requests"))
        edition = editions[number % len(editions)]
        specs = (schema.table("requests", edition), schema.table("litigation", edition))
        yield chance, specs, random_numbers(specs, chance)


def _certainty(cell: ReconciledCell) -> float:
    return max((a.probability for a in cell.posterior if a.value == cell.value), default=0.0)


def _broken(schema: ReportSchema, specs: Sequence[TableSpec], printed: Numbers) -> set[tuple[str, tuple[Address, ...]]]:
    """The identities that a table breaks, by code and cells, computed from the numbers themselves."""
    tables = schema.chosen({spec.id: spec.edition for spec in specs})
    found = [
        instance
        for instance in rule_instances(schema, tables, RuleKind.IDENTITY)
        if all(cell in printed for cell in instance.cells)
    ]
    checks = [evaluate(instance, lambda part: Amount(Decimal(printed[part.cell]))) for instance in found]
    return {(c.instance.rule.code, c.instance.cells) for c in checks if c.verdict is Verdict.FAIL}
