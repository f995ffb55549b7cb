"""Tables torn in half, cells that say nothing, rules that make no sense: an answer or a clear refusal, and in time."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.errors import SchemaError
from ocr_pipeline.evaluate.value_tables import Looks, random_numbers, read_tables
from ocr_pipeline.model.bound import ABSENT, Alternative, BoundCell, BoundTable, ValueState
from ocr_pipeline.model.report import Decision, ReconciledTable
from ocr_pipeline.options import DecideOptions
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.check_rules import check_rules
from ocr_pipeline.stages.reconcile import reconcile
from ocr_pipeline.stages.score_confidence import score_confidence
from tests.stages.reports_on_paper import missing, schema, table

LONGEST = 2.0
"""Seconds of CPU that one report may take."""


def understood_in_time(bound: tuple[BoundTable, ...], own: ReportSchema) -> tuple[ReconciledTable, ...]:
    start = time.process_time()
    tables = reconcile(bound, own)
    findings = check_rules(tables, (), own)
    scored = score_confidence(tables, findings, None, DecideOptions())
    assert time.process_time() - start < LONGEST
    assert all(finding.message and finding.message_zh for finding in findings)
    for cell in scored:
        if cell.value.state in (ValueState.ABSENT, ValueState.UNREADABLE):
            assert cell.decision is Decision.REVIEW
    return tables


def torn(cell: BoundCell, chance: random.Random) -> BoundCell:
    """Nothing found, or found without a single reading."""
    return replace(cell, alternatives=() if chance.random() < 0.5 else (Alternative(ABSENT, 1.0),), reading=None)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["2019", "2021"]), st.floats(0.3, 1.0), st.floats(0.0, 1.0))
def test_a_table_with_half_its_cells_absent_is_understood_in_time(
    seed: int, edition: str, lost: float, doubtful: float
) -> None:
    chance = random.Random(seed)
    specs = [schema().table("requests", edition), schema().table("litigation", edition)]
    read = read_tables(random_numbers(specs, chance), specs, Looks(share=doubtful), chance)
    bound = tuple(
        replace(own, cells=tuple(torn(cell, chance) if chance.random() < lost else cell for cell in own.cells))
        for own in read
    )
    tables = understood_in_time(bound, schema())
    gone = [cell for own in tables for cell in own.cells if cell.value == ABSENT]
    assert all(cell.by_pixels is None and not cell.broken_by for cell in gone)


def test_a_table_whose_every_cell_is_open_is_understood_in_time() -> None:
    chance = random.Random(4)
    specs = [schema().table("requests", "2021"), schema().table("litigation", "2021")]
    numbers = random_numbers(specs, chance)
    open_cells = Looks(doubtful=(0.05, 0.3), share=1.0)
    understood_in_time(read_tables(numbers, specs, open_cells, chance), schema())


def test_nothing_found_at_all_is_unknown_and_not_an_error() -> None:
    bare = replace(missing("requests"), cells=())
    assert understood_in_time((missing("litigation"), bare), schema())[1].cells == ()
    assert understood_in_time((), schema()) == ()


SCHEMA = """
id = "own"
title = ["Stock"]
[[table]]
id = "stock"
editions = ["1"]
titles = ["Stock"]
[[table.block]]
key = "goods"
columns = [{ key = "in", label = "In" }, { key = "out", label = "Out" }, { key = "left", label = "Left" }]
rows = [{ key = "tea", label = "Tea" }, { key = "salt", label = "Salt" }, { key = "total", label = "Total" }]
"""


def own_schema(*rules: str, more: str = "") -> ReportSchema:
    """A schema of its own with these formulas, in every row."""
    texts = [
        f'[[rule]]\ncode = "own.{number}"\ntable = "stock"\nfor = "every row"\nsays = "{says}"\n{more}'
        for number, says in enumerate(rules)
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.toml"
        path.write_text(SCHEMA + "\n".join(texts), encoding="utf-8")
        return load_schema(path)


def stock(own: ReportSchema, chance: random.Random) -> tuple[BoundTable, ...]:
    """A table of nine cells, some open."""
    spec = own.table("stock", "1")
    cells = table("litigation", "2021", {f"cases/{key}": str(chance.randint(0, 9)) for key in KEYS}).cells
    shares = (0.9999, 0.9, 0.4)
    return (
        BoundTable(
            "stock",
            "1",
            tuple(
                replace(
                    cell,
                    address=replace(cell.address, table="stock", row=row, column=column),
                    alternatives=(replace(cell.alternatives[0], probability=chance.choice(shares)),),
                )
                for (row, column), cell in zip(spec.fields, cells, strict=False)
            ),
            ((0, 0),),
        ),
    )


KEYS = ("review.upheld", "review.corrected", "review.other", "review.pending", "review.total", "direct.upheld",
        "direct.corrected", "direct.other", "direct.pending")  # fmt: skip

words = st.sampled_from(
    ["in", "out", "left", "all", "sum(", ")", "except", "last(", "+", "-", "*", "=", "<=", ">=", ",", "0", "2", "7",
     "stock/tea/in", "stock/tea", "tea", "total", "999999999999", "(", "in.x", "%", "__import__", "''"]
)  # fmt: skip


noise = st.lists(words, min_size=1, max_size=9).map(" ".join)
atoms = st.sampled_from(
    ["in", "out", "7", "3 * left", "sum(all except out)", "sum(in, left)", "last(out)", "stock/tea/in", "tea/left"]
)
sides = st.lists(atoms, min_size=1, max_size=3).map(" - ".join)
formulas = st.tuples(sides, st.sampled_from(["=", "<=", ">="]), sides).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(noise, formulas, formulas), min_size=1, max_size=2), st.integers(0, 99))
def test_any_text_for_a_rule_is_refused_with_its_place_or_can_be_worked_with(rules: list[str], seed: int) -> None:
    try:
        own = own_schema(*rules, more='kind = "check"\n')
    except SchemaError as error:
        assert "own.toml" in error.message
        return
    understood_in_time(stock(own, random.Random(seed)), own)


terms = st.lists(
    st.tuples(st.sampled_from([-3, -1, 1, 2, 10**9]), st.sampled_from(["in", "out", "left"])), min_size=1, max_size=3
)


def spelled(side: list[tuple[int, str]]) -> str:
    text = " ".join(f"{'-' if factor < 0 else '+'} {abs(factor)} * {name}" for factor, name in side)
    return text.removeprefix("+ ") if side[0][0] > 0 else "-" + text.removeprefix("- ")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(terms, terms, st.integers(0, 5)), min_size=1, max_size=4), st.booleans(), st.integers(0, 10**4)
)
def test_identities_that_contradict_each_other_are_refused_or_harm_nothing(
    rules: list[tuple[list[tuple[int, str]], list[tuple[int, str]], int]], loose: bool, seed: int
) -> None:
    says = [f"{spelled(left)} = {spelled(right)} + {constant}" for left, right, constant in rules]
    try:
        # With a tolerance rules that clash cannot be told when the schema is read.
        own = own_schema(*says, more='tolerance = "1"\n' if loose else "")
    except SchemaError as error:
        assert "own." in error.message
        return
    bound = stock(own, random.Random(seed))
    (found,) = understood_in_time(bound, own)
    for cell, read in zip(found.cells, bound[0].cells, strict=True):
        assert cell.value == read.best


@pytest.mark.parametrize(
    ("says", "problem"),
    [
        (("in = left + 1", "left = in"), "can never hold"),
        (("in = out + left", "out = in + left"), "round in a circle"),
        (("in = lift",), "no cell 'lift'"),
        (("stock/coffee/in = in",), "stock/coffee/in"),
    ],
)
def test_rules_that_cannot_be_are_refused_by_name(says: tuple[str, ...], problem: str) -> None:
    with pytest.raises(SchemaError, match=problem):
        own_schema(*says)
