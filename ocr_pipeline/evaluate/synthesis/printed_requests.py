"""Sections three and four on paper: the applications by applicant and outcome, the reviews and lawsuits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ocr_pipeline.evaluate.synthesis.printed_tables import PrintedCell, PrintedTable, Row, Values, shown, value_cell

OFFICIAL_WIDTHS = (7.7, 9.5, 33.6)
_LABEL_COLUMNS = 3


def requests_table(
    wording: Mapping[str, Any], values: Values, *, edition: str, label_widths: Sequence[float] = OFFICIAL_WIDTHS
) -> PrintedTable:
    """Return section three: 3 header rows and 23 (form of 2019) or 25 (form of 2021) rows of 7 values.

    `label_widths` are the shares of the three label columns in percent; the seven value columns share the rest.
    """
    section = wording["requests"]
    keys = [column["key"] for column in section["columns"]]
    groups = [group for group in section["groups"] if group.get("edition", edition) == edition]
    rows = [
        *_header(section),
        *(_wide_row(item, keys, values) for item in section["before"]),
        *_results(section["results"], groups, keys, values),
        *(_wide_row(item, keys, values) for item in section["after"]),
    ]
    share = (100.0 - sum(label_widths)) / len(keys)
    return PrintedTable((*label_widths, *([share] * len(keys))), tuple(rows), head=3)


def _header(section: Mapping[str, Any]) -> list[Row]:
    columns = section["columns"]
    first, last, organisations = columns[0], columns[-1], columns[1:-1]
    return [
        (
            PrintedCell(shown(section["corner"]), "corner", rows=3, columns=_LABEL_COLUMNS),
            PrintedCell(shown(section["applicants"]), "header", columns=len(columns)),
        ),
        (
            PrintedCell(shown(first["label"]), "header", rows=2),
            PrintedCell(shown(section["organisations"]), "header", columns=len(organisations)),
            PrintedCell(shown(last["label"]), "header", rows=2),
        ),
        tuple(PrintedCell(shown(column["label"]), "header") for column in organisations),
    ]


def _numbers(key: str, keys: Sequence[str], values: Values) -> Row:
    return tuple(value_cell(values, ("requests", key, column)) for column in keys)


def _wide_row(item: Mapping[str, Any], keys: Sequence[str], values: Values) -> Row:
    return (PrintedCell(shown(item["label"]), "label", columns=_LABEL_COLUMNS), *_numbers(item["key"], keys, values))


def _results(title: str, groups: Sequence[Mapping[str, Any]], keys: Sequence[str], values: Values) -> list[Row]:
    rows = [row for group in groups for row in _group(group, keys, values)]
    side = PrintedCell(shown(title), "label", rows=len(rows), upright=True)
    return [(side, *rows[0]), *rows[1:]]


def _group(group: Mapping[str, Any], keys: Sequence[str], values: Values) -> list[Row]:
    items = group["rows"]
    if "label" not in items[0]:
        label = PrintedCell(shown(group["label"]), "label", columns=2)
        return [(label, *_numbers(items[0]["key"], keys, values))]
    side = PrintedCell(shown(group["label"]), "label", rows=len(items))
    rows: list[Row] = [
        (PrintedCell(shown(item["label"]), "label"), *_numbers(item["key"], keys, values)) for item in items
    ]
    return [(side, *rows[0]), *rows[1:]]


def litigation_table(wording: Mapping[str, Any], values: Values) -> PrintedTable:
    """Return section four: 3 header rows and one row of 15 values."""
    section = wording["litigation"]
    outcomes = section["outcomes"]
    count = len(outcomes)
    labels = [shown(outcome["label"]) for outcome in outcomes]
    groups = ("review", "direct", "after_review")
    fields = [f"{group}.{outcome['key']}" for group in groups for outcome in outcomes]
    rows: tuple[Row, ...] = (
        (
            PrintedCell(shown(section["review"]), "header", columns=count),
            PrintedCell(shown(section["lawsuit"]), "header", columns=2 * count),
        ),
        (
            *(PrintedCell(label, "header", rows=2) for label in labels),
            PrintedCell(shown(section["direct"]), "header", columns=count),
            PrintedCell(shown(section["after_review"]), "header", columns=count),
        ),
        tuple(PrintedCell(label, "header") for label in labels * 2),
        tuple(value_cell(values, ("litigation", section["row"], field)) for field in fields),
    )
    return PrintedTable(tuple([100.0 / len(fields)] * len(fields)), rows, head=3)
