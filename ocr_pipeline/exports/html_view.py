"""What the page for people shows, prepared so that the template only places it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr_pipeline.exports.evidence import field_evidence, percent
from ocr_pipeline.exports.form import Form, printed_forms
from ocr_pipeline.exports.page_pictures import Preview
from ocr_pipeline.exports.reading_order import Heading, Paragraph, PlainTable, in_reading_order
from ocr_pipeline.exports.shown_value import shown
from ocr_pipeline.exports.trust import Trust, trust
from ocr_pipeline.exports.wording import Phrase, Wording
from ocr_pipeline.model.bound import Address, Place
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.report import CheckedCell, CheckedReport, Decision, Finding
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.stages.unread_tables import UNREAD_TABLES

Rectangle = tuple[float, float, float, float]
"""Left, top, width and height in pixels of a page's picture."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A value in a table and its mark on a page; ``key`` ties the two, ``page`` counts from 1 (0 = no place)."""

    key: str
    text: str
    trust: Trust
    note: str
    confidence: str
    page: int
    box: Rectangle


@dataclass(frozen=True, slots=True)
class Outline:
    """A table that has no fields, on its page; ``key`` is where the content tells of it, ``box`` as of a field.

    ``kind`` says what it is: a ``table``, or one that is ``unread``.
    """

    key: str
    kind: str
    page: int
    box: Rectangle


@dataclass(frozen=True, slots=True)
class PageView:
    """A page picture and the marks on it in pixels of the picture."""

    number: int
    preview: Preview
    marks: tuple[FieldView, ...]
    outlines: tuple[Outline, ...]


@dataclass(frozen=True, slots=True)
class UnreadView:
    """A table that was not understood: why, what to do, and its part of the page's picture (page 0 = there is none)."""

    finding: Finding
    advice: Phrase
    outline: Outline


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
    others: tuple[tuple[PlainTable, Outline], ...]
    unread: tuple[UnreadView, ...]
    text: tuple[Heading | Paragraph, ...]


def report_view(report: CheckedReport, schema: ReportSchema, previews: Sequence[Preview], words: Wording) -> ReportView:
    """A report made ready to be shown."""
    evidence = field_evidence(report, schema, words)
    sizes = {preview.page_index: preview for preview in previews}
    fields = {
        cell.address: _field(f"{index}", cell, evidence[cell.address], sizes) for index, cell in enumerate(report.cells)
    }
    items = tuple(in_reading_order(report, schema))
    plain = [item for item in items if isinstance(item, PlainTable)]
    others = [(table, _outline(f"o{number}", "table", table.place, sizes)) for number, table in enumerate(plain, 1)]
    unread = _unread(report, schema, sizes)
    outlines = (*(outline for _, outline in others), *(view.outline for view in unread))
    return ReportView(
        report=report,
        status=words("status", report.status.value),
        counts=_counts(report),
        fields=fields,
        forms=printed_forms(report, schema),
        pages=tuple(_page(preview, fields, outlines) for preview in previews),
        findings=tuple(_finding(finding, _advice(finding, schema), fields, words) for finding in report.findings),
        others=tuple(others),
        unread=unread,
        text=tuple(item for item in items if isinstance(item, Heading | Paragraph)),
    )


def _counts(report: CheckedReport) -> dict[str, int]:
    review = sum(cell.decision is Decision.REVIEW for cell in report.cells)
    tables = sum(len(page.tables) for page in report.pages)
    return {"fields": len(report.cells), "review": review, "settled": len(report.cells) - review, "tables": tables}


def _field(key: str, cell: CheckedCell, lines: Sequence[str], sizes: Mapping[int, Preview]) -> FieldView:
    note, confidence = "\n".join(lines), percent(cell.confidence)
    if cell.place is None or cell.place.page_index not in sizes:
        return FieldView(key, shown(cell.value), trust(cell), note, confidence, 0, (0, 0, 0, 0))
    page, box = cell.place.page_index + 1, _in_pixels(cell.place.box, sizes[cell.place.page_index])
    return FieldView(key, shown(cell.value), trust(cell), note, confidence, page, box)


def _in_pixels(box: Box, preview: Preview) -> Rectangle:
    width, height = preview.width, preview.height
    place = (box.left * width, box.top * height, box.width * width, box.height * height)
    left, top, wide, high = (round(edge, 1) for edge in place)
    return left, top, wide, high


def _outline(key: str, kind: str, place: Place | None, sizes: Mapping[int, Preview]) -> Outline:
    if place is None or place.page_index not in sizes:
        return Outline(key, kind, 0, (0, 0, 0, 0))
    return Outline(key, kind, place.page_index + 1, _in_pixels(place.box, sizes[place.page_index]))


def _unread(report: CheckedReport, schema: ReportSchema, sizes: Mapping[int, Preview]) -> tuple[UnreadView, ...]:
    found = [finding for finding in report.findings if finding.code in UNREAD_TABLES]
    return tuple(
        UnreadView(finding, _advice(finding, schema), _outline(f"u{number}", "unread", finding.place, sizes))
        for number, finding in enumerate(found, 1)
    )


def _page(preview: Preview, fields: Mapping[Address, FieldView], outlines: Sequence[Outline]) -> PageView:
    number = preview.page_index + 1
    marks = tuple(field for field in fields.values() if field.page == number)
    return PageView(number, preview, marks, tuple(outline for outline in outlines if outline.page == number))


def _advice(finding: Finding, schema: ReportSchema) -> Phrase:
    """What the catalogue advises; nothing for a rule of the schema, whose message says it all."""
    spec = next((spec for spec in schema.findings if spec.code == finding.code), None)
    return Phrase("", "") if spec is None else Phrase(spec.advice_zh, spec.advice)


def _finding(finding: Finding, advice: Phrase, fields: Mapping[Address, FieldView], words: Wording) -> FindingView:
    named = tuple(fields[address] for address in finding.cells if address in fields)
    page = finding.place.page_index + 1 if finding.place is not None else next((f.page for f in named if f.page), 0)
    severity, cause = words("severity", finding.severity.value), words("cause", finding.cause.value)
    return FindingView(finding, advice, severity, cause, named, page)
