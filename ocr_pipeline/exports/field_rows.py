"""A report as flat rows, one per field: the common ground of CSV, Parquet, data packages and sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ocr_pipeline.exports.form import column_label, row_label
from ocr_pipeline.model.bound import Address
from ocr_pipeline.model.report import CheckedCell, CheckedReport
from ocr_pipeline.model.report_codec import PROBABILITY_DIGITS, decimal_text
from ocr_pipeline.schema.types import ReportSchema, TableSpec

Entry = str | int | float | None


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A column of the flat table: name, type of its entries (``string``, ``integer`` or ``number``) and meaning."""

    name: str
    type: str
    meaning: str


COLUMNS = (
    FieldColumn("document", "string", "name of the document's folder"),
    FieldColumn("source", "string", "name of the file that was read"),
    FieldColumn("organisation", "string", "the body that reports"),
    FieldColumn("year", "integer", "the year reported on"),
    FieldColumn("table", "string", "table id"),
    FieldColumn("edition", "string", "edition of the table"),
    FieldColumn("row", "string", "row id"),
    FieldColumn("column", "string", "column id"),
    FieldColumn("row_label", "string", "printed label of the row"),
    FieldColumn("column_label", "string", "printed label of the column"),
    FieldColumn("state", "string", "number, blank, dash, unreadable or absent"),
    FieldColumn("printed", "string", "what stands on the paper"),
    FieldColumn("value", "string", "exact decimal, sign applied"),
    FieldColumn("unit", "string", "unit of money, if any"),
    FieldColumn("confidence", "number", "calibrated probability of being right"),
    FieldColumn("decision", "string", "accepted, review, confirmed or corrected"),
    FieldColumn("page", "integer", "page, counted from 1"),
    FieldColumn("left", "number", "left edge as a fraction of the page"),
    FieldColumn("top", "number", "top edge as a fraction of the page"),
    FieldColumn("right", "number", "right edge as a fraction of the page"),
    FieldColumn("bottom", "number", "bottom edge as a fraction of the page"),
    FieldColumn("by_pixels", "string", "what the pixels alone favoured, where that differs"),
    FieldColumn("alternatives", "string", "other readings with their probabilities"),
    FieldColumn("findings", "string", "codes of the findings that concern the field"),
)

HEADER = tuple(column.name for column in COLUMNS)


def field_rows(document: str, report: CheckedReport, schema: ReportSchema) -> Iterator[tuple[Entry, ...]]:
    """One row per field in the report's order, entries as in ``COLUMNS``."""
    editions = dict(report.editions)
    head = (document, report.source, report.identity.organisation or None, report.identity.year)
    codes = findings_by_field(report)
    for cell in report.cells:
        address = cell.address
        edition = editions.get(address.table)
        labels = _labels(_spec(schema, address, edition), address)
        value = cell.value
        yield (
            *head,
            *(address.table, edition, address.row, address.column),
            *labels,
            *(value.state.value, value.printed, decimal_text(value.number), value.unit),
            *(round(cell.confidence, PROBABILITY_DIGITS), cell.decision.value),
            *_place(cell),
            None if cell.by_pixels is None else cell.by_pixels.printed or "",
            "; ".join(f"{a.value.printed or a.value.state.value} {a.probability:.5f}" for a in cell.alternatives)
            or None,
            " ".join(codes.get(address, ())) or None,
        )


def findings_by_field(report: CheckedReport) -> dict[Address, tuple[str, ...]]:
    """The codes of the findings that name each field."""
    codes: dict[Address, tuple[str, ...]] = {}
    for finding in report.findings:
        for address in finding.cells:
            codes[address] = (*codes.get(address, ()), finding.code)
    return codes


def _spec(schema: ReportSchema, address: Address, edition: str | None) -> TableSpec | None:
    fitting = [spec for spec in schema.editions(address.table) if (address.row, address.column) in spec.fields]
    named = [spec for spec in fitting if spec.edition == edition]
    return next(iter((*named, *fitting)), None)


def _labels(spec: TableSpec | None, address: Address) -> tuple[str, str]:
    if spec is None:
        return "", ""
    return row_label(spec.row(address.row)), column_label(spec.column(address.row, address.column))


def _place(cell: CheckedCell) -> tuple[Entry, ...]:
    if cell.place is None:
        return None, None, None, None, None
    box = cell.place.box
    return (cell.place.page_index + 1, *(round(edge, 5) for edge in (box.left, box.top, box.right, box.bottom)))
