"""Findings of real reports against those that are known to be there: which are missing, which were invented."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.model.report import Finding, Statement
from ocr_pipeline.schema.types import ReportSchema

WATCHED = ("statement.disagrees", "statement.sums", "cell.stray", "cell.no_unit", "cell.negative", "cell.not_whole")
"""Codes that count beside those of the schema's rules: what a report says wrongly, not what was hard to read."""

STATED = "statement.only"


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """A finding as it is compared: its code and, where both are known, its two sides; or a quantity stated in prose."""

    code: str
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What of one document's findings was found, is missing, and was expected of no one."""

    document: str
    report: str
    found: tuple[Told, ...]
    missing: tuple[Told, ...]
    invented: tuple[Told, ...]


def sided_codes(expected: Mapping[str, Sequence[Told]]) -> set[str]:
    """The codes of which both sides are expected."""
    return {told.code for own in expected.values() for told in own if told.left}


def load_expected(path: Path) -> dict[str, tuple[Told, ...]]:
    """Report id -> what is to be told of it; raises ``OptionsError`` for a file that does not hold that."""
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
        found = [(own["report"], _expected(own)) for own in plain["finding"]]
        found += [(own["report"], Told(STATED, own["quantity"], _number(own["value"]))) for own in plain["stated"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OptionsError(f"{path}: holds no expected findings ({error!r})") from error
    expected: dict[str, tuple[Told, ...]] = {}
    for report, told in found:
        expected[report] = (*expected.get(report, ()), told)
    return expected


def _expected(own: dict[str, str]) -> Told:
    if "left" not in own:
        return Told(own["code"])
    return Told(own["code"], _number(own["left"]), _number(own["right"]))


def told_findings(
    findings: Sequence[Finding], statements: Sequence[Statement], schema: ReportSchema, sided: Iterable[str]
) -> list[Told]:
    """What was told of a report; both sides only of the codes ``sided``."""
    watched = {*(rule.code for rule in schema.rules), *WATCHED}
    both = set(sided)
    told = []
    for finding in findings:
        if finding.code in watched:
            sides = finding.code in both and finding.left is not None and finding.right is not None
            told.append(
                Told(finding.code, _number(finding.left), _number(finding.right)) if sides else Told(finding.code)
            )
    stated = [statement for statement in statements if statement.agrees is None]
    return told + [Told(STATED, statement.quantity, _number(statement.value)) for statement in stated]


def compare(document: str, name: str, told: Sequence[Told], expected: Sequence[Told]) -> Compared:
    """The two lists against each other, repetitions counted."""
    here, wanted = Counter(told), Counter(expected)
    return Compared(
        document,
        name,
        tuple(sorted((here & wanted).elements())),
        tuple(sorted((wanted - here).elements())),
        tuple(sorted((here - wanted).elements())),
    )


def report_of(stem: str, reports: Iterable[str]) -> str | None:
    """The report whose scan a file is: its name begins with the report's id, or with that less the year."""
    plain = stem.lower()
    fits = [report for report in reports if plain.startswith((report, report.rstrip("0123456789") + "-"))]
    return max(fits, key=len) if fits else None


def _number(value: Decimal | str | None) -> str:
    return f"{Decimal(value or 0).normalize():f}"
