"""The pages on schemas and findings say what is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.schema.describe import findings_page
from ocr_pipeline.schema.expression import parse_formula, print_formula
from ocr_pipeline.stages.check_rules import check_rules
from ocr_pipeline.stages.reconcile import reconcile
from tests.stages.reports_on_paper import table

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_findings_is_the_one_that_the_schema_writes() -> None:
    assert (DOCS / "findings.md").read_text(encoding="utf-8") == findings_page(load_schema())


def test_every_finding_says_its_message_in_both_languages_with_the_same_words_filled_in() -> None:
    for finding in load_schema().findings:
        english, chinese = (set(re.findall(r"{(\w+)}", text)) for text in (finding.message, finding.message_zh))
        assert english == chinese, finding.code


def test_every_rule_that_the_page_on_schemas_shows_can_be_parsed() -> None:
    text = (DOCS / "schema.md").read_text(encoding="utf-8")
    shown = re.findall(r'^says = "(.*)"$', text, re.MULTILINE)
    assert shown
    for rule in shown:
        assert print_formula(parse_formula(rule)) == rule


def test_the_complete_example_of_the_page_on_schemas_loads(tmp_path: Path) -> None:
    text = (DOCS / "schema.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(id = .*?)```", text, re.DOTALL)
    assert len(examples) >= 2
    for number, example in enumerate(examples):
        path = tmp_path / f"example{number}.toml"
        path.write_text(example, encoding="utf-8")
        assert load_schema(path).rules


ASSUMED = ("clear", "excluded", "support", "echo", "confident", "coincidence", "zero_share", "breaks")


@pytest.mark.parametrize("name", ASSUMED)
def test_every_assumption_of_the_arithmetic_is_explained(name: str) -> None:
    assert f"`{name}`" in (DOCS / "schema.md").read_text(encoding="utf-8")


def test_the_worked_example_says_what_the_page_says(tmp_path: Path) -> None:
    text = (DOCS / "schema.md").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(re.findall(r"```toml\n(id = .*?)```", text, re.DOTALL)[0], encoding="utf-8")
    own = load_schema(tmp_path / "own.toml")
    printed = {"new/natural_person": "292", "carried_in/natural_person": "4", "carried_out/natural_person": "12"}
    tables = reconcile((table("requests", "2019", printed),), own)
    found = [finding for finding in check_rules(tables, (), own) if finding.code == "our-office.carried_out"]
    assert [f"> {finding.message}" for finding in found] == re.findall(r"^> .*$", text, re.MULTILINE)
