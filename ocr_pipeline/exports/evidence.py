"""The evidence on a field as short lines for a note: where it stands, how sure, and what else it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ocr_pipeline.exports.field_rows import findings_by_field
from ocr_pipeline.exports.form import field_tables
from ocr_pipeline.exports.shown_value import shown
from ocr_pipeline.exports.wording import Wording
from ocr_pipeline.model.bound import Address
from ocr_pipeline.model.report import CheckedCell, CheckedReport
from ocr_pipeline.schema.types import ReportSchema, TableSpec
from ocr_pipeline.schema.words import cell_words

WORTH_SAYING = 0.0005
"""Less probable alternatives are noise to a person; ``report.json`` has them."""


def field_evidence(report: CheckedReport, schema: ReportSchema, words: Wording) -> dict[Address, tuple[str, ...]]:
    """The lines of every field."""
    codes = findings_by_field(report)
    tables = field_tables(report, schema)
    return {
        cell.address: (*_names(cell.address, tables), *evidence_lines(cell, codes.get(cell.address, ()), words))
        for cell in report.cells
    }


def _names(address: Address, tables: Mapping[str, TableSpec]) -> tuple[str, ...]:
    if address.table not in tables:
        return ()
    named = cell_words(address, tables)
    return (named.chinese, named.english)


def evidence_lines(cell: CheckedCell, codes: Sequence[str], words: Wording) -> tuple[str, ...]:
    """Lines in Chinese and English; ``codes`` are those of the findings that name the field."""
    lines = [str(cell.address)]
    if cell.value.state.value != "number":
        lines.append(str(words("state", cell.value.state.value)))
    if cell.place is not None:
        lines.append(f"{words('word', 'page')} {cell.place.page_index + 1}")
    lines.append(f"{words('word', 'confidence')} {percent(cell.confidence)}, {words('decision', cell.decision.value)}")
    if cell.by_pixels is not None:
        state = words("state", cell.by_pixels.state.value)
        lines.append(f"{words('word', 'by_pixels')}: {shown(cell.by_pixels) or state}")
    others = [a for a in cell.alternatives if a.value != cell.value and a.probability >= WORTH_SAYING]
    if others:
        named = [f"{shown(a.value) or words('state', a.value.state.value)} ({percent(a.probability)})" for a in others]
        lines.append(f"{words('word', 'alternatives')}: {', '.join(named)}")
    if codes:
        lines.append(f"{words('word', 'findings')}: {', '.join(codes)}")
    return tuple(lines)


def percent(probability: float) -> str:
    """A probability for people: never rounded up to 100 %."""
    if probability >= 1:
        return "100%"
    digits = 1 if probability < 0.999 else 2 if probability < 0.9999 else 3
    return f"{min(probability * 100, 100 - 10**-digits):.{digits}f}%"
