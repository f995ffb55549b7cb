"""The numbers of a random report: realistic sizes, all identities of the statutory tables holding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.evaluate.synthesis.printed_tables import Field
from ocr_pipeline.evaluate.synthesis.wording import Wording

Numbers = dict[Field, Decimal]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DrawnReport:
    """The editions of a report's tables and its numbers by field."""

    editions: Mapping[str, str]
    numbers: Numbers


def pick(weights: Mapping[str, Any], random: np.random.Generator) -> str:
    """Return a key by its weight; a weight may stand first in a list."""
    keys = list(weights)
    share = np.array([value[0] if isinstance(value, list) else value for value in weights.values()], dtype=np.float64)
    return keys[int(random.choice(len(keys), p=share / share.sum()))]


def draw_report(wording: Wording, spec: Mapping[str, Any], random: np.random.Generator) -> DrawnReport:
    """Return the editions and numbers of one report."""
    disclosure, requests = spec["editions"][pick(spec["editions"], random)][1:]
    size = spec["sizes"][pick(spec["sizes"], random)][1:]
    numbers = _requests(wording, spec, edition=requests, received=_between(size, random), random=random)
    numbers |= _litigation(wording, spec, received=int(numbers["requests", "new", "total"]), random=random)
    numbers |= _disclosure(wording, disclosure, random)
    # The form of section four never changed: it counts as that of section three.
    editions = {"active_disclosure": disclosure, "requests": requests, "litigation": requests}
    return DrawnReport(editions, numbers)


def _between(bounds: Sequence[int], random: np.random.Generator) -> int:
    """Return a whole number between two bounds, even on the logarithmic scale."""
    low, high = bounds
    if high == 0:
        return 0
    return round(float(np.exp(random.uniform(np.log(max(low, 0.6)), np.log(high)))))


def outcome_rows(wording: Wording, edition: str) -> list[str]:
    """Return the keys of the rows between the applications received and their total, in printed order."""
    groups = [group for group in wording["requests"]["groups"] if group.get("edition", edition) == edition]
    return [row["key"] for group in groups for row in group["rows"]][:-1]


def _requests(
    wording: Wording, spec: Mapping[str, Any], *, edition: str, received: int, random: np.random.Generator
) -> Numbers:
    section = wording["requests"]
    columns = [column["key"] for column in section["columns"]]
    new = _by_applicant(received, columns, spec["applicants"], random)
    carried_in = _part(new, 0.12, random) if random.random() < 0.45 else np.zeros_like(new)
    carried_out = _part(new + carried_in, 0.08, random) if random.random() < 0.5 else np.zeros_like(new)
    processed = new + carried_in - carried_out
    rows = outcome_rows(wording, edition)
    outcomes = _by_outcome(processed, rows, spec["shares"], random)
    lines: dict[str, Counts] = {"new": new, "carried_in": carried_in}
    lines |= {row: outcomes[:, index] for index, row in enumerate(rows)}
    lines |= {"processed_total": processed, "carried_out": carried_out}
    return {
        ("requests", row, column): Decimal(int(value))
        for row, line in lines.items()
        for column, value in zip(columns, [*line, line.sum()], strict=True)
    }


def _by_applicant(
    total: int, columns: Sequence[str], weights: Mapping[str, float], random: np.random.Generator
) -> Counts:
    """Return applications by applicant, natural persons first, without the total."""
    others = np.array([weights[key] for key in columns[1:-1]])
    present = random.random(len(others)) < np.clip(0.12 + 0.05 * np.log1p(total) + others / 40, 0, 0.9)
    share = others * present * random.gamma(1.0, 1.0, len(others))
    whole = random.beta(1.3, 7.0) if present.any() else 0.0
    share = whole * share / share.sum() if share.sum() > 0 else np.zeros_like(others)
    return np.asarray(random.multinomial(total, [1.0 - share.sum(), *share]), dtype=np.int64)


def _part(counts: Counts, most: float, random: np.random.Generator) -> Counts:
    return np.asarray(random.binomial(counts, random.uniform(0, most)), dtype=np.int64)


def _by_outcome(
    processed: Counts, rows: Sequence[str], weights: Mapping[str, float], random: np.random.Generator
) -> Counts:
    """Return counts (applicants, rows) whose rows sum to `processed`; many outcomes never occur in a report."""
    weight = np.array([weights[row] for row in rows])
    kept = random.random(len(rows)) < np.clip(0.25 + weight / 12 + 0.06 * np.log1p(processed.sum()), 0, 0.97)
    kept[0] |= not kept.any()
    share = weight * kept * random.gamma(1.2, 1.0, len(rows))
    share = share / share.sum() if share.sum() > 0 else np.eye(len(rows))[0]
    return np.stack([random.multinomial(int(count), share) for count in processed]).astype(np.int64)


def _litigation(wording: Wording, spec: Mapping[str, Any], *, received: int, random: np.random.Generator) -> Numbers:
    section = wording["litigation"]
    keys = [outcome["key"] for outcome in section["outcomes"]]
    share = np.array([spec["outcomes"][key] for key in keys[:-1]]) * random.gamma(1.0, 1.0, len(keys) - 1)
    numbers: Numbers = {}
    for group, rate in (("review", 0.05), ("direct", 0.025), ("after_review", 0.02)):
        cases = int(random.poisson(rate * received * random.gamma(1.0, 1.0))) if random.random() < 0.8 else 0
        counts = random.multinomial(cases, share / share.sum())
        for key, value in zip(keys, [*counts, cases], strict=True):
            numbers["litigation", section["row"], f"{group}.{key}"] = Decimal(int(value))
    return numbers


def _disclosure(wording: Wording, edition: str, random: np.random.Generator) -> Numbers:
    numbers: Numbers = {}
    reach = random.uniform(1.0, 6.5)  # of the office: decimal digits of its largest counts
    for block in wording["active_disclosure"][edition]:
        for row in block["rows"]:
            values = _disclosure_row(row["key"], row["columns"], reach, random)
            for column, value in zip(row["columns"], values, strict=True):
                numbers["active_disclosure", row["key"], column] = value
    return numbers


def _disclosure_row(row: str, columns: Sequence[str], reach: float, random: np.random.Generator) -> list[Decimal]:
    if row == "regulations" and random.random() < 0.8:
        return [Decimal(0)] * len(columns)  # only larger cities make them
    if "change" in columns:
        return _catalogue_row(columns, reach, random)
    if columns[0] == "made":
        return _documents(columns, reach, random)
    return [_amount(reach, random) if column == "amount" else _count(reach, random) for column in columns]


def _count(reach: float, random: np.random.Generator) -> Decimal:
    if random.random() < 0.3:
        return Decimal(0)
    return Decimal(int(10 ** random.uniform(0, reach + 0.9)))


def _catalogue_row(columns: Sequence[str], reach: float, random: np.random.Generator) -> list[Decimal]:
    """Return items of last year, their change, and (in most rows) the decisions taken."""
    previous = int(10 ** random.uniform(0, max(0.5, reach - 1))) if random.random() < 0.75 else 0
    change = int(random.normal(0, 0.15 * previous + 1)) if random.random() < 0.6 else 0
    row = {"previous": Decimal(previous), "change": Decimal(max(change, -previous)), "decisions": _count(reach, random)}
    return [row[column] for column in columns]


def _documents(columns: Sequence[str], reach: float, random: np.random.Generator) -> list[Decimal]:
    made = int(10 ** random.uniform(0, max(0.6, reach - 2.2))) if random.random() < 0.75 else 0
    stock = made + (int(10 ** random.uniform(0, max(0.8, reach - 1.5))) if random.random() < 0.8 else 0)
    second = made if columns[1] == "published" else int(random.integers(0, stock + 1) * random.random())
    return [Decimal(made), Decimal(second), Decimal(stock)]


def _amount(reach: float, random: np.random.Generator) -> Decimal:
    if random.random() < 0.25:
        return Decimal(0)
    digits = int(random.integers(0, 6))
    return round(Decimal(float(10 ** random.uniform(0.3, reach + 1))), digits)
