"""The style of one random report: fonts, sizes, margins, ruling, flow; drawn from data files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.evaluate.synthesis.printed_tables import Columns
from ocr_pipeline.evaluate.synthesis.random_values import pick


@dataclass(frozen=True, slots=True)
class PageFonts:
    """Families of one report."""

    name: str
    body: str
    heading: str
    label: str
    number: str
    in_cells: str
    vertical: bool


@dataclass(frozen=True, slots=True)
class PageStyle:
    """How one report is set; sizes in points, margins in millimetres."""

    fonts: PageFonts
    rules: str
    flow: str
    upright: str
    columns: Columns
    align: str
    page_number: str
    colour: str
    tint: str
    label_widths: tuple[float, float, float]
    body_size: float
    table_size: float
    number_size: float
    padding: float
    line: float
    side_margin: float
    top_margin: float
    landscape: bool
    bold_heads: bool
    bold_sums: bool
    space_before: float  # millimetres above the second table: where the page end will cut it


def draw_style(spec: Mapping[str, Any], fonts: PageFonts, rules: str, random: np.random.Generator) -> PageStyle:
    """Return a style.

    `rules` is a way of ruling, "over_pages" for a plain table cut by the page end, "ruled" for any way with lines
    between the rows, or "" for any at all.
    """
    if rules and rules not in ("over_pages", "ruled") and rules not in spec["rules"]:
        raise OptionsError(f"unknown ruling {rules!r}; known: {', '.join([*spec['rules'], 'over_pages', 'ruled'])}")
    table_size = float(random.uniform(8.0, 10.5))
    widths = spec["draw"]["label_widths"]
    chosen = {key: pick(spec[key], random) for key in ("flow", "upright", "align", "page_number")}
    columns: Columns = "even" if pick(spec["columns"], random) == "even" else "offset"
    if chosen["upright"] == "vertical" and not fonts.vertical:
        chosen["upright"] = "stacked"
    unruled = spec["unruled"]["ways"] if rules == "ruled" else ()
    ruling = pick({way: weight for way, weight in spec["rules"].items() if way not in unruled}, random)
    space = float(random.uniform(0, 8))
    if rules == "over_pages":
        ruling, space = "full", float(random.uniform(0, 60))
        chosen["flow"] = pick({"free": 3, "whole_rows": 2, "head_repeated": 1}, random)
    elif rules and rules != "ruled":
        ruling = rules
    return PageStyle(
        fonts=fonts,
        rules=ruling,
        **chosen,
        columns=columns,
        colour=_one(spec["draw"]["palette"], random),
        tint=_one(spec["draw"]["tints"], random),
        label_widths=_three(widths[int(random.integers(len(widths)))]),
        body_size=float(random.uniform(10.5, 15.0)),
        table_size=table_size,
        number_size=table_size + float(random.uniform(0.0, 1.5)),
        # Rows this high make section three longer than a page.
        padding=float(random.uniform(5.0, 7.0)) if rules == "over_pages" else float(random.uniform(0.6, 3.5)),
        line=float(random.uniform(1.12, 1.45)),
        side_margin=float(random.uniform(14, 28)),
        top_margin=float(random.uniform(18, 34)),
        landscape=bool(random.random() < 0.06),
        bold_heads=bool(random.random() < 0.35),
        bold_sums=bool(random.random() < 0.12),
        space_before=space,
    )


def draw_fonts(spec: Mapping[str, Any], part: str, random: np.random.Generator) -> PageFonts:
    """Return a combination of fonts of the set `part` ("fit" or "evaluation")."""
    if part not in spec:
        raise OptionsError(f"unknown font set {part!r}; known: {', '.join(spec)}")
    chosen = spec[part][int(random.integers(len(spec[part])))]
    number = _one(chosen["number"], random)
    return PageFonts(
        name=chosen["name"],
        body=chosen["body"],
        heading=chosen["heading"],
        label=chosen["label"],
        number=number,
        in_cells=chosen.get("in_cells", chosen["label"]),
        vertical=chosen.get("vertical", True),
    )


def _one(choices: list[str], random: np.random.Generator) -> str:
    return choices[int(random.integers(len(choices)))]


def _three(widths: list[float]) -> tuple[float, float, float]:
    first, second, third = widths
    return first, second, third
