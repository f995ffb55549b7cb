"""The worked example of docs/own-schema.md: its schema, its truth, and its sheet as it is seen."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

from ocr_pipeline.model.page import PageReading
from tests.stages.drawn_tables import Noise, Printed, Sheet, page_of, read_sheet

PAGE = Path(__file__).parents[2] / "docs" / "own-schema.md"
TITLE = "某某市水利局2021年“三公”经费预算表"
HEAD = ("项目", "上年预算数", "本年预算数", "增减额")
LABELS = {
    "trips": "因公出国（境）费",
    "cars": "公务用车购置及运行维护费",
    "cars.bought": "其中：公务用车购置费",
    "cars.run": "公务用车运行维护费",
    "receptions": "公务接待费",
    "total": "合计",
}


def block(language: str, first: str) -> str:
    """The code block of the page that begins with a text."""
    found: list[str] = re.findall(rf"```{language}\n({re.escape(first)}.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    return found[0]


def schema_file(folder: Path) -> Path:
    """The schema of the page as a file."""
    path = folder / "three-public.toml"
    path.write_text(block("toml", "id = "), encoding="utf-8")
    return path


def truth() -> dict[str, Any]:
    """The truth of the page."""
    loaded: dict[str, Any] = json.loads(block("json", "{"))
    return loaded


def lines(printed: dict[str, dict[str, str]]) -> list[tuple[str, ...]]:
    """The sheet row by row: its head, then labels and numbers."""
    return [HEAD, *((LABELS[row], *columns.values()) for row, columns in printed.items())]


def seen(printed: dict[str, dict[str, str]]) -> PageReading:
    """The sheet as it is seen without a fault."""
    cells = [
        Printed(r, c, 1, 1, "" if r and c else text, text if r and c else None)
        for r, line in enumerate(lines(printed))
        for c, text in enumerate(line)
    ]
    sheet = Sheet(1 + len(printed), len(HEAD), tuple(cells))
    return page_of(0, [read_sheet(sheet, Noise(), random.Random(0))])
