"""The prose of a random report: title, sections, and sentences that repeat numbers of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ocr_pipeline.evaluate.synthesis.random_values import Numbers
from ocr_pipeline.evaluate.synthesis.wording import Wording

_HEADS = ("general", "active_disclosure", "requests", "litigation", "problems", "other")
_STATED = ("new", "carried_in", "processed_total", "carried_out")


@dataclass(frozen=True, slots=True)
class ReportText:
    """The texts around the tables; `heads` are the six section titles as printed."""

    office: str
    year: int
    title: str
    heads: tuple[str, ...]
    intro: tuple[str, ...]
    general: tuple[str, ...]
    problems: tuple[str, ...]
    other: str
    foot: tuple[str, ...]
    date: str
    watermark: str


def write_text(
    wording: Wording, spec: Mapping[str, Any], numbers: Numbers, *, year: int, random: np.random.Generator
) -> ReportText:
    """Return the prose of a report; its sentences agree with `numbers`."""
    words = spec["words"]
    office = _one(words["regions"], random) + _one(words["bodies"], random)
    pattern = words["heads"] if random.random() < 0.9 else words["bare_heads"]
    sections = wording["sections"]
    heads = [
        pattern.format(numeral=numeral, title=sections[name])
        for numeral, name in zip(sections["numerals"], _HEADS, strict=True)
    ]
    return ReportText(
        office=office,
        year=year,
        title=words["title"].format(office=office, year=year),
        heads=tuple(heads),
        intro=(_one(words["intro"], random).format(year=year),),
        general=_general(words, numbers, year, random),
        problems=tuple(words["problems"][: int(random.integers(1, 3))]),
        other=_one(words["other"], random).format(year=year),
        foot=(words["footnote"],) if random.random() < 0.15 else (),
        watermark=_one(words["watermarks"], random),
        date=words["date"].format(year=year + 1, day=int(random.integers(8, 31))),
    )


def _general(words: Mapping[str, Any], numbers: Numbers, year: int, random: np.random.Generator) -> tuple[str, ...]:
    totals = {key: int(numbers["requests", key, "total"]) for key in _STATED}
    lines = [line.format(year=year) for line in words["general"] if random.random() < 0.6]
    lines.insert(min(1, len(lines)), words["statement"].format(year=year, **totals))
    if random.random() < 0.5:
        review = int(numbers["litigation", "cases", "review.total"])
        lawsuit = sum(int(numbers["litigation", "cases", f"{group}.total"]) for group in ("direct", "after_review"))
        lines.append(words["lawsuit_statement"].format(review=review, lawsuit=lawsuit))
    return tuple(lines)


def _one(choices: list[str], random: np.random.Generator) -> str:
    return choices[int(random.integers(len(choices)))]
