"""One random report, whole: numbers, mistakes, printing habits, wording, prose, style -> HTML section and truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import jinja2
import numpy as np

from ocr_pipeline.evaluate.synthesis.look_settings import stream
from ocr_pipeline.evaluate.synthesis.page_style import PageStyle, draw_fonts, draw_style
from ocr_pipeline.evaluate.synthesis.printed_requests import litigation_table, requests_table
from ocr_pipeline.evaluate.synthesis.printed_tables import Values, disclosure_blocks, stacked
from ocr_pipeline.evaluate.synthesis.printing_habits import (
    PrintingHabits,
    as_truth,
    as_values,
    draw_habits,
    print_numbers,
)
from ocr_pipeline.evaluate.synthesis.random_text import ReportText, write_text
from ocr_pipeline.evaluate.synthesis.random_values import draw_report
from ocr_pipeline.evaluate.synthesis.source_errors import SourceError, make_mistake
from ocr_pipeline.evaluate.synthesis.wording import Wording, load_data, load_wording, reworded

_VARIANT_SHARE = 0.12
_MISTAKE_SHARE = 0.12
_FIRST_YEAR = {"2019": (2019, 2021), "2021": (2021, 2026)}


@dataclass(frozen=True, slots=True)
class Recipes:
    """The data files that random reports are drawn from."""

    wording: Wording
    numbers: Mapping[str, Any]
    styles: Mapping[str, Any]
    fonts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RandomReport:
    """A drawn report before it is printed; `values` go to paper, `truth` is the truth file's content."""

    number: int
    text: ReportText
    style: PageStyle
    wording: Wording
    editions: Mapping[str, str]
    values: Values
    truth: Mapping[str, Any]


def load_recipes() -> Recipes:
    """Return the recipes that come with the package."""
    return Recipes(
        load_wording(), load_data("random_reports.toml"), load_data("page_styles.toml"), load_data("page_fonts.toml")
    )


def draw_random_report(recipes: Recipes, number: int, *, seed: int, fonts: str, rules: str) -> RandomReport:
    """Return report `number` of a seed; the same number gives the same values whatever else is made."""
    values_random = stream(seed, "report", number)
    drawn = draw_report(recipes.wording, recipes.numbers, values_random)
    numbers, mistakes = drawn.numbers, tuple[SourceError, ...]()
    if values_random.random() < _MISTAKE_SHARE:
        numbers, mistakes = make_mistake(numbers, values_random)
    habits = draw_habits(recipes.numbers, values_random)
    printed = print_numbers(numbers, habits, values_random)
    page_random = stream(seed, "page", number)
    style = draw_style(recipes.styles, draw_fonts(recipes.fonts, fonts, page_random), rules=rules, random=page_random)
    wording = _varied(recipes.wording, habits, page_random)
    low, high = _FIRST_YEAR[drawn.editions["requests"]]
    year = int(page_random.integers(low, high))
    text = write_text(wording, recipes.numbers, drawn.numbers, year=year, random=page_random)
    truth = {
        "title": text.title,
        "edition": dict(drawn.editions),
        "tables": as_truth(printed),
        "made": {
            "style": asdict(style),
            "habits": asdict(habits),
            "source_errors": [_told(error) for error in mistakes],
        },
    }
    return RandomReport(number, text, style, wording, drawn.editions, as_values(printed), truth)


def _told(error: SourceError) -> dict[str, Any]:
    return {"kind": error.kind, "field": list(error.field), "right": str(error.right), "printed": str(error.printed)}


def _varied(wording: Wording, habits: PrintingHabits, random: np.random.Generator) -> Wording:
    """Return the wording with some labels printed otherwise, and the unit of amounts where the office puts it."""
    replace = {
        variant["from"]: variant["to"][int(random.integers(len(variant["to"])))]
        for variant in wording["variants"]
        if random.random() < _VARIANT_SHARE
    }
    amount = str(wording["active_disclosure"]["2019"][-1]["header"][-1])
    replace[amount] = amount + habits.money_header
    varied: Wording = reworded(dict(wording), replace)
    return varied


def report_section(report: RandomReport, environment: jinja2.Environment) -> str:
    """Return the HTML section of a report."""
    blocks = disclosure_blocks(
        report.wording, report.values, edition=report.editions["active_disclosure"], columns=report.style.columns
    )
    requests = requests_table(
        report.wording,
        report.values,
        edition=report.editions["requests"],
        label_widths=report.style.label_widths,
    )
    return environment.get_template("random_report.html.j2").render(
        number=report.number,
        text=report.text,
        style=report.style,
        blocks=blocks,
        disclosure=stacked(blocks),
        requests=requests,
        litigation=litigation_table(report.wording, report.values),
        marks=True,
    )
