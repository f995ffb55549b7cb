"""Transcribed reports: a folder with `report.html.j2`, `truth.json` and perhaps `wording.toml` -> HTML."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2

from ocr_pipeline.evaluate.synthesis.printed_requests import OFFICIAL_WIDTHS, litigation_table, requests_table
from ocr_pipeline.evaluate.synthesis.printed_tables import PrintedCell, PrintedTable, disclosure_blocks, stacked
from ocr_pipeline.evaluate.synthesis.wording import load_wording, reworded


def template_environment(folder: Path | None = None) -> jinja2.Environment:
    """Return the template environment: templates of `folder` first, then those of this package."""
    package = jinja2.PackageLoader("ocr_pipeline.evaluate.synthesis", ".")
    loaders: list[jinja2.BaseLoader] = [package]
    if folder is not None:
        loaders.insert(0, jinja2.FileSystemLoader(folder))
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders), undefined=jinja2.StrictUndefined, autoescape=False
    )
    environment.filters["without_band"] = without_band
    return environment


def without_band(block: PrintedTable) -> PrintedTable:
    """Return a block without its band row, for pages that print the clause outside of the table."""
    return replace(block, rows=block.rows[1:], head=max(0, block.head - 1))


def with_stray_total(table: PrintedTable, text: str) -> PrintedTable:
    """Return section three with a value printed by mistake under the heading of its last column."""
    above, below = table.rows[1], table.rows[2]
    row1 = (*above[:-1], replace(above[-1], rows=1))
    row2 = (*below, PrintedCell(text, "header"))
    return replace(table, rows=(table.rows[0], row1, row2, *table.rows[3:]))


def report_wording(folder: Path) -> dict[str, Any]:
    """Return what a transcribed report prints otherwise than the official form, and the words of its seal."""
    choices = folder / "wording.toml"
    return tomllib.loads(choices.read_text(encoding="utf-8")) if choices.is_file() else {}


def report_html(folder: Path) -> str:
    """Return the HTML of a transcribed report; values come from its truth file alone."""
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    house = report_wording(folder)
    template = template_environment(folder).get_template("report.html.j2")
    return template.render(truth=truth, **_tables(truth, house))


def _tables(truth: dict[str, Any], house: dict[str, Any]) -> dict[str, Any]:
    values, edition = truth["tables"], truth["edition"]
    if not values:
        return {}
    wording = reworded(load_wording(), house.get("replace", {}))
    blocks = disclosure_blocks(
        wording, values, edition=edition["active_disclosure"], columns=house.get("columns", "even")
    )
    requests = requests_table(
        wording, values, edition=edition["requests"], label_widths=house.get("label_widths", OFFICIAL_WIDTHS)
    )
    if "stray_total" in house:
        requests = with_stray_total(requests, house["stray_total"])
    return {
        "blocks": blocks,
        "disclosure": stacked(blocks),
        "requests": requests,
        "litigation": litigation_table(wording, values),
    }
