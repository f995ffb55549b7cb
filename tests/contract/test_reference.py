"""The reference pages under docs/ list everything there is, with the true defaults."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from ocr_pipeline import errors
from ocr_pipeline.options import DEFAULTS
from tests.contract.repository import text_of


def rows_of(document: str) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text_of(document).splitlines() if "|" in line]
    return [row for row in rows if row[0].startswith("`")]


def all_options() -> Iterator[tuple[str, object]]:
    for stage in dataclasses.fields(DEFAULTS):
        section = getattr(DEFAULTS, stage.name)
        for option in dataclasses.fields(section):
            yield f"{stage.name}.{option.name}", getattr(section, option.name)


def spoken(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case "":
            return "empty"
        case ():
            return "all"
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def test_every_option_is_listed_with_its_default() -> None:
    listed = {row[0].strip("`"): row[1].strip("`") for row in rows_of("docs/options.md")}
    assert listed == {name: spoken(value) for name, value in all_options()}


def test_every_code_of_an_error_is_listed() -> None:
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.PipelineError)
    ]
    listed = [row[0].strip("`") for row in rows_of("docs/errors.md")]
    assert sorted(listed) == sorted({kind.code for kind in kinds})


def test_every_code_of_an_error_is_one_word_of_a_record() -> None:
    codes = [row[0].strip("`") for row in rows_of("docs/errors.md")]
    assert [code for code in codes if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)] == []


def test_the_shape_of_a_report_is_shown_as_it_is_shipped() -> None:
    shown = re.search(r"```json\n(.*?)```", text_of("docs/report.md"), re.DOTALL)
    assert shown
    assert shown.group(1) == text_of("ocr_pipeline/exports/report.schema.json").rstrip() + "\n"
