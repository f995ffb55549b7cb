"""A checked report as the published ``report.json`` and back.

The published form stays stable while the classes change, so it is written out by hand. What was seen (``pages``) is
stored apart; coming back, it is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.model.bound import Address, Alternative, Place, Value, ValueState
from ocr_pipeline.model.codec import Plain, box_to_plain, from_plain
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid_codec import grids_to_plain
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.provenance import Making, Step, Timing
from ocr_pipeline.model.report import (
    Cause,
    CheckedCell,
    CheckedReport,
    Decision,
    Finding,
    Identity,
    MachineReading,
    Probability,
    Section,
    Severity,
    Statement,
    Status,
)

REPORT_FORMAT = "ocr-pipeline/report"
REPORT_VERSION = 1
PROBABILITY_DIGITS = 6


def report_to_plain(report: CheckedReport, making: Making, timings: Iterable[Timing] = ()) -> dict[str, Plain]:
    """The content of ``report.json``; ``making`` says what it was made with, ``timings`` are seconds per stage."""
    seconds = {timing.stage: timing.seconds for timing in timings}
    return {
        "format": REPORT_FORMAT,
        "version": REPORT_VERSION,
        "document": {
            "source": report.source,
            "sha256": report.document_id,
            "pages": len(report.pages),
            "title": report.identity.title,
            "organisation": report.identity.organisation,
            "year": report.identity.year,
        },
        "status": report.status.value,
        "schema": {"id": report.schema_id, "editions": dict(report.editions)},
        "cells": [_cell(cell) for cell in report.cells],
        "findings": [_finding(finding) for finding in report.findings],
        "statements": [_statement(statement) for statement in report.statements],
        "grids": grids_to_plain(report),
        "sections": [
            {"title": s.title, "page": s.page_index + 1, "paragraphs": list(s.paragraphs)} for s in report.sections
        ],
        "steps": [_step(step, seconds.get(step.stage)) for step in report.steps],
        "made_with": {"version": making.version, "seen": making.seen, "rules": making.rules},
    }


def report_from_plain(plain: Plain, pages: Sequence[PageReading]) -> CheckedReport:
    """The report that ``report.json`` describes, over what was seen; raises ``RecordDamaged`` where it does not fit."""
    if not isinstance(plain, dict) or plain.get("format") != REPORT_FORMAT or plain.get("version") != REPORT_VERSION:
        raise RecordDamaged(f"$: not a report of format {REPORT_FORMAT!r}, version {REPORT_VERSION}; run again")
    try:
        return _report(plain, tuple(pages))
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise RecordDamaged(f"$: {type(error).__name__}: {error}; the report was changed by hand, run again") from error


def making_from_plain(plain: Plain) -> Making:
    """What a stored report was made with."""
    made = plain.get("made_with") if isinstance(plain, dict) else None
    return from_plain(Making, made, "$.made_with")


def _report(plain: dict[str, Plain], pages: tuple[PageReading, ...]) -> CheckedReport:
    document = plain["document"]
    return CheckedReport(
        document_id=document["sha256"],
        source=document["source"],
        identity=Identity(document["title"], document["organisation"], document["year"]),
        status=Status(plain["status"]),
        schema_id=plain["schema"]["id"],
        editions=tuple(plain["schema"]["editions"].items()),
        cells=tuple(_read_cell(cell) for cell in plain["cells"]),
        findings=tuple(_read_finding(finding) for finding in plain["findings"]),
        statements=tuple(_read_statement(statement) for statement in plain["statements"]),
        sections=tuple(Section(s["title"], s["page"] - 1, tuple(s["paragraphs"])) for s in plain["sections"]),
        pages=pages,
        bound_grids=_read_bound_grids(plain["grids"]),
        steps=tuple(
            Step(s["stage"], s["engine"], s["version"], s["model_sha256"], s["options_digest"]) for s in plain["steps"]
        ),
    )


def _cell(cell: CheckedCell) -> dict[str, Plain]:
    pixels = cell.by_pixels
    return {
        "table": cell.address.table,
        "row": cell.address.row,
        "column": cell.address.column,
        **_value(cell.value),
        "confidence": round(cell.confidence, PROBABILITY_DIGITS),
        "decision": cell.decision.value,
        **_place(cell.place),
        "alternatives": [
            {**_value(a.value), "probability": round(a.probability, PROBABILITY_DIGITS)} for a in cell.alternatives
        ],
        "by_pixels": None if pixels is None else pixels.printed or "",
        "pixels": None if pixels is None else _value(pixels),
        **_machine(cell.machine),
    }


def _machine(machine: MachineReading | None) -> dict[str, Plain]:
    """Only fields that a person answered for have it."""
    if machine is None:
        return {}
    sure = round(machine.confidence, PROBABILITY_DIGITS)
    return {"machine": {**_value(machine.value), "confidence": sure, "decision": machine.decision.value}}


def _read_cell(plain: dict[str, Plain]) -> CheckedCell:
    return CheckedCell(
        address=Address(plain["table"], plain["row"], plain["column"]),
        value=_read_value(plain),
        confidence=Probability(float(plain["confidence"])),
        decision=Decision(plain["decision"]),
        place=_read_place(plain),
        alternatives=tuple(Alternative(_read_value(a), float(a["probability"])) for a in plain["alternatives"]),
        by_pixels=None if plain["pixels"] is None else _read_value(plain["pixels"]),
        machine=_read_machine(plain.get("machine")),
    )


def _read_machine(plain: dict[str, Plain] | None) -> MachineReading | None:
    if plain is None:
        return None
    return MachineReading(_read_value(plain), Probability(float(plain["confidence"])), Decision(plain["decision"]))


def _value(value: Value) -> dict[str, Plain]:
    return {
        "state": value.state.value,
        "printed": value.printed,
        "value": decimal_text(value.number),
        "unit": value.unit,
    }


def _read_value(plain: dict[str, Plain]) -> Value:
    number = None if plain["value"] is None else Decimal(plain["value"])
    return Value(ValueState(plain["state"]), plain["printed"], number, plain["unit"])


def decimal_text(number: Decimal | None) -> str | None:
    """An exact number without exponent, or None."""
    return None if number is None else format(number, "f")


def _place(place: Place | None) -> dict[str, Plain]:
    return (
        {"page": None, "box": None} if place is None else {"page": place.page_index + 1, "box": box_to_plain(place.box)}
    )


def _read_place(plain: dict[str, Plain]) -> Place | None:
    return None if plain["page"] is None else Place(plain["page"] - 1, Box(*plain["box"]))


def _finding(finding: Finding) -> dict[str, Plain]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "cause": finding.cause.value,
        "cells": [[a.table, a.row, a.column] for a in finding.cells],
        "says": finding.says,
        "left": decimal_text(finding.left),
        "right": decimal_text(finding.right),
        "message": finding.message,
        "message_zh": finding.message_zh,
        **_place(finding.place),
        **({"settled": finding.settled} if finding.settled else {}),
    }


def _read_finding(plain: dict[str, Plain]) -> Finding:
    return Finding(
        code=plain["code"],
        severity=Severity(plain["severity"]),
        cause=Cause(plain["cause"]),
        cells=tuple(Address(*cell) for cell in plain["cells"]),
        says=plain["says"],
        left=None if plain["left"] is None else Decimal(plain["left"]),
        right=None if plain["right"] is None else Decimal(plain["right"]),
        message=plain["message"],
        message_zh=plain["message_zh"],
        place=_read_place(plain),
        settled=plain.get("settled", ""),
    )


def _statement(statement: Statement) -> dict[str, Plain]:
    return {
        "text": statement.text,
        **_place(statement.place),
        "quantity": statement.quantity,
        "value": decimal_text(statement.value),
        "agrees": statement.agrees,
    }


def _read_statement(plain: dict[str, Plain]) -> Statement:
    place = Place(plain["page"] - 1, Box(*plain["box"]))
    return Statement(plain["text"], place, plain["quantity"], Decimal(plain["value"]), plain["agrees"])


def _step(step: Step, seconds: float | None) -> dict[str, Plain]:
    return {
        "stage": step.stage,
        "engine": step.engine,
        "version": step.version,
        "model_sha256": step.model_sha256,
        "options_digest": step.options_digest,
        "seconds": None if seconds is None else round(seconds, 3),
    }


def _read_bound_grids(grids: Sequence[dict[str, Plain]]) -> tuple[tuple[int, int, str], ...]:
    """Grids stand in page order, so the position of one among those of its page is its index there."""
    bound, seen = [], dict[int, int]()
    for grid in grids:
        page = grid["page"] - 1
        index = seen.get(page, 0)
        seen[page] = index + 1
        if grid["table"] is not None:
            bound.append((page, index, grid["table"]))
    return tuple(bound)
