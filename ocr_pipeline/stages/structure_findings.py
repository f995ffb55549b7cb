"""What binding noted about tables, rows and columns -> findings in words."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.model.bound import Address, BindingNote, ValueState
from ocr_pipeline.model.report import Cause, Finding, ReconciledCell, ReconciledTable
from ocr_pipeline.schema.types import TableSpec
from ocr_pipeline.schema.words import Words, column_words, row_words
from ocr_pipeline.stages.word_findings import Writer

LONGEST_QUOTED = 40
"""Characters of the paper's text that a message quotes."""


def structure_findings(tables: Sequence[ReconciledTable], writer: Writer) -> list[Finding]:
    """Findings on what is missing, extra or doubtful; one for all where no table was found."""
    if tables and not any(table.bound.grids for table in tables):
        return [writer.finding("report.no_tables", {})]
    findings = []
    for table in tables:
        findings += [_noted(note, writer) for note in table.bound.notes]
        if table.bound.grids:
            findings += _absent(table, writer)
    return findings


def _noted(note: BindingNote, writer: Writer) -> Finding:
    spec = writer.tables[note.table]
    details = dict(note.details)
    named = {"table": writer.table(note.table)} | {key: _quoted(text) for key, text in details.items()}
    rows = [row.key for block in spec.blocks for row in block.rows]
    if "row" in details:
        named["row"] = _joined([_row(key, spec) for key in details["row"].split(", ")])
    if "column" in details:
        named["column"] = _column(details["column"], spec)
    code = note.code if any(known.code == note.code for known in writer.schema.findings) else "table.note"
    named["note"] = Words(note.code, note.code)
    cells = [Address(note.table, row, column) for row, column in spec.fields if row == details.get("row")]
    return writer.finding(code, named, cells=cells if details.get("row") in rows else (), place=note.place)


def _quoted(text: str) -> Words:
    short = text if len(text) <= LONGEST_QUOTED else text[:LONGEST_QUOTED] + "..."
    return Words(short, short)


def _row(key: str, spec: TableSpec) -> Words:
    try:
        return row_words(spec.row(key))
    except KeyError:
        return Words(key, key)


def _column(key: str, spec: TableSpec) -> Words:
    for block in spec.blocks:
        for column in block.columns:
            if column.key == key:
                return column_words(column)
    return Words(key, key)


def _joined(words: Sequence[Words]) -> Words:
    return Words(", ".join(word.english for word in words), ", ".join(word.chinese for word in words))


def _absent(table: ReconciledTable, writer: Writer) -> list[Finding]:
    """One finding for the cells not found in a table that was, beside whole rows and columns that are missing."""
    noted = [
        dict(note.details) for note in table.bound.notes if note.code in ("row.missing", "column.missing", "row.merged")
    ]
    rows = {key for details in noted for key in details.get("row", "").split(", ")}
    columns = {details.get("column") for details in noted}
    missing = [
        cell.address
        for cell in table.cells
        if _not_found(cell) and cell.address.row not in rows and cell.address.column not in columns
    ]
    if not missing:
        return []
    named = {
        "table": writer.table(table.bound.table),
        "count": Words(str(len(missing)), str(len(missing))),
        "cells": writer.cells(missing),
    }
    return [writer.finding("cell.absent", named, cells=missing, cause=Cause.UNKNOWN)]


def _not_found(cell: ReconciledCell) -> bool:
    return cell.value.state is ValueState.ABSENT
