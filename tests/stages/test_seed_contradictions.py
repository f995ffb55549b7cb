"""Every contradiction in print of the transcribed reports is found from their text and values, and none is invented."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.evaluate.expected_findings import (
    Told,
    compare,
    load_expected,
    report_of,
    sided_codes,
    told_findings,
)
from ocr_pipeline.model.bound import BoundTable
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.report import Cause, Finding
from ocr_pipeline.schema.rule_types import RuleKind
from ocr_pipeline.schema.verdict import Verdict, evaluate
from ocr_pipeline.stages.amounts import AmountReader, rule_instances
from ocr_pipeline.stages.find_statements import find_statements
from tests.stages.reports_on_paper import missing, page, schema, table, understood

SOURCE = Path(__file__).parents[2] / "samples" / "source"
TABLES = ("active_disclosure", "requests", "litigation")
UNIT_IN_HEADER = {"yiyang2020": "\u4e07\u5143"}
"""The unit that a header states, which binding adds to the value."""


def prose(report: str) -> PageReading:
    """The paragraphs of a report's source, tags and templates taken away."""
    text = (SOURCE / report / "report.html.j2").read_text(encoding="utf-8")
    for gone in (r"<style>.*?</style>", r"{#.*?#}", r"{%.*?%}", r"{{.*?}}", r"<svg.*?</svg>"):
        text = re.sub(gone, "", text, flags=re.DOTALL)
    lines = re.split(r"</p>|</div>|</h\d>|<br>|\n", text)
    return page(*(line for raw in lines if (line := re.sub(r"<[^>]*>", "", raw).strip())))


def bound(report: str) -> list[BoundTable]:
    """The tables of a report as printed."""
    truth = json.loads((SOURCE / report / "truth.json").read_text(encoding="utf-8"))
    tables = []
    for name in TABLES:
        if name not in truth.get("tables", {}):
            tables.append(missing(name, "2019"))
            continue
        printed = {
            f"{row}/{column}": text for row, cells in truth["tables"][name].items() for column, text in cells.items()
        }
        if name == "active_disclosure" and report in UNIT_IN_HEADER:
            printed["procurement/amount"] += UNIT_IN_HEADER[report]
        tables.append(table(name, truth["edition"][name], printed))
    return tables


@cache
def findings(report: str) -> tuple[Finding, ...]:
    return understood(*bound(report), prose=prose(report))[1]


EXPECTED = load_expected(SOURCE / "findings.toml")


@pytest.mark.parametrize("report", ["yiyang2020", "yuanjiang2019", "yuelu2020", "yunhuqiao2020", "hunan2020"])
def test_the_contradictions_in_print_are_found_and_no_others(report: str) -> None:
    tables, found = understood(*bound(report), prose=prose(report))
    statements = find_statements([prose(report)], tables, schema())
    told = told_findings(found, statements, schema(), sided_codes(EXPECTED))
    compared = compare(report, report, told, EXPECTED[report])
    assert compared.invented == ()
    # A transcription of fields cannot hold what stands outside of them.
    assert {own.code for own in compared.missing} <= {"cell.stray"}


def test_expected_findings_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_text("[[finding]]\nreport = 'a'\n", encoding="utf-8")
    with pytest.raises(OptionsError, match="holds no expected findings"):
        load_expected(tmp_path / "f.toml")


def test_missing_and_invented_findings_are_told_apart() -> None:
    one, other = Told("a", "1", "2"), Told("b")
    compared = compare("d", "r", [one, one, other], [one, Told("c")])
    assert (compared.found, compared.missing, compared.invented) == ((one,), (Told("c"),), (one, other))


def test_a_scan_is_known_by_the_name_of_its_file() -> None:
    reports = ["yiyang2020", "yuelu2020"]
    assert [report_of(stem, reports) for stem in ("yiyang2020-fax", "yuelu-fax", "yiyang", "x")] == [
        "yiyang2020",
        "yuelu2020",
        None,
        None,
    ]


def test_no_identity_is_blamed_on_reading_where_all_is_clear() -> None:
    rules = [f for report in ("yiyang2020", "yuanjiang2019", "yuelu2020", "yunhuqiao2020") for f in findings(report)]
    assert {f.cause for f in rules if f.says and "/" not in f.says} == {Cause.SOURCE}


def test_an_amount_without_a_unit_is_told() -> None:
    assert [f.cells[0].row for f in findings("yunhuqiao2020") if f.code == "cell.no_unit"] == ["procurement"]


def test_a_report_without_tables_gets_what_its_text_states() -> None:
    stated = {f.cells: f for f in findings("hunan2020") if f.code == "statement.only"}
    rows = {cells[0].row for cells in stated if cells[0].table == "requests"}
    assert rows == {"new", "carried_in", "processed_total", "carried_out"}
    assert sum(cells[0].table == "litigation" for cells in stated) == 6
    assert "report.no_tables" in {f.code for f in findings("hunan2020")}


def test_the_priors_of_breaks_in_print_are_those_of_the_transcribed_reports() -> None:
    seen: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for report in ("yiyang2020", "yuanjiang2019", "yuelu2020", "yunhuqiao2020"):
        tables = {own.table: own for own in bound(report)}
        specs = schema().chosen({own.table: own.edition for own in tables.values()})
        values = {cell.address: cell.best for own in tables.values() for cell in own.cells}
        amounts = AmountReader(specs, schema().characters)
        for instance in rule_instances(schema(), specs, RuleKind.IDENTITY):
            found = evaluate(instance, lambda part: amounts.amount(part.cell, values[part.cell]))  # noqa: B023
            family = instance.rule.table if instance.rule.table == "litigation" else instance.rule.code
            seen[family] += 1
            broken[family] += found.if_blank_is_zero is Verdict.FAIL
    for rule in schema().rules:
        if rule.kind is RuleKind.IDENTITY:
            family = rule.table if rule.table == "litigation" else rule.code
            assert rule.breaks == pytest.approx((broken[family] + 0.6) / (seen[family] + 100), abs=5e-4), rule.code
