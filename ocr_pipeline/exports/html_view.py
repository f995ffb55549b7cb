"""What the page for people shows, prepared so that the template only places it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr_pipeline.exports.evidence import field_evidence, percent
from ocr_pipeline.exports.form import Form, printed_forms
from ocr_pipeline.exports.page_pictures import Preview
from ocr_pipeline.exports.reading_order import Item, PlainTable, in_reading_order
from ocr_pipeline.exports.shown_value import shown
from ocr_pipeline.exports.trust import Trust, trust
from ocr_pipeline.exports.wording import Phrase, Wording
from ocr_pipeline.model.bound import Address
from ocr_pipeline.model.report import CheckedCell, CheckedReport, Decision, Finding
from ocr_pipeline.schema.types import ReportSchema


@dataclass(frozen=True, slots=True)
class FieldView:
    """A value in a table and its mark on a page; ``key`` ties the two, ``page`` counts from 1 (0 = no place)."""

    key: str
    text: str
    trust: Trust
    note: str
    confidence: str
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageView:
    """A page picture and the marks on it in pixels of the picture."""

    number: int
    preview: Preview
    marks: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding, what to do about it, and the fields it names."""

    finding: Finding
    advice: Phrase
    severity: Phrase
    cause: Phrase
    fields: tuple[FieldView, ...]
    page: int


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything the template needs."""

    report: CheckedReport
    status: Phrase
    counts: Mapping[str, int]
    fields: Mapping[Address, FieldView]
    forms: tuple[Form, ...]
    pages: tuple[PageView, ...]
    findings: tuple[FindingView, ...]
    others: tuple[PlainTable, ...]
    text: tuple[Item, ...]


def report_view(report: CheckedReport, schema: ReportSchema, previews: Sequence[Preview], words: Wording) -> ReportView:
    """A report made ready to be shown."""
    evidence = field_evidence(report, schema, words)
    sizes = {preview.page_index: preview for preview in previews}
    fields = {
        cell.address: _field(f"{index}", cell, evidence[cell.address], sizes) for index, cell in enumerate(report.cells)
    }
    items = tuple(in_reading_order(report, schema))
    return ReportView(
        report=report,
        status=words("status", report.status.value),
        counts=_counts(report),
        fields=fields,
        forms=printed_forms(report, schema),
        pages=tuple(_page(preview, fields) for preview in previews),
        findings=tuple(_finding(finding, _advice(finding, schema), fields, words) for finding in report.findings),
        others=tuple(item for item in items if isinstance(item, PlainTable)),
        text=tuple(item for item in items if not isinstance(item, Form | PlainTable)),
    )


def _counts(report: CheckedReport) -> dict[str, int]:
    review = sum(cell.decision is Decision.REVIEW for cell in report.cells)
    return {"fields": len(report.cells), "review": review, "settled": len(report.cells) - review}


def _field(key: str, cell: CheckedCell, lines: Sequence[str], sizes: Mapping[int, Preview]) -> FieldView:
    note, confidence = "\n".join(lines), percent(cell.confidence)
    if cell.place is None or cell.place.page_index not in sizes:
        return FieldView(key, shown(cell.value), trust(cell), note, confidence, 0, (0, 0, 0, 0))
    preview, box = sizes[cell.place.page_index], cell.place.box
    width, height = preview.width, preview.height
    place = (box.left * width, box.top * height, box.width * width, box.height * height)
    left, top, wide, high = (round(edge, 1) for edge in place)
    page = cell.place.page_index + 1
    return FieldView(key, shown(cell.value), trust(cell), note, confidence, page, (left, top, wide, high))


def _page(preview: Preview, fields: Mapping[Address, FieldView]) -> PageView:
    number = preview.page_index + 1
    return PageView(number, preview, tuple(field for field in fields.values() if field.page == number))


def _advice(finding: Finding, schema: ReportSchema) -> Phrase:
    """What the catalogue advises; nothing for a rule of the schema, whose message says it all."""
    spec = next((spec for spec in schema.findings if spec.code == finding.code), None)
    return Phrase("", "") if spec is None else Phrase(spec.advice_zh, spec.advice)


def _finding(finding: Finding, advice: Phrase, fields: Mapping[Address, FieldView], words: Wording) -> FindingView:
    named = tuple(fields[address] for address in finding.cells if address in fields)
    page = finding.place.page_index + 1 if finding.place is not None else next((f.page for f in named if f.page), 0)
    severity, cause = words("severity", finding.severity.value), words("cause", finding.cause.value)
    return FindingView(finding, advice, severity, cause, named, page)
