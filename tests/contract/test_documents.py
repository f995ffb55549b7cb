"""What the documents say exists, and what exists is said."""

from __future__ import annotations

import os
import re
from functools import cache

import pytest

from ocr_pipeline.cli import COMMANDS
from ocr_pipeline.errors import ExitCode
from ocr_pipeline.model.bound import ValueState
from tests.contract.repository import ROOT, repository_files, text_of

LONGEST_SCRIPT = 60
READMES = ("README.md", "README.zh.md")
DOCUMENTS = sorted(str(path) for path in repository_files() if path.suffix == ".md")
SCRIPTS = sorted(str(path) for path in repository_files() if path.parts[0] == "scripts" and path.suffix == "")

readmes = pytest.mark.parametrize("readme", READMES)
documents = pytest.mark.parametrize("document", DOCUMENTS)


def first_cells(text: str) -> list[str]:
    """The first cell of every table row of a Markdown text."""
    return [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")]


def described_commands(readme: str) -> set[str]:
    """The words after which table cells of the form `word ...` begin, scripts left out."""
    cells = first_cells(text_of(readme))
    return {word for cell in cells for word in re.findall(r"`([a-z]+)(?: [^`]*)?`", cell)}


@cache
def offered_commands() -> frozenset[str]:
    return frozenset(module.__name__.rsplit(".", 1)[1] for module in COMMANDS)


@readmes
def test_two_commands_are_enough(readme: str) -> None:
    block = re.search(r"```\n(scripts/\w+) .*\n(scripts/\w+) .*\n```", text_of(readme))
    assert block
    assert block.groups() == ("scripts/demo", "scripts/test")


@documents
def test_every_script_that_is_named_can_be_run(document: str) -> None:
    named = set(re.findall(r"(?<![\w/.])(scripts/[a-z_]+)", text_of(document)))
    assert {name for name in named if not os.access(ROOT / name, os.X_OK)} == set()


@documents
def test_every_link_leads_to_a_file(document: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", text_of(document))
    assert [link for link in links if not (ROOT / document).parent.joinpath(link).exists()] == []


@readmes
def test_the_commands_described_are_the_commands_offered(readme: str) -> None:
    assert described_commands(readme) == offered_commands()


@readmes
def test_the_exit_statuses_described_are_those_given(readme: str) -> None:
    assert [int(cell) for cell in first_cells(text_of(readme)) if cell.isdigit()] == sorted(ExitCode)


@readmes
def test_every_state_of_a_field_is_explained(readme: str) -> None:
    assert [state for state in ValueState if f"`{state.value}`" not in text_of(readme)] == []


def test_both_readmes_tell_the_same() -> None:
    heads = [[line.count("#") for line in text_of(readme).splitlines() if line.startswith("#")] for readme in READMES]
    rows = [len(first_cells(text_of(readme))) for readme in READMES]
    assert heads[0] == heads[1]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_short_and_can_be_run(script: str) -> None:
    assert len(text_of(script).splitlines()) < LONGEST_SCRIPT
    assert os.access(ROOT / script, os.X_OK)


def test_every_script_is_described() -> None:
    described = text_of("README.md")
    assert [script for script in SCRIPTS if script not in described] == []
