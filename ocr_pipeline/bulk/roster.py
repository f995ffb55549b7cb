"""Who should have reported: a list of organisations and years, held against the reports that came."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.exports.to_csv import csv_bytes
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.stages.running_text import compared
from ocr_pipeline.store.summary import SummaryRow

ENCODINGS = ("utf-8-sig", "gb18030")
"""Spreadsheets on Chinese Windows write the second."""
SHORTEST_PART = 3
"""Characters; a shorter name is part of too many others."""

_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True, order=True)
class Expected:
    """A report that should be there."""

    organisation: str
    year: int


def load_roster(path: Path) -> tuple[Expected, ...]:
    """The rows of a CSV file with the columns organisation and year; raises ``OptionsError`` with the line."""
    rows = list(csv.reader(io.StringIO(_text(path))))
    expected: dict[Expected, None] = {}
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        year = _YEAR.search(cells[1]) if len(cells) > 1 else None
        if year is not None and cells[0]:
            expected[Expected(cells[0], int(year.group()))] = None
        elif number > 1:
            raise OptionsError(f"{path}: line {number} is no organisation and year; write: name,2020")
    if not expected:
        raise OptionsError(f"{path}: names nobody; write a line for each report that should be there: name,2020")
    return tuple(expected)


def missing(
    roster: Iterable[Expected], rows: Iterable[SummaryRow], simplified: Mapping[str, str]
) -> tuple[Expected, ...]:
    """Who did not report, in order of year and name.

    A report stands for the organisation whose name it gives; where nobody has that name, for the only one of its year
    that is called so but for an ending such as "people's government", or whose longer name ends with the report's.
    """
    wanted = {expected: compared(expected.organisation, simplified) for expected in roster}
    reports = {
        (compared(row.organisation, simplified), row.year) for row in rows if row.error is None and row.organisation
    }
    exact = {expected for expected, name in wanted.items() if (name, expected.year) in reports}
    left = {expected: name for expected, name in wanted.items() if expected not in exact}
    named = {(wanted[expected], expected.year) for expected in exact}
    endings = _endings()
    for name, year in reports - named:
        alike = [e for e, other in left.items() if e.year == year and _same_body(name, other, endings)]
        if len(alike) == 1:
            exact.add(alike[0])
    return tuple(sorted(wanted.keys() - exact, key=lambda expected: (expected.year, expected.organisation)))


def missing_csv(expected: Iterable[Expected]) -> bytes:
    """The list as CSV for a spreadsheet."""
    return csv_bytes(((one.organisation, one.year) for one in expected), ("organisation", "year"))


def missing_to_plain(expected: Iterable[Expected]) -> list[Plain]:
    """The list as it stands in ``summary.json``."""
    return [{"organisation": one.organisation, "year": one.year} for one in expected]


def _same_body(name: str, other: str, endings: Sequence[str]) -> bool:
    short, long = _without(name, endings), _without(other, endings)
    return short == long or (len(short) >= SHORTEST_PART and long.endswith(short))


def _without(name: str, endings: Sequence[str]) -> str:
    return next((name.removesuffix(ending) for ending in endings if name.endswith(ending) and name != ending), name)


def _endings() -> tuple[str, ...]:
    data = tomllib.loads(files(__package__).joinpath("roster.toml").read_text(encoding="utf-8"))
    return tuple(sorted(map(str, data["endings"]), key=len, reverse=True))


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OptionsError(f"{path}: the roster cannot be read ({error.strerror})") from error
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OptionsError(f"{path}: the roster is neither UTF-8 nor GB 18030; save it as CSV in UTF-8")
